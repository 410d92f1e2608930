/// Points and signatures of a NIST curve as bytes: the forms that travel and the forms libcrypto
/// takes.
struct EllipticCurve: Sendable {
    /// The curve of ES256.
    static let p256 = EllipticCurve(
        algorithm: .es256, name: "prime256v1",
        order: [
            0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2,
            0xFC, 0x63, 0x25, 0x51,
        ])
    /// The curve of ES384.
    static let p384 = EllipticCurve(
        algorithm: .es384, name: "secp384r1",
        order: [UInt8](repeating: 0xFF, count: 24) + [
            0xC7, 0x63, 0x4D, 0x81, 0xF4, 0x37, 0x2D, 0xDF, 0x58, 0x1A, 0x0D, 0xB2, 0x48, 0xB0,
            0xA7, 0x7A, 0xEC, 0xEC, 0x19, 0x6A, 0xCC, 0xC5, 0x29, 0x73,
        ])

    /// The algorithm whose keys lie on it.
    let algorithm: SignatureAlgorithm
    /// What libcrypto calls it.
    let name: String
    /// The group's order `n`, big-endian.
    private let order: [UInt8]

    private init(algorithm: SignatureAlgorithm, name: String, order: [UInt8]) {
        self.algorithm = algorithm
        self.name = name
        self.order = order
    }

    /// The curve of an algorithm, if it has one of these.
    init?(of algorithm: SignatureAlgorithm) {
        switch algorithm {
        case .es256: self = .p256
        case .es384: self = .p384
        case .ed25519, .rs256: return nil
        }
    }

    /// The bytes of a scalar, and of a coordinate.
    var scalarByteCount: Int { order.count }
    /// The bytes of a point with one coordinate.
    var compressedByteCount: Int { 1 + order.count }
    /// The bytes of a point with both.
    var uncompressedByteCount: Int { 1 + 2 * order.count }
    /// The bytes of a signature `r || s`.
    var signatureByteCount: Int { 2 * order.count }

    /// Whether the bytes have the length and first byte of a point other than infinity.
    func hasFormOfPoint(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case compressedByteCount: bytes[0] == 2 || bytes[0] == 3
        case uncompressedByteCount: bytes[0] == 4
        default: false
        }
    }

    /// The short form of a point whose form has been checked.
    func compressed(_ point: [UInt8]) -> [UInt8] {
        precondition(hasFormOfPoint(point), "Only a point can be compressed.")
        guard point.count == uncompressedByteCount else { return point }
        return [2 + point[point.count - 1] & 1] + point[1...scalarByteCount]
    }

    /// Whether big-endian bytes are as many as a scalar has, and in `1..<n`.
    func isScalar(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count == scalarByteCount && bytes.contains { $0 != 0 }
            && bytes.lexicographicallyPrecedes(order)
    }

    /// The DER form of a signature `r || s`, or `nil` if it has none: `r` and `s` in `1..<n`.
    func derSignature(fromRaw raw: [UInt8]) -> [UInt8]? {
        guard raw.count == signatureByteCount else { return nil }
        let (r, s) = (raw[..<scalarByteCount], raw[scalarByteCount...])
        guard isScalar(r), isScalar(s) else { return nil }
        return DER.element(DER.sequence, DER.positiveInteger(r) + DER.positiveInteger(s))
    }

    /// The form `r || s` of a signature in DER, or `nil` if the bytes are not exactly the DER of
    /// `r` and `s` in `1..<n`.
    func rawSignature(fromDER der: [UInt8]) -> [UInt8]? {
        var outer = DERReader(der[...])
        guard let content = outer.element(DER.sequence), outer.isAtEnd else { return nil }
        var pair = DERReader(content)
        guard let r = pair.positiveInteger().flatMap(scalar(ofDigits:)),
            let s = pair.positiveInteger().flatMap(scalar(ofDigits:)), pair.isAtEnd
        else { return nil }
        return r + s
    }

    /// A number without leading zeros as a scalar, if it is in `1..<n`.
    private func scalar(ofDigits digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard digits.count <= scalarByteCount else { return nil }
        let scalar = padded(digits)
        return isScalar(scalar[...]) ? scalar : nil
    }

    /// A number that is no longer than a scalar as exactly so many bytes, big-endian.
    func padded(_ digits: some Collection<UInt8>) -> [UInt8] {
        precondition(digits.count <= scalarByteCount, "The number is below the prime.")
        return [UInt8](repeating: 0, count: scalarByteCount - digits.count) + digits
    }
}
