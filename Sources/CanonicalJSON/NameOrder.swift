/// The order of member names: by UTF-16 code units, computed on UTF-8 bytes.
///
/// UTF-8 order and UTF-16 order differ in one place. Code points from U+10000 on (lead bytes F0 to
/// F4) are surrogate pairs in UTF-16, and D800 to DFFF sort before U+E000 to U+FFFF (lead bytes EE
/// and EF). Ranking EE and EF above F4 makes byte order and UTF-16 order one.
///
/// Spec: RFC 8785 §3.2.3.
enum NameOrder {
    /// What two names can be to each other.
    enum Relation {
        case before, same, after
    }

    /// The rank of a byte of UTF-8.
    @inline(__always)
    static func rank(_ byte: UInt8) -> UInt8 {
        byte & 0xFE == 0xEE ? byte | 0xF0 : byte
    }

    /// The ranks of the first eight bytes, first byte highest, zeros after a shorter name.
    ///
    /// Names with different keys are in the order of their keys.
    static func key(_ name: Span<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        for index in 0..<min(name.count, 8) {
            key |= UInt64(rank(name[index])) << UInt64(56 - 8 * index)
        }
        return key
    }

    /// The key of the name between `start` and `end`, quickly where it is ASCII.
    @inline(__always)
    static func key(in source: Span<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
        if start <= source.count &- 8 {
            let length = end &- start
            var word = source.word(at: start).byteSwapped
            if length < 8 { word &= ~(UInt64.max &>> UInt64(8 &* length)) }
            if word & Word.each(0x80) == 0 { return word }
        }
        return key(source.extracting(start..<end))
    }

    /// How two names of one text stand to each other.
    @inline(__always)
    static func compare(
        _ left: JSONNode, _ right: JSONNode, _ source: Span<UInt8>
    ) -> Relation {
        if left.key != right.key { return left.key < right.key ? .before : .after }
        return compareWhole(left, right, source)
    }

    private static func compareWhole(
        _ left: JSONNode, _ right: JSONNode, _ source: Span<UInt8>
    ) -> Relation {
        let leftText = source.extracting(left.range)
        let rightText = source.extracting(right.range)
        guard left.hasEscapes || right.hasEscapes else { return compare(leftText, rightText) }
        let leftName = JSONText.unescaped(leftText)
        let rightName = JSONText.unescaped(rightText)
        return compare(leftName.span, rightName.span)
    }

    /// How one name stands to another.
    static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Relation {
        let count = min(left.count, right.count)
        var index = 0
        while index <= count &- 8, left.word(at: index) == right.word(at: index) { index &+= 8 }
        while index < count {
            if left[index] != right[index] {
                return rank(left[index]) < rank(right[index]) ? .before : .after
            }
            index &+= 1
        }
        if left.count == right.count { return .same }
        return left.count < right.count ? .before : .after
    }
}
