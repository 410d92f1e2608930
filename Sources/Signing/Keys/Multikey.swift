/// The prefixes of multikeys: which kind of key follows in the base58 text.
///
/// Spec: W3C Controlled Identifiers 1.0 §2.2.2.
private enum MultikeyPrefix {
    static let ed25519Public: [UInt8] = [0xED, 0x01]
    static let p256Public: [UInt8] = [0x80, 0x24]
    static let ed25519Secret: [UInt8] = [0x80, 0x26]
    static let p256Secret: [UInt8] = [0x86, 0x26]

    /// No accepted multikey has more characters than this.
    static let charactersMax = 64

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
    /// Reads a public multikey: `z6Mk…` for Ed25519, `zDn…` for P-256.
    ///
    /// - Throws: ``SigningError/multikeyMalformed``, or what ``init(_:bytes:)`` throws.
    public init(multikey text: String) throws(SigningError) {
        let bytes = try MultikeyPrefix.decode(text)
        let key = Array(bytes.dropFirst(2))
        if bytes.starts(with: MultikeyPrefix.ed25519Public) {
            guard key.count == Ed25519.publicKeyByteCount else { throw .multikeyMalformed }
            try self.init(.ed25519, bytes: key)
        } else if bytes.starts(with: MultikeyPrefix.p256Public) {
            guard key.count == P256.compressedByteCount else { throw .multikeyMalformed }
            try self.init(.es256, bytes: key)
        } else {
            throw .multikeyMalformed
        }
    }

    /// The key as a multikey, or `nil` for RSA, which has none.
    public var multikey: String? {
        switch algorithm {
        case .ed25519: "z" + Base58.encode(MultikeyPrefix.ed25519Public + bytes)
        case .es256: "z" + Base58.encode(MultikeyPrefix.p256Public + bytes)
        case .rs256: nil
        }
    }
}

extension PrivateKey {
    /// Reads a secret multikey, as published test vectors carry them.
    ///
    /// For those only: the text and what it decodes to lie in ordinary memory, uncleared.
    ///
    /// - Throws: ``SigningError/multikeyMalformed``, or ``SigningError/keyNotOnCurve(_:)`` for a
    ///   P-256 scalar outside its group.
    public init(multikey text: String) throws(SigningError) {
        let bytes = try MultikeyPrefix.decode(text)
        let key = Array(bytes.dropFirst(2))
        if bytes.starts(with: MultikeyPrefix.ed25519Secret) {
            guard key.count == Ed25519.seedByteCount else { throw .multikeyMalformed }
            try self.init(ed25519Seed: key)
        } else if bytes.starts(with: MultikeyPrefix.p256Secret) {
            guard key.count == P256.scalarByteCount else { throw .multikeyMalformed }
            try self.init(p256Scalar: key)
        } else {
            throw .multikeyMalformed
        }
    }
}
