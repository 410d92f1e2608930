/// The prefixes of multikeys: which kind of key follows in the base58 text.
///
/// Spec: W3C Controlled Identifiers 1.0 §2.2.2.
private enum MultikeyPrefix {
    static let ed25519Public: [UInt8] = [0xED, 0x01]
    static let p256Public: [UInt8] = [0x80, 0x24]
    static let p384Public: [UInt8] = [0x81, 0x24]

    /// No accepted multikey has more characters than this.
    static let charactersMax = 80

    /// The bytes behind the `z` of base58, prefix included.
    static func decode(_ text: String) throws(SigningError) -> [UInt8] {
        let characters = Array(text.utf8)
        guard characters.count <= charactersMax, characters.first == UInt8(ascii: "z"),
            let bytes = Base58.decode(Array(characters.dropFirst()))
        else { throw .multikeyMalformed }
        return bytes
    }
}

extension PublicKey {
    /// Reads a public multikey: `z6Mk…` for Ed25519, `zDn…` for P-256, `z82L…` for
    /// P-384.
    ///
    /// - Throws: ``SigningError/multikeyMalformed``, or what ``init(_:bytes:)`` throws.
    public init(multikey text: String) throws(SigningError) {
        let bytes = try MultikeyPrefix.decode(text)
        let key = Array(bytes.dropFirst(2))
        switch (Array(bytes.prefix(2)), key.count) {
        case (MultikeyPrefix.ed25519Public, Ed25519.publicKeyByteCount):
            try self.init(.ed25519, bytes: key)
        case (MultikeyPrefix.p256Public, EllipticCurve.p256.compressedByteCount):
            try self.init(.es256, bytes: key)
        case (MultikeyPrefix.p384Public, EllipticCurve.p384.compressedByteCount):
            try self.init(.es384, bytes: key)
        default: throw .multikeyMalformed
        }
    }

    /// The key as a multikey, or `nil` for RSA, which has none.
    public var multikey: String? {
        switch algorithm {
        case .ed25519: "z" + Base58.encode(MultikeyPrefix.ed25519Public + bytes)
        case .es256: "z" + Base58.encode(MultikeyPrefix.p256Public + bytes)
        case .es384: "z" + Base58.encode(MultikeyPrefix.p384Public + bytes)
        case .rs256: nil
        }
    }
}
