import CanonicalJSON
public import Signing
public import TransparencyLog

/// The first record of a ledger: who keeps it, where, and with which keys.
///
/// Spec: 01-record §3.1.
public struct Genesis: Hashable, Sendable {
    /// The most keys that a ledger starts with.
    static let keysMax = 32

    /// Who keeps the ledger; the issuer of every statement in it.
    public let did: DID
    /// The ledger's name.
    public let origin: Origin
    /// The first keys, at least one of them for records.
    public let keys: [DeclaredKey]
    /// The commitment to the recovery quorum, see ``RecoveryQuorum/commitment``.
    public let recovery: Digest

    /// Makes a first record's body.
    public init(did: DID, origin: Origin, keys: [DeclaredKey], recovery: Digest) {
        self.did = did
        self.origin = origin
        self.keys = keys
        self.recovery = recovery
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        did = try object.required("did").did()
        origin = try object.required("origin").origin()
        recovery = try object.required("recovery").digest()
        var keys: [DeclaredKey] = []
        for element in try object.required("keys").elements(max: Genesis.keysMax) {
            keys.append(try DeclaredKey(element))
        }
        self.keys = keys
        try object.end()
    }

    var json: JSONValue {
        [
            "did": .string(did.description), "keys": .array(keys.map(\.json)),
            "origin": .string(origin.description), "recovery": .string(recovery.base64URL),
        ]
    }
}
