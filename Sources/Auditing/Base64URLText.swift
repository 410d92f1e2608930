/// Strict, unpadded base64url read where it stands, without making arrays of it.
///
/// What is accepted here is exactly what `Base64URL.decode` accepts for the lengths asked for; a
/// test compares the two.
enum Base64URLText {
    /// The characters that 16, 32 and 64 bytes take.
    static let nonceCount = 22
    static let digestCount = 43
    static let signatureCount = 86

    private typealias Block = SIMD16<UInt8>

    /// Whether `count` characters from `start` on are base64url whose unused bits are zero.
    ///
    /// - Precondition: `count` is one of the three above.
    static func stands(_ text: Span<UInt8>, at start: Int, count: Int) -> Bool {
        guard start <= text.count &- count else { return false }
        var offset = 0
        while offset < count {
            // The last block overlaps the one before it, so that no single characters are left.
            let at = start &+ min(offset, count &- 16)
            guard isAlphabet(block(text, at)) else { return false }
            offset &+= 16
        }
        // 43 characters have 2 bits more than 32 bytes, 22 and 86 have 4 more than 16 and 64.
        let unused: UInt8 = count == digestCount ? 0b11 : 0b1111
        return value(text[start &+ count &- 1]) & unused == 0
    }

    /// The 16 bytes of 22 characters as a number; `nil` if they are not base64url of 16 bytes.
    static func nonce(_ text: Span<UInt8>, at start: Int) -> UInt128? {
        guard stands(text, at: start, count: nonceCount) else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for offset in 0..<10 { high = high << 6 | UInt64(value(text[start &+ offset])) }
        for offset in 10..<21 { low = low << 6 | UInt64(value(text[start &+ offset])) }
        let last = UInt128(value(text[start &+ 21]) >> 4)
        return UInt128(high) << 68 | UInt128(low) << 2 | last
    }

    /// Whether 43 characters from `start` on are the base64url of 32 bytes of `digests`.
    static func isDigest(
        _ text: Span<UInt8>, at start: Int, of digests: Span<UInt8>, from first: Int
    ) -> Bool {
        guard start <= text.count &- digestCount, first >= 0, first <= digests.count &- 32 else {
            return false
        }
        var at = start
        var from = first
        for _ in 0..<10 {
            let group =
                UInt32(digests[from]) << 16 | UInt32(digests[from &+ 1]) << 8
                | UInt32(digests[from &+ 2])
            let read =
                UInt32(value(text[at])) << 18 | UInt32(value(text[at &+ 1])) << 12
                | UInt32(value(text[at &+ 2])) << 6 | UInt32(value(text[at &+ 3]))
            guard group == read else { return false }
            at &+= 4
            from &+= 3
        }
        let group = UInt32(digests[from]) << 10 | UInt32(digests[from &+ 1]) << 2
        let read =
            UInt32(value(text[at])) << 12 | UInt32(value(text[at &+ 1])) << 6
            | UInt32(value(text[at &+ 2]))
        return group == read
    }

    @inline(__always)
    private static func block(_ text: Span<UInt8>, _ at: Int) -> Block {
        let bytes = text.extracting(at..<(at &+ 16))
        return Block(
            bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
            bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15])
    }

    @inline(__always)
    private static func isAlphabet(_ block: Block) -> Bool {
        let lowercase = block | Block(repeating: 0x20)
        let isLetter = (lowercase &- Block(repeating: UInt8(ascii: "a"))) .< 26
        let isDigit = (block &- Block(repeating: UInt8(ascii: "0"))) .< 10
        let isOther =
            (block .== Block(repeating: UInt8(ascii: "-")))
            .| (block .== Block(repeating: UInt8(ascii: "_")))
        return all(isLetter .| isDigit .| isOther)
    }

    /// The six bits of a character; above 63 for one that is not of the alphabet.
    @inline(__always)
    private static func value(_ character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character &- 71
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character &- 65
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character &+ 4
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: 0xFF
        }
    }
}
