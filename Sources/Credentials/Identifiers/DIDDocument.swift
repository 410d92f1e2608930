public import CanonicalJSON
public import Signing

/// A controller's keys, as its `did.json` says.
///
/// Spec: 02-sign §5; Controlled Identifiers 1.0, section 2; DID Core 1.0, section 5.
public struct DIDDocument: Hashable, Sendable {
    /// The longest document that is read, in bytes.
    public static let byteCountMax = 65_536
    /// The most keys that a document may have.
    static let methodCountMax = 256

    /// Whose document it is.
    public let id: DID
    /// The keys, each with all its uses.
    public let methods: [VerificationMethod]
    /// Other names of the same controller.
    public let alsoKnownAs: [String]

    /// Makes a document of keys with distinct names.
    public init(id: DID, methods: [VerificationMethod], alsoKnownAs: [String] = []) {
        precondition(methods.count <= Self.methodCountMax, "a document has at most 256 keys")
        precondition(
            Set(methods.map(\.id)).count == methods.count, "each key of a document has a name")
        self.id = id
        self.methods = methods
        self.alsoKnownAs = alsoKnownAs
    }

    /// Makes a document of the first of some keys with distinct names: of as many as its readers
    /// take.
    public init(id: DID, first methods: [VerificationMethod]) {
        func document(_ count: Int) -> DIDDocument {
            DIDDocument(id: id, methods: Array(methods.prefix(count)))
        }
        func isReadable(_ count: Int) -> Bool {
            document(count).json.canonicalBytes().count <= Self.byteCountMax
        }
        var (least, most) = (0, min(methods.count, Self.methodCountMax))
        if isReadable(most) { least = most }
        while least < most {
            let count = (least + most + 1) / 2
            if isReadable(count) { least = count } else { most = count - 1 }
        }
        self = document(least)
    }

    /// The document of a `did:key`: its one key, for every use of a signature.
    ///
    /// - Throws: what is wrong with the DID.
    public init(ofKey did: DID) throws(DIDError) {
        let key = try did.publicKey()
        self.init(
            id: did,
            methods: [
                VerificationMethod(
                    id: try did.keyURL(), key: key,
                    relationships: [
                        .assertionMethod, .authentication, .capabilityInvocation,
                        .capabilityDelegation,
                    ])
            ])
    }

    /// The key of that name.
    public func method(named url: DIDURL) -> VerificationMethod? {
        methods.first { $0.id == url }
    }

    /// The document as it is published.
    ///
    /// Keys are written as Multikey, RSA keys, which have none, as JsonWebKey. A key that cannot
    /// be used is left out.
    public var json: JSONValue {
        let written = methods.compactMap { method in
            method.publicKey.map { (method, $0) }
        }
        var contexts: [JSONValue] = ["https://www.w3.org/ns/did/v1"]
        if written.contains(where: { $0.1.multikey != nil }) {
            contexts.append("https://w3id.org/security/multikey/v1")
        }
        if written.contains(where: { $0.1.multikey == nil }) {
            contexts.append("https://w3id.org/security/jwk/v1")
        }
        var json: JSONValue = ["@context": .array(contexts), "id": .string(id.description)]
        if !alsoKnownAs.isEmpty {
            json["alsoKnownAs"] = .array(alsoKnownAs.map { .string($0) })
        }
        json["verificationMethod"] = .array(written.map { Self.json(of: $0.0, $0.1) })
        for relationship in VerificationRelationship.allCases {
            let names = written.filter { $0.0.relationships.contains(relationship) }
                .map { JSONValue.string($0.0.id.description) }
            if !names.isEmpty { json[relationship.rawValue] = .array(names) }
        }
        return json
    }

    private static func json(of method: VerificationMethod, _ key: PublicKey) -> JSONValue {
        var json: JSONValue = [
            "id": .string(method.id.description),
            "type": key.multikey == nil ? "JsonWebKey" : "Multikey",
            "controller": .string(method.controller.description),
        ]
        if let multikey = key.multikey {
            json["publicKeyMultibase"] = .string(multikey)
        } else {
            json["publicKeyJwk"] = JSONWebKey.json(for: key)
        }
        if let expires = method.expires { json["expires"] = .string(expires.description) }
        if let revoked = method.revoked { json["revoked"] = .string(revoked.description) }
        return json
    }
}
