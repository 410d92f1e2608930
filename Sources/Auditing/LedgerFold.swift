import Records
import Signing
import TransparencyLog

/// The ledger as its bundles tell it, taken in one after the other: the serial part of an audit.
struct LedgerFold {
    let ledger: any PublishedLedger
    let checkpoint: Checkpoint
    let anchor: AuditAnchor
    let options: AuditOptions

    var log = FaultLog()
    var keys: KeyFold
    var standings: StandingFold
    var nonces: SortedLog<NonceRow>
    var tree = TreeFold()
    var recordCount: UInt64 = 0
    var kinds: [StatementKind: UInt64] = [:]
    var earlierCount: UInt64 = 0
    var knownCount: UInt64 = 0
    /// Checkpoints that were given to compare with and could not be; why.
    var uncompared: String?
    /// Why the audit cannot go on, if so.
    private(set) var isStopped = false

    /// A bundle waits here for the one after it, whose first record states the hash of its last.
    private var pending: CheckedBundle?
    private var lastLeaf: Digest?
    private var lastTime: Int64 = 0

    /// Begins with an empty ledger.
    init(
        ledger: any PublishedLedger, checkpoint: Checkpoint, anchor: AuditAnchor,
        options: AuditOptions, scratch: ScratchFolder?
    ) {
        self.ledger = ledger
        self.checkpoint = checkpoint
        self.anchor = anchor
        self.options = options
        keys = KeyFold(signatures: options.signatures)
        standings = StandingFold(
            size: checkpoint.size, scratch: scratch, bitsMax: options.issuedBitsMax)
        nonces = SortedLog(
            name: "nonces", memoryMax: AuditOptions.nonceMemoryMax,
            countMax: checkpoint.size.value, scratch: scratch)
    }

    /// Whether all records that the checkpoint states were taken in.
    var isAtEnd: Bool { tree.size == checkpoint.size }

    /// Takes the next bundle in.
    mutating func take(_ bundle: CheckedBundle) async throws {
        let before = pending
        pending = bundle
        if let before {
            try await settle(before, after: bundle.previous(at: 0), isLast: false)
        }
        if !isStopped, bundle.first + UInt64(bundle.tile.width) == checkpoint.size.value {
            pending = nil
            try await settle(bundle, after: nil, isLast: true)
        }
    }

    private mutating func settle(
        _ given: CheckedBundle, after: Digest?, isLast: Bool
    ) async throws {
        var bundle = given
        guard bundle.leaves.count == bundle.tile.width else {
            // Neither entries nor hashes: what comes after has nothing to stand on.
            note(bundle)
            isStopped = true
            return
        }
        let (tree, root) = (tree, checkpoint.root)
        LeafVote(before: lastLeaf, after: after, isLast: isLast).settle(&bundle) { leaves in
            var whole = tree
            _ = whole.append(leaves, root: nil)
            return whole.edge.root == root
        }
        note(bundle)
        checkGenesis(of: bundle)
        guard !isStopped else { return }
        try await takeRecords(of: bundle)
        checkNotes(of: bundle)
        lastLeaf = bundle.leaves.last
        try await grow(by: bundle)
        if keys.hasTooManyKeys {
            log.add(
                UnreadObject(
                    path: "record \(bundle.first)",
                    error: PublishedLedgerError.unreadable(
                        path: "the records behind \(bundle.first)",
                        words: "The ledger declares more than \(KeyFold.keysMax) keys.")))
            isStopped = true
        }
        if options.afterFault == .stop, !log.isEmpty { isStopped = true }
        if log.unreadCount >= AuditReport.listedMax { isStopped = true }
        keys.refreshTable()
    }

    private mutating func note(_ bundle: CheckedBundle) {
        for fault in bundle.faults { log.add(fault) }
        for object in bundle.unread { log.add(object) }
    }

    private mutating func checkGenesis(of bundle: CheckedBundle) {
        guard bundle.first == 0, case .pinned(let pinned) = anchor,
            bundle.leaves[0] != pinned.genesis
        else { return }
        log.add(
            AuditFault(
                .genesisDiffers, at: 0, expected: pinned.genesis.base64URL,
                found: bundle.leaves[0].base64URL))
        // Another ledger altogether: nothing more is learned from it.
        isStopped = true
    }

    // MARK: The records

    private mutating func takeRecords(of bundle: CheckedBundle) async throws {
        var others = bundle.others[...]
        for place in bundle.marks.indices {
            let index = bundle.first + UInt64(place)
            let other = others.first?.place == place ? others.popFirst() : nil
            switch bundle.marks[place] {
            case .unread, .illegible:
                keys.isComplete = false
                continue
            case .faulty:
                recordCount += 1
                kinds[other?.record.statement.body.kind ?? .issue, default: 0] += 1
                // What it says of keys is not believed, so later keys may seem unknown.
                if other?.changesKeys ?? false { keys.isComplete = false }
                continue
            case .sound: break
            }
            recordCount += 1
            nonces.append(NonceRow(bundle.nonces[place], at: index))
            checkTime(bundle.times[place], at: index)
            if let other {
                try await take(other, at: index)
            } else {
                kinds[.issue, default: 0] += 1
                standings.issueOne(at: index)
                if let fault = keys.take(signer: bundle.signers[place], at: index) {
                    log.add(fault)
                }
            }
        }
    }

    private mutating func checkTime(_ time: Int64, at index: UInt64) {
        if time < lastTime {
            log.add(
                AuditFault(
                    .clockWentBack, at: index,
                    expected: "\(Instant(milliseconds: lastTime)) or later",
                    found: "\(Instant(milliseconds: time))"))
        }
        lastTime = time
    }

    private mutating func take(_ other: CheckedBundle.Other, at index: UInt64) async throws {
        let body = other.record.statement.body
        kinds[body.kind, default: 0] += 1
        if let fault = keys.take(other) {
            log.add(fault)
            return
        }
        switch body {
        case .issue: standings.issueOne(at: index)
        case .issueList(let list): standings.issueList(of: list.count.value, at: index)
        default: break
        }
        guard let target = body.target else { return }
        guard target.record.value < index else {
            log.add(
                AuditFault(
                    .targetWrong, at: index, expected: "something issued before",
                    found: "record \(target.record)"))
            return
        }
        let issued: StandingFold.Issued
        if let known = standings.issued(at: target.record.value) {
            issued = known
        } else {
            issued = try await lookUp(target.record)
        }
        // An unread record may have issued it.
        if case .nothing = issued, !keys.isComplete { return }
        if let fault = standings.change(
            body, of: target, at: index, signer: keys.signer(of: other), issued: issued)
        {
            log.add(fault)
        }
    }

    /// What a record issued, read from its bundle again.
    private func lookUp(_ index: LeafIndex) async throws -> StandingFold.Issued {
        guard
            let tile = TileCoordinate.tile(
                level: 0, index: index.value >> 8, in: checkpoint.size)
        else { return .nothing }
        do {
            let bytes = try await ledger.entries(of: tile)
            let entries = try EntryBundle.decode(bytes, count: tile.width)
            switch try Record(parsing: entries[Int(index.value & 255)]).statement.body {
            case .issue: return .one
            case .issueList(let list): return .list(list.count.value)
            default: return .nothing
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            // The bundle was judged in its own turn.
            return .nothing
        }
    }

    // MARK: The tree

    private mutating func grow(by bundle: CheckedBundle) async throws {
        for tile in tree.append(bundle.leaves, root: bundle.root) {
            try await compare(tile)
        }
        guard isAtEnd else { return }
        for tile in tree.partialTiles {
            try await compare(tile)
        }
    }

    private mutating func compare(_ tile: ComputedTile) async throws {
        do {
            let served = try await ledger.hashes(of: tile.coordinate)
            if let fault = tile.fault(in: served, size: checkpoint.size) { log.add(fault) }
        } catch let error as CancellationError {
            throw error
        } catch {
            log.add(UnreadObject(path: tile.coordinate.path, error: error))
        }
    }
}

extension CheckedBundle.Other {
    /// Whether the record is one of those that tell the ledger's keys.
    var changesKeys: Bool {
        switch record.statement.body {
        case .genesis, .key: true
        default: false
        }
    }
}
