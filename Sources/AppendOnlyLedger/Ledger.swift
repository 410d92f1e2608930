public import Records
public import Signing
import Synchronization
public import TransparencyLog

/// One institution's append-only sequence of records, open for appending.
///
/// Several may be open on one store, in one process or in several: the head is read inside each
/// transaction and never trusted from memory.
///
/// Spec: 03-append.
public final class Ledger: Sendable {
    /// The ledger's name.
    public let origin: Origin
    /// Who keeps it.
    public let issuer: DID
    private let store: any LedgerStore
    private let sequencer: Sequencer
    private let readers: BlockingQueue

    /// Founds a ledger in an empty store with its first record.
    ///
    /// - Throws: ``LedgerError/ledgerExists``, ``KeyHistoryError``, ``SigningError`` or
    ///   ``StoreError``.
    public static func found(
        in store: any LedgerStore, genesis: SignedStatement, signer: NoteSigner, at now: Instant
    ) async throws {
        guard case .genesis(let body) = genesis.statement.body else {
            throw LedgerError.otherLedger
        }
        try await BlockingQueue(label: "testamur.ledger.founder").run {
            try store.transact { transaction in
                guard try transaction.head() == nil else { throw LedgerError.ledgerExists }
                let record = try Record(
                    genesis, index: 0, at: now, previous: Record.genesisPrevious(body.origin))
                _ = try KeyHistory(genesis: record)
                var edge = RightEdge()
                _ = edge.append(record.leafHash)
                try transaction.insert(record, leafHash: record.leafHash)
                let checkpoint = try Checkpoint(
                    origin: body.origin, size: edge.size, root: edge.root
                ).signed(by: signer)
                try transaction.insert(checkpoint, after: .zero)
            }
        }
    }

    /// Opens the ledger in a store after checking its right edge against its last checkpoint.
    ///
    /// - Parameters:
    ///   - signer: the ledger's key; it must be the one that signed the last checkpoint.
    ///   - clock: the sequencer's clock.
    ///   - afterCommit: called on the writer's queue after each batch; must not block.
    /// - Throws: ``LedgerError``, ``StoreError`` or ``RecordError``.
    public static func open(
        _ store: any LedgerStore, signer: NoteSigner, clock: @escaping @Sendable () -> Instant,
        afterCommit: @escaping @Sendable () -> Void = {}
    ) async throws -> Ledger {
        let readers = BlockingQueue(label: "testamur.ledger.readers")
        return try await readers.run {
            guard let head = try store.head() else { throw LedgerError.noLedger }
            let keys = try KeyHistory(records: store.keyRecords(from: 0))
            _ = try head.checkpoint.verified(by: signer.verifierKey)
            let edge = try RightEdge(size: head.size, tiles: store)
            guard edge.root == head.checkpoint.checkpoint.root else {
                throw LedgerError.corrupt(
                    "the records do not give the root of the last checkpoint")
            }
            let writer = LedgerWriter(
                store: store, signer: signer, edge: edge, keys: keys, clock: clock)
            return Ledger(
                store: store, keys: keys,
                sequencer: Sequencer(writer: writer, afterCommit: afterCommit),
                readers: readers)
        }
    }

    private init(
        store: any LedgerStore, keys: KeyHistory, sequencer: Sequencer, readers: BlockingQueue
    ) {
        self.store = store
        origin = keys.origin
        issuer = keys.issuer
        self.sequencer = sequencer
        self.readers = readers
    }

    /// Appends one statement.
    ///
    /// - Throws: ``LedgerError``.
    public func append(_ statement: AuthorisedStatement) async throws(LedgerError) -> Appended {
        let outcomes = await append([statement])
        guard let outcome = outcomes.first else { throw .stopped("no outcome") }
        return try outcome.get()
    }

    /// Appends statements; each is acknowledged or refused on its own, in the order given.
    public func append(
        _ statements: [AuthorisedStatement]
    ) async -> [Result<Appended, LedgerError>] {
        await sequencer.append(statements)
    }

    /// A statement of this ledger's institution, ready to be signed.
    public func statement(_ body: StatementBody, nonce: [UInt8]) -> Statement {
        Statement(issuer: issuer, ledger: origin, nonce: nonce, body: body)
    }

    // MARK: Reading

    /// The newest checkpoint.
    public func checkpoint() async throws -> SignedCheckpoint {
        try await read { store in
            guard let head = try store.head() else { throw LedgerError.noLedger }
            return head.checkpoint
        }
    }

    /// The keys as all key records so far tell.
    public func keys() async throws -> KeyHistory {
        try await read { try KeyHistory(records: $0.keyRecords(from: 0)) }
    }

    /// One record; `nil` beyond the end.
    public func record(at index: LeafIndex) async throws -> Record? {
        try await read { try $0.records(from: index, count: 1).first.map(Record.init(parsing:)) }
    }

    /// The record whose statement has this nonce.
    public func index(ofNonce nonce: [UInt8]) async throws -> LeafIndex? {
        try await read { try $0.index(ofNonce: nonce) }
    }

    /// The proof that the record at `index` is in the tree of the newest checkpoint.
    public func proof(of index: LeafIndex) async throws -> LogProof {
        try await read { store in
            guard let head = try store.head(), index.value < head.size.value else {
                throw LedgerError.badTarget(index)
            }
            return try LogProof(
                Ledger.tree(of: head, in: store).inclusionProof(of: index),
                checkpoint: head.checkpoint)
        }
    }

    /// Every key record with its proof, all to the same newest checkpoint.
    public func keyReceipts() async throws -> [KeyReceipt] {
        try await read { store in
            guard let head = try store.head() else { throw LedgerError.noLedger }
            let tree = try Ledger.tree(of: head, in: store)
            return try store.keyRecords(from: 0).compactMap { bytes in
                let record = try Record(parsing: bytes)
                guard record.index.value < head.size.value else { return nil }
                return KeyReceipt(
                    record: record,
                    proof: LogProof(
                        try tree.inclusionProof(of: record.index),
                        checkpoint: head.checkpoint))
            }
        }
    }

    /// What the ledger says of one credential now, unsigned.
    ///
    /// - Parameter validity: for how long the institution will stand by the answer.
    public func standing(
        of target: Target, at now: Instant, validity: Duration
    ) async throws -> Standing {
        try await read { store in
            guard let head = try store.head() else { throw LedgerError.noLedger }
            var history = StandingHistory()
            for bytes in try store.standingRecords(of: target.record) {
                let record = try Record(parsing: bytes)
                if record.statement.body.target == target, record.index.value < head.size.value {
                    history.apply(record.statement.body)
                }
            }
            let checkpoint = head.checkpoint.checkpoint
            let keys = try KeyHistory(records: store.keyRecords(from: 0))
            return Standing(
                origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root,
                target: target, state: history.state, effective: history.effective,
                keys: keys.head, asOf: now, validUntil: now + validity)
        }
    }

    /// The bits that the ledger's statements have set in its status lists, by list.
    public func statusBits() async throws -> StatusBits {
        try await read { store in
            var bits = StatusBits()
            var next: LeafIndex = 0
            while true {
                let page = try store.standingRecords(from: next, count: 1_024)
                for bytes in page {
                    let record = try Record(parsing: bytes)
                    bits.apply(record.statement.body)
                    next = record.index.sizeAfter.nextIndex
                }
                if page.count < 1_024 { return bits }
            }
        }
    }

    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (any LedgerStore) throws -> Value
    ) async throws -> Value {
        let store = store
        return try await readers.run { try body(store) }
    }

    private static func tree(
        of head: StoredHead, in store: any LedgerStore
    ) throws -> TreeReader<StoredTiles> {
        try TreeReader(
            size: head.size, root: head.checkpoint.checkpoint.root,
            tiles: StoredTiles(store: store))
    }
}

/// The tiles of a store of any type.
private struct StoredTiles: TileReader {
    let store: any LedgerStore

    func hashes(of tile: TileCoordinate) throws -> [Digest] {
        try store.hashes(of: tile)
    }
}
