/// Where a tile stands in the tree, and how many of its hashes are meant.
public struct TileCoordinate: Hashable, Sendable {
    /// The highest level that a path can name.
    static let levelMax = 63

    /// The highest index: all that 2^63 − 1 leaves need.
    public static let indexMax: UInt64 = 1 << 55 - 1

    /// How many hashes a full tile has.
    public static let widthMax = 256

    /// 0 for leaf hashes; each level above holds the roots of the full tiles below.
    public let level: Int

    /// The tile's place in its level, from the left.
    public let index: UInt64

    /// How many hashes, counted from the tile's left: 256 for the full tile.
    public let width: Int

    /// Makes a coordinate; `nil` if level, index or width is out of range.
    public init?(level: Int, index: UInt64, width: Int = TileCoordinate.widthMax) {
        guard 0...TileCoordinate.levelMax ~= level, index <= TileCoordinate.indexMax,
            1...TileCoordinate.widthMax ~= width
        else { return nil }
        self.level = level
        self.index = index
        self.width = width
    }

    /// Makes the coordinate of a full tile that exists.
    init(fullLevel level: Int, index: UInt64) {
        self.init(known: level, index: index, width: TileCoordinate.widthMax)
    }

    private init(known level: Int, index: UInt64, width: Int) {
        precondition(0...TileCoordinate.levelMax ~= level, "Levels are 0 to 63.")
        precondition(1...TileCoordinate.widthMax ~= width, "Tiles have 1 to 256 hashes.")
        self.level = level
        self.index = index
        self.width = width
    }

    /// Whether all of the tile's hashes are meant.
    public var isFull: Bool { width == TileCoordinate.widthMax }

    /// The same tile with all of its hashes.
    public var full: TileCoordinate {
        TileCoordinate(known: level, index: index, width: TileCoordinate.widthMax)
    }
}

// MARK: - The tiles of a tree

extension TileCoordinate {
    /// How many levels of tiles a tree of this size has: 0 to 8.
    public static func levelCount(in size: TreeSize) -> Int {
        (UInt64.bitWidth - size.value.leadingZeroBitCount + EdgeTile.height - 1) / EdgeTile.height
    }

    /// The partial tile of a level; `nil` if all tiles there are full, or there are none.
    public static func partial(level: Int, in size: TreeSize) -> TileCoordinate? {
        let width = partialWidth(level: level, in: size)
        guard width > 0 else { return nil }
        return TileCoordinate(known: level, index: hashCount(level, size) >> 8, width: width)
    }

    /// The tile at a place as a tree of this size has it, full or partial; `nil` if it has none.
    public static func tile(
        level: Int, index: UInt64, in size: TreeSize
    ) -> TileCoordinate? {
        let (before, overflow) = index.multipliedReportingOverflow(by: UInt64(widthMax))
        let count = hashCount(level, size)
        guard !overflow, before < count else { return nil }
        let width = Int(min(count - before, UInt64(widthMax)))
        return TileCoordinate(known: level, index: index, width: width)
    }

    /// The tiles that a tree has and did not have, in this width, when it was smaller.
    ///
    /// Lowest level first, left to right: what must be published after growing.
    /// - Precondition: `old` ≤ `new`.
    public static func tiles(addedFrom old: TreeSize, to new: TreeSize) -> [TileCoordinate] {
        precondition(old <= new, "A tree never shrinks.")
        var added: [TileCoordinate] = []
        for level in 0..<levelCount(in: new) {
            let before = hashCount(level, old)
            let after = hashCount(level, new)
            guard after > before else { continue }
            for index in (before >> 8)...((after - 1) >> 8) {
                let width = min(after - index << 8, UInt64(widthMax))
                added.append(TileCoordinate(known: level, index: index, width: Int(width)))
            }
        }
        return added
    }

    /// How many hashes the partial tile of a level has; 0 if there is none.
    static func partialWidth(level: Int, in size: TreeSize) -> Int {
        Int(hashCount(level, size) & 255)
    }

    private static func hashCount(_ level: Int, _ size: TreeSize) -> UInt64 {
        level < 8 ? size.value >> UInt64(EdgeTile.height * level) : 0
    }
}
