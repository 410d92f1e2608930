import Records
import Signing
import TransparencyLog

/// The state of the writer between two batches, and what it does to one.
struct LedgerWriter {
    private let store: any LedgerStore
    private let signer: CheckpointSigner.Source
    private let mayAppend: @Sendable () throws -> Void
    private let end: CheckedEnd
    private let origin: Origin
    private let clock: @Sendable () -> Instant
    private var edge: RightEdge
    private var keys: KeyHistory
    private var stopped: LedgerError?

    init(
        store: any LedgerStore, signer: @escaping CheckpointSigner.Source,
        mayAppend: @escaping @Sendable () throws -> Void, end: CheckedEnd, edge: RightEdge,
        keys: KeyHistory, clock: @escaping @Sendable () -> Instant
    ) {
        self.store = store
        self.signer = signer
        self.mayAppend = mayAppend
        self.end = end
        origin = keys.origin
        self.edge = edge
        self.keys = keys
        self.clock = clock
    }

    /// Appends a batch: durable, integrated, covered by a signed checkpoint, read back.
    mutating func append(_ statements: ArraySlice<AuthorisedStatement>) -> [Sequencer.Outcome] {
        if let stopped { return statements.map { _ in .failure(stopped) } }
        do {
            let batch = try commit(statements)
            edge = batch.edge
            keys = batch.keys
            do {
                try readBack(batch)
            } catch {
                // The batch is in the store, so whatever kept it from being read is no refusal.
                stopped = error as? LedgerError ?? .stopped(String(describing: error))
            }
            if let stopped { return statements.map { _ in .failure(stopped) } }
            return batch.outcomes
        } catch {
            return statements.map { _ in .failure(stopping(after: error)) }
        }
    }

    /// One committed batch.
    private struct Batch {
        let before: RightEdge
        let edge: RightEdge
        let keys: KeyHistory
        let records: [Record]
        let outcomes: [Sequencer.Outcome]
    }

    private mutating func commit(
        _ statements: ArraySlice<AuthorisedStatement>
    ) throws -> Batch {
        try store.requireRoom()
        return try store.transact { transaction in
            try LedgerError.holdingBack(mayAppend)
            guard let head = try transaction.head() else { throw LedgerError.noLedger }
            try catchUp(with: head, keyHead: transaction.keyHead())
            try end.require(head, in: store)
            let signer = try signerInForce()
            var run = Run(head: head, at: try head.time(at: clock()), keys: keys)
            for statement in statements {
                try run.take(statement, in: transaction)
            }
            var edge = self.edge
            let appended = edge.append(contentsOf: run.leaves)
            for tile in appended.fullTiles {
                try transaction.insert(tile)
            }
            var checkpoint = head.checkpoint
            if !run.records.isEmpty {
                checkpoint = try signer.sign(
                    Checkpoint(origin: origin, size: edge.size, root: appended.prover.root))
                try transaction.insert(checkpoint, after: head.size)
            }
            return Batch(
                before: self.edge, edge: edge, keys: run.keys, records: run.records,
                outcomes: run.fates.map { fate in
                    fate.map {
                        Appended(record: $0, prover: appended.prover, checkpoint: checkpoint)
                    }
                })
        }
    }

    /// Who signs, asked within the transaction: a key that another process has put in force stands
    /// since before it.
    private func signerInForce() throws(LedgerError) -> CheckpointSigner {
        let found: CheckpointSigner
        do {
            found = try signer(keys)
        } catch {
            throw .signerUnavailable(String(describing: error))
        }
        guard keys.mayCheckpoint(found.note) else { throw .signerNotInForce }
        return found
    }

    /// Takes in what another process appended since the last batch.
    private mutating func catchUp(with head: StoredHead, keyHead: LeafIndex?) throws {
        if head.size != edge.size {
            guard head.size > edge.size else {
                throw LedgerError.corrupt("the ledger is shorter than it was")
            }
            edge = try RightEdge(size: head.size, tiles: store)
        }
        guard edge.root == head.checkpoint.checkpoint.root else {
            throw LedgerError.corrupt("the records do not give the root of the last checkpoint")
        }
        if let keyHead, keyHead > keys.head {
            for bytes in try store.keyRecords(from: keys.head.sizeAfter.nextIndex) {
                try keys.apply(Record(parsing: bytes))
            }
        }
    }

    /// Reads the new records through another connection and compares their hashes with the root.
    private func readBack(_ batch: Batch) throws {
        guard let first = batch.records.first?.index, let last = batch.records.last?.index else {
            return
        }
        var edge = batch.before
        let stored = try store.readBack(first..<last.sizeAfter.nextIndex)
        for bytes in stored {
            _ = edge.append(.leaf(bytes))
        }
        guard stored.count == batch.records.count, edge.root == batch.edge.root else {
            throw LedgerError.corrupt(
                "records \(first) to \(last) were not stored as they were signed")
        }
    }

    /// A busy store, a wrong clock, a disk that is almost full, a key that is not there or a ledger
    /// that is held back fails a batch; any other failure stops the ledger, because after a failed
    /// write or flush nobody knows what the disk holds.
    private mutating func stopping(after error: any Error) -> LedgerError {
        switch error {
        case StoreError.busy: return .busy
        case LedgerError.clockBehind(let last): return .clockBehind(last: last)
        case LedgerError.diskLow(let free): return .diskLow(freeBytes: free)
        case LedgerError.signerUnavailable(let why): return .signerUnavailable(why)
        case LedgerError.heldBack(let why): return .heldBack(why)
        case let error as LedgerError: stopped = error
        default: stopped = .stopped(String(describing: error))
        }
        return stopped ?? .stopped("unknown")
    }
}
