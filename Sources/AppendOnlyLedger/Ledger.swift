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
    /// How far the clock may be set back without refusing to append: less than a clock is slewed
    /// by, and records keep the last time meanwhile.
    public static let clockTolerance: Duration = .seconds(1)

    /// How many bytes of the disk are kept free: below that nothing is appended, so that a disk
    /// that fills is noticed before a write fails.
    public static let freeBytesMin: UInt64 = 67_108_864

    /// The ledger's name.
    public let origin: Origin
    /// Who keeps it.
    public let issuer: DID
    private let store: any LedgerStore
    private let sequencer: Sequencer
    private let readers: BlockingQueue
    private let mayAppend: @Sendable () throws -> Void
    private let end: CheckedEnd
    private let clock: @Sendable () -> Instant
    private let known = KnownKeys()
    private let publishers = BlockingQueue(label: "testamur.ledger.publishers")

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
                guard try KeyHistory(genesis: record).mayCheckpoint(signer) else {
                    throw LedgerError.signerNotInForce
                }
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
    ///   - signer: the ledger's key in force.
    ///   - clock: the sequencer's clock.
    /// - Throws: as ``open(_:signers:clock:afterCommit:)`` does.
    public static func open(
        _ store: any LedgerStore, signer: NoteSigner, clock: @escaping @Sendable () -> Instant
    ) async throws -> Ledger {
        try await open(store, signers: { _ in CheckpointSigner(signer) }, clock: clock)
    }

    /// Opens the ledger in a store after checking its right edge against its last checkpoint.
    ///
    /// - Parameters:
    ///   - signers: tells who signs each checkpoint.
    ///   - mayAppend: asked before each batch, while no other program can append; what it throws
    ///     holds the batch back.
    ///   - clock: the sequencer's clock.
    ///   - afterCommit: called on the writer's queue after each batch; must not block.
    /// - Throws: ``LedgerError``, ``StoreError`` or ``RecordError``, or what `signers` throws.
    public static func open(
        _ store: any LedgerStore, signers: @escaping CheckpointSigner.Source,
        mayAppend: @escaping @Sendable () throws -> Void = {},
        clock: @escaping @Sendable () -> Instant,
        afterCommit: @escaping @Sendable () -> Void = {}
    ) async throws -> Ledger {
        let readers = BlockingQueue(label: "testamur.ledger.readers")
        return try await readers.run {
            guard let head = try store.head() else { throw LedgerError.noLedger }
            let keys = try KeyHistory(
                store.keyRecords(from: 0).map(Record.init(parsing:)))
            _ = try head.checkpoint.stillSigned(by: keys.ledgerKeys)
            guard keys.mayCheckpoint(try signers(keys).note) else {
                throw LedgerError.signerNotInForce
            }
            let edge = try RightEdge(size: head.size, tiles: store)
            guard edge.root == head.checkpoint.checkpoint.root else {
                throw LedgerError.corrupt(
                    "the records do not give the root of the last checkpoint")
            }
            let end = CheckedEnd()
            let writer = LedgerWriter(
                store: store, signer: signers, mayAppend: mayAppend, end: end, edge: edge,
                keys: keys, clock: clock)
            return Ledger(
                store: store, keys: keys,
                sequencer: Sequencer(writer: writer, afterCommit: afterCommit),
                readers: readers, mayAppend: mayAppend, end: end, clock: clock)
        }
    }

    private init(
        store: any LedgerStore, keys: KeyHistory, sequencer: Sequencer, readers: BlockingQueue,
        mayAppend: @escaping @Sendable () throws -> Void, end: CheckedEnd,
        clock: @escaping @Sendable () -> Instant
    ) {
        self.store = store
        origin = keys.origin
        issuer = keys.issuer
        self.sequencer = sequencer
        self.readers = readers
        self.mayAppend = mayAppend
        self.end = end
        self.clock = clock
    }

    /// Appends one statement.
    ///
    /// - Throws: ``LedgerError``.
    public func append(_ statement: AuthorisedStatement) async throws -> Appended {
        let outcomes = await append([statement])
        guard let outcome = outcomes.first else { throw LedgerError.stopped("no outcome") }
        return try outcome.get()
    }

    /// Appends statements; each is acknowledged or refused on its own, in the order given.
    public func append(
        _ statements: [AuthorisedStatement]
    ) async -> [Result<Appended, LedgerError>] {
        await sequencer.append(statements)
    }

    /// Makes sure that nothing is in the way of appending that is known beforehand, for those who
    /// write elsewhere first: that it is not held back, room, a clock that is not behind the last
    /// record, and the records on which the next is built.
    ///
    /// - Throws: ``LedgerError/heldBack(_:)``, ``LedgerError/diskLow(freeBytes:)``,
    ///   ``LedgerError/clockBehind(last:)``, ``LedgerError/corrupt(_:)`` or ``StoreError``.
    public func requireReady() async throws {
        let (store, mayAppend, end, clock) = (store, mayAppend, end, clock)
        try await readers.run {
            try LedgerError.holdingBack(mayAppend)
            try store.requireRoom()
            guard let head = try store.head() else { throw LedgerError.noLedger }
            _ = try head.time(at: clock())
            try end.require(head, in: store)
        }
    }

    /// Makes sure that there is room to append.
    ///
    /// - Throws: ``LedgerError/diskLow(freeBytes:)`` or ``StoreError``.
    public func requireRoom() async throws {
        let store = store
        try await readers.run { try store.requireRoom() }
    }

    /// A statement of this ledger's institution, ready to be signed.
    public func statement(_ body: StatementBody, nonce: [UInt8]) -> Statement {
        Statement(issuer: issuer, ledger: origin, nonce: nonce, body: body)
    }

    // MARK: Reading

    /// Reads the ledger, on a queue on which reading may block.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (LedgerView) throws -> Value
    ) async throws -> Value {
        let view = LedgerView(store, known: known)
        return try await readers.run { try body(view) }
    }

    /// Runs `body`, which may block, while nobody else publishes from this ledger, in this process
    /// or another: whoever comes later reads what is newer, so that nothing is published backwards.
    public func publishing<Value: Sendable>(
        _ body: @escaping @Sendable (LedgerView) throws -> Value
    ) async throws -> Value {
        let (store, view) = (store, LedgerView(store, known: known))
        return try await publishers.run {
            try store.publishing { try body(view) }
        }
    }

    /// The newest checkpoint.
    public func checkpoint() async throws -> SignedCheckpoint {
        try await read { try $0.checkpoint() }
    }

    /// The keys as all key records so far tell.
    public func keys() async throws -> KeyHistory {
        try await read { try $0.keys() }
    }

    /// One record; `nil` beyond the end.
    public func record(at index: LeafIndex) async throws -> Record? {
        try await read { try $0.record(at: index) }
    }

    /// The record whose statement has this nonce.
    public func index(ofNonce nonce: [UInt8]) async throws -> LeafIndex? {
        try await read { try $0.index(ofNonce: nonce) }
    }

    /// The proof that the record at `index` is in the tree of the newest checkpoint.
    public func proof(of index: LeafIndex) async throws -> LogProof {
        try await read { try $0.proof(of: index) }
    }

    /// Every key record with its proof, all to the same newest checkpoint.
    public func keyReceipts() async throws -> [KeyReceipt] {
        try await read { try $0.keyReceipts() }
    }

    /// What the ledger says of one credential now, unsigned; see
    /// ``LedgerView/standing(of:at:validity:)``.
    public func standing(
        of target: Target, at now: Instant, validity: Duration
    ) async throws -> Standing {
        try await read { try $0.standing(of: target, at: now, validity: validity) }
    }
}

extension LedgerStore {
    /// Refuses while less than ``Ledger/freeBytesMin`` is free.
    ///
    /// - Throws: ``LedgerError/diskLow(freeBytes:)`` or ``StoreError``.
    func requireRoom() throws {
        let free = try freeBytes()
        guard free >= Ledger.freeBytesMin else { throw LedgerError.diskLow(freeBytes: free) }
    }
}

extension KeyHistory {
    /// The keys that have ever signed checkpoints, as verifiers of notes.
    var ledgerKeys: [VerifierKey] {
        entries.filter { $0.declared.use == .ledger }
            .map { VerifierKey(name: origin.keyName, publicKey: $0.declared.key) }
    }

    /// Whether the ledger's newest checkpoints may be signed by this key.
    func mayCheckpoint(_ signer: NoteSigner) -> Bool {
        signer.verifierKey.name == origin.keyName
            && activeKeys(for: .ledger).contains { $0.key == signer.verifierKey.publicKey }
    }
}

extension SignedCheckpoint {
    /// A stored checkpoint, found to be signed by one of the ledger's keys, as it was when it was
    /// stored.
    ///
    /// - Throws: ``LedgerError/corrupt(_:)``.
    func stillSigned(by keys: [VerifierKey]) throws(LedgerError) -> VerifiedCheckpoint {
        do {
            return try verified(byAnyOf: keys)
        } catch {
            throw .corrupt(
                "the checkpoint of \(checkpoint.size) records is not signed by the ledger's key")
        }
    }
}
