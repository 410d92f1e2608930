public import CanonicalJSON
public import Signing
import TransparencyLog

/// The keys of which enough must sign a recovery.
///
/// Spec: 01-record §5.3.
public struct RecoveryQuorum: Hashable, Sendable {
    /// The most keys in a quorum.
    static let keysMax = 16
    /// The bytes in the salt of the commitment.
    public static let saltBytes = 32

    /// How many must sign.
    public let threshold: Int
    /// The keys, in the order of their canonical JSON.
    public let keys: [DeclaredKey]
    /// 32 random bytes, so that the commitment tells nothing of the keys.
    public let salt: [UInt8]

    /// Makes a quorum; `nil` unless `1 ≤ threshold ≤ keys ≤ 16`, all keys differ and are for
    /// recovery.
    public init?(threshold: Int, keys: [DeclaredKey], salt: [UInt8]) {
        guard keys.count <= RecoveryQuorum.keysMax, threshold >= 1, threshold <= keys.count,
            Set(keys.map(\.key)).count == keys.count, Set(keys.map(\.name)).count == keys.count,
            keys.allSatisfy({ $0.use == .recovery }), salt.count == RecoveryQuorum.saltBytes
        else { return nil }
        self.threshold = threshold
        self.keys = keys.map { (key: $0, order: $0.json.canonicalBytes()) }
            .sorted { $0.order.lexicographicallyPrecedes($1.order) }.map(\.key)
        self.salt = salt
    }

    /// Reads the opening of a commitment strictly, as it was kept with the keys.
    ///
    /// - Throws: ``RecordError`` that names the first fault.
    public init(_ json: JSON) throws(RecordError) {
        var object = try ClosedObject(json)
        self = try RecoveryQuorum.read(&object)
        try object.end()
    }

    fileprivate static func read(
        _ object: inout ClosedObject
    ) throws(RecordError) -> RecoveryQuorum {
        let threshold = try object.required("threshold")
            .integer(in: 1...Int64(RecoveryQuorum.keysMax))
        let salt = try object.required("salt").bytes(RecoveryQuorum.saltBytes)
        let list = try object.required("keys")
        var keys: [DeclaredKey] = []
        for element in try list.elements(max: RecoveryQuorum.keysMax) {
            keys.append(try DeclaredKey(element))
        }
        guard let quorum = RecoveryQuorum(threshold: Int(threshold), keys: keys, salt: salt),
            quorum.keys == keys
        else { throw list.bad }
        return quorum
    }

    /// The opening of the commitment, to be kept with the keys.
    public var json: JSONValue {
        [
            "keys": .array(keys.map(\.json)), "salt": .string(Base64URL.encode(salt)),
            "threshold": .integer(Int64(threshold)),
        ]
    }

    /// SHA-256 of `testamur.recovery.v1`, a newline, the salt, and the canonical JSON of keys and
    /// threshold.
    public var commitment: Digest {
        let content: JSONValue = [
            "keys": .array(keys.map(\.json)), "threshold": .integer(Int64(threshold)),
        ]
        return .sha256([Array("testamur.recovery.v1\n".utf8), salt, content.canonicalBytes()])
    }
}

/// A recovery: the opening of the quorum that was committed to, and the commitment to the next.
public struct Recovery: Hashable, Sendable {
    /// The quorum.
    public let quorum: RecoveryQuorum
    /// The commitment to the quorum that takes its place.
    public let next: Digest

    /// Makes a recovery.
    public init(quorum: RecoveryQuorum, next: Digest) {
        self.quorum = quorum
        self.next = next
    }

    init(_ field: Field) throws(RecordError) {
        var object = try field.object()
        next = try object.required("next").digest()
        quorum = try RecoveryQuorum.read(&object)
        try object.end()
    }

    var json: JSONValue {
        var json = quorum.json
        json["next"] = .string(next.base64URL)
        return json
    }
}
