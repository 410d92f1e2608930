/// Points and signatures of P-256 as bytes: the forms that travel and the forms libcrypto takes.
enum P256 {
    static let scalarByteCount = 32
    static let compressedByteCount = 33
    static let uncompressedByteCount = 65
    static let signatureByteCount = 64

    /// The group's order `n`, big-endian.
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63,
        0x25, 0x51,
    ]

    /// Whether the bytes have the length and first byte of a point other than infinity.
    static func hasFormOfPoint(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case compressedByteCount: bytes[0] == 2 || bytes[0] == 3
        case uncompressedByteCount: bytes[0] == 4
        default: false
        }
    }

    /// The 33-byte form of a point whose form has been checked.
    static func compressed(_ point: [UInt8]) -> [UInt8] {
        precondition(hasFormOfPoint(point), "Only a point can be compressed.")
        guard point.count == uncompressedByteCount else { return point }
        return [2 + point[64] & 1] + point[1...scalarByteCount]
    }

    /// Whether 32 big-endian bytes are in `1..<n`.
    static func isScalar(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count == scalarByteCount && bytes.contains { $0 != 0 }
            && bytes.lexicographicallyPrecedes(order)
    }

    /// The DER form of a signature `r || s`, or `nil` if it has none: `r` and `s` in `1..<n`.
    static func derSignature(fromRaw raw: [UInt8]) -> [UInt8]? {
        guard raw.count == signatureByteCount, isScalar(raw[..<32]), isScalar(raw[32...]) else {
            return nil
        }
        let body = derInteger(raw[..<32]) + derInteger(raw[32...])
        return [0x30, UInt8(body.count)] + body
    }

    /// The form `r || s` of a signature in DER, or `nil` if the bytes are not exactly the DER of
    /// `r` and `s` in `1..<n`.
    static func rawSignature(fromDER der: [UInt8]) -> [UInt8]? {
        guard der.count >= 2, der[0] == 0x30, der[1] < 0x80, der.count == 2 + Int(der[1]) else {
            return nil
        }
        var rest = der[2...]
        guard let r = scalar(fromDER: &rest), let s = scalar(fromDER: &rest), rest.isEmpty else {
            return nil
        }
        return r + s
    }

    private static func derInteger(_ scalar: ArraySlice<UInt8>) -> [UInt8] {
        let digits = scalar.drop { $0 == 0 }
        // A first bit of one would make the integer negative.
        let sign: [UInt8] = digits.first.map { $0 >= 0x80 } == true ? [0] : []
        return [0x02, UInt8(sign.count + digits.count)] + sign + digits
    }

    private static func scalar(fromDER rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.count >= 2, rest.removeFirst() == 0x02 else { return nil }
        let count = Int(rest.removeFirst())
        guard 1...33 ~= count, rest.count >= count else { return nil }
        var digits = rest.prefix(count)
        rest = rest.dropFirst(count)
        guard let first = digits.first, first < 0x80 else { return nil }
        if first == 0 {
            digits = digits.dropFirst()
            guard let second = digits.first, second >= 0x80 else { return nil }
        }
        guard digits.count <= scalarByteCount else { return nil }
        let padded = [UInt8](repeating: 0, count: scalarByteCount - digits.count) + digits
        return isScalar(padded[...]) ? padded : nil
    }
}
