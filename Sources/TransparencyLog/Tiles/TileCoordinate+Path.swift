extension TileCoordinate {
    /// The tile's path below a log's prefix, for example `tile/0/x001/067.p/5`.
    ///
    /// Spec: C2SP tlog-tiles, Merkle Tree.
    public var path: String { "tile/\(level)/" + placeText }

    /// The path of the bundle with this tile's entries, for example `tile/entries/x001/067.p/5`.
    ///
    /// - Precondition: the level is 0; only leaves have entries.
    public var entriesPath: String {
        precondition(level == 0, "Only tiles of leaves have entries.")
        return "tile/entries/" + placeText
    }

    /// Reads a tile's path; `nil` if it is not exactly as ``path`` writes it.
    public init?(path: String) {
        let parts = path.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].elementsEqual("tile".utf8), parts[1].count <= 2,
            let level = DecimalText.value(of: parts[1])
        else { return nil }
        self.init(level: Int(level), place: parts[2...])
    }

    /// Reads the path of a bundle of entries; `nil` if it is not exactly as ``entriesPath``
    /// writes it.
    public init?(entriesPath: String) {
        let parts = entriesPath.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].elementsEqual("tile".utf8),
            parts[1].elementsEqual("entries".utf8)
        else { return nil }
        self.init(level: 0, place: parts[2...])
    }

    private typealias Parts = ArraySlice<Substring.UTF8View>

    private init?(level: Int, place: Parts) {
        guard var last = place.last else { return nil }
        var groups = place.dropLast()
        var width = TileCoordinate.widthMax
        if let beforeLast = groups.last, beforeLast.suffix(2).elementsEqual(".p".utf8) {
            guard last.count <= 3, let value = DecimalText.value(of: last), value < 256 else {
                return nil
            }
            width = Int(value)
            last = beforeLast.dropLast(2)
            groups = groups.dropLast()
        }
        guard let index = TileCoordinate.index(groups: groups, last: last) else { return nil }
        self.init(level: level, index: index, width: width)
    }

    private static func index(groups: Parts, last: Substring.UTF8View) -> UInt64? {
        // Six groups hold every index up to 2^55; more would only be leading zeros or too large.
        guard groups.count < 6, let end = thousands(last) else { return nil }
        var index: UInt64 = 0
        for (place, group) in groups.enumerated() {
            guard group.first == UInt8(ascii: "x"), let value = thousands(group.dropFirst()),
                place > 0 || value > 0
            else { return nil }
            index = index * 1_000 + value
        }
        return index * 1_000 + end
    }

    private static func thousands(_ digits: Substring.UTF8View) -> UInt64? {
        guard digits.count == 3 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    private var placeText: String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1_000)
            let padded = String(repeating: "0", count: 3 - digits.count) + digits
            groups.append(groups.isEmpty ? padded : "x" + padded)
            rest /= 1_000
        } while rest > 0
        let place = groups.reversed().joined(separator: "/")
        return isFull ? place : place + ".p/\(width)"
    }
}

extension TileCoordinate: CustomStringConvertible {
    /// The tile's path.
    public var description: String { path }
}
