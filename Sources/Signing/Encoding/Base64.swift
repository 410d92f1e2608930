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
        let utf8 = text.utf8
        return decode(utf8.span)
    }

    /// Reads padded base64 given as ASCII, or `nil` if it is not the one text of some bytes.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        decode(text.span)
    }

    /// Reads padded base64 given as ASCII, or `nil` if it is not the one text of some bytes.
    public static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        decode(text.span)
    }

    private static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        Base64Alphabet.standard.decode(text, padding: .required)
    }

    /// Reads padded base64 of exactly as many bytes as there is room for; says if it is that.
    static func decode(_ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>) -> Bool {
        Base64Alphabet.standard.decode(text, padding: .required, into: &bytes)
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
        let utf8 = text.utf8
        return decode(utf8.span)
    }

    /// Reads unpadded base64url given as ASCII, or `nil` if it is not the one text of some bytes.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        decode(text.span)
    }

    /// Reads unpadded base64url given as ASCII, or `nil` if it is not the one text of some bytes.
    public static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        decode(text.span)
    }

    private static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        Base64Alphabet.url.decode(text, padding: .forbidden)
    }

    /// Reads unpadded base64url of exactly as many bytes as there is room for; says if it is that.
    static func decode(_ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>) -> Bool {
        Base64Alphabet.url.decode(text, padding: .forbidden, into: &bytes)
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
    /// What each byte stands for; of known length, so that no look-up needs a check.
    private let values: InlineArray<256, UInt8>

    private init(last two: UInt8...) {
        characters =
            Array(UInt8(ascii: "A")...UInt8(ascii: "Z"))
            + Array(UInt8(ascii: "a")...UInt8(ascii: "z"))
            + Array(UInt8(ascii: "0")...UInt8(ascii: "9")) + two
        var values = InlineArray<256, UInt8>(repeating: Self.unused)
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

    func decode(_ text: Span<UInt8>, padding: Padding) -> [UInt8]? {
        guard let digits = digitCount(of: text, padding: padding) else { return nil }
        var bytes = [UInt8](repeating: 0, count: digits * 3 / 4)
        var span = bytes.mutableSpan
        return decode(text.extracting(first: digits), into: &span) ? bytes : nil
    }

    func decode(
        _ text: Span<UInt8>, padding: Padding, into bytes: inout MutableSpan<UInt8>
    ) -> Bool {
        guard let digits = digitCount(of: text, padding: padding), digits * 3 / 4 == bytes.count
        else { return false }
        return decode(text.extracting(first: digits), into: &bytes)
    }

    /// The number of characters before the padding, or `nil` if the length or padding is wrong.
    private func digitCount(of text: Span<UInt8>, padding: Padding) -> Int? {
        guard padding == .required else { return text.count % 4 == 1 ? nil : text.count }
        guard text.count.isMultiple(of: 4) else { return nil }
        guard !text.isEmpty, text[text.count - 1] == Self.pad else { return text.count }
        return text[text.count - 2] == Self.pad ? text.count - 2 : text.count - 1
    }

    /// Reads characters into the room for as many bytes as they stand for.
    private func decode(_ digits: Span<UInt8>, into bytes: inout MutableSpan<UInt8>) -> Bool {
        let whole = digits.count / 4
        for group in 0..<whole {
            let four = digits.extracting(4 * group..<4 * group + 4)
            let first = values[Int(four[0])]
            let second = values[Int(four[1])]
            let third = values[Int(four[2])]
            let fourth = values[Int(four[3])]
            guard (first | second | third | fourth) < 64 else { return false }
            bytes[3 * group] = first << 2 | second >> 4
            bytes[3 * group + 1] = second << 4 | third >> 2
            bytes[3 * group + 2] = third << 6 | fourth
        }
        let rest = digits.count % 4
        guard rest > 0 else { return true }
        // The last two or three characters have two or four bits to spare, which must be zero.
        let first = values[Int(digits[4 * whole])]
        let second = values[Int(digits[4 * whole + 1])]
        let third = rest == 3 ? values[Int(digits[4 * whole + 2])] : 0
        let spare = rest == 3 ? third & 0x03 : second & 0x0F
        guard (first | second | third) < 64, spare == 0 else { return false }
        bytes[3 * whole] = first << 2 | second >> 4
        if rest == 3 { bytes[3 * whole + 1] = second << 4 | third >> 2 }
        return true
    }
}
