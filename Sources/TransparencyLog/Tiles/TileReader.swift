public import Signing

/// Where stored tiles are read from: a database, a folder, a fetched set in memory.
public protocol TileReader {
    /// The first `tile.width` hashes of a tile.
    ///
    /// A reader whose partial tile is gone takes them from the full tile in its place.
    /// - Throws: whatever keeps it from giving exactly that many hashes.
    func hashes(of tile: TileCoordinate) throws -> [Digest]
}

extension TileReader {
    /// The tile's hashes, checked to be as many as asked for.
    func checkedHashes(of tile: TileCoordinate) throws -> [Digest] {
        let hashes = try hashes(of: tile)
        guard hashes.count == tile.width else { throw TransparencyLogError.tileWidth(tile) }
        return hashes
    }
}

/// Tiles held in memory, by place; for what was fetched beforehand, and for small trees.
public struct TileTable: TileReader, Sendable {
    private var hashesByPlace: [TileCoordinate: [Digest]] = [:]

    /// Makes an empty table.
    public init() {}

    /// Puts a tile in its place; a narrower one never replaces a wider one.
    public mutating func insert(_ hashes: [Digest], at tile: TileCoordinate) {
        if let known = hashesByPlace[tile.full], known.count > hashes.count { return }
        hashesByPlace[tile.full] = hashes
    }

    /// The first hashes of a tile.
    ///
    /// - Throws: `tileWidth` if the table has fewer.
    public func hashes(of tile: TileCoordinate) throws -> [Digest] {
        guard let hashes = hashesByPlace[tile.full], hashes.count >= tile.width else {
            throw TransparencyLogError.tileWidth(tile)
        }
        return Array(hashes.prefix(tile.width))
    }
}

/// The bytes in which a tile's hashes are stored and served: 32 for each.
public enum HashTile {
    /// The hashes one after the other.
    public static func encode(_ hashes: [Digest]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * Digest.byteCount)
        for hash in hashes { hash.append(to: &bytes) }
        return bytes
    }

    /// The hashes of a tile that must have exactly so many.
    ///
    /// - Throws: `tileMalformed` for any other number of bytes.
    public static func decode(
        _ bytes: [UInt8], count: Int
    ) throws(TransparencyLogError) -> [Digest] {
        guard bytes.count == count * Digest.byteCount else { throw .tileMalformed }
        var hashes: [Digest] = []
        hashes.reserveCapacity(count)
        for start in stride(from: 0, to: bytes.count, by: Digest.byteCount) {
            guard let hash = Digest(bytes[start..<(start + Digest.byteCount)]) else {
                throw .tileMalformed
            }
            hashes.append(hash)
        }
        return hashes
    }
}
