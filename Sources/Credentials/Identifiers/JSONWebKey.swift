import CanonicalJSON
import Signing

/// Public keys as JSON Web Keys.
///
/// Spec: RFC 7517; RFC 7518, section 6; RFC 8037.
enum JSONWebKey {
    /// Reads Ed25519, P-256 and RSA public keys.
    static func publicKey(_ jwk: JSON) throws(SigningError) -> PublicKey {
        guard let kind = jwk["kty"]?.string else { throw .keyKindUnsupported("publicKeyJwk") }
        switch (kind, jwk["crv"]?.string) {
        case ("OKP", "Ed25519"?):
            return try PublicKey(.ed25519, bytes: bytes("x", of: jwk, .ed25519))
        case ("EC", "P-256"?):
            let x = try bytes("x", of: jwk, .es256)
            let y = try bytes("y", of: jwk, .es256)
            guard x.count == 32, y.count == 32 else { throw .keyMalformed(.es256) }
            return try PublicKey(.es256, bytes: [0x04] + x + y)
        case ("RSA", nil):
            let modulus = try bytes("n", of: jwk, .rs256)
            let exponent = try bytes("e", of: jwk, .rs256)
            guard modulus.first != 0, exponent.first != 0, !modulus.isEmpty, !exponent.isEmpty
            else { throw .keyNotCanonical(.rs256) }
            return try PublicKey(
                .rs256, bytes: RSAPublicKeyInfo(modulus: modulus, exponent: exponent).der)
        default: throw .keyKindUnsupported("publicKeyJwk")
        }
    }

    /// Writes an Ed25519 or RSA key; P-256 keys are written as Multikey only.
    static func json(for key: PublicKey) -> JSONValue {
        switch key.algorithm {
        case .ed25519:
            return [
                "kty": "OKP", "crv": "Ed25519", "x": .string(Base64URL.encode(key.bytes)),
            ]
        case .rs256:
            guard let info = RSAPublicKeyInfo(der: key.bytes) else {
                preconditionFailure("an RS256 key is a SubjectPublicKeyInfo")
            }
            return [
                "kty": "RSA", "n": .string(Base64URL.encode(info.modulus)),
                "e": .string(Base64URL.encode(info.exponent)),
            ]
        case .es256: preconditionFailure("a P-256 key is written as a multikey")
        }
    }

    private static func bytes(
        _ name: String, of jwk: JSON, _ algorithm: SignatureAlgorithm
    ) throws(SigningError) -> [UInt8] {
        guard let bytes = jwk[name]?.utf8.flatMap({ Base64URL.decode($0) }) else {
            throw .keyMalformed(algorithm)
        }
        return bytes
    }
}

/// An RSA public key as SubjectPublicKeyInfo, in DER.
///
/// Spec: RFC 8017, appendix A.1.1; RFC 3279, section 2.3.1.
struct RSAPublicKeyInfo {
    /// Big-endian, without leading zeros.
    let modulus: [UInt8]
    /// Big-endian, without leading zeros.
    let exponent: [UInt8]

    /// The object identifier rsaEncryption, then NULL.
    private static let algorithm: [UInt8] = [
        0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]

    init(modulus: [UInt8], exponent: [UInt8]) {
        self.modulus = modulus
        self.exponent = exponent
    }

    /// Reads the one form that `der` writes; nil for any other.
    init?(der: [UInt8]) {
        var rest = der[...]
        guard var info = Self.take(0x30, from: &rest), rest.isEmpty,
            let algorithm = Self.take(0x30, from: &info), algorithm.elementsEqual(Self.algorithm),
            var bits = Self.take(0x03, from: &info), info.isEmpty, bits.popFirst() == 0,
            var key = Self.take(0x30, from: &bits), bits.isEmpty,
            let modulus = Self.take(0x02, from: &key),
            let exponent = Self.take(0x02, from: &key), key.isEmpty
        else { return nil }
        self.init(
            modulus: Array(modulus.drop { $0 == 0 }), exponent: Array(exponent.drop { $0 == 0 }))
    }

    var der: [UInt8] {
        let key = Self.wrap(0x30, Self.integer(modulus) + Self.integer(exponent))
        return Self.wrap(0x30, Self.wrap(0x30, Self.algorithm) + Self.wrap(0x03, [0] + key))
    }

    /// A number that is not negative: a zero byte stands before a leading bit that is set.
    private static func integer(_ bytes: [UInt8]) -> [UInt8] {
        wrap(0x02, (bytes.first ?? 0) >= 0x80 ? [0] + bytes : bytes)
    }

    private static func wrap(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        switch content.count {
        case ..<0x80: [tag, UInt8(content.count)] + content
        case ..<0x100: [tag, 0x81, UInt8(content.count)] + content
        default:
            [tag, 0x82, UInt8(truncatingIfNeeded: content.count >> 8)]
                + [UInt8(truncatingIfNeeded: content.count)] + content
        }
    }

    private static func take(_ tag: UInt8, from bytes: inout ArraySlice<UInt8>) -> ArraySlice<
        UInt8
    >? {
        guard bytes.popFirst() == tag, let first = bytes.popFirst() else { return nil }
        var count = Int(first)
        if first >= 0x80 {
            guard first == 0x81 || first == 0x82 else { return nil }
            count = 0
            for _ in 0..<(first - 0x80) {
                guard let byte = bytes.popFirst() else { return nil }
                count = count << 8 | Int(byte)
            }
        }
        guard bytes.count >= count else { return nil }
        let content = bytes.prefix(count)
        bytes = bytes.dropFirst(count)
        return content
    }
}
