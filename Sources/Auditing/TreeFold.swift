import Signing
import TransparencyLog

/// The growing tree, a bundle at a time.
///
/// The bundles' own roots are made on all cores; here only they are put together, so that this
/// serial part hashes once for each bundle.
struct TreeFold {
    /// The tree whose leaves are the roots of the full bundles.
    private(set) var upper = RightEdge()
    /// The leaves behind the last full bundle.
    private(set) var partial: [Digest] = []

    /// How many leaves there are.
    var size: TreeSize { TreeSize(upper.size.value << 8 + UInt64(partial.count)) }

    /// Appends a bundle's leaves and returns the tiles above them that this completes.
    ///
    /// - Parameter root: the root over a full bundle's leaves.
    mutating func append(_ leaves: [Digest], root: Digest?) -> [ComputedTile] {
        precondition(partial.isEmpty, "Only the last bundle is not full.")
        guard leaves.count == TileCoordinate.widthMax,
            let root = root ?? BundleChecker.root(over: leaves)
        else {
            partial = leaves
            return []
        }
        return upper.append(root).compactMap { tile in
            ComputedTile(
                level: tile.coordinate.level + 1, index: tile.coordinate.index,
                hashes: tile.hashes)
        }
    }

    /// The partial tiles above the bundles.
    var partialTiles: [ComputedTile] {
        upper.partialTiles.enumerated().compactMap { level, hashes in
            guard let tile = TileCoordinate.partial(level: level + 1, in: size) else { return nil }
            return ComputedTile(level: level + 1, index: tile.index, hashes: hashes)
        }
    }

    /// The whole right edge, which can grow leaf by leaf.
    var edge: RightEdge {
        guard size > .zero else { return RightEdge() }
        let tiles = [partial] + upper.partialTiles
        guard let edge = try? RightEdge(size: size, partialTiles: tiles) else {
            preconditionFailure("The tiles of an edge fit its size.")
        }
        return edge
    }
}

/// A tile as the records give it.
struct ComputedTile: Sendable {
    /// Its place and width.
    let coordinate: TileCoordinate
    /// Its hashes.
    let hashes: [Digest]

    /// Makes a tile; `nil` for one that no path can name.
    init?(level: Int, index: UInt64, hashes: [Digest]) {
        guard let tile = TileCoordinate(level: level, index: index, width: hashes.count) else {
            return nil
        }
        coordinate = tile
        self.hashes = hashes
    }

    /// The fault of the served bytes, if they are not these hashes.
    func fault(in served: [UInt8], size: TreeSize) -> AuditFault? {
        let expected = HashTile.encode(hashes)
        if served == expected { return nil }
        // The last record below the tile, which completed it.
        let (end, overflow) = (coordinate.index + 1).multipliedReportingOverflow(
            by: 1 << UInt64(min(63, 8 * (coordinate.level + 1))))
        let position = (overflow ? size.value : min(end, size.value)) - 1
        guard let stated = try? HashTile.decode(served, count: hashes.count) else {
            return AuditFault(
                .hashesMalformed, in: .hashes(coordinate), at: position,
                expected: "\(expected.count) bytes", found: "\(served.count) bytes")
        }
        let wrong = hashes.indices.filter { hashes[$0] != stated[$0] }
        return AuditFault(
            wrongHashes: wrong, in: coordinate, at: position, computed: hashes, stated: stated)
    }
}

extension AuditFault {
    /// The fault of a tile of which some hashes are wrong.
    init(
        wrongHashes wrong: [Int], in tile: TileCoordinate, at position: UInt64,
        computed: [Digest], stated: [Digest]
    ) {
        let first = wrong.first ?? 0
        let more = wrong.count > 1 ? ", and \(wrong.count - 1) more are wrong" : ""
        self.init(
            .hashWrong, in: .hashes(tile), at: position,
            expected: "hash \(first) to be \(computed[first].base64)",
            found: stated[first].base64 + more)
    }
}
