import AppendOnlyLedger
import Records
import Signing
import TransparencyLog
import Trust

/// Proofs that carry the cosignatures of witnesses.
///
/// Spec: 06-prove §2.
extension Registrar {
    /// The proof to hand out for a record: up to the earliest checkpoint that met the ledger's
    /// witness policy, else the one that was made when the record was appended. A checkpoint counts
    /// only by the keys as they are known now: where a compromise has made it void since, the
    /// newest takes its place.
    func proof(of place: VaultPlace) async throws -> LogProof {
        let (cosigned, companion) = (cosigned, try companion())
        return try await ledger.read { view in
            let keys = try view.keys().checkpointKeys(besides: companion)
            let earliest = try cosigned?.earliest(covering: place.index) {
                keys.count($0.signed)
            }
            if let earliest {
                return try view.proof(of: place.index, at: earliest.verified.signed)
            }
            return keys.count(place.proof.checkpoint)
                ? place.proof : try view.proof(of: place.index)
        }
    }
}

extension KeyHistory {
    /// The keys that sign the ledger's checkpoints, each with its sizes, as partners list them.
    func checkpointKeys(besides companion: LedgerKey?) -> [LedgerKey] {
        let declared = entries.filter { $0.declared.use == .ledger }.compactMap { entry in
            LedgerKey(
                VerifierKey(name: origin.keyName, publicKey: entry.declared.key),
                from: TreeSize(entry.introduced.value),
                until: [entry.retired.map(\.sizeAfter), entry.voidFrom].compactMap(\.self).min())
        }
        return declared + [companion].compactMap(\.self)
    }
}

extension [LedgerKey] {
    /// Whether somebody who lists these keys relies on a checkpoint.
    fileprivate func count(_ signed: SignedCheckpoint) -> Bool {
        let keys = filter { $0.signs(signed.checkpoint.size) }.map(\.key)
        return (try? signed.verified(byAnyOf: keys)) != nil
    }
}
