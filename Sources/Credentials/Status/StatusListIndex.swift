/// The place of an entry in a status list, counted from 0.
public struct StatusListIndex: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The place; less than the number of bits that a list may have.
    public let value: Int

    /// Makes an index; nil if no list could be that long.
    public init?(_ value: Int) {
        guard 0..<BitString.bitCountMax ~= value else { return nil }
        self.value = value
    }

    /// Reads decimal digits without a sign or leading zeros, as they stand in an entry.
    public init?(_ text: String) {
        guard 1...9 ~= text.utf8.count, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            text.utf8.first != UInt8(ascii: "0") || text.utf8.count == 1, let value = Int(text)
        else { return nil }
        self.init(value)
    }

    /// The decimal digits.
    public var description: String { String(value) }

    /// Whether `left` comes first.
    public static func < (left: StatusListIndex, right: StatusListIndex) -> Bool {
        left.value < right.value
    }
}
