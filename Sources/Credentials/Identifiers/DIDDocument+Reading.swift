public import CanonicalJSON
import Signing

/// Reading a document strictly: what is not understood in it is never guessed at.
extension DIDDocument {
    /// Reads the bytes of a document.
    ///
    /// - Throws: `documentMalformed`.
    public init(parsing bytes: [UInt8]) throws(VerificationMethodError) {
        let document: JSONDocument
        do {
            document = try JSONDocument(
                parsing: bytes, limits: JSONLimits(bytesMax: Self.byteCountMax))
        } catch {
            throw .documentMalformed("it is not strict JSON: \(error).")
        }
        try self.init(document.root)
    }

    /// Reads a document.
    ///
    /// A key may be named by its fragment alone, as the document's own. A document that shows a
    /// private key is refused, since the key is anybody's now. Keys of kinds that are not used here
    /// are kept as unusable.
    ///
    /// - Throws: `documentMalformed`.
    public init(_ json: JSON) throws(VerificationMethodError) {
        guard let id = json["id"]?.string.flatMap(DID.init) else {
            throw .documentMalformed("its id is no DID.")
        }
        var methods: [VerificationMethod] = []
        for element in try Self.array("verificationMethod", of: json) {
            try Self.add(VerificationMethod(reading: element, [], in: id), to: &methods)
        }
        for relationship in VerificationRelationship.allCases {
            for element in try Self.array(relationship.rawValue, of: json) {
                try Self.relate(element, by: relationship, of: id, in: &methods)
            }
        }
        guard methods.count <= Self.methodCountMax else {
            throw .documentMalformed("it has more than \(Self.methodCountMax) keys.")
        }
        let names = json["alsoKnownAs"]?.asList.compactMap(\.string) ?? []
        self.init(id: id, methods: methods, alsoKnownAs: names)
    }

    private static func array(
        _ name: String, of json: JSON
    ) throws(VerificationMethodError) -> [JSON] {
        guard let value = json[name] else { return [] }
        guard value.kind == .array else {
            throw .documentMalformed("\(name) is not an array.")
        }
        return value.elements
    }

    private static func add(
        _ method: VerificationMethod, to methods: inout [VerificationMethod]
    ) throws(VerificationMethodError) {
        guard !methods.contains(where: { $0.id == method.id }) else {
            throw .documentMalformed("two keys are called \(method.id).")
        }
        methods.append(method)
    }

    /// Takes one element of a relationship: the name of a key, or a key for that use only.
    private static func relate(
        _ element: JSON, by relationship: VerificationRelationship, of id: DID,
        in methods: inout [VerificationMethod]
    ) throws(VerificationMethodError) {
        guard element.kind != .object else {
            let method = try VerificationMethod(reading: element, [relationship], in: id)
            return try add(method, to: &methods)
        }
        guard let url = DIDURL(element, in: id) else {
            throw .documentMalformed("\(relationship.rawValue) names no key.")
        }
        if let index = methods.firstIndex(where: { $0.id == url }) {
            methods[index] = methods[index].adding([relationship])
        } else if url.did == id {
            throw .documentMalformed("there is no key \(url).")
        }
        // A key in another controller's document is none of this one's keys.
    }
}

extension DIDURL {
    /// Reads the name of a key: a whole DID URL, or the fragment of one of the document's own.
    fileprivate init?(_ json: JSON, in document: DID) {
        guard let text = json.string else { return nil }
        self.init(text.utf8.first == UInt8(ascii: "#") ? "\(document)\(text)" : text)
    }
}

extension VerificationMethod {
    private static let secretNames = [
        "secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk",
        "privateKeyBase58", "privateKeyHex", "privateKeyPem",
    ]

    /// Reads one key of a document.
    fileprivate init(
        reading json: JSON, _ relationships: Set<VerificationRelationship>, in document: DID
    ) throws(VerificationMethodError) {
        guard let id = json["id"].flatMap({ DIDURL($0, in: document) }) else {
            throw .documentMalformed("the id of a key is no DID URL.")
        }
        guard let controller = json["controller"]?.string.flatMap(DID.init) else {
            throw .documentMalformed("the controller of \(id) is no DID.")
        }
        guard let type = json["type"]?.string else {
            throw .documentMalformed("the type of \(id) is no string.")
        }
        let showsSecret = json.members.contains { member in
            Self.secretNames.contains { member.isNamed($0) }
        }
        guard !showsSecret, json["publicKeyJwk"]?["d"] == nil else {
            throw .documentMalformed("it shows the private key of \(id).")
        }
        self.init(
            id: id, controller: controller, material: Self.material(json, type: type),
            relationships: relationships, validFrom: nil,
            expires: try Self.time("expires", of: json, id),
            revoked: try Self.time("revoked", of: json, id))
    }

    private static func material(_ json: JSON, type: String) -> Material {
        switch type {
        case "Multikey", "Ed25519VerificationKey2020":
            guard let text = json["publicKeyMultibase"]?.string else {
                return .unusable("publicKeyMultibase is no string.")
            }
            do {
                return .usable(try PublicKey(multikey: text))
            } catch {
                return .unusable("\(error)")
            }
        case "JsonWebKey", "JsonWebKey2020":
            guard let jwk = json["publicKeyJwk"] else {
                return .unusable("publicKeyJwk is missing.")
            }
            guard JSONWebKey.isForSignatures(jwk) else {
                return .unusable("it says that it is not for signatures.")
            }
            do {
                return .usable(try JSONWebKey.publicKey(jwk))
            } catch {
                return .unusable("\(error)")
            }
        default: return .unusable("keys of type \(type) are not used here.")
        }
    }

    private static func time(
        _ name: String, of json: JSON, _ id: DIDURL
    ) throws(VerificationMethodError) -> Instant? {
        guard let value = json[name] else { return nil }
        guard let stamp = value.string.flatMap({ try? DateTimeStamp($0) }) else {
            throw .documentMalformed("\(name) of \(id) is no date and time with a zone.")
        }
        return stamp.instant ?? (stamp.isBefore(.earliest) ? .earliest : .latest)
    }
}
