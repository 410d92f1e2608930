import FoundationEssentials
public import Issuance
public import Records
public import Signing
import TransparencyLog

/// The private keys of a home: one PKCS#8 file a key, named after it.
///
/// Spec: 02-sign §1.5.
public struct KeyFolder: Sendable {
    /// Where the files are.
    public let path: String
    private let passphrase: Secret?

    /// Names a folder and the passphrase under which its files are encrypted, if they are.
    public init(path: String, passphrase: Secret?) {
        self.path = path
        self.passphrase = passphrase
    }

    /// Makes the file of a key.
    ///
    /// - Throws: ``SigningError``.
    public func write(_ key: PrivateKey, named name: String) throws(SigningError) {
        try key.write(to: file(name), passphrase: passphrase)
    }

    /// The key that a ledger declares, from its file; `nil` if there is no such file.
    ///
    /// - Throws: ``SigningError`` if the file cannot be opened;
    ///   ``HomeError/noKey(use:folder:)`` if it holds another key.
    public func key(_ declared: DeclaredKey) throws -> NamedPrivateKey? {
        let file = file(declared.name.fragment)
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        let key = try PrivateKey(opening: file, passphrase: passphrase)
        guard key.publicKey == declared.key else {
            throw HomeError.noKey(use: declared.use.rawValue, folder: path)
        }
        return NamedPrivateKey(name: declared.name, key: key)
    }

    /// The key that no ledger declares, from its file; `nil` if there is no such file.
    ///
    /// - Throws: ``SigningError`` if the file cannot be opened.
    func key(undeclared name: String) throws(SigningError) -> PrivateKey? {
        guard FileManager.default.fileExists(atPath: file(name)) else { return nil }
        return try PrivateKey(opening: file(name), passphrase: passphrase)
    }

    /// The newest key in force for each use, all of which must have their file here.
    ///
    /// - Parameter companion: the post-quantum key that signs checkpoints too, whose file must be
    ///   here as well.
    /// - Throws: ``HomeError/noKey(use:folder:)``, ``SigningError`` or ``NoteError``.
    public func ring(for keys: KeyHistory, companion: VerifierKey? = nil) throws -> KeyRing {
        KeyRing(
            record: try newest(.record, of: keys), assertion: try newest(.assertion, of: keys),
            token: try keys.activeKeys(for: .assertion).last { !$0.makesProofs }.flatMap(key),
            status: try newest(.status, of: keys),
            ledger: try signer(for: keys, companion: companion),
            earlierAssertion: { name in
                guard let declared = keys.entry(name)?.declared, declared.use == .assertion
                else { return nil }
                return try key(declared)
            })
    }

    /// What signs a ledger's checkpoints, by its keys in force.
    ///
    /// - Throws: as ``ring(for:companion:)`` does.
    func signer(for keys: KeyHistory, companion: VerifierKey?) throws -> NoteSigner {
        try signer(keys.origin, newest(.ledger, of: keys).key, companion: companion)
    }

    /// What signs a ledger's checkpoints.
    func signer(
        _ origin: Origin, _ key: PrivateKey, companion: VerifierKey?
    ) throws -> NoteSigner {
        try NoteSigner(
            name: origin.keyName, key: key, companion: companion.map { try self.companion($0) })
    }

    /// The name of the post-quantum key's file, without `.pem`.
    static let companionName = "companion-1"

    private func companion(_ expected: VerifierKey) throws -> CompanionKey {
        let path = file(KeyFolder.companionName)
        guard FileManager.default.fileExists(atPath: path) else {
            throw HomeError.noKey(use: "post-quantum", folder: self.path)
        }
        let key = try CompanionKey(opening: path, passphrase: passphrase)
        guard key.verifierKey(expected.name) == expected else {
            throw HomeError.noKey(use: "post-quantum", folder: self.path)
        }
        return key
    }

    /// Makes the file of a post-quantum key.
    ///
    /// - Throws: ``SigningError``.
    func write(_ key: CompanionKey) throws(SigningError) {
        try key.write(to: file(KeyFolder.companionName), passphrase: passphrase)
    }

    /// The uses for which no key in force has a file here, as a person is told them.
    func usesWithoutFile(for keys: KeyHistory, companion: VerifierKey?) -> [String] {
        let uses = [KeyUse.record, .assertion, .status, .ledger].filter { use in
            !keys.workingKeys(for: use).contains {
                FileManager.default.fileExists(atPath: file($0.name.fragment))
            }
        }
        let isThere = FileManager.default.fileExists(atPath: file(KeyFolder.companionName))
        return uses.map(\.rawValue) + (companion == nil || isThere ? [] : ["post-quantum"])
    }

    private func newest(_ use: KeyUse, of keys: KeyHistory) throws -> NamedPrivateKey {
        for declared in keys.workingKeys(for: use).reversed() {
            if let key = try key(declared) { return key }
        }
        throw HomeError.noKey(use: use.rawValue, folder: path)
    }

    private func file(_ name: String) -> String { "\(path)/\(name).pem" }
}
