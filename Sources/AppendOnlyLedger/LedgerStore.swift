public import Records
public import Signing
public import TransparencyLog

/// Where a ledger lives. Every call blocks; a ``Ledger`` makes them on queues of its own.
///
/// A store keeps what it was given and refuses what would break the order; it judges nothing
/// else. One suite of tests judges all stores.
///
/// Spec: 03-append §1.
public protocol LedgerStore: TileReader, Sendable {
    /// Runs `body` in one transaction that excludes all other writers, in this process or
    /// another. When this returns, what was inserted is durable; when it throws, nothing was.
    func transact<Result>(_ body: (any LedgerTransaction) throws -> Result) throws -> Result
    /// The newest checkpoint; `nil` in a store that holds no ledger yet.
    ///
    /// - Throws: ``LedgerError/corrupt(_:)`` for one that cannot be read any more.
    func head() throws -> StoredHead?
    /// Runs `body` while nobody else, in this process or another, publishes from this store.
    func publishing<Result>(_ body: () throws -> Result) throws -> Result
    /// The records' bytes as stored, read by another connection than the writer's.
    func readBack(_ range: Range<LeafIndex>) throws -> [[UInt8]]
    /// One record, its bytes compared with its leaf hash; `nil` beyond the end.
    func record(at index: LeafIndex) throws -> [UInt8]?
    /// Up to `count` records from `first` on, as stored: whoever reads them checks them.
    func records(from first: LeafIndex, count: Int) throws -> [[UInt8]]
    /// The key records from `first` on, the genesis record counted among them, their bytes
    /// compared with their leaf hashes.
    func keyRecords(from first: LeafIndex) throws -> [[UInt8]]
    /// The records that change the standing of `target`, in order, their bytes compared with
    /// their leaf hashes.
    func standingRecords(of target: LeafIndex) throws -> [[UInt8]]
    /// Up to `count` records, checked in the same way, that change any standing, from `first` on.
    func standingRecords(from first: LeafIndex, count: Int) throws -> [[UInt8]]
    /// The records that confirm others again, checked in the same way, in order.
    func reattestations() throws -> [[UInt8]]
    /// The record whose statement has this nonce.
    func index(ofNonce nonce: [UInt8]) throws -> LeafIndex?
    /// How many bytes the store can still grow by.
    func freeBytes() throws -> UInt64
    /// The smallest stored checkpoint of at least this size.
    ///
    /// - Throws: ``LedgerError/corrupt(_:)`` for one that cannot be read any more.
    func checkpoint(atLeast size: TreeSize) throws -> SignedCheckpoint?
}

/// What a writer may do between the beginning and the end of a transaction.
public protocol LedgerTransaction {
    /// The newest checkpoint, read inside the transaction.
    func head() throws -> StoredHead?
    /// The newest key record, if there is any record.
    func keyHead() throws -> LeafIndex?
    /// The record whose statement has this nonce, those of this transaction among them.
    func index(ofNonce nonce: [UInt8]) throws -> LeafIndex?
    /// One record's bytes, if there is such a record.
    func record(at index: LeafIndex) throws -> [UInt8]?
    /// The records that change the standing of `target`, in order.
    func standingRecords(of target: LeafIndex) throws -> [[UInt8]]
    /// The records that confirm others again, in order.
    func reattestations() throws -> [[UInt8]]
    /// Adds the next record.
    func insert(_ record: Record, leafHash: Digest) throws
    /// Adds a tile that is complete.
    func insert(_ tile: FullTile) throws
    /// Adds the checkpoint that covers all records, if `previous` is still the size of the newest.
    func insert(_ checkpoint: SignedCheckpoint, after previous: TreeSize) throws
}

/// The newest checkpoint of a store and the end of its chain.
public struct StoredHead: Hashable, Sendable {
    /// The checkpoint.
    public let checkpoint: SignedCheckpoint
    /// The leaf hash of the last record.
    public let lastLeaf: Digest
    /// The time of the last record.
    public let lastAt: Instant

    /// What a store found.
    public init(checkpoint: SignedCheckpoint, lastLeaf: Digest, lastAt: Instant) {
        self.checkpoint = checkpoint
        self.lastLeaf = lastLeaf
        self.lastAt = lastAt
    }

    /// How many records there are.
    public var size: TreeSize { checkpoint.checkpoint.size }

    /// The time of a record that is appended now.
    ///
    /// - Throws: ``LedgerError/clockBehind(last:)``.
    func time(at now: Instant) throws(LedgerError) -> Instant {
        guard now + Ledger.clockTolerance >= lastAt else {
            throw .clockBehind(last: lastAt.description)
        }
        return max(now, lastAt)
    }
}

/// Why a store could not do what it was asked.
public enum StoreError: Error, Hashable, Sendable {
    /// Another writer held the lock for too long; nothing was written and trying again may help.
    case busy
    /// Anything else; the store's own code and words. Whoever writes stops.
    case failed(code: String, words: String)
}

extension StoreError: CustomStringConvertible {
    /// What happened, for words around it: it begins small and ends without a full stop.
    public var description: String {
        switch self {
        case .busy: "another program holds the database"
        case .failed(let code, let words):
            "the database "
                + (words.hasPrefix("\(code): ") ? String(words.dropFirst(code.count + 2)) : words)
        }
    }
}
