/// The bytes in which up to 256 entries are stored and served together: each after its length
/// as two bytes, big-endian.
///
/// Spec: C2SP tlog-tiles, Log entries.
public enum EntryBundle {
    /// The longest entry that the format can hold, in bytes.
    static let entryBytesMax = 65_535

    /// Writes the entries one after the other.
    ///
    /// - Throws: `entryTooLarge`; a longer entry would wrap its length and spoil the bundle.
    public static func encode(_ entries: [[UInt8]]) throws(TransparencyLogError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + $1.count + 2 })
        for entry in entries {
            guard entry.count <= entryBytesMax else {
                throw .entryTooLarge(byteCount: entry.count)
            }
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 255))
            bytes += entry
        }
        return bytes
    }

    /// Reads exactly so many entries.
    ///
    /// - Throws: `bundleMalformed` if there are fewer, or bytes are left over.
    public static func decode(
        _ bytes: [UInt8], count: Int
    ) throws(TransparencyLogError) -> [[UInt8]] {
        precondition(0...TileCoordinate.widthMax ~= count, "A bundle has at most 256 entries.")
        var entries: [[UInt8]] = []
        entries.reserveCapacity(count)
        var position = 0
        for _ in 0..<count {
            guard position + 2 <= bytes.count else { throw .bundleMalformed }
            let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
            position += 2
            guard position + length <= bytes.count else { throw .bundleMalformed }
            entries.append(Array(bytes[position..<(position + length)]))
            position += length
        }
        guard position == bytes.count else { throw .bundleMalformed }
        return entries
    }
}
