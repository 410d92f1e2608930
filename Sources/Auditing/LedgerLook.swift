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
        let shown = try await Shown(by: ledger, signedBy: keys)
        if let last {
            let finding = try await finding(shown, after: last, of: ledger, signedBy: keys)
            if let finding { return LedgerLook(finding, shown.newest) }
        }
        return try await look(
            shown, asking: states + shown.others, of: ledger, signedBy: keys)
    }

    /// What a ledger shows.
    private struct Shown: Sendable {
        let newest: VerifiedCheckpoint
        /// That which its witnesses cosigned; nobody has looked at it.
        let cosigned: SignedCheckpoint?
        /// What stands beside the newest.
        let others: [SignedCheckpoint]

        init(
            by ledger: some PublishedLedger, signedBy keys: @Sendable (TreeSize) -> [VerifierKey]
        ) async throws {
            let shown = await LedgerSnapshot(of: ledger)
            let signed = try SignedCheckpoint(parsing: try await shown.checkpoint())
            newest = try signed.verified(byAnyOf: keys(signed.checkpoint.size))
            cosigned = Shown.parsed(try? await shown.cosignedCheckpoint())
            others = [cosigned, Shown.parsed(try? shown.otherCheckpoint())].compactMap(\.self)
        }

        private static func parsed(_ bytes: [UInt8]??) -> SignedCheckpoint? {
            bytes.flatMap { $0 }.flatMap { try? SignedCheckpoint(parsing: $0) }
        }
    }

    /// What is wrong with what a ledger shows, beside what was seen before; `nil` if nothing is.
    private static func finding(
        _ shown: Shown, after last: SignedCheckpoint, of ledger: some PublishedLedger,
        signedBy keys: @Sendable (TreeSize) -> [VerifierKey]
    ) async throws -> Finding? {
        let older = try? last.verified(byAnyOf: keys(last.checkpoint.size))
        guard let older, older.checkpoint.origin == shown.newest.checkpoint.origin else {
            return .otherKeys
        }
        switch try await LedgerGrowth.between(older, shown.newest, of: ledger) {
        case .grew: return nil
        case .shrank: return .shrank
        case .forked(let proof): return .forked(proof)
        }
    }

    /// Finds out which states are beginnings of what a ledger shows.
    private static func look(
        _ shown: Shown, asking states: [SignedCheckpoint], of ledger: some PublishedLedger,
        signedBy keys: @Sendable (TreeSize) -> [VerifierKey]
    ) async throws -> LedgerLook {
        var beginnings: [Checkpoint] = []
        for state in states {
            let older = try? state.verified(byAnyOf: keys(state.checkpoint.size))
            guard let older, older.checkpoint.origin == shown.newest.checkpoint.origin else {
                continue
            }
            switch try await LedgerGrowth.between(older, shown.newest, of: ledger) {
            case .grew: beginnings.append(older.checkpoint)
            case .shrank: continue
            case .forked(let proof): return LedgerLook(.forked(proof), shown.newest)
            }
        }
        let known = beginnings
        return LedgerLook(
            .good, shown.newest, known,
            cosigned: shown.cosigned.flatMap { known.contains($0.checkpoint) ? $0 : nil })
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
