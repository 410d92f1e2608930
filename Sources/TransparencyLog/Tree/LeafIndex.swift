/// The place of a leaf in a tree, counted from zero.
public struct LeafIndex: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number of leaves before this one.
    public let value: UInt64

    /// Makes an index that is known to be in range.
    ///
    /// - Precondition: `value` < 2^63 − 1.
    public init(_ value: UInt64) {
        precondition(value < UInt64(Int64.max), "A leaf's index is below 2^63 - 1.")
        self.value = value
    }

    /// Makes an index from any integer; `nil` if it is negative or not below 2^63 − 1.
    public init?(exactly value: some BinaryInteger) {
        guard let value = Int64(exactly: value), value >= 0, value < Int64.max else { return nil }
        self.value = UInt64(value)
    }

    /// Reads a decimal index as the C2SP texts write it: digits only, no leading zero.
    public init?(_ decimal: String) {
        self.init(decimal: decimal.utf8)
    }

    /// Reads a decimal index from ASCII digits.
    init?(decimal: some Collection<UInt8>) {
        guard let value = DecimalText.value(of: decimal), value < UInt64(Int64.max) else {
            return nil
        }
        self.value = value
    }

    /// The size of the smallest tree that holds this leaf.
    public var sizeAfter: TreeSize { TreeSize(value + 1) }

    /// The index in decimal.
    public var description: String { String(value) }

    /// Whether the left leaf comes first.
    public static func < (left: LeafIndex, right: LeafIndex) -> Bool { left.value < right.value }
}

extension LeafIndex: ExpressibleByIntegerLiteral {
    /// Makes an index from a number in the source.
    public init(integerLiteral value: UInt64) { self.init(value) }
}
