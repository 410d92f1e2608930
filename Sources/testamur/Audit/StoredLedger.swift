import AppendOnlyLedger
import Auditing
import Records
import SQLiteStorage
import Signing
import TransparencyLog

/// A home's database, read as if it were published: the auditor sees the stored records and
/// hashes themselves and every checkpoint that was ever signed, not the public folder's copies.
///
/// Reads block, one at a time, on a queue of their own: the records read before are checked
/// meanwhile on every core.
struct StoredLedger: PublishedLedger {
    /// How many earlier checkpoints are given at once.
    private static let checkpointsPage = 64

    private let store: SQLiteLedgerStore
    private let queue: BlockingQueue

    /// Reads the ledger of a home that may be in use.
    init(path: String) async throws {
        let queue = BlockingQueue(label: "testamur.audit")
        store = try await queue.run { try SQLiteLedgerStore(path: path) }
        self.queue = queue
    }

    /// Reads the ledger of a backup, and leaves it as it is to the last bit.
    init(backup folder: String) async throws {
        let queue = BlockingQueue(label: "testamur.audit")
        store = try await queue.run {
            try SQLiteLedgerStore(immutable: "\(folder)/ledger.sqlite")
        }
        self.queue = queue
    }

    /// See ``PublishedLedger/checkpoint()``.
    func checkpoint() async throws -> [UInt8] {
        let store = store
        return try await queue.run {
            do {
                guard let head = try store.head() else {
                    throw PublishedLedgerError.missing(path: "checkpoint")
                }
                return head.checkpoint.bytes
            } catch LedgerError.corrupt {
                // It is there and is none, which is for the auditor to say.
                return []
            }
        }
    }

    /// See ``PublishedLedger/entries(of:)``.
    func entries(of tile: TileCoordinate) async throws -> [UInt8] {
        let store = store
        return try await queue.run {
            let first = LeafIndex(tile.index * UInt64(TileCoordinate.widthMax))
            let records = try store.records(from: first, count: tile.width)
            guard records.count == tile.width else {
                throw PublishedLedgerError.missing(path: tile.entriesPath)
            }
            return try EntryBundle.encode(records)
        }
    }

    /// See ``PublishedLedger/hashes(of:)``.
    func hashes(of tile: TileCoordinate) async throws -> [UInt8] {
        let store = store
        return try await queue.run { HashTile.encode(try store.hashes(of: tile)) }
    }

    /// See ``PublishedLedger/checkpoints(from:)``.
    func checkpoints(from size: TreeSize) async throws -> [[UInt8]] {
        let store = store
        return try await queue.run {
            var notes: [[UInt8]] = []
            var next = size
            do {
                while notes.count < StoredLedger.checkpointsPage,
                    let checkpoint = try store.checkpoint(atLeast: next)
                {
                    notes.append(checkpoint.bytes)
                    next = checkpoint.checkpoint.size.adding(1)
                }
            } catch LedgerError.corrupt {
                // As with the newest one.
                notes.append([])
            }
            return notes
        }
    }

    /// The ledger's key records, from its first record to the newest.
    func keyRecords() async throws -> [Record] {
        let store = store
        return try await queue.run { try store.keyRecords(from: 0).map(Record.init(parsing:)) }
    }

    /// The first record that is filed under something else than it says.
    func misfiledRecord() async throws -> LeafIndex? {
        let store = store
        return try await queue.run { try store.misfiledRecord() }
    }
}
