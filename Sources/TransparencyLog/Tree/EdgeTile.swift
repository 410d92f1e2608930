import Signing

/// One level's growing tile: its hashes, and every perfect node above them inside the tile.
///
/// All nodes stand in one array, so that a copy-on-write of the edge is one allocation a level:
/// 256 hashes, then 128 nodes above them, then 64, and so on up to the tile's own root.
struct EdgeTile: Sendable {
    /// How many hashes a full tile has.
    static let widthMax = 256

    /// How many binary levels a tile spans.
    static let height = 8

    /// How many hashes the tile has so far.
    private(set) var width = 0

    private var nodes: [Digest]

    /// Makes an empty tile.
    init() {
        nodes = Array(repeating: .emptyTree, count: 2 * EdgeTile.widthMax - 1)
    }

    /// The tile's hashes.
    var hashes: [Digest] { Array(nodes[..<width]) }

    /// The root of a tile that has just become full.
    var root: Digest { nodes[EdgeTile.slot(EdgeTile.height, 0)] }

    /// The last perfect node at a height of 0…7, counted from the tile's hashes.
    ///
    /// It belongs to the right edge exactly when the width has that bit set.
    func lastNode(atHeight height: Int) -> Digest {
        nodes[EdgeTile.slot(height, (width >> height) - 1)]
    }

    /// Takes one more hash, completing the nodes of which it is the last part.
    ///
    /// Every new node below the tile's root is also given to `batch`, in order.
    mutating func append(_ hash: Digest, level: Int, recording batch: inout BatchNodes?) {
        precondition(width < EdgeTile.widthMax, "A full tile must be taken away first.")
        var node = hash
        var position = width
        var height = 0
        nodes[position] = node
        batch?.append(node, height: level * EdgeTile.height)
        while position & 1 == 1 {
            node = .node(nodes[EdgeTile.slot(height, position - 1)], node)
            position >>= 1
            height += 1
            nodes[EdgeTile.slot(height, position)] = node
            if height < EdgeTile.height {
                batch?.append(node, height: level * EdgeTile.height + height)
            }
        }
        width += 1
    }

    /// Starts the next tile in the same place.
    mutating func removeAll() {
        width = 0
    }

    private static func slot(_ height: Int, _ position: Int) -> Int {
        2 * widthMax - ((2 * widthMax) >> height) + position
    }
}
