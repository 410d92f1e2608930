import Credentials
import Signing

/// Gzip of zeros in stored blocks, so that a test needs no compressor of its own.
enum StoredGzip {
    static func encodedList(zeroByteCount: Int) -> String {
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        var left = zeroByteCount
        while left > 0 {
            let count = min(left, 65_535)
            left -= count
            let (low, high) = (UInt8(count & 0xFF), UInt8(count >> 8))
            bytes += [left == 0 ? 1 : 0, low, high, ~low, ~high]
            bytes += [UInt8](repeating: 0, count: count)
        }
        for word in [checksum(zeroByteCount: zeroByteCount), UInt32(zeroByteCount)] {
            bytes += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        }
        return "u" + Base64URL.encode(bytes)
    }

    /// CRC-32 as RFC 1952 defines it, eight steps for each byte.
    private static func checksum(zeroByteCount: Int) -> UInt32 {
        var table: [UInt32] = []
        for byte in UInt32(0)..<256 {
            var value = byte
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
            table.append(value)
        }
        var crc = UInt32.max
        for _ in 0..<zeroByteCount { crc = (crc >> 8) ^ table[Int(crc & 0xFF)] }
        return ~crc
    }
}
