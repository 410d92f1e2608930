public import Signing

/// A growing tree, known by its right edge: enough to append, and to state the root.
///
/// For each level of tiles it keeps the partial tile with the perfect nodes inside, at most
/// 16 KiB a level, so that an append costs one node hash on average, whatever the size.
/// Reading a ledger from end to end in constant memory is the same work:
/// append each leaf hash, take the completed tiles, and compare the root.
public struct RightEdge: Sendable {
    /// How many leaves have been appended.
    public private(set) var size: TreeSize

    private var tiles: [EdgeTile]

    /// Makes the empty tree.
    public init() {
        size = .zero
        tiles = []
    }

    /// Makes the edge of a tree again from its partial tiles, lowest level first.
    ///
    /// - Throws: `partialTilesMismatch` if a level is missing or has another width than a tree of
    ///   this size gives it. The caller compares ``root`` with a signed one.
    public init(
        size: TreeSize, partialTiles: [[Digest]]
    ) throws(TransparencyLogError) {
        guard partialTiles.count == TileCoordinate.levelCount(in: size) else {
            throw .partialTilesMismatch(level: partialTiles.count)
        }
        self.size = size
        tiles = []
        var batch: BatchNodes?
        for (level, hashes) in partialTiles.enumerated() {
            guard hashes.count == TileCoordinate.partialWidth(level: level, in: size) else {
                throw .partialTilesMismatch(level: level)
            }
            var tile = EdgeTile()
            for hash in hashes {
                tile.append(hash, level: level, recording: &batch)
            }
            tiles.append(tile)
        }
    }

    /// Makes the edge of a tree again from its stored tiles.
    ///
    /// - Throws: `tileWidth`, or what the reader throws.
    public init(size: TreeSize, tiles reader: some TileReader) throws {
        var partialTiles: [[Digest]] = []
        for level in 0..<TileCoordinate.levelCount(in: size) {
            guard let tile = TileCoordinate.partial(level: level, in: size) else {
                partialTiles.append([])
                continue
            }
            partialTiles.append(try reader.checkedHashes(of: tile))
        }
        try self.init(size: size, partialTiles: partialTiles)
    }

    /// The root of the tree as it is now.
    ///
    /// - Complexity: at most 62 hashes.
    public var root: Digest {
        rightmostNode(below: 64) ?? .emptyTree
    }

    /// The hashes of each level's partial tile, lowest level first; empty where the level has
    /// only full tiles.
    public var partialTiles: [[Digest]] { tiles.map(\.hashes) }

    /// Appends one leaf and returns the tiles that it completed, lowest level first.
    ///
    /// - Precondition: the tree is not at its largest size.
    public mutating func append(_ leaf: Digest) -> [FullTile] {
        var batch: BatchNodes?
        return append(leaf, recording: &batch)
    }

    /// Appends a run of leaves and keeps every node made on the way, so that an inclusion proof
    /// for each of them needs no further hashing.
    ///
    /// - Precondition: the sum of sizes is at most 2^63 − 1.
    public mutating func append(contentsOf leaves: some Sequence<Digest>) -> AppendedBatch {
        let sizeBefore = size
        var batch: BatchNodes? = BatchNodes(after: self)
        batch?.reserveCapacity(leaves.underestimatedCount)
        var fullTiles: [FullTile] = []
        for leaf in leaves {
            fullTiles += append(leaf, recording: &batch)
        }
        batch?.complete(with: self)
        let prover = BatchProver(
            sizeBefore: sizeBefore, edge: self, nodes: batch ?? BatchNodes(after: self))
        return AppendedBatch(fullTiles: fullTiles, prover: prover)
    }

    /// The hash over the leaves after the last multiple of 2^height; `nil` if there are none.
    func rightmostNode(below height: Int) -> Digest? {
        var result: Digest?
        for bit in 0..<height {
            guard let left = perfectNode(atHeight: bit) else { continue }
            result = result.map { .node(left, $0) } ?? left
        }
        return result
    }

    /// The perfect subtree of 2^height leaves that stands on the edge, if the size has that bit.
    func perfectNode(atHeight height: Int) -> Digest? {
        guard height < 64, size.value >> UInt64(height) & 1 == 1 else { return nil }
        return tiles[height / EdgeTile.height].lastNode(atHeight: height % EdgeTile.height)
    }

    private mutating func append(
        _ leaf: Digest, recording batch: inout BatchNodes?
    ) -> [FullTile] {
        let index = size.nextIndex.value
        var completed: [FullTile] = []
        var hash = leaf
        var level = 0
        while true {
            if level == tiles.count { tiles.append(EdgeTile()) }
            tiles[level].append(hash, level: level, recording: &batch)
            guard tiles[level].width == EdgeTile.widthMax else { break }
            let tile = FullTile(
                level: level, index: index >> UInt64(EdgeTile.height * (level + 1)),
                hashes: tiles[level].hashes, root: tiles[level].root)
            completed.append(tile)
            tiles[level].removeAll()
            hash = tile.root
            level += 1
        }
        size = size.adding(1)
        return completed
    }
}

extension RightEdge: Equatable {
    /// Whether both have the same size and partial tiles, and so the same future.
    public static func == (left: RightEdge, right: RightEdge) -> Bool {
        left.size == right.size && left.partialTiles == right.partialTiles
    }
}

/// A tile that has all of its 256 hashes and will never change.
public struct FullTile: Hashable, Sendable {
    /// Where the tile stands; its width is 256.
    public let coordinate: TileCoordinate

    /// The tile's hashes, left to right.
    public let hashes: [Digest]

    /// The root over the hashes: one hash of the tile above.
    public let root: Digest

    // Only an append knows that hashes and root belong together.
    fileprivate init(level: Int, index: UInt64, hashes: [Digest], root: Digest) {
        coordinate = TileCoordinate(fullLevel: level, index: index)
        self.hashes = hashes
        self.root = root
    }
}

/// What appending a run of leaves gave.
public struct AppendedBatch: Sendable {
    /// The tiles that the run completed, in the order of completion.
    public let fullTiles: [FullTile]

    /// Gives each leaf of the run its inclusion proof.
    public let prover: BatchProver
}
