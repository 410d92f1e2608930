/// The order of member names: by UTF-16 code units, computed on UTF-8 bytes.
///
/// UTF-8 order and UTF-16 order differ in one place. Code points from U+10000 on (lead bytes F0 to
/// F4) are surrogate pairs in UTF-16, and D800 to DFFF sort before U+E000 to U+FFFF (lead bytes EE
/// and EF). Ranking EE and EF above F4 makes byte order and UTF-16 order one.
///
/// Spec: RFC 8785 §3.2.3.
enum NameOrder {
    /// The rank of a byte of UTF-8.
    static func rank(_ byte: UInt8) -> UInt8 {
        byte & 0xFE == 0xEE ? byte | 0xF0 : byte
    }

    /// The ranks of the first eight bytes, first byte highest, zeros after a shorter name.
    ///
    /// Names with different keys are in the order of their keys.
    static func key(_ name: Span<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        let count = min(name.count, 8)
        for index in 0..<count { key = key << 8 | UInt64(rank(name[index])) }
        return count == 0 ? 0 : key << (8 * UInt64(8 - count))
    }

    /// Whether one name sorts before, with or after another.
    static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Relation {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return rank(left[index]) < rank(right[index]) ? .before : .after
        }
        if left.count == right.count { return .same }
        return left.count < right.count ? .before : .after
    }

    /// How one name stands to another.
    enum Relation {
        case before, same, after
    }
}
