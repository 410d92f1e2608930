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

    /// Writes `bytes`; each leading zero byte becomes one leading `1`.
    ///
    /// At most ``charactersMax`` bytes may be given.
    public static func encode(_ bytes: [UInt8]) -> String {
        precondition(bytes.count <= charactersMax, "Base58 is for short byte strings.")
        var limbs: [UInt32] = []  // Base 58^5, least significant first.
        for byte in bytes.drop(while: { $0 == 0 }) {
            multiply(&limbs, by: 256, adding: UInt32(byte), base: 656_356_768)
        }
        var digits: [UInt8] = []  // Least significant first.
        for var limb in limbs {
            for _ in 0..<5 {
                digits.append(UInt8(limb % 58))
                limb /= 58
            }
        }
        while digits.last == 0 { digits.removeLast() }
        let text =
            bytes.prefix { $0 == 0 }.map { _ in zero }
            + digits.reversed().map { alphabet[Int($0)] }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads base58 text, or `nil` if a character is not of the alphabet or the text is too long.
    public static func decode(_ text: String) -> [UInt8]? {
        decode(Array(text.utf8))
    }

    /// Reads base58 given as ASCII.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count <= charactersMax else { return nil }
        var limbs: [UInt32] = []  // Base 2^32, least significant first.
        let zeros = text.prefix { $0 == zero }.count
        var offset = zeros
        while offset < text.count {
            // Five characters at a time, so that a step costs one pass over the limbs.
            var factor: UInt64 = 1
            var chunk: UInt32 = 0
            for character in text[offset..<min(offset + 5, text.count)] {
                let value = values[Int(character)]
                guard value < 58 else { return nil }
                chunk = chunk * 58 + UInt32(value)
                factor *= 58
            }
            multiply(&limbs, by: factor, adding: chunk, base: 1 << 32)
            offset += 5
        }
        var bytes = [UInt8](repeating: 0, count: zeros)
        let most = limbs.reversed().flatMap { limb in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: limb >> UInt32($0)) }
        }
        bytes += most.drop { $0 == 0 }
        return bytes
    }

    private static func multiply(
        _ limbs: inout [UInt32], by factor: UInt64, adding addend: UInt32, base: UInt64
    ) {
        var carry = UInt64(addend)
        for position in limbs.indices {
            let value = UInt64(limbs[position]) * factor + carry
            limbs[position] = UInt32(value % base)
            carry = value / base
        }
        while carry > 0 {
            limbs.append(UInt32(carry % base))
            carry /= base
        }
    }
}
