import CanonicalJSON
import Credentials
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

    /// The ledgers of which the file has receipts.
    public var claimedOrigins: [Origin] { (bundle?.receipts ?? []).map(\.origin) }

    /// The statements of a ledger of which the file has receipts.
    public func claimedStatements(in origin: Origin) -> [RecordedStatement] {
        (bundle?.receipts ?? []).filter { $0.origin == origin }.map { RecordedStatement($0) }
    }

    /// The sizes of all states of a ledger that the file speaks of.
    public func claimedSizes(of origin: Origin) -> Set<TreeSize> {
        let keys = (bundle?.keys ?? []).map(\.proof.checkpoint.checkpoint)
        let confirmations = (bundle?.confirmations ?? []).map(\.proof.checkpoint.checkpoint)
        let states = claimedCheckpoints(of: origin).map(\.checkpoint) + keys + confirmations
        let standings = (bundle?.standings ?? []).map(\.standing).filter { $0.origin == origin }
        return Set(states.filter { $0.origin == origin }.map(\.size) + standings.map(\.size))
    }

    /// The checkpoints of a ledger's receipts, key records and confirmations, each once; of more
    /// the first ``checkpointsMax``, since each is compared with the ledger.
    public func claimedCheckpoints(of origin: Origin) -> [SignedCheckpoint] {
        let proofs =
            (bundle?.receipts ?? []).map(\.proof)
            + ((bundle?.keys ?? []) + (bundle?.confirmations ?? [])).map(\.proof)
        var found: [SignedCheckpoint] = []
        for signed in proofs.map(\.checkpoint)
        where signed.checkpoint.origin == origin && !found.contains(signed) {
            found.append(signed)
            if found.count == Submission.checkpointsMax { break }
        }
        return found
    }

    private static let checkpointsMax = 8
}

extension Submission {
    /// The addresses of the status lists that the credential names.
    var claimedStatusLists: [String] {
        guard let status = credential["credentialStatus"] else { return [] }
        let entries = status.kind == .array ? status.elements : [status]
        let urls = entries.prefix(Credential.statusCountMax)
            .compactMap { $0["statusListCredential"]?.string }
        return urls.indices.filter { !urls[..<$0].contains(urls[$0]) }.map { urls[$0] }
    }
}
