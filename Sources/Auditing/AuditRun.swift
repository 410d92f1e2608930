import Records
import Signing
import TransparencyLog

/// One audit of one ledger: hands bundles out to be checked and takes them in in order.
struct AuditRun {
    /// How many bytes of bundles may be in flight.
    private static let bytesInFlightMax = 16 << 20

    private let ledger: LedgerSnapshot
    private let anchor: AuditAnchor
    private let options: AuditOptions
    private let progress: @Sendable (AuditProgress) -> Void

    /// Prepares an audit.
    init(
        ledger: LedgerSnapshot, anchor: AuditAnchor, options: AuditOptions,
        progress: @escaping @Sendable (AuditProgress) -> Void
    ) {
        self.ledger = ledger
        self.anchor = anchor
        self.options = options
        self.progress = progress
    }

    /// Audits and reports.
    ///
    /// - Throws: `CancellationError` only.
    func report() async throws -> AuditReport {
        try Task.checkCancellation()
        let bytes: [UInt8]
        do {
            bytes = try await ledger.checkpoint()
        } catch let error as CancellationError {
            throw error
        } catch {
            return report(unread: UnreadObject(path: "checkpoint", error: error))
        }
        guard bytes.count <= PublishedLimits.checkpointBytesMax,
            let newest = try? SignedCheckpoint(parsing: bytes)
        else {
            return report(
                AuditFault(
                    .checkpointMalformed, in: .checkpoint, at: 0, expected: "a checkpoint",
                    found: "\(bytes.count) bytes that are not one"))
        }
        return try await report(newest)
    }

    private func report(_ newest: SignedCheckpoint) async throws -> AuditReport {
        let size = newest.checkpoint.size
        guard size > .zero else {
            return report(
                AuditFault(
                    .genesisInvalid, in: .checkpoint, at: 0,
                    expected: "a first record that founds the ledger", found: "no records"))
        }
        let fold = LedgerFold(
            ledger: ledger, checkpoint: newest.checkpoint, anchor: anchor, options: options,
            scratch: Scratch(in: options.scratch))
        try await anticipateGenesis(fold)
        let feed = NoteFeed(
            ledger: ledger, known: options.known, other: otherCheckpoint(fold, size))
        try await takeAll(fold, feed)
        fold.finish()
        for fault in feed.faults { fold.log.add(fault) }
        for object in feed.unread { fold.log.add(object) }
        if fold.isAtEnd { fold.checkLarger(feed.rest) }
        fold.checkNewest(newest)
        fold.checkForks(options.forks)
        return fold.report()
    }

    /// The checkpoint beside the newest, if there is another one and it can be read as one.
    private func otherCheckpoint(_ fold: LedgerFold, _ size: TreeSize) -> SignedCheckpoint? {
        var bytes: [UInt8] = []
        do {
            guard let found = try ledger.otherCheckpoint() else { return nil }
            bytes = found
        } catch PublishedLedgerError.tooLong {
            // It is none, as one that is empty is none.
        } catch {
            fold.log.add(UnreadObject(path: "\(AuditFault.Place.cosignedCheckpoint)", error: error))
            return nil
        }
        if bytes.count <= PublishedLimits.checkpointBytesMax,
            let signed = try? SignedCheckpoint(parsing: bytes)
        {
            return signed
        }
        fold.log.add(
            AuditFault(
                .checkpointMalformed, in: .cosignedCheckpoint, at: size.value,
                expected: "a checkpoint", found: "something that is not one"))
        return nil
    }

    /// Reads the first record ahead of its turn, so that the first bundle already has keys.
    private func anticipateGenesis(_ fold: LedgerFold) async throws {
        guard let tile = TileCoordinate.tile(level: 0, index: 0, in: fold.checkpoint.size) else {
            return
        }
        let bytes: [UInt8]
        do {
            bytes = try await ledger.entries(of: tile)
        } catch let error as CancellationError {
            throw error
        } catch {
            return
        }
        let entry = EntryPrefix.bytes(of: bytes, count: 1).dropFirst(2)
        if let record = try? Record(parsing: Array(entry)) { fold.keys.anticipate(record) }
    }

    private func takeAll(_ fold: LedgerFold, _ feed: NoteFeed) async throws {
        let size = fold.checkpoint.size
        let bundleCount = (size.value + 255) >> 8
        try await withThrowingTaskGroup(of: CheckedBundle.self) { group in
            var handedOut: UInt64 = 0
            var taken: UInt64 = 0
            var early: [UInt64: CheckedBundle] = [:]
            var window = 1
            while taken < bundleCount, !fold.isStopped {
                while handedOut < bundleCount, handedOut - taken < UInt64(window),
                    let tile = TileCoordinate.tile(level: 0, index: handedOut, in: size)
                {
                    let notes = try await feed.notes(upTo: fold.sizeAfter(tile))
                    let (checker, candidates) = (fold.checker, fold.candidates)
                    group.addTask {
                        try await check(tile, by: checker, notes: notes, candidates: candidates)
                    }
                    handedOut += 1
                }
                guard let bundle = try await group.next() else { break }
                window = self.window(after: bundle)
                early[bundle.tile.index] = bundle
                while !fold.isStopped, let next = early.removeValue(forKey: taken) {
                    try await fold.take(next)
                    taken += 1
                    progress(
                        AuditProgress(
                            recordsDone: min(taken << 8, size.value), recordsTotal: size.value))
                }
            }
            group.cancelAll()
        }
        try Task.checkCancellation()
    }

    /// How many bundles may be in flight when they are as long as this one.
    private func window(after bundle: CheckedBundle) -> Int {
        // A bundle is in memory once as read, and once as records in the worst case.
        let fitting = AuditRun.bytesInFlightMax / max(1, 2 * bundle.byteCount)
        return max(1, min(options.bundlesInFlightMax, fitting))
    }

    private func check(
        _ tile: TileCoordinate, by checker: BundleChecker, notes: [CheckedNote],
        candidates: [VerifierKey]
    ) async throws -> CheckedBundle {
        var faults: [AuditFault] = []
        var unread: [UnreadObject] = []
        let entries = try await bytes(
            of: .entries(tile), tile: tile, &faults, &unread, ledger.entries)
        let hashes = try await bytes(
            of: .hashes(tile), tile: tile, &faults, &unread, ledger.hashes)
        try Task.checkCancellation()
        var bundle = checker.check(tile, entries: entries, hashes: hashes)
        bundle.faults += faults
        bundle.unread += unread
        bundle.notes = notes.map { note in
            var note = note
            note.outcome = NoteOutcome(note.signed, keys: candidates)
            return note
        }
        return bundle
    }

    /// The bytes of an object; without them it is noted why.
    private func bytes(
        of place: AuditFault.Place, tile: TileCoordinate, _ faults: inout [AuditFault],
        _ unread: inout [UnreadObject], _ read: (TileCoordinate) async throws -> [UInt8]
    ) async throws -> [UInt8]? {
        do {
            return try await read(tile)
        } catch let error as CancellationError {
            throw error
        } catch PublishedLedgerError.tooLong(_, let bytesMax) {
            let kind: FaultKind
            if case .entries = place { kind = .entriesMalformed } else { kind = .hashesMalformed }
            faults.append(
                AuditFault(
                    kind, in: place, at: tile.index << 8, expected: "at most \(bytesMax) bytes",
                    found: "more"))
        } catch {
            unread.append(UnreadObject(path: place.description, error: error))
        }
        return nil
    }

    private func report(_ fault: AuditFault) -> AuditReport {
        var log = FaultLog()
        log.add(fault)
        return report(log)
    }

    private func report(unread object: UnreadObject) -> AuditReport {
        var log = FaultLog()
        log.add(object)
        return report(log)
    }

    /// The report of an audit that could not even begin.
    private func report(_ log: FaultLog) -> AuditReport {
        var report = AuditReport(anchor: anchor)
        report.faults = log.faults
        report.faultCount = log.count
        report.unread = log.unread
        report.checks = AuditCheck.Name.allCases.map { name in
            AuditCheck(
                name: name,
                state: log.failed.contains(name)
                    ? .fail : .notChecked("the audit could not begin"))
        }
        return report
    }
}

extension LedgerFold {
    /// What checks bundles under the keys known so far.
    fileprivate var checker: BundleChecker {
        BundleChecker(keys: keys.table, signatures: options.signatures)
    }

    /// The size of the tree that ends with a tile of leaves.
    fileprivate func sizeAfter(_ tile: TileCoordinate) -> TreeSize {
        TreeSize(tile.index << 8 + UInt64(tile.width))
    }
}
