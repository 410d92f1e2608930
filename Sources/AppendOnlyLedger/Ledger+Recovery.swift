public import Records
public import Signing
import TransparencyLog

extension Ledger {
    /// Appends what a recovery quorum states about the keys, all or nothing, and signs the new
    /// checkpoint with a key that may do so once it is stated: the ledger's own may be lost.
    ///
    /// - Parameters:
    ///   - statements: key records, each signed by the quorum that the one before committed to.
    ///   - signer: the ledger's key in force afterwards.
    ///   - companion: tells which key must sign too, asked while no other program can append.
    ///   - now: the sequencer's clock.
    /// - Returns: the records.
    /// - Throws: ``LedgerError/notAuthorised(_:)``, ``LedgerError/signerNotInForce``,
    ///   ``LedgerError/signerUnavailable(_:)``,
    ///   ``LedgerError/clockBehind(last:)`` or another ``LedgerError``; ``StoreError``.
    ///
    /// Spec: 01-record §5.3.
    public static func recover(
        in store: any LedgerStore, stating statements: [SignedStatement], signer: NoteSigner,
        companion: @escaping @Sendable () throws -> CheckpointSigner.Companion? = { nil },
        at now: Instant
    ) async throws -> [Record] {
        try await BlockingQueue(label: "testamur.ledger.recovery").run {
            try store.requireRoom()
            let recovery = try store.transact { transaction in
                let signer = CheckpointSigner(signer, companion: try companion())
                return try Recovering(store, transaction, statements, signer: signer, at: now)
            }
            let stored = try store.readBack(recovery.range)
            guard stored == recovery.records.map(\.bytes),
                try RightEdge(size: recovery.edge.size, tiles: store).root == recovery.edge.root
            else { throw LedgerError.corrupt("records were not stored as they were signed") }
            return recovery.records
        }
    }

    /// A recovery that was put into a store.
    private struct Recovering {
        var records: [Record] = []
        var edge: RightEdge

        var range: Range<LeafIndex> {
            guard let first = records.first?.index, let last = records.last?.index else {
                return 0..<0
            }
            return first..<last.sizeAfter.nextIndex
        }

        init(
            _ store: any LedgerStore, _ transaction: any LedgerTransaction,
            _ statements: [SignedStatement], signer: CheckpointSigner, at now: Instant
        ) throws {
            guard let head = try transaction.head() else { throw LedgerError.noLedger }
            var keys = try KeyHistory(store.keyRecords(from: 0).map(Record.init(parsing:)))
            edge = try RightEdge(size: head.size, tiles: store)
            guard edge.root == head.checkpoint.checkpoint.root else {
                throw LedgerError.corrupt(
                    "the records do not give the root of the last checkpoint")
            }
            let at = try head.time(at: now)
            var previous = head.lastLeaf
            for statement in statements {
                let record = try Record(
                    statement, index: edge.size.nextIndex, at: at,
                    previous: previous)
                guard try transaction.index(ofNonce: statement.statement.nonce) == nil else {
                    throw LedgerError.alreadyAppended(record.index)
                }
                do {
                    try keys.apply(record)
                } catch {
                    throw LedgerError.notAuthorised(error.reason)
                }
                try transaction.insert(record, leafHash: record.leafHash)
                for tile in edge.append(record.leafHash) { try transaction.insert(tile) }
                previous = record.leafHash
                records.append(record)
            }
            guard keys.mayCheckpoint(signer.note) else { throw LedgerError.signerNotInForce }
            let checkpoint = try signer.sign(
                Checkpoint(origin: keys.origin, size: edge.size, root: edge.root))
            try transaction.insert(checkpoint, after: head.size)
        }
    }
}
