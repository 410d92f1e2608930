import CanonicalJSON

/// Strict, unpadded base64url read where it stands, eight characters at a time, without making
/// arrays of it.
///
/// What is accepted here is exactly what `Base64URL.decode` accepts for the lengths asked for; a
/// test compares the two.
enum Base64URLText {
    /// The characters that 16 bytes take.
    static let nonceCount = 22
    /// The characters that 32 bytes take.
    static let digestCount = 43
    /// The characters that 64 bytes take.
    static let signatureCount = 86

    /// Whether `count` characters from `start` on are base64url whose unused bits are zero.
    ///
    /// - Precondition: `count` is one of the three above.
    static func stands(_ text: Span<UInt8>, at start: Int, count: Int) -> Bool {
        guard start >= 0, start <= text.count &- count else { return false }
        var offset = 0
        while offset < count {
            // The last eight overlap those before, so that no single characters are left.
            let at = start &+ min(offset, count &- 8)
            guard Sextets(text.word(at: at)) != nil else { return false }
            offset &+= 8
        }
        // 43 characters have 2 bits more than 32 bytes, 22 and 86 have 4 more than 16 and 64.
        let unused: UInt64 = count == digestCount ? 0b11 : 0b1111
        return (Sextets(text.word(at: start &+ count &- 8))?.number ?? .max) & unused == 0
    }

    /// The 16 bytes of 22 characters as a number; `nil` if they are not base64url of 16 bytes.
    static func nonce(_ text: Span<UInt8>, at start: Int) -> UInt128? {
        guard start >= 0, start <= text.count &- nonceCount,
            let first = Sextets(text.word(at: start)),
            let second = Sextets(text.word(at: start &+ 8)),
            // Two of these eight were in the second already.
            let last = Sextets(text.word(at: start &+ 14)), last.number & 0b1111 == 0
        else { return nil }
        let tail = last.number & (1 << 36 - 1)
        return UInt128(first.number) << 80 | UInt128(second.number) << 32 | UInt128(tail >> 4)
    }

    /// Whether 43 characters from `start` on are the base64url of 32 bytes of `digests`.
    static func isDigest(
        _ text: Span<UInt8>, at start: Int, of digests: Span<UInt8>, from first: Int
    ) -> Bool {
        guard start >= 0, start <= text.count &- digestCount, first >= 0,
            first <= digests.count &- 32
        else { return false }
        for group in 0..<5 {
            let wanted = digests.word(at: first &+ 6 &* group).byteSwapped >> 16
            guard Sextets(text.word(at: start &+ 8 &* group))?.number == wanted else {
                return false
            }
        }
        // Characters 35 to 42 hold bits 210 to 255 and two that are zero.
        let wanted = digests.word(at: first &+ 24).byteSwapped & (1 << 46 - 1)
        return Sextets(text.word(at: start &+ 35))?.number == wanted << 2
    }
}

/// Eight characters of base64url as the 48 bits that they stand for.
private struct Sextets {
    /// The bits, the first character's highest.
    let number: UInt64

    /// Reads eight characters, the first one lowest; `nil` if one is not of the alphabet.
    @inline(__always)
    init?(_ word: UInt64) {
        let isUpper = Sextets.isWithin(word, UInt8(ascii: "A"), UInt8(ascii: "Z"))
        let isLower = Sextets.isWithin(word, UInt8(ascii: "a"), UInt8(ascii: "z"))
        let isDigit = Sextets.isWithin(word, UInt8(ascii: "0"), UInt8(ascii: "9"))
        let isHyphen = Sextets.isWithin(word, UInt8(ascii: "-"), UInt8(ascii: "-"))
        let isLine = Sextets.isWithin(word, UInt8(ascii: "_"), UInt8(ascii: "_"))
        let highBits = Sextets.each(0x80)
        guard
            (isUpper | isLower | isDigit | isHyphen | isLine) & ~word & highBits == highBits
        else { return nil }
        // A value is a character less or plus a constant of its class, and no byte borrows or
        // carries.
        let less =
            Sextets.select(isUpper, 65) | Sextets.select(isLower, 71) | Sextets.select(isLine, 32)
        let more = Sextets.select(isDigit, 4) | Sextets.select(isHyphen, 17)
        let values = word &- less &+ more
        let twelves = (values & 0x00FF_00FF_00FF_00FF) << 6 | values >> 8 & 0x00FF_00FF_00FF_00FF
        let halves =
            (twelves & 0x0000_FFFF_0000_FFFF) << 12 | twelves >> 16 & 0x0000_FFFF_0000_FFFF
        number = (halves & 0xFFFF_FFFF) << 24 | halves >> 32
    }

    /// The high bit of each byte below 128 tells whether it is within the bounds.
    @inline(__always)
    private static func isWithin(_ word: UInt64, _ first: UInt8, _ last: UInt8) -> UInt64 {
        // Below 128 neither sum carries into the next byte; above it the caller looks away.
        let low = word & each(0x7F)
        return (low &+ each(0x80 &- first)) & ~(low &+ each(0x7F &- last))
    }

    /// A byte wherever the high bit is set.
    @inline(__always)
    private static func select(_ mask: UInt64, _ byte: UInt8) -> UInt64 {
        (mask >> 7 & each(1)) &* UInt64(byte)
    }

    @inline(__always)
    private static func each(_ byte: UInt8) -> UInt64 {
        0x0101_0101_0101_0101 &* UInt64(byte)
    }
}
