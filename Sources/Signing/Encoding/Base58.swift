/// Base58 in the Bitcoin alphabet, read strictly: every byte string has exactly one text.
///
/// - Complexity: quadratic in the length, and therefore bounded on both sides.
public enum Base58 {
    /// The longest text that is read, and the most bytes that are written.
    public static let charactersMax = 4_096

    private static let alphabet = Array(
        "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    private static let zero = UInt8(ascii: "1")
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// Five digits at once: a limb of a number that is being written.
    private static let limbBase: UInt64 = 58 * 58 * 58 * 58 * 58

    /// Writes `bytes`; each leading zero byte becomes one leading `1`.
    ///
    /// At most ``charactersMax`` bytes may be given.
    public static func encode(_ bytes: [UInt8]) -> String {
        precondition(bytes.count <= charactersMax, "Base58 is for short byte strings.")
        let zeros = bytes.prefix { $0 == 0 }.count
        var limbs: [UInt64] = []  // Base 58^5, least significant first.
        limbs.reserveCapacity(bytes.count * 7 / 25 + 1)
        var offset = zeros
        while offset < bytes.count {
            // Up to four bytes at a time; the first step takes what is over.
            let end = offset + (bytes.count - offset - 1) % 4 + 1
            var carry = bytes[offset..<end].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            for position in limbs.indices {
                let value = limbs[position] << 32 + carry
                limbs[position] = value % limbBase
                carry = value / limbBase
            }
            while carry > 0 {
                limbs.append(carry % limbBase)
                carry /= limbBase
            }
            offset = end
        }
        var text: [UInt8] = []  // Last character first.
        text.reserveCapacity(zeros + 5 * limbs.count)
        for var limb in limbs {
            for _ in 0..<5 {
                text.append(alphabet[Int(limb % 58)])
                limb /= 58
            }
        }
        while text.last == zero { text.removeLast() }
        text += repeatElement(zero, count: zeros)
        return String(decoding: text.reversed(), as: UTF8.self)
    }

    /// Reads base58 text, or `nil` if a character is not of the alphabet or the text is too long.
    public static func decode(_ text: String) -> [UInt8]? {
        let utf8 = text.utf8
        return decode(utf8.span)
    }

    /// Reads base58 given as ASCII.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        decode(text.span)
    }

    /// Reads base58 given as ASCII.
    public static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        decode(text.span)
    }

    private static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count <= charactersMax else { return nil }
        var zeros = 0
        while zeros < text.count, text[zeros] == zero { zeros += 1 }
        var limbs: [UInt64] = []  // Base 2^64, least significant first.
        limbs.reserveCapacity(text.count / 10 + 1)
        var offset = zeros
        while offset < text.count {
            // Ten characters at a time, so that a step costs one pass over the limbs.
            let end = min(offset + 10, text.count)
            var factor: UInt64 = 1
            var carry: UInt64 = 0
            for position in offset..<end {
                let value = values[Int(text[position])]
                guard value < 58 else { return nil }
                carry = carry * 58 + UInt64(value)
                factor *= 58
            }
            for position in limbs.indices {
                let value = UInt128(limbs[position]) * UInt128(factor) + UInt128(carry)
                limbs[position] = UInt64(truncatingIfNeeded: value)
                carry = UInt64(truncatingIfNeeded: value >> 64)
            }
            if carry > 0 { limbs.append(carry) }
            offset = end
        }
        return bytes(of: limbs, leadingZeros: zeros)
    }

    /// The big-endian bytes of a number after `leadingZeros` bytes of zero.
    private static func bytes(of limbs: [UInt64], leadingZeros: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: leadingZeros)
        bytes.reserveCapacity(leadingZeros + 8 * limbs.count)
        for limb in limbs.reversed() {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                let byte = UInt8(truncatingIfNeeded: limb >> shift)
                if byte != 0 || bytes.count > leadingZeros { bytes.append(byte) }
            }
        }
        return bytes
    }
}
