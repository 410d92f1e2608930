public import Signing

/// Proofs for any leaf and any smaller size of one tree, made from its stored tiles.
///
/// The right edge is read once and checked against the root; every proof is checked against the
/// root before it is handed out, so damaged tiles give an error and never a wrong proof.
public struct TreeReader<Tiles: TileReader> {
    /// The size of the tree.
    public let size: TreeSize

    /// The root of the tree.
    public let root: Digest

    private let tiles: Tiles
    private let edge: RightEdge

    /// Opens a tree whose root is known, as from a checkpoint.
    ///
    /// - Throws: `rootMismatch` if the tiles give another root, or what the reader throws.
    public init(size: TreeSize, root: Digest, tiles: Tiles) throws {
        try self.init(size: size, tiles: tiles)
        guard self.root == root else {
            throw TransparencyLogError.rootMismatch(expected: root, found: self.root)
        }
    }

    /// Opens a tree and takes its root from the tiles; the caller compares it with a signed one.
    ///
    /// - Throws: what the reader throws.
    public init(size: TreeSize, tiles: Tiles) throws {
        self.size = size
        self.tiles = tiles
        edge = try RightEdge(size: size, tiles: tiles)
        root = edge.root
    }

    /// The proof that the leaf at an index is in the tree.
    ///
    /// Reads one tile for each level and hashes each at most once.
    /// - Throws: `indexOutside`, `rootMismatch`, or what the reader throws.
    public func inclusionProof(of index: LeafIndex) throws -> InclusionProof {
        guard index.value < size.value else {
            throw TransparencyLogError.indexOutside(index, size: size)
        }
        let walk = try siblings(of: TreePath(height: 0, position: index.value))
        let proof = InclusionProof(index: index, size: size, hashes: walk.siblings)
        try check(proof.impliedRoot(leaf: walk.start))
        return proof
    }

    /// The proof that the tree begins with all leaves that it had when it was smaller.
    ///
    /// - Throws: `sizeShrinks`, `rootMismatch`, or what the reader throws.
    public func consistencyProof(from old: TreeSize) throws -> ConsistencyProof {
        guard old <= size else {
            throw TransparencyLogError.sizeShrinks(from: old, to: size)
        }
        guard let last = old.lastIndex, old < size else {
            return ConsistencyProof(oldSize: old, newSize: size, hashes: [])
        }
        let height = old.value.trailingZeroBitCount
        let path = TreePath(height: height, position: last.value >> UInt64(height))
        let walk = try siblings(of: path)
        // An older tree that is perfect is itself the start, which its verifier has already.
        let isPerfect = path.position == 0
        let proof = ConsistencyProof(
            oldSize: old, newSize: size, hashes: (isPerfect ? [] : [walk.start]) + walk.siblings)
        try check(proof.impliedRoots(ifPowerOfTwo: walk.start)?.new)
        return proof
    }

    /// The root that the tree had when it was smaller.
    ///
    /// - Throws: `sizeShrinks`, or what the reader throws. Only a consistency proof ties the old
    ///   root to this tree's.
    public func root(at old: TreeSize) throws -> Digest {
        guard old <= size else {
            throw TransparencyLogError.sizeShrinks(from: old, to: size)
        }
        var partialTiles: [[Digest]] = []
        for level in 0..<TileCoordinate.levelCount(in: old) {
            guard let partial = TileCoordinate.partial(level: level, in: old),
                let tile = TileCoordinate.tile(level: level, index: partial.index, in: size)
            else {
                partialTiles.append([])
                continue
            }
            partialTiles.append(Array(try tiles.checkedHashes(of: tile).prefix(partial.width)))
        }
        return try RightEdge(size: old, partialTiles: partialTiles).root
    }

    private func check(_ implied: Digest?) throws {
        guard let implied, implied == root else {
            throw TransparencyLogError.rootMismatch(expected: root, found: implied ?? .emptyTree)
        }
    }

    /// Climbs from a perfect node to the root, collecting the hash beside each step.
    private func siblings(of path: TreePath) throws -> TreeWalk {
        var walk: TreeWalk?
        let heights = InclusionProof.heightCount(of: size)
        var path = path
        while path.height < heights {
            var row = try tileHashes(of: path)
            for _ in 0..<(path.height % EdgeTile.height) { row = TreePath.parents(of: row) }
            repeat {
                let inTile = Int(path.position) & (255 >> (path.height % EdgeTile.height))
                if walk == nil, inTile < row.count { walk = TreeWalk(start: row[inTile]) }
                if let hash = sibling(of: path, in: row, at: inTile) {
                    walk?.siblings.append(hash)
                }
                row = TreePath.parents(of: row)
                path.climb()
            } while path.height % EdgeTile.height != 0 && path.height < heights
        }
        if let walk { return walk }
        // Nothing to climb: the tree's only leaf is its root.
        return TreeWalk(start: root)
    }

    private func sibling(of path: TreePath, in row: [Digest], at inTile: Int) -> Digest? {
        if inTile ^ 1 < row.count { return row[inTile ^ 1] }
        // Beyond the last perfect node of this height there may be an imperfect one.
        guard (path.position ^ 1) == size.value >> UInt64(path.height) else { return nil }
        return edge.rightmostNode(below: path.height)
    }

    /// The hashes of the tile through which a path goes; none where the path has left the perfect
    /// nodes and climbs the imperfect edge above the last full tile.
    private func tileHashes(of path: TreePath) throws -> [Digest] {
        let (level, height) = path.height.quotientAndRemainder(dividingBy: EdgeTile.height)
        let index = path.position >> UInt64(EdgeTile.height - height)
        guard let tile = TileCoordinate.tile(level: level, index: index, in: size) else {
            return []
        }
        return try tiles.checkedHashes(of: tile)
    }
}

extension TreeReader: Sendable where Tiles: Sendable {}

/// A node of the tree by height above the leaves and position from the left.
struct TreePath {
    /// Binary levels above the leaves.
    var height: Int
    /// Nodes of the same height to the left.
    var position: UInt64

    /// Moves to the parent.
    mutating func climb() {
        height += 1
        position >>= 1
    }

    /// The perfect nodes one height above a row of nodes.
    static func parents(of row: [Digest]) -> [Digest] {
        var parents: [Digest] = []
        parents.reserveCapacity(row.count / 2)
        for left in stride(from: 0, to: row.count - 1, by: 2) {
            parents.append(.node(row[left], row[left + 1]))
        }
        return parents
    }
}

/// What a climb to the root passed.
struct TreeWalk {
    /// The hash of the node at which it began.
    var start: Digest
    /// The hashes beside the path, lowest first.
    var siblings: [Digest] = []

    /// Begins at a node.
    init(start: Digest) { self.start = start }
}
