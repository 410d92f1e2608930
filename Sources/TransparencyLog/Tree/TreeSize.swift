/// How many leaves a tree has.
///
/// At most 2^63 − 1: some implementations of the same formats count in signed integers.
public struct TreeSize: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number of leaves.
    public let value: UInt64

    /// The size of the empty tree.
    public static let zero = TreeSize(0)

    /// The largest size that is read or written.
    public static let max = TreeSize(UInt64(Int64.max))

    /// Makes a size that is known to be in range.
    ///
    /// - Precondition: `value` ≤ 2^63 − 1.
    public init(_ value: UInt64) {
        precondition(value <= UInt64(Int64.max), "A tree has at most 2^63 - 1 leaves.")
        self.value = value
    }

    /// Makes a size from any integer; `nil` if it is negative or above 2^63 − 1.
    public init?(exactly value: some BinaryInteger) {
        guard let value = Int64(exactly: value), value >= 0 else { return nil }
        self.value = UInt64(value)
    }

    /// Reads a decimal size as the C2SP texts write it: digits only, no leading zero.
    public init?(_ decimal: String) {
        self.init(decimal: decimal.utf8)
    }

    /// Reads a decimal size from ASCII digits.
    init?(decimal: some Collection<UInt8>) {
        guard let value = DecimalText.value(of: decimal) else { return nil }
        self.value = value
    }

    /// The index of the last leaf; `nil` in the empty tree.
    public var lastIndex: LeafIndex? { value == 0 ? nil : LeafIndex(value - 1) }

    /// The index that the next leaf will get.
    ///
    /// - Precondition: the tree is not at its largest size.
    public var nextIndex: LeafIndex { LeafIndex(value) }

    /// The size after so many more leaves.
    ///
    /// - Precondition: the sum is at most 2^63 − 1.
    public func adding(_ count: Int) -> TreeSize {
        TreeSize(value + UInt64(count))
    }

    /// The size in decimal.
    public var description: String { String(value) }

    /// Whether the left tree has fewer leaves.
    public static func < (left: TreeSize, right: TreeSize) -> Bool { left.value < right.value }
}

extension TreeSize: ExpressibleByIntegerLiteral {
    /// Makes a size from a number in the source.
    public init(integerLiteral value: UInt64) { self.init(value) }
}
