import PostQuantum

/// A private key of ML-DSA-65 that signs notes beside the one of Ed25519.
///
/// Spec: 02-sign §4.1.
public struct CompanionKey: Sendable {
    /// The text and newline that a signature covers before a note's text.
    static let signaturePrefix = Array("testamur.note.v1\n".utf8)

    /// The public half: 1,952 bytes.
    public let publicKey: [UInt8]
    private let key: PostQuantumKey
    private let pem: @Sendable (Secret?) throws(SigningError) -> OpenSSLText

    private init(seed: OpenSSLSeed) throws(SigningError) {
        guard let key = seed.withSeed({ PostQuantumKey(seed: $0) }) else {
            throw .libraryFailed("make a key", reason: "the seed gives no key of ML-DSA-65")
        }
        self.key = key
        publicKey = key.publicKey
        pem = { (passphrase) throws(SigningError) in try seed.pkcs8PEM(passphrase: passphrase) }
    }

    /// Makes a new key from the system's randomness.
    ///
    /// - Throws: ``SigningError/libraryFailed(_:reason:)``.
    public static func generate() throws(SigningError) -> CompanionKey {
        try CompanionKey(seed: OpenSSLSeed(Entropy.bytes(PostQuantumKey.seedBytes)))
    }

    /// Makes the key of a 32-byte seed, for tests and vectors.
    ///
    /// - Throws: ``SigningError/libraryFailed(_:reason:)``.
    public init(seed: [UInt8]) throws(SigningError) {
        try self.init(seed: OpenSSLSeed(seed))
    }

    /// Opens the key in a file that ``write(to:passphrase:)`` made.
    ///
    /// - Throws: ``SigningError``, as for other keys.
    public init(opening path: String, passphrase: Secret?) throws(SigningError) {
        try self.init(seed: OpenSSLSeed(opening: path, passphrase: passphrase))
    }

    /// Writes the key's seed as PKCS#8 in PEM (RFC 9881) to a new file of mode 0600, encrypted as
    /// other keys are if there is a passphrase.
    ///
    /// - Throws: ``SigningError``; nothing half-written stays behind.
    public func write(to path: String, passphrase: Secret?) throws(SigningError) {
        try OpenSSLKeyFile.write(pem(passphrase), to: path)
    }

    /// The key that checks what this one signs under a name.
    public func verifierKey(_ name: KeyName) -> VerifierKey {
        VerifierKey(name: name, postQuantum: publicKey)
    }

    /// Signs a note's text.
    func signature(of text: [UInt8]) throws(SigningError) -> [UInt8] {
        guard let signature = key.signature(of: CompanionKey.signaturePrefix + text) else {
            throw .libraryFailed("sign", reason: "ML-DSA-65 gave no signature")
        }
        return signature
    }
}

extension CompanionKey: CustomStringConvertible, CustomReflectable {
    /// The algorithm and nothing more: a key must not reach a log.
    public var description: String { "a private ML-DSA-65 key" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
