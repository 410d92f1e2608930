/// Reading bytes eight or sixteen at a time, with the checks of `Span`: the
/// compiler makes one load of the single bytes.
extension Span<UInt8> {
    /// The eight bytes from `index` on, the first one lowest.
    @inlinable @inline(__always)
    package func word(at index: Int) -> UInt64 {
        let bytes = extracting(index..<(index &+ 8))
        let low =
            UInt64(bytes[0]) | UInt64(bytes[1]) << 8
            | UInt64(bytes[2]) << 16 | UInt64(bytes[3]) << 24
        let high =
            UInt64(bytes[4]) | UInt64(bytes[5]) << 8
            | UInt64(bytes[6]) << 16 | UInt64(bytes[7]) << 24
        return low | high << 32
    }

    /// The first index from `start` on of a byte, or nil.
    package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        var index = start
        while index <= count &- 8 {
            // A subtraction turns on the high bit of a byte that was zero, and of none before it.
            let others = word(at: index) ^ Word.each(byte)
            let equal = (others &- Word.each(1)) & ~others & Word.each(0x80)
            if equal != 0 { return index &+ equal.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < count {
            if self[index] == byte { return index }
            index &+= 1
        }
        return nil
    }

    /// The sixteen bytes from `index` on.
    @inline(__always)
    func block(at index: Int) -> Block {
        let bytes = extracting(index..<(index &+ Block.byteCount))
        return Block(
            bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
            bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15])
    }

    /// The first index from `start` on of a byte that cannot stand in a string as it is (a quote,
    /// a backslash or a control character), or the count.
    @inline(__always)
    func endOfPlainText(from start: Int) -> Int {
        var index = start
        while index <= count &- 8 {
            let special = Word.special(word(at: index))
            if special != 0 { return index &+ special.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < count, Word.isPlain(self[index]) { index &+= 1 }
        return index
    }

    /// The first index from `start` on of a byte that is not white space, or the count.
    @inline(__always)
    func endOfSpace(from start: Int) -> Int {
        var index = start
        while index < count {
            switch self[index] {
            case 0x20:
                // Indents are long: eight spaces at a time.
                while index <= count &- 8 {
                    let other = word(at: index) ^ Word.each(0x20)
                    if other != 0 {
                        index &+= other.trailingZeroBitCount >> 3
                        break
                    }
                    index &+= 8
                }
                while index < count, self[index] == 0x20 { index &+= 1 }
            case 0x0A, 0x0D, 0x09: index &+= 1
            default: return index
            }
        }
        return index
    }
}

extension MutableSpan<UInt8> {
    /// Stores sixteen bytes from `index` on.
    @inline(__always)
    mutating func store(_ block: Block, at index: Int) {
        precondition(index >= 0 && index <= count &- Block.byteCount, "room for a block")
        for offset in 0..<Block.byteCount { self[index &+ offset] = block[offset] }
    }
}

/// Sixteen bytes that are copied as one.
typealias Block = SIMD16<UInt8>

extension Block {
    /// How many bytes a block has.
    static var byteCount: Int { 16 }
}

/// Asking one question of eight bytes at once.
enum Word {
    /// A word of eight equal bytes.
    @inline(__always)
    static func each(_ byte: UInt8) -> UInt64 {
        0x0101_0101_0101_0101 &* UInt64(byte)
    }

    /// Not zero if one of the bytes is not plain; the lowest bit set is then in the first such.
    @inline(__always)
    static func special(_ word: UInt64) -> UInt64 {
        let quote = word ^ each(UInt8(ascii: "\""))
        let backslash = word ^ each(UInt8(ascii: "\\"))
        // A subtraction turns on the high bit of a byte that was lower than what is taken from it;
        // a byte whose high bit was on before does not count.
        let isQuote = (quote &- each(1)) & ~quote
        let isBackslash = (backslash &- each(1)) & ~backslash
        let isControl = (word &- each(0x20)) & ~word
        return (isQuote | isBackslash | isControl) & each(0x80)
    }

    /// Whether a byte can stand in a string as it is.
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
