/// The standard base64 of RFC 4648 §4, always padded, read strictly.
///
/// Strict means that every byte string has exactly one text: missing or surplus padding, white
/// space, characters of the other alphabet and non-zero trailing bits are all refused, because
/// each would let a stranger change a signed text without changing what it decodes to.
public enum Base64 {
    /// Writes `bytes` with padding.
    public static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: encodedBytes(bytes), as: UTF8.self)
    }

    /// Reads padded base64, or `nil` if `text` is not the one text of some bytes.
    public static func decode(_ text: String) -> [UInt8]? {
        Base64Alphabet.standard.decode(Array(text.utf8), padding: .required)
    }

    /// Reads padded base64 given as ASCII, or `nil` if it is not the one text of some bytes.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        Base64Alphabet.standard.decode(text, padding: .required)
    }

    static func encodedBytes(_ bytes: [UInt8]) -> [UInt8] {
        Base64Alphabet.standard.encode(bytes, padding: .required)
    }
}

/// The base64url of RFC 4648 §5, never padded, read strictly.
public enum Base64URL {
    /// Writes `bytes` without padding.
    public static func encode(_ bytes: [UInt8]) -> String {
        String(
            decoding: Base64Alphabet.url.encode(bytes, padding: .forbidden), as: UTF8.self)
    }

    /// Reads unpadded base64url, or `nil` if `text` is not the one text of some bytes.
    public static func decode(_ text: String) -> [UInt8]? {
        Base64Alphabet.url.decode(Array(text.utf8), padding: .forbidden)
    }

    /// Reads unpadded base64url given as ASCII, or `nil` if it is not the one text of some bytes.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        Base64Alphabet.url.decode(text, padding: .forbidden)
    }
}

/// An alphabet of 64 characters, with its inverse.
private struct Base64Alphabet {
    enum Padding { case required, forbidden }

    static let standard = Base64Alphabet(last: UInt8(ascii: "+"), UInt8(ascii: "/"))
    static let url = Base64Alphabet(last: UInt8(ascii: "-"), UInt8(ascii: "_"))

    private static let unused: UInt8 = 0xFF
    private static let pad = UInt8(ascii: "=")

    private let characters: [UInt8]
    private let values: [UInt8]

    private init(last two: UInt8...) {
        characters =
            Array(UInt8(ascii: "A")...UInt8(ascii: "Z"))
            + Array(UInt8(ascii: "a")...UInt8(ascii: "z"))
            + Array(UInt8(ascii: "0")...UInt8(ascii: "9")) + two
        var values = [UInt8](repeating: Self.unused, count: 256)
        for (value, character) in characters.enumerated() {
            values[Int(character)] = UInt8(value)
        }
        self.values = values
    }

    func encode(_ bytes: [UInt8], padding: Padding) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var offset = 0
        while offset + 3 <= bytes.count {
            let group =
                UInt32(bytes[offset]) << 16 | UInt32(bytes[offset + 1]) << 8
                | UInt32(bytes[offset + 2])
            append(group, characters: 4, to: &text)
            offset += 3
        }
        switch bytes.count - offset {
        case 1:
            append(UInt32(bytes[offset]) << 16, characters: 2, to: &text)
            if padding == .required { text += [Self.pad, Self.pad] }
        case 2:
            let group = UInt32(bytes[offset]) << 16 | UInt32(bytes[offset + 1]) << 8
            append(group, characters: 3, to: &text)
            if padding == .required { text.append(Self.pad) }
        default: break
        }
        return text
    }

    private func append(_ group: UInt32, characters count: Int, to text: inout [UInt8]) {
        for position in 0..<count {
            text.append(characters[Int(group >> UInt32(18 - 6 * position) & 0x3F)])
        }
    }

    func decode(_ text: [UInt8], padding: Padding) -> [UInt8]? {
        guard let digits = digitCount(of: text, padding: padding) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits / 4 * 3 + 2)
        var offset = 0
        while offset + 4 <= digits {
            let first = values[Int(text[offset])]
            let second = values[Int(text[offset + 1])]
            let third = values[Int(text[offset + 2])]
            let fourth = values[Int(text[offset + 3])]
            guard (first | second | third | fourth) < 64 else { return nil }
            bytes.append(first << 2 | second >> 4)
            bytes.append(second << 4 | third >> 2)
            bytes.append(third << 6 | fourth)
            offset += 4
        }
        return decodeTail(text[offset..<digits], onto: bytes)
    }

    /// The number of characters before the padding, or `nil` if the length or padding is wrong.
    private func digitCount(of text: [UInt8], padding: Padding) -> Int? {
        guard padding == .required else { return text.count % 4 == 1 ? nil : text.count }
        guard text.count.isMultiple(of: 4) else { return nil }
        guard text.last == Self.pad else { return text.count }
        return text[text.count - 2] == Self.pad ? text.count - 2 : text.count - 1
    }

    /// Reads the last two or three characters, whose unused bits must be zero.
    private func decodeTail(_ tail: ArraySlice<UInt8>, onto start: [UInt8]) -> [UInt8]? {
        var bytes = start
        let digits = tail.map { values[Int($0)] }
        guard digits.allSatisfy({ $0 < 64 }) else { return nil }
        switch digits.count {
        case 0: break
        case 2:
            guard digits[1] & 0x0F == 0 else { return nil }
            bytes.append(digits[0] << 2 | digits[1] >> 4)
        case 3:
            guard digits[2] & 0x03 == 0 else { return nil }
            bytes.append(digits[0] << 2 | digits[1] >> 4)
            bytes.append(digits[1] << 4 | digits[2] >> 2)
        default: return nil
        }
        return bytes
    }
}
