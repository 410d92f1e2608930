import Records
import Signing
public import TransparencyLog

extension Ledger {
    /// Puts records that this ledger signed, and its store has lost, back at the store's end: as
    /// they are, with the checkpoint that covers them, all or none.
    ///
    /// Each record must follow the one before it and be signed by keys in force; all together must
    /// give the root that was signed.
    ///
    /// - Parameter bundle: the records from the store's end up to the checkpoint's, some at a time:
    ///   asked with 0, 1, 2 and so on until it gives `nil`. Only one is held in memory.
    /// - Throws: ``LedgerError``, ``StoreError``, ``RecordError``, ``KeyHistoryError``, or
    ///   ``TransparencyLogError`` for a checkpoint that no key of the ledger signed.
    ///
    /// Spec: 03-append §8.
    public static func bringBack(
        upTo checkpoint: SignedCheckpoint, in store: any LedgerStore,
        bundle: @escaping @Sendable (Int) throws -> [[UInt8]]?
    ) async throws {
        try await BlockingQueue(label: "testamur.ledger.return").run {
            try store.transact { transaction in
                guard let head = try transaction.head() else { throw LedgerError.noLedger }
                var edge = try RightEdge(size: head.size, tiles: store)
                guard edge.root == head.checkpoint.checkpoint.root else {
                    throw LedgerError.corrupt(
                        "the records do not give the root of the last checkpoint")
                }
                var back = try Return(after: head, in: store)
                var number = 0
                while let records = try bundle(number) {
                    var leaves: [Digest] = []
                    for bytes in records {
                        let record = try back.take(bytes)
                        try transaction.insert(record, leafHash: record.leafHash)
                        leaves.append(record.leafHash)
                    }
                    for tile in edge.append(contentsOf: leaves).fullTiles {
                        try transaction.insert(tile)
                    }
                    number += 1
                }
                let signed = try checkpoint.verified(byAnyOf: back.keys.ledgerKeys)
                    .signedByLogOnly.signed
                guard edge.size == signed.checkpoint.size, edge.root == signed.checkpoint.root
                else { throw LedgerError.corrupt("the records are not those that were signed") }
                try transaction.insert(signed, after: head.size)
            }
            try check(store, at: checkpoint.checkpoint)
        }
    }

    /// Whether what is stored now gives the root.
    private static func check(_ store: any LedgerStore, at checkpoint: Checkpoint) throws {
        guard try store.head()?.checkpoint.checkpoint == checkpoint,
            try RightEdge(size: checkpoint.size, tiles: store).root == checkpoint.root
        else { throw LedgerError.corrupt("records were not stored as they were signed") }
    }

    /// Records on their way back into a ledger.
    private struct Return {
        private var next: LeafIndex
        private var previous: Digest
        private var at: Instant
        private(set) var keys: KeyHistory

        init(after head: StoredHead, in store: any LedgerStore) throws {
            next = head.size.nextIndex
            previous = head.lastLeaf
            at = head.lastAt
            keys = try KeyHistory(store.keyRecords(from: 0).map(Record.init(parsing:)))
        }

        mutating func take(_ bytes: [UInt8]) throws -> Record {
            let record = try Record(parsing: bytes)
            guard record.index == next, record.previous == previous, record.at >= at,
                record.statement.ledger == keys.origin, record.statement.issuer == keys.issuer
            else { throw LedgerError.corrupt("record \(next) does not follow the one before") }
            if case .key = record.statement.body {
                try keys.apply(record)
            } else {
                try keys.authorise(record)
            }
            next = record.index.sizeAfter.nextIndex
            previous = record.leafHash
            at = record.at
            return record
        }
    }
}
