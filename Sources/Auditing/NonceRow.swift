import CanonicalJSON

/// Where a nonce was used.
struct NonceRow: SortedRow {
    /// The nonce's first eight bytes.
    let high: UInt64
    /// The nonce's last eight bytes.
    let low: UInt64
    /// The record.
    let index: UInt64

    /// Notes a nonce.
    @inline(__always)
    init(_ nonce: UInt128, at index: UInt64) {
        high = UInt64(truncatingIfNeeded: nonce >> 64)
        low = UInt64(truncatingIfNeeded: nonce)
        self.index = index
    }

    /// Whether both are of one nonce.
    func isSameNonce(as other: NonceRow) -> Bool { high == other.high && low == other.low }

    /// By nonce, then by record.
    @inline(__always)
    static func < (left: NonceRow, right: NonceRow) -> Bool {
        if left.high != right.high { return left.high < right.high }
        if left.low != right.low { return left.low < right.low }
        return left.index < right.index
    }

    /// See ``SortedRow/byteCount``.
    static var byteCount: Int { 24 }

    /// See ``SortedRow/init(_:at:)``.
    init(_ bytes: Span<UInt8>, at start: Int) {
        high = bytes.word(at: start)
        low = bytes.word(at: start + 8)
        index = bytes.word(at: start + 16)
    }

    /// See ``SortedRow/append(to:)``.
    func append(to bytes: inout [UInt8]) {
        high.append(to: &bytes)
        low.append(to: &bytes)
        index.append(to: &bytes)
    }
}
