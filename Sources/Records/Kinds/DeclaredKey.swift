public import CanonicalJSON
public import Signing
import TransparencyLog

/// What a key may sign. A key has one use.
///
/// Spec: 01-record §5.
public enum KeyUse: String, CaseIterable, Hashable, Sendable {
    /// Statements in the ledger.
    case record
    /// Credentials.
    case assertion
    /// Status lists and standings.
    case status
    /// Checkpoints.
    case ledger
    /// Sealed lists, by one member of an exam board.
    case officer
    /// Recoveries.
    case recovery
}

extension SignatureAlgorithm {
    /// The algorithm of that name, if records know it. Others sign credentials only: a record means
    /// the same to every reader, so what was added since is not read in them.
    init?(recorded name: String) {
        self.init(rawValue: name)
        switch self {
        case .ed25519, .es256, .rs256: break
        case .es384: return nil
        }
    }
}

/// A public key as its ledger declares it: a name, a use, and the key.
public struct DeclaredKey: Hashable, Sendable {
    /// The key's name; never used again for another key.
    public let name: DIDURL
    /// What it may sign.
    public let use: KeyUse
    /// The key.
    public let key: PublicKey

    /// Declares a key.
    public init(name: DIDURL, use: KeyUse, key: PublicKey) {
        precondition(
            SignatureAlgorithm(recorded: key.algorithm.rawValue) != nil,
            "a ledger declares keys that its readers know")
        self.name = name
        self.use = use
        self.key = key
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        let kind = try object.required("alg")
        guard let algorithm = SignatureAlgorithm(recorded: try kind.text()) else { throw kind.bad }
        name = try object.required("id").keyName()
        use = try object.required("use").oneOf(KeyUse.self)
        let material = try object.required("public")
        let bytes = try material.bytes(max: 2_048)
        do {
            key = try PublicKey(algorithm, bytes: bytes)
        } catch {
            throw material.bad
        }
        guard key.bytes == bytes else { throw material.bad }
        try object.end()
    }

    /// The declaration as JSON; the key's bytes as unpadded base64url.
    public var json: JSONValue {
        [
            "alg": .string(key.algorithm.rawValue), "id": .string(name.description),
            "public": .string(Base64URL.encode(key.bytes)), "use": .string(use.rawValue),
        ]
    }
}
