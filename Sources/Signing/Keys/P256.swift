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
        return DER.element(
            DER.sequence, DER.positiveInteger(raw[..<32]) + DER.positiveInteger(raw[32...]))
    }

    /// The form `r || s` of a signature in DER, or `nil` if the bytes are not exactly the DER of
    /// `r` and `s` in `1..<n`.
    static func rawSignature(fromDER der: [UInt8]) -> [UInt8]? {
        var outer = DERReader(der[...])
        guard let content = outer.element(DER.sequence), outer.isAtEnd else { return nil }
        var pair = DERReader(content)
        guard let r = pair.positiveInteger().flatMap(scalar(ofDigits:)),
            let s = pair.positiveInteger().flatMap(scalar(ofDigits:)), pair.isAtEnd
        else { return nil }
        return r + s
    }

    /// The 32 bytes of a number without leading zeros, if it is in `1..<n`.
    private static func scalar(ofDigits digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard digits.count <= scalarByteCount else { return nil }
        let scalar = padded(digits)
        return isScalar(scalar[...]) ? scalar : nil
    }

    /// A number of at most 32 bytes as exactly 32, big-endian.
    static func padded(_ digits: some Collection<UInt8>) -> [UInt8] {
        precondition(digits.count <= scalarByteCount, "The number has at most 256 bits.")
        return [UInt8](repeating: 0, count: scalarByteCount - digits.count) + digits
    }
}
