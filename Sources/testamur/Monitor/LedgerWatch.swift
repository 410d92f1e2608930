import Auditing
import HomeFolder
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
    /// What the places that are watched with it have shown.
    let others: LargestShown

    private var lastRead = ContinuousClock.now
    private var trouble: LedgerEvent.Kind?
    /// What the last look found wrong that is not the ledger's fault.
    private(set) var failure: Failure?

    init(
        _ place: LedgerPlace, anchor: AnchorOptions, seen: SeenFolder, patience: Duration,
        beside others: LargestShown
    ) {
        self.place = place
        self.anchor = anchor
        self.seen = seen
        self.patience = patience
        self.others = others
    }

    /// Whether the last look found something wrong with the ledger.
    var isInTrouble: Bool { trouble != nil && trouble != .unchecked }

    /// Looks once, and returns what is new.
    ///
    /// What one ledger, or its file on this machine, is the reason of is an event, so that the
    /// others are looked at all the same.
    /// - Throws: `CancellationError` only.
    mutating func look(by list: TrustList?) async throws -> [LedgerEvent] {
        failure = nil
        do {
            let found = try await readInTime(by: list)
            lastRead = .now
            return news(found)
        } catch let error as PublishedLedgerError {
            return news(unread(error.description))
        } catch let failure as Failure where place.isAddress && failure.code == "audit.no-ledger" {
            return news(unread(failure.message))
        } catch let error as CancellationError {
            throw error
        } catch {
            let failure = Failure(error)
            self.failure = failure
            return news([event(.unchecked, failure.message + (failure.next.map { " " + $0 } ?? ""))]
            )
        }
    }

    /// What a look finds, if it ends in time: a ledger can have more records than anybody can read.
    private func readInTime(by list: TrustList?) async throws -> [LedgerEvent] {
        let limit = max(patience, LedgerWatch.lookMax)
        let watch = self
        return try await withThrowingTaskGroup(of: [LedgerEvent]?.self) { group in
            group.addTask {
                try await watch.place.reading { ledger in
                    try await watch.events(of: ledger, watch.anchor, list)
                }
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            let first = try await group.next()
            guard let found = first ?? nil else {
                throw PublishedLedgerError.unreadable(
                    path: "tile", words: "reading it took longer than \(limit)")
            }
            return found
        }
    }

    /// How long a look may take at least before it is given up.
    private static let lookMax: Duration = .seconds(3_600)
    private static let forkedBefore =
        "It signed two histories: that was proven before, and stays so whichever it shows now."
    /// How many records are named in one event.
    private static let recordsNamedMax = 20

    /// What was not known: trouble is told once, and once more when it is over.
    private mutating func news(_ found: [LedgerEvent]) -> [LedgerEvent] {
        let now = found.map(\.kind).first { $0.isAlert && $0 != .keyChanged }
        defer { trouble = now }
        if let now { return now == trouble ? [] : found }
        let isOver = trouble != nil && !found.isEmpty
        return (isOver ? [event(.recovered, "The ledger is as it should be again.")] : [])
            + found.filter { $0.kind != .recovered }
    }

    private func unread(_ words: String) -> [LedgerEvent] {
        guard lastRead.duration(to: .now) >= patience else {
            return trouble.map { [event($0, words)] } ?? []
        }
        return [event(.stalled, words)]
    }

    private func event(
        _ kind: LedgerEvent.Kind, _ words: String, proof: String? = nil
    ) -> LedgerEvent {
        LedgerEvent(kind: kind, place: place.text, words: words, proof: proof)
    }

    /// All that a look finds; nothing wrong and nothing new is `recovered`, for whoever waits for
    /// that.
    private func events(
        of ledger: any PublishedLedger, _ anchor: AnchorOptions, _ list: TrustList?
    ) async throws -> [LedgerEvent] {
        var shrank = false
        while true {
            let shown = await LedgerSnapshot(of: ledger)
            let found = try await comparison(of: shown, anchor, list)
            if let found {
                let isSmaller = found.contains { $0.kind == .rollback }
                guard isSmaller, !shrank else { return found }
                // Somebody else may have seen more since it was read, or an old answer was kept.
                shrank = true
                try await Task.sleep(for: SeenFolder.keptAnswersMax)
            }
            try Task.checkCancellation()
        }
    }

    /// What a comparison finds; `nil` if somebody else saw another checkpoint meanwhile, with which
    /// the ledger is to be compared now.
    private func comparison(
        of ledger: LedgerSnapshot, _ anchor: AnchorOptions, _ list: TrustList?
    ) async throws -> [LedgerEvent]? {
        let known: KnownCheckpoint
        do {
            known = try await anchor.checkpoint(of: ledger, by: list)
        } catch let failure as Failure where failure.status == .integrity {
            let isSigned = failure.code == "audit.checkpoint-signature"
            return [event(isSigned ? .unexpectedKey : .damaged, failure.message)]
        }
        let origin = known.checkpoint.checkpoint.origin
        let memory = anchor.memory(of: origin, at: place, by: list, in: seen)
        // Whichever of its histories it shows now, and whoever asks.
        if try memory.fork(of: known) != nil { return [event(.fork, LedgerWatch.forkedBefore)] }
        do {
            let beside = try await besides(known, of: ledger, memory, list)
            if let beside { return [beside] }
            return try await comparison(of: known, in: ledger, memory)
        } catch let error as TransparencyLogError {
            return [event(.damaged, "What is served is not what was signed. \(error)")]
        }
    }

    /// What is wrong with its other checkpoint, or with what other places show of it now.
    private func besides(
        _ known: KnownCheckpoint, of ledger: LedgerSnapshot, _ memory: PlaceMemory,
        _ list: TrustList?
    ) async throws -> LedgerEvent? {
        let other = try await OtherCheckpoint.of(ledger, beside: known, anchor)
        switch other {
        case .agrees: break
        case .forked(let proof): return forked(proof, keptIn: memory)
        case .wrong(let words): return event(.damaged, words)
        }
        let proof = try await forkAmongPlaces(known, of: ledger, list)
        return proof.map { forked($0, keptIn: memory) }
    }

    /// The proof that places which are watched together show two histories.
    private func forkAmongPlaces(
        _ known: KnownCheckpoint, of ledger: LedgerSnapshot, _ list: TrustList?
    ) async throws -> ForkProof? {
        let newest = known.checkpoint
        var name = newest.checkpoint.origin.description
        // Without a list two ledgers may have one name.
        if list == nil { name += newest.keys.map { " \($0)" }.sorted().joined() }
        while true {
            let before = await others.of(name)
            if let before, before.place.text != place.text {
                let proof = try await fork(known, before, of: ledger)
                if let proof { return proof }
            }
            if let before, newest.checkpoint.size <= before.checkpoint.checkpoint.size {
                return nil
            }
            let mine = LargestShown.Shown(place: place, checkpoint: newest)
            if await others.replace(before, with: mine, of: name) { return nil }
            try Task.checkCancellation()
        }
    }

    private func fork(
        _ known: KnownCheckpoint, _ shown: LargestShown.Shown, of ledger: LedgerSnapshot
    ) async throws -> ForkProof? {
        let newest = known.checkpoint
        guard let other = try? known.verifying(shown.checkpoint.signed) else { return nil }
        var growth: LedgerGrowth?
        if other.checkpoint.size <= newest.checkpoint.size {
            growth = try await LedgerGrowth.between(other, newest, of: ledger)
        } else {
            // What is wrong with the other place is told of that one.
            growth = try? await shown.place.reading { ledger in
                try await LedgerGrowth.between(newest, other, of: LedgerSnapshot(of: ledger))
            }
        }
        guard case .forked(let proof)? = growth else { return nil }
        return proof
    }

    /// Compares what it shows with what was seen before, and remembers it.
    private func comparison(
        of known: KnownCheckpoint, in ledger: LedgerSnapshot, _ memory: PlaceMemory
    ) async throws -> [LedgerEvent]? {
        let newest = known.checkpoint
        if memory.isApart {
            let proof = try await memory.forked(by: known, of: ledger)
            if let proof { return [forked(proof, keptIn: memory)] }
            let found = try await memory.contradicted(by: known, of: ledger)
            if let found {
                let next = PlaceMemory.Contradiction.next(at: place)
                return [event(.fork, "\(found.words) \(next)")]
            }
        }
        guard let last = try memory.own.checkpoint(of: newest.checkpoint.origin) else {
            let first = try memory.own.remember(newest.signed, after: nil, at: Machine.now())
            return first == nil ? nil : [firstSeen(newest.checkpoint, memory)]
        }
        guard let older = try? known.verifying(last) else {
            return [
                event(
                    .unexpectedKey,
                    "The checkpoint seen before was signed by a key that is not known now.")
            ]
        }
        if newest.checkpoint.size < older.checkpoint.size {
            return [await shrank(from: older, to: newest, of: ledger, memory)]
        }
        let growth = try await LedgerGrowth.between(older, newest, of: ledger)
        if case .forked(let proof) = growth { return [forked(proof, keptIn: memory)] }
        let proof = try await forkBefore(known, of: ledger, memory)
        if let proof { return [forked(proof, keptIn: memory)] }
        return try await changes(from: older, to: newest, of: ledger, memory)
    }

    /// Fewer records than before: taken back, or of another history, which is proven if the larger
    /// tree is still there, and else when it is there again.
    private func shrank(
        from older: VerifiedCheckpoint, to newest: VerifiedCheckpoint, of ledger: LedgerSnapshot,
        _ memory: PlaceMemory
    ) async -> LedgerEvent {
        let (before, now) = (older.checkpoint, newest.checkpoint)
        let back = try? await LedgerGrowth.between(newest, older, of: ledger)
        if case .forked(let proof)? = back { return forked(proof, keptIn: memory) }
        var words = "It shows \(now.size) records and had signed for \(before.size)."
        let seen = try? memory.own.ledger(now.origin)
        if back == nil, seen.flatMap({ $0 })?.agreement(with: now) != .seen {
            try? memory.own.keep(smaller: newest.signed)
            words += " Whether they are the first of those is found out when it shows them again."
        }
        return event(.rollback, words)
    }

    /// The proof that fewer records, shown in between, were of another history.
    private func forkBefore(
        _ known: KnownCheckpoint, of ledger: LedgerSnapshot, _ memory: PlaceMemory
    ) async throws -> ForkProof? {
        let newest = known.checkpoint
        for signed in memory.own.smaller(of: newest.checkpoint.origin)
        where signed.checkpoint.size <= newest.checkpoint.size {
            guard let older = try? known.verifying(signed) else { continue }
            let growth = try await LedgerGrowth.between(older, newest, of: ledger)
            if case .forked(let proof) = growth { return proof }
            memory.own.forget(smaller: signed)
        }
        return nil
    }

    private func firstSeen(_ state: Checkpoint, _ memory: PlaceMemory) -> LedgerEvent {
        let words =
            "\(state.size) records. Nothing was known of it before; audit it once: testamur audit "
            + place.text.quoted
        let apart = memory.apartWords.map {
            ". \($0): it is watched, and does not count as seen by you."
        }
        return event(.first, words + (apart ?? ""))
    }

    private func forked(_ proof: ForkProof, keptIn memory: PlaceMemory) -> LedgerEvent {
        // Told already, and each look may find another fork: one proof is enough.
        if trouble == .fork { return event(.fork, LedgerWatch.forkedBefore) }
        // So that it is not forgotten when the ledger shows the old history again.
        _ = try? memory.keep(proof)
        do {
            let file = try ForkFile.write(proof)
            return event(.fork, "It signed two histories. The proof: \(file)", proof: file)
        } catch {
            return event(
                .fork,
                "It signed two histories. The proof could not be written: " + error.message)
        }
    }

    private func changes(
        from older: VerifiedCheckpoint, to newest: VerifiedCheckpoint, of ledger: LedgerSnapshot,
        _ memory: PlaceMemory
    ) async throws -> [LedgerEvent]? {
        guard newest.checkpoint.size > older.checkpoint.size else { return [event(.recovered, "")] }
        let keyRecords = try await keyRecords(
            from: older.checkpoint, to: newest.checkpoint, of: ledger)
        let remembered = try memory.own.remember(
            newest.signed, after: older.signed, at: Machine.now())
        guard remembered != nil else { return nil }
        return grown(from: older.checkpoint.size, to: newest.checkpoint.size, keyRecords)
    }

    /// The records that change keys, from one state to the next.
    private func keyRecords(
        from older: Checkpoint, to newest: Checkpoint, of ledger: LedgerSnapshot
    ) async throws -> [LeafIndex] {
        let found = KeyRecords()
        try await LedgerTail.read(from: older, to: newest, of: ledger) { index, bytes in
            if case .key? = (try? Record(parsing: bytes))?.statement.body { found.add(index) }
        }
        return found.all
    }

    private func grown(
        from older: TreeSize, to newest: TreeSize, _ keyRecords: [LeafIndex]
    ) -> [LedgerEvent] {
        let count = newest.value - older.value
        let grew = event(.grew, "\(count) records more, \(newest) in all.")
        guard !keyRecords.isEmpty else { return [grew] }
        let named = keyRecords.prefix(LedgerWatch.recordsNamedMax)
        let names = named.map(\.description).joined(separator: ", ")
        let more = keyRecords.count - named.count
        return [
            grew,
            event(
                .keyChanged,
                (keyRecords.count == 1 ? "Record \(names) changes" : "Records \(names)")
                    + (more > 0 ? " and \(more) more" : "")
                    + (keyRecords.count == 1 ? "" : " change")
                    + " its keys. Ask the institution whether it did."),
        ]
    }
}

/// The records that change keys, as they are met.
private final class KeyRecords {
    private(set) var all: [LeafIndex] = []

    func add(_ index: LeafIndex) { all.append(index) }
}
