public import TransparencyLog

/// What became of a ledger between two of its checkpoints.
public enum LedgerGrowth: Hashable, Sendable {
    /// It appended, or nothing happened: the earlier tree is the beginning of the later one.
    case grew
    /// It shows fewer records than it had signed for: an old copy, or records taken back.
    case shrank
    /// It signed two histories.
    case forked(ForkProof)

    /// Finds out whether a ledger that now shows `newer` only grew since it showed `older`.
    ///
    /// Both have to be signed by keys of the ledger. A handful of tiles is read, and what is read
    /// is believed only if it leads to the signed root.
    ///
    /// - Throws: ``PublishedLedgerError``; `TransparencyLogError.rootMismatch` or another error of
    ///   tiles if the ledger's files are not those that it signed: this proves no fork.
    ///
    /// Spec: 08-audit §7.
    public static func between(
        _ older: VerifiedCheckpoint, _ newer: VerifiedCheckpoint,
        of ledger: some PublishedLedger
    ) async throws -> LedgerGrowth {
        let (old, new) = (older.checkpoint, newer.checkpoint)
        guard old.origin == new.origin else {
            throw TransparencyLogError.originMismatch(new.origin)
        }
        guard old.size <= new.size else { return .shrank }
        if old.size == new.size {
            return old.root == new.root
                ? .grew
                : .forked(try ForkProof(older, newer, rootThen: new.root, hashes: []))
        }
        if old.size == .zero, old.root == .emptyTree { return .grew }
        let tiles = FetchedTiles(ledger, of: new.size)
        let proof = try await tiles.reading { tiles in
            try TreeReader(size: new.size, root: new.root, tiles: tiles)
                .consistencyProof(from: old.size)
        }
        if proof.verifies(oldRoot: old.root, newRoot: new.root) { return .grew }
        let rootThen = try await tiles.reading { tiles in
            try TreeReader(size: new.size, root: new.root, tiles: tiles).root(at: old.size)
        }
        return .forked(
            try ForkProof(older, newer, rootThen: rootThen, hashes: proof.hashes))
    }

    /// Whether a tree that a ledger signed begins with a state of which only size and root are
    /// known.
    ///
    /// - Throws: as ``between(_:_:of:)``; `TransparencyLogError.sizeShrinks` for a larger state.
    ///
    /// Spec: 08-audit §7.
    public static func begins(
        _ newer: VerifiedCheckpoint, with state: Checkpoint, of ledger: some PublishedLedger
    ) async throws -> Bool {
        let new = newer.checkpoint
        if state.size == new.size { return state.root == new.root }
        if state.size == .zero { return state.root == .emptyTree }
        let proof = try await FetchedTiles(ledger, of: new.size).reading { tiles in
            try TreeReader(size: new.size, root: new.root, tiles: tiles)
                .consistencyProof(from: state.size)
        }
        return proof.verifies(oldRoot: state.root, newRoot: new.root)
    }
}

/// Reads those tiles of a ledger of some size that somebody turns out to need, each once.
final class FetchedTiles<Ledger: PublishedLedger> {
    private let ledger: Ledger
    private let size: TreeSize
    private var table = TileTable()

    init(_ ledger: Ledger, of size: TreeSize) {
        self.ledger = ledger
        self.size = size
    }

    /// Runs `body`, again whenever it misses a tile, which is then read.
    func reading<Value>(_ body: (TileTable) throws -> Value) async throws -> Value {
        var read: Set<TileCoordinate> = []
        while true {
            let missing: TileCoordinate
            do {
                return try body(table)
            } catch TransparencyLogError.tileWidth(let tile) where read.insert(tile).inserted {
                // A narrower tile of an earlier size need not be there any more.
                missing =
                    TileCoordinate.tile(level: tile.level, index: tile.index, in: size) ?? tile
            }
            let bytes = try await ledger.hashes(of: missing)
            let hashes = try HashTile.decode(bytes, count: missing.width)
            table.insert(hashes, at: missing)
        }
    }
}
