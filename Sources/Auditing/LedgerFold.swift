import Records
import Signing
import TransparencyLog

/// The ledger as its bundles tell it, taken in one after the other: the serial part of an audit.
final class LedgerFold {
    /// Where the ledger is read from.
    let ledger: any PublishedLedger
    /// What the newest checkpoint states; nobody has checked it yet.
    let checkpoint: Checkpoint
    /// What the ledger is compared with.
    let anchor: AuditAnchor
    /// How the audit is made.
    let options: AuditOptions

    /// What is wrong or could not be read.
    var log = FaultLog()
    /// The keys so far.
    var keys: KeyFold
    /// What was issued, and the changes of standing so far.
    var standings: StandingFold
    /// The nonces so far.
    var nonces: SortedLog<NonceRow>
    /// The tree so far.
    var tree = TreeFold()
    /// How many records were read as records.
    var recordCount: UInt64 = 0
    /// How many of them were read in full, by kind.
    var kinds: [StatementKind: UInt64] = [:]
    /// How many records were recognised as ordinary, beside those in `kinds`.
    var issueCount: UInt64 = 0
    /// How many earlier checkpoints of the source were compared.
    var earlierCount: UInt64 = 0
    /// How many checkpoints given from outside were compared.
    var knownCount: UInt64 = 0
    /// Checkpoints that were given to compare with and could not be; why.
    var uncompared: String?
    /// Earlier checkpoints of which the records that come later tell whether they are a fault.
    var lateSignatures = LateSignatures()
    /// Earlier checkpoints by a key that was declared void at their sizes later.
    var voidCheckpoints: [VoidCheckpoints] = []
    /// Whether the audit cannot or shall not go on.
    private(set) var isStopped = false

    /// A bundle waits here for the one after it, whose first record states the hash of its last.
    private var pending: CheckedBundle?
    private var lastLeaf: Digest?
    /// The time of the last record.
    var lastTime: Int64 = 0
    /// The list that was found sealed last: neighbours share it.
    var lastList: UInt64?

    /// Begins with an empty ledger.
    init(
        ledger: any PublishedLedger, checkpoint: Checkpoint, anchor: AuditAnchor,
        options: AuditOptions, scratch: Scratch
    ) {
        self.ledger = ledger
        self.checkpoint = checkpoint
        self.anchor = anchor
        self.options = options
        keys = KeyFold(signatures: options.signatures)
        standings = StandingFold(
            size: checkpoint.size, scratch: scratch, bitsMax: options.issuedBitsMax,
            listsMax: options.listsMax)
        nonces = SortedLog(
            name: "nonces", memoryMax: AuditOptions.nonceMemoryMax,
            countMax: checkpoint.size.value, scratch: scratch)
    }

    /// Whether all records that the checkpoint states were taken in.
    var isAtEnd: Bool { tree.size == checkpoint.size }

    /// Takes the next bundle in.
    func take(_ bundle: CheckedBundle) async throws {
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

    private func settle(
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
        // A checkpoint in this bundle may be signed by a key that was introduced in it.
        keys.refreshTable()
        checkNotes(of: bundle)
        lastLeaf = bundle.leaves.last
        try await grow(by: bundle)
        if keys.changeCount > options.keyRecordsMax {
            log.add(
                UnreadObject(
                    path: "keys",
                    error: PublishedLedgerError.unreadable(
                        path: "the records behind record \(bundle.first)",
                        words: "More than \(options.keyRecordsMax) records change keys.")))
            isStopped = true
        }
        if options.afterFault == .stop, !log.isEmpty { isStopped = true }
        if log.unreadCount >= AuditReport.listedMax { isStopped = true }
        keys.refreshTable()
    }

    private func note(_ bundle: CheckedBundle) {
        for fault in bundle.faults { log.add(fault) }
        for object in bundle.unread { log.add(object) }
    }

    private func checkGenesis(of bundle: CheckedBundle) {
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

    // MARK: The tree

    private func grow(by bundle: CheckedBundle) async throws {
        for tile in tree.append(bundle.leaves, root: bundle.root) {
            try await compare(tile)
        }
        guard isAtEnd else { return }
        for tile in tree.partialTiles {
            try await compare(tile)
        }
    }

    private func compare(_ tile: ComputedTile) async throws {
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
