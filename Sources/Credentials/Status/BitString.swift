/// The bits of a status list, the first one being the most significant of the first byte.
///
/// Spec: Bitstring Status List 1.0, section 2.2.
public struct BitString: Hashable, Sendable {
    /// The fewest entries that a list may have: with fewer, who fetches a list tells whose
    /// status is read.
    public static let entryCountMin = 131_072
    /// The most bytes that are read or written: 16 MiB.
    public static let byteCountMax = 16_777_216
    /// The most bits.
    public static let bitCountMax = byteCountMax * 8

    /// The bits, eight to a byte.
    public private(set) var bytes: [UInt8]

    /// Makes a list of that many cleared bits.
    ///
    /// - Parameter bitCount: a multiple of 8, from `entryCountMin` to `bitCountMax`.
    public init(bitCount: Int = entryCountMin) {
        precondition(
            bitCount % 8 == 0 && Self.entryCountMin...Self.bitCountMax ~= bitCount,
            "a status list has between 131,072 bits and 16 MiB, in whole bytes")
        bytes = [UInt8](repeating: 0, count: bitCount / 8)
    }

    /// Takes bytes as they were decoded, which may be too few for a list.
    init(decoded bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The number of bits.
    public var count: Int { bytes.count * 8 }

    /// One bit; the index must lie within the list.
    public subscript(index: StatusListIndex) -> Bit {
        get {
            precondition(index.value < count, "a bit lies within its list")
            return Bit(rawValue: bytes[index.value / 8] >> (7 - UInt8(index.value % 8)) & 1)
                ?? .clear
        }
        set {
            precondition(index.value < count, "a bit lies within its list")
            let mask: UInt8 = 0x80 >> UInt8(index.value % 8)
            switch newValue {
            case .set: bytes[index.value / 8] |= mask
            case .clear: bytes[index.value / 8] &= ~mask
            }
        }
    }

    /// A bit.
    public enum Bit: UInt8, Hashable, Sendable {
        /// Zero: nothing to report.
        case clear = 0
        /// One.
        case set = 1
    }

    /// The status at an index where each takes `size` bits, 1 to 32, most significant first; nil
    /// past the end.
    public func status(at index: StatusListIndex, size: Int) -> UInt32? {
        precondition(1...32 ~= size, "a status has 1 to 32 bits")
        guard index.value < count / size else { return nil }
        let start = index.value * size
        return (start..<start + size).reduce(0) { status, position in
            status << 1 | UInt32(bytes[position / 8] >> (7 - UInt8(position % 8)) & 1)
        }
    }
}
