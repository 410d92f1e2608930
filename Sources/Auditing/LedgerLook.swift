public import Signing
public import TransparencyLog

/// One look at a published ledger by somebody who remembers what he saw of it last.
///
/// Spec: 05-witness §6.
public struct LedgerLook: Sendable {
    /// What became of the ledger.
    public enum Finding: Sendable {
        /// It goes on from what was seen before.
        case good
        /// It shows less than was seen before: an old copy, or records taken back.
        case shrank
        /// It signed two histories.
        case forked(ForkProof)
        /// No key that is known for it signed what was seen before.
        case otherKeys
    }

    /// What became of it.
    public let finding: Finding
    /// What it shows now.
    public let newest: VerifiedCheckpoint
    /// The states asked about, and that of ``cosigned``, as far as they are beginnings of the
    /// newest.
    public let beginnings: [Checkpoint]
    /// The newest checkpoint that the ledger's own witnesses have cosigned, if it is a beginning of
    /// the newest. Nobody has looked at its cosignatures.
    public let cosigned: SignedCheckpoint?

    /// Looks.
    ///
    /// - Parameters:
    ///   - keys: the keys that sign checkpoints of a size.
    ///   - last: the newest that was seen before.
    ///   - states: checkpoints that somebody presents as the ledger's; those that none of the keys
    ///     signed are passed over.
    /// - Throws: ``PublishedLedgerError``; `NoteError` or `TransparencyLogError` if none of the
    ///   keys signed what is shown, or the tiles are not those that were signed.
    public static func look(
        at ledger: some PublishedLedger, signedBy keys: @Sendable (TreeSize) -> [VerifierKey],
        knowing last: SignedCheckpoint?, asking states: [SignedCheckpoint]
    ) async throws -> LedgerLook {
        let bytes = try await ledger.checkpoint()
        let signed = try SignedCheckpoint(parsing: bytes)
        let newest = try signed.verified(byAnyOf: keys(signed.checkpoint.size))
        if let last {
            let older = try? last.verified(byAnyOf: keys(last.checkpoint.size))
            guard let older, older.checkpoint.origin == newest.checkpoint.origin else {
                return LedgerLook(.otherKeys, newest)
            }
            switch try await LedgerGrowth.between(older, newest, of: ledger) {
            case .grew: break
            case .shrank:
                return LedgerLook(.shrank, newest)
            case .forked(let proof):
                return LedgerLook(.forked(proof), newest)
            }
        }
        let cosignedBytes = try? await ledger.cosignedCheckpoint()
        let cosigned = cosignedBytes.flatMap { $0 }.flatMap { try? SignedCheckpoint(parsing: $0) }
        var beginnings: [Checkpoint] = []
        for state in states + [cosigned].compactMap(\.self) {
            let older = try? state.verified(byAnyOf: keys(state.checkpoint.size))
            guard let older, older.checkpoint.origin == newest.checkpoint.origin else { continue }
            switch try await LedgerGrowth.between(older, newest, of: ledger) {
            case .grew: beginnings.append(older.checkpoint)
            case .shrank: continue
            case .forked(let proof):
                return LedgerLook(.forked(proof), newest)
            }
        }
        return LedgerLook(
            .good, newest, beginnings,
            cosigned: cosigned.flatMap { beginnings.contains($0.checkpoint) ? $0 : nil })
    }

    private init(
        _ finding: Finding, _ newest: VerifiedCheckpoint, _ beginnings: [Checkpoint] = [],
        cosigned: SignedCheckpoint? = nil
    ) {
        self.finding = finding
        self.newest = newest
        self.beginnings = beginnings
        self.cosigned = cosigned
    }
}
