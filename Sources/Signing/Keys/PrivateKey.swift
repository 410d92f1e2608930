/// A private key, which signs; safe to share between threads.
///
/// The key stays inside libcrypto, or inside the device that a provider speaks to. Its memory is
/// cleared when the last copy of the value is let go.
public struct PrivateKey: Sendable {
    /// The key that verifies what this one signs.
    public let publicKey: PublicKey

    let key: OpenSSLKey

    /// Takes a key whose two halves are known to belong together.
    private init(_ key: OpenSSLKey) throws(SigningError) {
        self.key = key
        publicKey = try PublicKey(key.algorithm, bytes: key.publicKeyBytes())
    }

    /// Makes a new key from the system's randomness; RSA keys have 3072 bits.
    public static func generate(
        _ algorithm: SignatureAlgorithm
    ) throws(SigningError) -> PrivateKey {
        try PrivateKey(OpenSSLKey(generating: algorithm))
    }

    /// Opens the private key at `uri` through libcrypto's store.
    ///
    /// A plain path and a `file:` URI name a PEM or DER file, which no other user may be able to
    /// read. Any other URI, such as `pkcs11:…`, goes unchanged to libcrypto, where a provider may
    /// serve it. Text that starts with letters and a colon is a URI: write `./a:b` for a file of
    /// that name. Nothing is ever asked on a terminal.
    ///
    /// - Parameter passphrase: What an encrypted key, or a device, is opened with.
    /// - Throws: ``SigningError``; for a `keyFileExposed` its description says which `chmod` helps.
    public init(opening uri: String, passphrase: Secret?) throws(SigningError) {
        let place = KeyPlace(uri)
        try self.init(OpenSSLKeyStore.privateKey(at: place, passphrase: passphrase))
        // A file may hold a public half that is not the private key's; signing for it would tell
        // the private key to whoever made the file.
        let text = Array("testamur.key-check.v1\n".utf8)
        guard try publicKey.verifies(signature(of: text), of: text) else {
            throw .keyPairMismatch(place.description)
        }
    }

    /// Makes the Ed25519 key of a 32-byte seed; clearing the seed is the caller's affair.
    ///
    /// - Throws: ``SigningError/keyLength(_:bytes:)``.
    public init(ed25519Seed seed: [UInt8]) throws(SigningError) {
        guard seed.count == Ed25519.seedByteCount else {
            throw .keyLength(.ed25519, bytes: seed.count)
        }
        try self.init(OpenSSLKey(ed25519Seed: seed))
    }

    /// Signs `message`: Ed25519 and ES256 give 64 bytes, ES384 96, RS256 as many as the modulus.
    ///
    /// - Throws: ``SigningError/libraryFailed(_:reason:)``, for example when a device is gone.
    public func signature(of message: [UInt8]) throws(SigningError) -> [UInt8] {
        let signature = try key.signature(of: message)
        guard let curve = EllipticCurve(of: publicKey.algorithm) else { return signature }
        guard let raw = curve.rawSignature(fromDER: signature) else {
            throw .libraryFailed("sign", reason: "the signature is not in DER")
        }
        return raw
    }

    /// Writes the key as PKCS#8 in PEM to a new file of mode 0600, and makes file and folder
    /// durable.
    ///
    /// With a passphrase the key is encrypted: PBES2 with AES-256-CBC and 600,000 rounds of
    /// PBKDF2-HMAC-SHA256.
    ///
    /// - Throws: ``SigningError/keyFileExists(_:)``, ``SigningError/keyFileUnwritten(_:errno:)``,
    ///   ``SigningError/keyNotExportable``; nothing half-written stays behind.
    public func write(to path: String, passphrase: Secret?) throws(SigningError) {
        try OpenSSLKeyFile.write(key.pkcs8PEM(passphrase: passphrase), to: path)
    }
}

extension PrivateKey: CustomStringConvertible, CustomReflectable {
    /// The algorithm and nothing more: a key must not reach a log.
    public var description: String { "a private \(publicKey.algorithm.rawValue) key" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where a private key is: a file, or something that only libcrypto understands.
enum KeyPlace {
    case file(path: String)
    case store(uri: String)

    init(_ text: String) {
        let scheme = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        guard scheme.count < text.utf8.count, Self.isScheme(Array(scheme)) else {
            self = .file(path: text)
            return
        }
        guard String(scheme)?.lowercased() == "file" else {
            self = .store(uri: text)
            return
        }
        let rest = String(text.dropFirst("file:".count))
        if rest.hasPrefix("//localhost/") {
            self = .file(path: String(rest.dropFirst("//localhost".count)))
        } else if rest.hasPrefix("///") {
            self = .file(path: String(rest.dropFirst("//".count)))
        } else {
            self = .file(path: rest)
        }
    }

    /// Safe to show: a URI may carry a device's PIN, so that only its scheme is told.
    var description: String {
        switch self {
        case .file(let path): path
        case .store(let uri): uri.prefix { $0 != ":" } + ":…"
        }
    }

    private static func isScheme(_ text: [UInt8]) -> Bool {
        guard let first = text.first, isLetter(first) else { return false }
        return text.allSatisfy {
            isLetter($0) || 0x30...0x39 ~= $0 || Array("+-.".utf8).contains($0)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        0x41...0x5A ~= byte || 0x61...0x7A ~= byte
    }
}
