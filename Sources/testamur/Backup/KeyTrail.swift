import AppendOnlyLedger
import Auditing
import HomeFolder
import Records
import SQLiteStorage
import Signing
import TransparencyLog
import Trust

/// The keys of a home's ledger, followed from what the home knows through the records that a copy
/// of the ledger has beyond it.
///
/// Spec: 03-append §8.
struct KeyTrail {
    /// The keys as far as the records tell.
    private(set) var keys: KeyHistory
    private var edge: RightEdge

    /// Begins with a home's own records.
    ///
    /// - Throws: ``LedgerError`` or ``StoreError``.
    init(_ store: SQLiteLedgerStore) throws {
        guard let head = try store.head() else { throw LedgerError.noLedger }
        keys = try KeyHistory(store.keyRecords(from: 0).map(Record.init(parsing:)))
        edge = try RightEdge(size: head.size, tiles: store)
    }

    /// The keys by a copy's records, if its checkpoint is signed by one of these and by none that
    /// the home knows, and its tree begins with the home's; otherwise `nil`.
    ///
    /// - Throws: ``Failure`` for a place that cannot be read.
    func followed(through place: LedgerPlace) async throws -> KeyHistory? {
        try await place.reading { ledger in
            let snapshot = await LedgerSnapshot(of: ledger)
            let bytes = try await snapshot.checkpoint()
            guard let goal = try? SignedCheckpoint(parsing: bytes), isBeyond(goal) else {
                return nil
            }
            var trail = self
            do {
                try await trail.walk(to: goal.checkpoint.size, in: snapshot)
            } catch {
                // What cannot be read or does not follow leads nowhere.
                return nil
            }
            return trail.leads(to: goal) ? trail.keys : nil
        }
    }

    private func isBeyond(_ goal: SignedCheckpoint) -> Bool {
        goal.checkpoint.origin == keys.origin && goal.checkpoint.size > edge.size
            && !keys.haveSigned(goal)
    }

    private func leads(to goal: SignedCheckpoint) -> Bool {
        let (size, root) = (goal.checkpoint.size, goal.checkpoint.root)
        let signers = keys.keysBelieved.filter { $0.signs(size) }.map(\.key)
        return edge.size == size && edge.root == root
            && (try? goal.verified(byAnyOf: signers)) != nil
    }

    private mutating func walk(to end: TreeSize, in ledger: LedgerSnapshot) async throws {
        let width = UInt64(TileCoordinate.widthMax)
        while edge.size < end {
            let number = edge.size.value / width
            guard let tile = TileCoordinate.tile(level: 0, index: number, in: end) else { return }
            let bytes = try await ledger.entries(of: tile)
            let entries = try EntryBundle.decode(bytes, count: tile.width)
            try take(entries.dropFirst(Int(edge.size.value % width)))
        }
    }

    private mutating func take(_ entries: ArraySlice<[UInt8]>) throws {
        for bytes in entries {
            let record = try Record(parsing: bytes)
            guard record.index == edge.size.nextIndex else {
                throw PublishedLedgerError.missing(path: "record \(edge.size.nextIndex)")
            }
            if case .key = record.statement.body { try keys.apply(record) }
            _ = edge.append(record.leafHash)
        }
    }
}
