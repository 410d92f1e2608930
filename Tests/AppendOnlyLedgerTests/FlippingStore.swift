import AppendOnlyLedger
import Records
import Signing
import Synchronization
import TransparencyLog

/// A store whose disk flips a bit between writing and reading back, when told to.
final class FlippingStore: LedgerStore {
    final class Switch: Sendable {
        private let isOn = Mutex(false)
        func store(_ value: Bool) { isOn.withLock { $0 = value } }
        func load() -> Bool { isOn.withLock { $0 } }
    }

    let flips = Switch()
    private let store: any LedgerStore

    init(_ store: any LedgerStore) {
        self.store = store
    }

    func readBack(_ range: Range<LeafIndex>) throws -> [[UInt8]] {
        var records = try store.readBack(range)
        if flips.load() { records[0][100] ^= 1 }
        return records
    }

    func transact<Result>(_ body: (any LedgerTransaction) throws -> Result) throws -> Result {
        try store.transact(body)
    }

    func publishing<Result>(_ body: () throws -> Result) throws -> Result {
        try store.publishing(body)
    }

    func record(at index: LeafIndex) throws -> [UInt8]? { try store.record(at: index) }

    func head() throws -> StoredHead? { try store.head() }

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

    func index(ofNonce nonce: [UInt8]) throws -> LeafIndex? { try store.index(ofNonce: nonce) }

    func checkpoint(atLeast size: TreeSize) throws -> SignedCheckpoint? {
        try store.checkpoint(atLeast: size)
    }

    func hashes(of tile: TileCoordinate) throws -> [Digest] { try store.hashes(of: tile) }
}
