import AppendOnlyLedger
public import Records
import Signing
public import TransparencyLog
import Trust

/// Proofs that carry the cosignatures of witnesses.
///
/// Spec: 06-prove §2.
extension Registrar {
    /// Which cosignatures a proof is to carry.
    public enum Cosigners: Sendable {
        /// Those of a checkpoint that met the policy, or none.
        case quorum
        /// Those that there are, if the policy is not met.
        case some
    }

    /// The proof to hand out for a record: up to the earliest checkpoint that met the ledger's
    /// witness policy, else the one that was made when the record was appended. A checkpoint counts
    /// only by the keys as they are known now: where a compromise has made it void since, the
    /// newest takes its place.
    ///
    /// - Parameter cosigners: which cosignatures are good enough while the policy is not met.
    func proof(of place: VaultPlace, _ cosigners: Cosigners) async throws -> LogProof {
        let (cosigned, companion) = (cosigned, try companion())
        return try await ledger.read { view in
            let earliest = try view.earliest(
                of: cosigned, covering: place.index, companion, cosigners)
            if let earliest { return try view.proof(of: place.index, at: earliest) }
            let keys = try view.keys().checkpointKeys(besides: companion)
            return keys.count(place.proof.checkpoint)
                ? place.proof : try view.proof(of: place.index)
        }
    }

    /// Every key record with its proof, all to one checkpoint that holds them and met the ledger's
    /// witness policy: to whoever asks for witnesses, keys that none saw are no keys. To the newest
    /// where there is none.
    ///
    /// - Parameters:
    ///   - proof: of the award's record, whose own checkpoint is taken if it will do: then whoever
    ///     believes the one believes the other.
    ///   - cosigners: which cosignatures are good enough while the policy is not met.
    /// - Throws: ``LedgerError`` or ``StoreError``.
    public func keyReceipts(
        beside proof: LogProof? = nil, cosignedBy cosigners: Cosigners = .quorum
    ) async throws -> [KeyReceipt] {
        let (cosigned, companion) = (cosigned, try companion())
        return try await ledger.read { view in
            let newest = try view.keys().head
            if let own = proof?.checkpoint, own.checkpoint.size >= newest.sizeAfter {
                return try view.keyReceipts(at: own)
            }
            let most = try view.mostSeen(of: cosigned, covering: newest, companion, cosigners)
            return try most.map { try view.keyReceipts(at: $0) } ?? view.keyReceipts()
        }
    }

    /// The record that confirms another again, proven likewise; none if there is none.
    ///
    /// - Throws: ``LedgerError`` or ``StoreError``.
    public func confirmationReceipts(
        of index: LeafIndex, _ cosigners: Cosigners = .quorum
    ) async throws -> [KeyReceipt] {
        let (cosigned, companion) = (cosigned, try companion())
        return try await ledger.read { view in
            guard let record = try view.confirmation(of: index) else { return [] }
            let most = try view.mostSeen(
                of: cosigned, covering: record.index, companion, cosigners)
            let proof =
                try most.map { try view.proof(of: record.index, at: $0) }
                ?? view.proof(of: record.index)
            return [KeyReceipt(record: record, proof: proof)]
        }
    }
}

extension LedgerView {
    /// The earliest checkpoint that covers a record, met the ledger's witness policy, and is signed
    /// by keys that count for it as they are known now; where there is none, and `some` are good
    /// enough, the one that most have cosigned; `nil` if there is none of these either.
    fileprivate func earliest(
        of cosigned: CosignedCheckpoints?, covering index: LeafIndex, _ companion: LedgerKey?,
        _ cosigners: Registrar.Cosigners
    ) throws -> SignedCheckpoint? {
        guard let cosigned else { return nil }
        let keys = try keys().checkpointKeys(besides: companion)
        let met = try cosigned.earliest(covering: index) { keys.count($0.signed) }
        if met == nil, cosigners == .some {
            return try cosigned.mostCosigned(covering: index) { keys.count($0.signed) }?.signed
        }
        return met?.verified.signed
    }

    /// The same, or the newest if more witnesses have cosigned that: which of them a reader lists,
    /// nobody here knows.
    fileprivate func mostSeen(
        of cosigned: CosignedCheckpoints?, covering index: LeafIndex, _ companion: LedgerKey?,
        _ cosigners: Registrar.Cosigners
    ) throws -> SignedCheckpoint? {
        guard let cosigned else { return nil }
        let keys = try keys().checkpointKeys(besides: companion)
        let met = try cosigned.earliest(covering: index) { keys.count($0.signed) }
        guard let met else {
            return try earliest(of: cosigned, covering: index, companion, cosigners)
        }
        guard let latest = try cosigned.latest(), keys.count(latest.verified.signed),
            latest.evaluation.cosignatures.count > met.evaluation.cosignatures.count
        else { return met.verified.signed }
        return latest.verified.signed
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
