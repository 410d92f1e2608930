import CanonicalJSON
import Records
public import Signing
public import TransparencyLog

/// What a submission says of itself; nobody has checked it. It serves to find out what to fetch.
extension Submission {
    /// Who the file says issued it.
    public var claimedIssuer: DID? {
        let issuer = credential["issuer"]
        return (issuer?.string ?? issuer?["id"]?.string).flatMap { DID($0) }
    }

    /// The checkpoints of a ledger's receipts.
    public func claimedCheckpoints(of origin: Origin) -> [SignedCheckpoint] {
        (bundle?.receipts ?? []).filter { $0.origin == origin }.map(\.proof.checkpoint)
    }
}
