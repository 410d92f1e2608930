public import Records
public import Signing
import Synchronization
public import TransparencyLog

/// What a ledger says, read from its store. Every call blocks.
public struct LedgerView: Sendable {
    private let store: any LedgerStore
    private let known: KnownKeys

    /// Reads a ledger in a store that nobody need have opened for appending.
    public init(of store: any LedgerStore) {
        self.init(store, known: KnownKeys())
    }

    init(_ store: any LedgerStore, known: KnownKeys) {
        self.store = store
        self.known = known
    }

    /// The newest checkpoint.
    public func checkpoint() throws -> SignedCheckpoint { try head().checkpoint }

    /// Refuses a clock that is behind the last record.
    ///
    /// - Throws: ``LedgerError/clockBehind(last:)``.
    public func require(_ now: Instant) throws {
        _ = try head().time(at: now)
    }

    /// The keys as all key records so far tell.
    public func keys() throws -> KeyHistory {
        try known.keys(of: store.keyRecords(from: 0)).history
    }

    /// One record; `nil` beyond the end.
    ///
    /// - Throws: ``LedgerError/corrupt(_:)`` for one that should be there and is not.
    public func record(at index: LeafIndex) throws -> Record? {
        if let bytes = try store.record(at: index) { return try Record(parsing: bytes) }
        guard try index.value >= head().size.value else {
            throw LedgerError.corrupt("record \(index) is missing")
        }
        return nil
    }

    /// The record whose statement has this nonce.
    public func index(ofNonce nonce: [UInt8]) throws -> LeafIndex? {
        try store.index(ofNonce: nonce)
    }

    /// The proof that the record at `index` is in the tree of the newest checkpoint.
    public func proof(of index: LeafIndex) throws -> LogProof {
        let head = try head()
        guard index.value < head.size.value else { throw LedgerError.badTarget(index) }
        return try LogProof(
            tree(of: head).inclusionProof(of: index), checkpoint: head.checkpoint)
    }

    /// The proof that the record at `index` is in the tree of one of the ledger's checkpoints.
    public func proof(of index: LeafIndex, at checkpoint: SignedCheckpoint) throws -> LogProof {
        let tree = try tree(of: checkpoint)
        guard index.value < tree.size.value else { throw LedgerError.badTarget(index) }
        return LogProof(try tree.inclusionProof(of: index), checkpoint: checkpoint)
    }

    /// The proof that one of the ledger's trees begins with the tree of an earlier size.
    public func consistency(
        from old: TreeSize, to checkpoint: SignedCheckpoint
    ) throws -> ConsistencyProof {
        try tree(of: checkpoint).consistencyProof(from: old)
    }

    /// Every key record with its proof, all to the same newest checkpoint.
    public func keyReceipts() throws -> [KeyReceipt] {
        try keyReceipts(at: head().checkpoint)
    }

    /// Every key record that the ledger had at one of its checkpoints, with its proof.
    public func keyReceipts(at checkpoint: SignedCheckpoint) throws -> [KeyReceipt] {
        try known.receipts(at: checkpoint) {
            let tree = try tree(of: checkpoint)
            return try known.keys(of: store.keyRecords(from: 0)).records
                .filter { $0.index.value < tree.size.value }
                .map { record in
                    KeyReceipt(
                        record: record,
                        proof: LogProof(
                            try tree.inclusionProof(of: record.index), checkpoint: checkpoint))
                }
        }
    }

    /// What the ledger says of one credential now, unsigned. What a compromised key said is left
    /// out.
    ///
    /// - Parameter validity: for how long the institution will stand by the answer.
    /// - Throws: ``LedgerError/badTarget(_:)`` for a record that is not about a credential.
    public func standing(
        of target: Target, at now: Instant, validity: Duration
    ) throws -> Standing {
        let head = try head()
        let keys = try keys()
        guard target.record.value < head.size.value, let record = try record(at: target.record),
            record.statement.body.isAbout(target.leaf)
        else { throw LedgerError.badTarget(target.record) }
        var history = StandingHistory()
        for record in try changes(of: target, head: head, keys: keys) {
            history.apply(record.statement.body)
        }
        let newest = keys.keyRecords.last { $0.value < head.size.value }
        let checkpoint = head.checkpoint.checkpoint
        return Standing(
            origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root,
            target: target, record: record.leafHash, state: history.state,
            effective: history.effective, keys: newest ?? 0, asOf: now,
            validUntil: now + validity)
    }

    /// Whether a record counts: no compromise of a key made it void, or it was confirmed again.
    public func counts(_ index: LeafIndex) throws -> Bool {
        let keys = try keys()
        guard keys.hasCompromise, let record = try record(at: index) else { return true }
        return try !keys.isVoid(record, unless: confirmations(by: keys))
    }

    /// The records that change a credential's standing, in order. What a compromised key said is
    /// left out.
    public func changes(of target: Target) throws -> [Record] {
        try changes(of: target, head: head(), keys: keys())
    }

    private func changes(
        of target: Target, head: StoredHead, keys: KeyHistory
    ) throws -> [Record] {
        let confirmed = try confirmations(by: keys)
        return try store.standingRecords(of: target.record).map { try Record(parsing: $0) }.filter {
            $0.statement.body.target == target && $0.index.value < head.size.value
                && !keys.isVoid($0, unless: confirmed)
        }
    }

    /// The bits that the ledger's statements have set in its status lists. What a compromised key
    /// said is left out.
    public func statusBits() throws -> StatusBits {
        var bits = StatusBits()
        try forEachChange(from: 0, by: keys()) { bits.apply($0.statement.body) }
        return bits
    }

    /// What `erase` statements are about, from a record on. What a compromised key said is left
    /// out.
    public func erasedTargets(from first: LeafIndex) throws -> [Target] {
        var targets: [Target] = []
        try forEachChange(from: first, by: keys()) { record in
            if case .erase(let change) = record.statement.body { targets.append(change.target) }
        }
        return targets
    }

    /// Gives `body` each change of standing from a record on that is not void by `keys` and by
    /// what was confirmed again before `size`.
    func forEachChange(
        from first: LeafIndex, by keys: KeyHistory, before size: TreeSize? = nil,
        _ body: (Record) throws -> Void
    ) throws {
        let confirmed = try confirmations(by: keys, before: size)
        var next = first
        while true {
            let page = try store.standingRecords(from: next, count: 1_024)
            for bytes in page {
                let record = try Record(parsing: bytes)
                if !keys.isVoid(record, unless: confirmed) { try body(record) }
                next = record.index.sizeAfter.nextIndex
            }
            if page.count < 1_024 { return }
        }
    }

    /// The first record that confirms one again which a compromise made void; `nil` if nothing does
    /// or need do.
    public func confirmation(of index: LeafIndex) throws -> Record? {
        let keys = try keys()
        guard keys.hasCompromise else { return nil }
        return try reattestations().first { Confirmations([$0], by: keys).cover(index) }
    }

    /// The awards and changes of standing that count for nothing because a key was compromised, in
    /// order: those that it signed, and those whose credential was signed by a key that is void.
    public func voidRecords() throws -> [Record] {
        let keys = try keys()
        let cuts = keys.entries.compactMap(\.voidFrom)
        guard let cut = cuts.min() else { return [] }
        let confirmed = try confirmations(by: keys)
        let head = try head()
        var void: [Record] = []
        var next = cut.nextIndex
        while next.value < head.size.value {
            let page = try store.records(from: next, count: 1_024)
            if page.isEmpty { break }
            for bytes in page {
                let record = try Record(parsing: bytes)
                next = record.index.sizeAfter.nextIndex
                if keys.mayBeVoid(record, unless: confirmed) { void.append(record) }
            }
        }
        return void
    }

    /// A record if it is one of ``voidRecords()``.
    public func voidRecord(at index: LeafIndex) throws -> Record? {
        let keys = try keys()
        guard keys.hasCompromise, let record = try record(at: index) else { return nil }
        return try keys.mayBeVoid(record, unless: confirmations(by: keys)) ? record : nil
    }

    /// The first record that states each detail, void ones among them: who knows a detail from the
    /// ledger alone comes later.
    public func firstStatements() throws -> [Digest: LeafIndex] {
        var first: [Digest: LeafIndex] = [:]
        var next: LeafIndex = 0
        while true {
            let page = try store.standingRecords(from: next, count: 1_024)
            for bytes in page {
                let record = try Record(parsing: bytes)
                next = record.index.sizeAfter.nextIndex
                if let detail = record.statement.body.detail, first[detail] == nil {
                    first[detail] = record.index
                }
            }
            if page.count < 1_024 { return first }
        }
    }

    /// The records that confirm others again, in order, void ones among them.
    func reattestations() throws -> [Record] {
        try store.reattestations().map(Record.init(parsing:))
    }

    private func confirmations(
        by keys: KeyHistory, before size: TreeSize? = nil
    ) throws -> Confirmations {
        guard keys.hasCompromise else { return Confirmations() }
        let records = try reattestations().filter { record in
            size.map { record.index.value < $0.value } ?? true
        }
        return Confirmations(records, by: keys)
    }

    private func head() throws -> StoredHead {
        guard let head = try store.head() else { throw LedgerError.noLedger }
        return head
    }

    private func tree(of head: StoredHead) throws -> TreeReader<StoredTiles> {
        try tree(of: head.checkpoint)
    }

    private func tree(of signed: SignedCheckpoint) throws -> TreeReader<StoredTiles> {
        try TreeReader(
            size: signed.checkpoint.size, root: signed.checkpoint.root,
            tiles: StoredTiles(store: store))
    }
}

extension StatementBody {
    /// Whether confirming it again says anything: not of keys, nor of confirmations.
    fileprivate var isConfirmable: Bool {
        switch self {
        case .issue, .issueList, .revoke, .suspend, .reinstate, .supersede, .erase: true
        case .genesis, .seal, .key, .reattest, .trust, .custody: false
        }
    }
}

extension KeyHistory {
    /// Whether a record, or a credential that it issued, may count for nothing because a key was
    /// compromised.
    fileprivate func mayBeVoid(_ record: Record, unless confirmed: Confirmations) -> Bool {
        record.statement.body.isConfirmable && !confirmed.cover(record.index)
            && (isVoid(record) || mayHaveVoidCredential(record))
    }

    /// Whether a record issued something when a key for credentials was in use that is void there.
    func mayHaveVoidCredential(_ record: Record) -> Bool {
        switch record.statement.body {
        case .issue, .issueList:
            entries.contains { entry in
                entry.declared.use == .assertion && entry.introduced < record.index
                    && (entry.retired.map { record.index <= $0 } ?? true)
                    && (entry.voidFrom.map { record.index.value >= $0.value } ?? false)
            }
        default: false
        }
    }
}

/// What was last worked out from a ledger's key records: the same records always give the same
/// history, and the same checkpoint the same receipts.
final class KnownKeys: Sendable {
    struct Keys: Sendable {
        let records: [Record]
        let history: KeyHistory

        init(_ records: [Record]) throws {
            self.records = records
            history = try KeyHistory(records)
        }
    }

    private let keys = Mutex<Keys?>(nil)
    private let receipts = Mutex<(checkpoint: SignedCheckpoint, value: [KeyReceipt])?>(nil)

    func keys(of stored: [[UInt8]]) throws -> Keys {
        if let last = keys.withLock(\.self), last.records.map(\.bytes) == stored { return last }
        let value = try Keys(stored.map(Record.init(parsing:)))
        keys.withLock { $0 = value }
        return value
    }

    func receipts(
        at checkpoint: SignedCheckpoint, orElse prove: () throws -> [KeyReceipt]
    ) throws -> [KeyReceipt] {
        if let last = receipts.withLock(\.self), last.checkpoint == checkpoint {
            return last.value
        }
        let value = try prove()
        receipts.withLock { $0 = (checkpoint, value) }
        return value
    }
}

/// The tiles of a store of any type, each read once: neighbours share most of their way.
private final class StoredTiles: TileReader {
    private let store: any LedgerStore
    private var read: [TileCoordinate: [Digest]] = [:]

    init(store: any LedgerStore) {
        self.store = store
    }

    func hashes(of tile: TileCoordinate) throws -> [Digest] {
        if let hashes = read[tile] { return hashes }
        let hashes = try store.hashes(of: tile)
        read[tile] = hashes
        return hashes
    }
}
