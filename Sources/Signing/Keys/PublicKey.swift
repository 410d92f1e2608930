/// The signature algorithms that are used, by their registered names.
public enum SignatureAlgorithm: String, Hashable, Sendable, CaseIterable {
    /// Pure Ed25519 of RFC 8032.
    case ed25519 = "Ed25519"
    /// ECDSA on P-256 with SHA-256; the signature is `r || s`, 64 bytes.
    case es256 = "ES256"
    /// ECDSA on P-384 with SHA-384; the signature is `r || s`, 96 bytes. Others sign credentials
    /// with it; records and notes do not know it.
    case es384 = "ES384"
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
}

/// A public key that has passed the rules of its algorithm.
///
/// What is accepted, whatever the version of libcrypto below:
/// - **Ed25519 keys**: 32 bytes, the canonical encoding of a point (`y < p`, and the square root
///   exists) that is not one of the eight points of small order. A key of mixed order (a point of
///   large order plus one of small order) is accepted, as RFC 8032 does.
/// - **Ed25519 signatures**: 64 bytes `R || S` with `S < L` and `R` canonical and not of small
///   order; verified without cofactor, so that `R` must equal `[S]B - [k]A` byte for byte. For any
///   accepted key every signature therefore has exactly one spelling.
/// - **ES256 keys**: a point of P-256 other than infinity, compressed (33 bytes) or uncompressed
///   (65); kept compressed. **Signatures**: 64 bytes, `r` and `s` in `1..<n`. As in RFC 7518, both
///   `s` and `n - s` verify: an ES256 signature is no identifier.
/// - **ES384**: the same on P-384 with 49 bytes, 97 and 96.
/// - **RS256 keys**: the one DER form of a SubjectPublicKeyInfo with `rsaEncryption`; odd modulus
///   of 2048 to 8192 bits; odd exponent of 2 to 64 bits. **Signatures**: as long as the modulus.
///
/// Spec: 02-sign §1.
public struct PublicKey: Hashable, Sendable {
    /// The algorithm that the key's signatures are made with.
    public let algorithm: SignatureAlgorithm
    /// The key: Ed25519 32 bytes, ES256 33 and ES384 49 (compressed point), RS256
    /// SubjectPublicKeyInfo.
    public let bytes: [UInt8]

    private let key: OpenSSLKey

    /// Checks the rules of the algorithm and makes the key ready for use.
    ///
    /// - Parameter bytes: Ed25519 32 bytes; ES256 33, or 65 which are kept as 33; ES384 49, or 97
    ///   which are kept as 49; RS256 the DER of a SubjectPublicKeyInfo.
    /// - Throws: ``SigningError`` of the `key.` codes.
    public init(_ algorithm: SignatureAlgorithm, bytes: [UInt8]) throws(SigningError) {
        self.algorithm = algorithm
        switch algorithm {
        case .ed25519:
            try Ed25519.checkPublicKey(bytes)
            self.bytes = bytes
            key = try OpenSSLKey(ed25519PublicKey: bytes)
        case .es256:
            key = try OpenSSLKey(point: bytes, on: .p256)
            self.bytes = EllipticCurve.p256.compressed(bytes)
        case .es384:
            key = try OpenSSLKey(point: bytes, on: .p384)
            self.bytes = EllipticCurve.p384.compressed(bytes)
        case .rs256:
            key = try OpenSSLKey(rsa: RSAPublicKey(subjectPublicKeyInfo: bytes))
            self.bytes = bytes
        }
    }

    /// Whether `signature` is this key's signature of `message`, under the rules above.
    public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch algorithm {
        case .ed25519:
            Ed25519.isAcceptable(signature: signature) && key.verifies(signature, of: message)
        case .es256: verifies(signature, on: .p256, of: message)
        case .es384: verifies(signature, on: .p384, of: message)
        case .rs256:
            signature.count == key.signatureBytesMax && key.verifies(signature, of: message)
        }
    }

    private func verifies(
        _ signature: [UInt8], on curve: EllipticCurve, of message: [UInt8]
    ) -> Bool {
        guard let encoded = curve.derSignature(fromRaw: signature) else { return false }
        return key.verifies(encoded, of: message)
    }

    /// Whether both keys have the same algorithm and the same bytes.
    public static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.algorithm == right.algorithm && left.bytes == right.bytes
    }

    /// Feeds the algorithm and the bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(algorithm)
        hasher.combine(bytes)
    }
}
