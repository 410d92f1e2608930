import Auditing
import Records
import Signing
import TransparencyLog
import Trust

/// One ledger that is looked at again and again.
///
/// Each look compares the ledger with the last good checkpoint, which is remembered on the disk
/// and moves on only when all is well: what is wrong stays wrong until the ledger is right again.
struct LedgerWatch {
    let place: LedgerPlace
    let anchor: AnchorOptions
    let seen: SeenFolder
    /// For how long the ledger may fail to answer.
    let patience: Duration

    private var lastRead = ContinuousClock.now
    private var trouble: LedgerEvent.Kind?

    init(
        _ place: LedgerPlace, anchor: AnchorOptions, seen: SeenFolder, patience: Duration
    ) {
        self.place = place
        self.anchor = anchor
        self.seen = seen
        self.patience = patience
    }

    /// Whether the last look found something wrong.
    var isInTrouble: Bool { trouble != nil }

    /// Looks once, and returns what is new.
    ///
    /// - Throws: ``Failure`` for what is wrong on this machine, and `CancellationError`.
    mutating func look(by list: TrustList?) async throws -> [LedgerEvent] {
        let found: [LedgerEvent]
        do {
            let anchor = anchor
            let watch = self
            found = try await place.reading { ledger in
                try await watch.events(of: LedgerSnapshot(of: ledger), anchor, list)
            }
            lastRead = .now
        } catch let error as PublishedLedgerError {
            return news(unread(error))
        }
        return news(found)
    }

    /// What was not known: trouble is told once, and once more when it is over.
    private mutating func news(_ found: [LedgerEvent]) -> [LedgerEvent] {
        let now = found.map(\.kind).first { $0.isAlert && $0 != .keyChanged }
        defer { trouble = now }
        if let now { return now == trouble ? [] : found }
        let isOver = trouble != nil && !found.isEmpty
        return (isOver ? [event(.recovered, "The ledger is as it should be again.")] : [])
            + found.filter { $0.kind != .recovered }
    }

    private func unread(_ error: PublishedLedgerError) -> [LedgerEvent] {
        guard lastRead.duration(to: .now) >= patience else {
            return trouble.map { [event($0, error.description)] } ?? []
        }
        return [event(.stalled, error.description)]
    }

    private func event(
        _ kind: LedgerEvent.Kind, _ words: String, proof: String? = nil
    ) -> LedgerEvent {
        LedgerEvent(kind: kind, place: place.text, words: words, proof: proof)
    }

    /// All that a look finds; nothing wrong and nothing new is `recovered`, for whoever waits for
    /// that.
    private func events(
        of ledger: LedgerSnapshot, _ anchor: AnchorOptions, _ list: TrustList?
    ) async throws -> [LedgerEvent] {
        let known: KnownCheckpoint
        do {
            known = try await anchor.checkpoint(of: ledger, by: list)
        } catch let failure as Failure where failure.status == .integrity {
            let isSigned = failure.code == "audit.checkpoint-signature"
            return [event(isSigned ? .unexpectedKey : .damaged, failure.message)]
        }
        let newest = known.checkpoint
        guard let last = try seen.checkpoint(of: newest.checkpoint.origin) else {
            try seen.remember(newest.signed)
            return [
                event(
                    .first,
                    "\(newest.checkpoint.size) records. Nothing was known of it before; audit it "
                        + "once: testamur audit \(place.text.quoted)")
            ]
        }
        guard let older = try? last.verified(byAnyOf: known.keys) else {
            return [
                event(
                    .unexpectedKey,
                    "The checkpoint seen before was signed by a key that is not known now.")
            ]
        }
        do {
            return try await changes(from: older, to: newest, of: ledger)
        } catch let error as TransparencyLogError {
            return [event(.damaged, "What is served is not what was signed. \(error)")]
        }
    }

    private func changes(
        from older: VerifiedCheckpoint, to newest: VerifiedCheckpoint, of ledger: LedgerSnapshot
    ) async throws -> [LedgerEvent] {
        switch try await LedgerGrowth.between(older, newest, of: ledger) {
        case .shrank:
            return [
                event(
                    .rollback,
                    "It shows \(newest.checkpoint.size) records and had signed for "
                        + "\(older.checkpoint.size).")
            ]
        case .forked(let proof):
            let file = try ForkFile.write(proof)
            return [event(.fork, "It signed two histories. The proof: \(file)", proof: file)]
        case .grew: break
        }
        let count = newest.checkpoint.size.value - older.checkpoint.size.value
        guard count > 0 else { return [event(.recovered, "")] }
        var keyRecords: [LeafIndex] = []
        try await LedgerTail.read(
            from: older.checkpoint, to: newest.checkpoint, of: ledger
        ) { index, bytes in
            if case .key? = (try? Record(parsing: bytes))?.statement.body {
                keyRecords.append(index)
            }
        }
        try seen.remember(newest.signed)
        return [event(.grew, "\(count) records more, \(newest.checkpoint.size) in all.")]
            + keyRecords.map {
                event(
                    .keyChanged,
                    "Record \($0) changes its keys. Ask the institution whether it did.")
            }
    }
}
