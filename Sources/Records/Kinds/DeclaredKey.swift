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
        self.name = name
        self.use = use
        self.key = key
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        let algorithm = try object.required("alg").oneOf(SignatureAlgorithm.self)
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
