/// The two numbers of an RSA public key, for the forms that carry them apart (JWK).
public struct RSAPublicKey: Hashable, Sendable {
    /// The accepted lengths of a modulus in bits.
    static let modulusBits = 2_048...8_192
    /// The accepted lengths of an exponent in bits.
    static let exponentBits = 2...64

    /// The modulus, big-endian without leading zeros.
    public let modulus: [UInt8]
    /// The exponent, big-endian without leading zeros.
    public let exponent: [UInt8]

    /// Bytes enough for every accepted key and for some that are refused for their modulus.
    private static let bytesMax = 4_096
    /// `rsaEncryption` with its NULL parameters.
    private static let algorithm: [UInt8] = [
        0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]

    /// Checks an odd modulus of 2048 to 8192 bits and an odd exponent of 2 to 64 bits.
    ///
    /// - Throws: ``SigningError/keyNotCanonical(_:)`` for leading zeros,
    ///   ``SigningError/keyModulus(bits:)``, ``SigningError/keyExponent``.
    public init(modulus: [UInt8], exponent: [UInt8]) throws(SigningError) {
        guard modulus.first != 0, exponent.first != 0 else { throw .keyNotCanonical(.rs256) }
        let bits = Self.bitCount(modulus)
        guard Self.modulusBits ~= bits, Self.isOdd(modulus) else { throw .keyModulus(bits: bits) }
        // Two bits and odd: three is the least.
        guard Self.exponentBits ~= Self.bitCount(exponent), Self.isOdd(exponent) else {
            throw .keyExponent
        }
        self.modulus = modulus
        self.exponent = exponent
    }

    /// Reads the one DER form of a SubjectPublicKeyInfo with `rsaEncryption`.
    init(subjectPublicKeyInfo der: [UInt8]) throws(SigningError) {
        guard der.count <= Self.bytesMax, let numbers = Self.numbers(in: der) else {
            throw .keyMalformed(.rs256)
        }
        try self.init(modulus: numbers.modulus, exponent: numbers.exponent)
    }

    /// The DER form of the SubjectPublicKeyInfo.
    var subjectPublicKeyInfo: [UInt8] {
        let key = DER.element(
            DER.sequence, DER.positiveInteger(modulus) + DER.positiveInteger(exponent))
        let content =
            DER.element(DER.sequence, Self.algorithm) + DER.element(DER.bitString, [0] + key)
        return DER.element(DER.sequence, content)
    }

    private struct Numbers {
        let modulus: [UInt8]
        let exponent: [UInt8]
    }

    private static func numbers(in der: [UInt8]) -> Numbers? {
        var outer = DERReader(der[...])
        guard let content = outer.element(DER.sequence), outer.isAtEnd else { return nil }
        var info = DERReader(content)
        guard info.element(DER.sequence).map({ $0.elementsEqual(algorithm) }) == true,
            let bits = info.element(DER.bitString), info.isAtEnd, bits.first == 0
        else { return nil }
        var wrapped = DERReader(bits.dropFirst())
        guard let key = wrapped.element(DER.sequence), wrapped.isAtEnd else { return nil }
        var pair = DERReader(key)
        guard let modulus = pair.positiveInteger(), let exponent = pair.positiveInteger(),
            pair.isAtEnd
        else { return nil }
        return Numbers(modulus: Array(modulus), exponent: Array(exponent))
    }

    private static func bitCount(_ bytes: [UInt8]) -> Int {
        bytes.first.map { 8 * bytes.count - $0.leadingZeroBitCount } ?? 0
    }

    private static func isOdd(_ bytes: [UInt8]) -> Bool {
        bytes.last.map { $0 & 1 == 1 } ?? false
    }
}

extension PublicKey {
    /// Makes an RS256 key of its two numbers.
    public init(_ numbers: RSAPublicKey) throws(SigningError) {
        try self.init(.rs256, bytes: numbers.subjectPublicKeyInfo)
    }

    /// The two numbers of an RS256 key, or `nil` for other algorithms.
    public var rsa: RSAPublicKey? {
        algorithm == .rs256 ? try? RSAPublicKey(subjectPublicKeyInfo: bytes) : nil
    }
}
