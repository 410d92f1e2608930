import CanonicalJSON
import Signing

/// Public keys as JSON Web Keys.
///
/// Spec: RFC 7517; RFC 7518, section 6; RFC 8037.
enum JSONWebKey {
    /// Reads Ed25519, P-256, P-384 and RSA public keys.
    static func publicKey(_ jwk: JSON) throws(SigningError) -> PublicKey {
        guard let kind = jwk["kty"]?.string else { throw .keyKindUnsupported("publicKeyJwk") }
        switch (kind, jwk["crv"]?.string) {
        case ("OKP", "Ed25519"?):
            return try PublicKey(.ed25519, bytes: bytes("x", of: jwk, .ed25519))
        case ("EC", "P-256"?): return try point(of: jwk, .es256, coordinateByteCount: 32)
        case ("EC", "P-384"?): return try point(of: jwk, .es384, coordinateByteCount: 48)
        case ("RSA", nil):
            let modulus = try bytes("n", of: jwk, .rs256)
            let exponent = try bytes("e", of: jwk, .rs256)
            return try PublicKey(RSAPublicKey(modulus: modulus, exponent: exponent))
        default: throw .keyKindUnsupported("publicKeyJwk")
        }
    }

    /// Whether a key may check signatures, by its own word.
    ///
    /// Spec: RFC 7517, sections 4.2 and 4.3.
    static func isForSignatures(_ jwk: JSON) -> Bool {
        (jwk["use"].map { $0.equals("sig") } ?? true)
            && (jwk["key_ops"].map { $0.elements.contains { $0.equals("verify") } } ?? true)
    }

    /// Writes an Ed25519 or RSA key; the others are written as Multikey only.
    static func json(for key: PublicKey) -> JSONValue {
        switch key.algorithm {
        case .ed25519:
            return [
                "kty": "OKP", "crv": "Ed25519", "x": .string(Base64URL.encode(key.bytes)),
            ]
        case .rs256:
            guard let numbers = key.rsa else {
                preconditionFailure("an RS256 key has a modulus and an exponent")
            }
            return [
                "kty": "RSA", "n": .string(Base64URL.encode(numbers.modulus)),
                "e": .string(Base64URL.encode(numbers.exponent)),
            ]
        case .es256, .es384: preconditionFailure("a point is written as a multikey")
        }
    }

    private static func point(
        of jwk: JSON, _ algorithm: SignatureAlgorithm, coordinateByteCount: Int
    ) throws(SigningError) -> PublicKey {
        let x = try bytes("x", of: jwk, algorithm)
        let y = try bytes("y", of: jwk, algorithm)
        guard x.count == coordinateByteCount, y.count == coordinateByteCount else {
            throw .keyMalformed(algorithm)
        }
        return try PublicKey(algorithm, bytes: [0x04] + x + y)
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
