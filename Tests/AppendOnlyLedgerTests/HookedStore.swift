import AppendOnlyLedger
import Records
import Signing
import Synchronization
import TransparencyLog

/// A store that does what a test says at the moments that matter, and otherwise what the store
/// that it wraps does.
final class HookedStore: LedgerStore {
    /// What to do, and when.
    struct Hooks: Sendable {
        /// Called when the head has been read, before it is handed on.
        var afterHead: @Sendable () -> Void = {}
        /// What is made of records that are read back.
        var readBack: @Sendable ([[UInt8]]) throws -> [[UInt8]] = { $0 }
        /// How much room is said to be left of what there is.
        var freeBytes: @Sendable (UInt64) -> UInt64 = { $0 }
    }

    private let store: any LedgerStore
    private let hooks: Mutex<Hooks>

    init(_ store: any LedgerStore, _ hooks: Hooks = Hooks()) {
        self.store = store
        self.hooks = Mutex(hooks)
    }

    /// Does other things from now on.
    func hook(_ hooks: Hooks) {
        self.hooks.withLock { $0 = hooks }
    }

    func head() throws -> StoredHead? {
        let head = try store.head()
        hooks.withLock(\.afterHead)()
        return head
    }

    func readBack(_ range: Range<LeafIndex>) throws -> [[UInt8]] {
        try hooks.withLock(\.readBack)(store.readBack(range))
    }

    func freeBytes() throws -> UInt64 {
        try hooks.withLock(\.freeBytes)(store.freeBytes())
    }

    func transact<Result>(_ body: (any LedgerTransaction) throws -> Result) throws -> Result {
        try store.transact(body)
    }

    func publishing<Result>(_ body: () throws -> Result) throws -> Result {
        try store.publishing(body)
    }

    func record(at index: LeafIndex) throws -> [UInt8]? { try store.record(at: index) }

    func records(from first: LeafIndex, count: Int) throws -> [[UInt8]] {
        try store.records(from: first, count: count)
    }

    func keyRecords(from first: LeafIndex) throws -> [[UInt8]] {
        try store.keyRecords(from: first)
    }

    func standingRecords(of target: LeafIndex) throws -> [[UInt8]] {
        try store.standingRecords(of: target)
    }

    func standingRecords(from first: LeafIndex, count: Int) throws -> [[UInt8]] {
        try store.standingRecords(from: first, count: count)
    }

    func reattestations() throws -> [[UInt8]] { try store.reattestations() }

    func index(ofNonce nonce: [UInt8]) throws -> LeafIndex? { try store.index(ofNonce: nonce) }

    func checkpoint(atLeast size: TreeSize) throws -> SignedCheckpoint? {
        try store.checkpoint(atLeast: size)
    }

    func hashes(of tile: TileCoordinate) throws -> [Digest] { try store.hashes(of: tile) }
}
