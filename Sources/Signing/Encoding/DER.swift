/// The little of DER that signatures and RSA keys need, read strictly: one form for each value.
enum DER {
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let sequence: UInt8 = 0x30

    /// An element with `tag` and a content of at most 65,535 bytes.
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        precondition(content.count <= 0xFFFF, "Only short elements are written.")
        let high = UInt8(content.count >> 8)
        let low = UInt8(content.count & 0xFF)
        let length: [UInt8] =
            if content.count < 0x80 {
                [low]
            } else if high == 0 {
                [0x81, low]
            } else {
                [0x82, high, low]
            }
        return [tag] + length + content
    }

    /// The element of a positive integer given big-endian.
    static func positiveInteger(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let digits = bytes.drop { $0 == 0 }
        precondition(!digits.isEmpty, "Only positive integers are written.")
        // A first bit of one would make the integer negative.
        let sign: [UInt8] = digits.first.map { $0 >= 0x80 } == true ? [0] : []
        return element(integer, sign + digits)
    }
}

/// Reads elements one after another; `nil` wherever the bytes are not the one form of a value.
struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The content of the next element, which must have `tag`.
    mutating func element(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.popFirst() == tag, let first = rest.popFirst() else { return nil }
        var count = Int(first)
        switch first {
        case 0..<0x80: break
        case 0x81:
            guard let low = rest.popFirst(), low >= 0x80 else { return nil }
            count = Int(low)
        case 0x82:
            guard let high = rest.popFirst(), high > 0, let low = rest.popFirst() else {
                return nil
            }
            count = Int(high) << 8 | Int(low)
        default: return nil
        }
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// The next element as a positive integer: its big-endian bytes without leading zeros.
    mutating func positiveInteger() -> ArraySlice<UInt8>? {
        guard let content = element(DER.integer), let first = content.first, first < 0x80 else {
            return nil
        }
        guard first == 0 else { return content }
        let digits = content.dropFirst()
        guard let second = digits.first, second >= 0x80 else { return nil }
        return digits
    }
}
