import CanonicalJSON
import Signing
import Testing

/// Makes credentials as other people's programs do, and damages them.
///
/// Written from the specifications, apart from what the programs here sign with.
enum ForeignMaker {
    static let now = "2026-01-15T08:00:00Z"
    static let base58 = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

    /// A party with a key of its own, and a `did:key`.
    struct Party {
        let key: PrivateKey
        let did: String
        var keyName: String { did + "#" + did.split(separator: ":")[2] }

        init(seed: UInt8) throws {
            key = try PrivateKey(ed25519Seed: [UInt8](repeating: seed, count: 32))
            did = "did:key:" + (try #require(key.publicKey.multikey))
        }

        init(p256 scalar: UInt8) throws {
            let secret = [0x86, 0x26] + [UInt8](repeating: scalar, count: 32)
            key = try PrivateKey(multikey: "z" + Base58.encode(secret))
            did = "did:key:" + (try #require(key.publicKey.multikey))
        }
    }

    /// A small credential of version 2.0, without a proof.
    static func plain(of party: Party) throws -> JSONValue {
        try json(
            """
            {"@context": ["https://www.w3.org/ns/credentials/v2"],
             "id": "urn:uuid:58172aac-d8ba-4d11-83dd-0b3aef56cc33",
             "type": ["VerifiableCredential"], "issuer": "\(party.did)",
             "validFrom": "2025-01-01T00:00:00Z",
             "credentialSubject": {"id": "did:example:subject", "name": "Ada"}}
            """)
    }

    /// One of version 1.1.
    static func old(of party: Party) throws -> JSONValue {
        try json(
            """
            {"@context": ["https://www.w3.org/2018/credentials/v1",
              "https://w3id.org/security/data-integrity/v2"],
             "id": "http://example.org/credentials/1872",
             "type": ["VerifiableCredential"], "issuer": {"id": "\(party.did)"},
             "issuanceDate": "2025-01-01T00:00:00Z",
             "credentialSubject": {"id": "did:example:subject"}}
            """)
    }

    /// An Open Badge.
    static func badge(of party: Party) throws -> JSONValue {
        try json(
            """
            {"@context": ["https://www.w3.org/ns/credentials/v2",
              "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
              "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],
             "id": "http://1edtech.edu/credentials/3732",
             "type": ["VerifiableCredential", "OpenBadgeCredential"],
             "issuer": {"id": "\(party.did)", "type": ["Profile"], "name": "Example University"},
             "validFrom": "2025-01-01T00:00:00Z", "name": "Teamwork",
             "credentialSchema": [{"id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/a.json",
               "type": "1EdTechJsonSchemaValidator2019"}],
             "credentialSubject": {"id": "did:example:subject", "type": ["AchievementSubject"],
               "achievement": {"id": "https://example.com/achievements/1",
                 "type": ["Achievement"], "name": "Teamwork", "description": "Works well.",
                 "criteria": {"narrative": "Team members nominate."},
                 "image": {"id": "https://example.com/1.png", "type": "Image"}}}}
            """)
    }

    static func json(_ text: String) throws -> JSONValue {
        try JSONDocument(parsing: Array(text.utf8)).root.value
    }

    // MARK: Data Integrity

    /// A document with a proof over it.
    ///
    /// - Parameters:
    ///   - options: members of the proof that differ from the usual; nil takes one out.
    ///   - after: what is changed once it is signed.
    static func signed(
        _ document: JSONValue, by party: Party, suite: String? = nil,
        options: [(String, String?)] = [], after: (inout JSONValue) throws -> Void = { _ in }
    ) throws -> JSONValue {
        var signed = document
        signed["proof"] = try proof(of: document, by: party, suite: suite, options: options)
        try after(&signed)
        return signed
    }

    static func proof(
        of document: JSONValue, by party: Party, suite: String? = nil,
        options: [(String, String?)] = []
    ) throws -> JSONValue {
        let isEd25519 = party.key.publicKey.algorithm == .ed25519
        var proof: JSONValue = [
            "type": "DataIntegrityProof",
            "cryptosuite": .string(suite ?? (isEd25519 ? "eddsa-jcs-2022" : "ecdsa-jcs-2019")),
            "created": .string(now), "verificationMethod": .string(party.keyName),
            "proofPurpose": "assertionMethod",
        ]
        proof["@context"] = document["@context"]
        for (name, text) in options { proof[name] = try text.map(json) }
        let data =
            Digest.sha256(proof.canonicalBytes()).bytes
            + Digest.sha256(document.removing(name: "proof").canonicalBytes()).bytes
        if proof["proofValue"] == nil {
            proof["proofValue"] = .string("z" + Base58.encode(try party.key.signature(of: data)))
        }
        return proof
    }

    // MARK: Tokens

    /// A compact JWS.
    static func token(
        _ payload: JSONValue, by party: Party, header edits: [(String, String?)] = []
    ) throws -> String {
        let isEd25519 = party.key.publicKey.algorithm == .ed25519
        var header: JSONValue = [
            "alg": isEd25519 ? "EdDSA" : "ES256", "typ": "vc+jwt",
            "kid": .string(party.keyName),
        ]
        for (name, text) in edits { header[name] = try text.map(json) }
        let input =
            Base64URL.encode(header.canonicalBytes()) + "."
            + Base64URL.encode(payload.canonicalBytes())
        return input + "." + Base64URL.encode(try party.key.signature(of: Array(input.utf8)))
    }

    /// A credential with the claims that Open Badges asks for.
    static func claimed(_ credential: JSONValue, _ edits: [(String, String?)] = []) throws
        -> JSONValue
    {
        var payload = credential
        payload["iss"] = credential["issuer"]?["id"] ?? credential["issuer"]
        payload["sub"] = credential["credentialSubject"]?["id"]
        payload["jti"] = credential["id"]
        payload["nbf"] = 1_735_689_600
        for (name, text) in edits { payload[name] = try text.map(json) }
        return payload
    }

    /// A credential of version 1.1 under `vc`.
    static func wrapped(_ credential: JSONValue, _ edits: [(String, String?)] = []) throws
        -> JSONValue
    {
        var payload: JSONValue = ["vc": credential]
        payload["iss"] = credential["issuer"]?["id"]
        payload["sub"] = credential["credentialSubject"]?["id"]
        payload["jti"] = credential["id"]
        payload["nbf"] = 1_735_689_600
        for (name, text) in edits { payload[name] = try text.map(json) }
        return payload
    }

    static func enveloped(_ token: String, _ type: String = "Credential") -> JSONValue {
        let media = type == "Credential" ? "vc" : "vp"
        return [
            "@context": "https://www.w3.org/ns/credentials/v2",
            "id": .string("data:application/\(media)+jwt,\(token)"),
            "type": .string("EnvelopedVerifiable\(type)"),
        ]
    }

    // MARK: Presentations

    /// A presentation, without a proof.
    static func presentation(
        _ credentials: [JSONValue], of holder: Party, _ edits: [(String, String?)] = []
    ) throws -> JSONValue {
        var json: JSONValue = [
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"], "holder": .string(holder.did),
            "verifiableCredential": .array(credentials),
        ]
        for (name, text) in edits { json[name] = try text.map(ForeignMaker.json) }
        return json
    }
}

extension JSONValue {
    var text: String { String(decoding: canonicalBytes(), as: UTF8.self) }

    /// The value with what stands at a JSON pointer set, or taken out.
    func with(_ pointer: String, _ text: String?) throws -> JSONValue {
        try setting(
            pointer.split(separator: "/").map {
                String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
            }, try text.map(ForeignMaker.json))
    }

    private func setting(_ path: [String], _ new: JSONValue?) throws -> JSONValue {
        guard let name = path.first else { return try #require(new) }
        let rest = Array(path.dropFirst())
        if case .array(var elements) = self {
            let index = try #require(Int(name))
            if rest.isEmpty, index == elements.count {
                elements.append(try #require(new))
            } else if rest.isEmpty, new == nil {
                elements.remove(at: index)
            } else {
                elements[index] = try elements[index].setting(rest, new)
            }
            return .array(elements)
        }
        var object = self
        object[name] = rest.isEmpty ? new : try (object[name] ?? [:]).setting(rest, new)
        return object
    }
}
