import CanonicalJSON
import Credentials
import Signing
import Testing

@Suite("A DID document")
struct DIDDocumentTests {
    private func method(
        _ fragment: String, _ key: PublicKey, _ relationships: Set<VerificationRelationship>,
        expires: Instant? = nil, revoked: Instant? = nil
    ) throws -> VerificationMethod {
        VerificationMethod(
            id: try Example.url("did:web:uni.example#" + fragment), key: key,
            relationships: relationships, expires: expires, revoked: revoked)
    }

    private func document() throws -> DIDDocument {
        DIDDocument(
            id: try Example.did(),
            methods: [
                try method(
                    "a-2026", Example.key(1).publicKey, [.assertionMethod, .authentication],
                    expires: Example.now + .seconds(60)),
                try method(
                    "a-2021", Example.key(2).publicKey, [.assertionMethod], revoked: Example.now),
                try method(
                    "p-256", PrivateKey.generate(.es256).publicKey, [.assertionMethod]),
                try method("rsa", PrivateKey.generate(.rs256).publicKey, [.assertionMethod]),
            ], alsoKnownAs: ["https://uni.example/"])
    }

    @Test("is read as it was written")
    func roundTrip() throws {
        let document = try document()
        #expect(try DIDDocument(parsing: document.json.canonicalBytes()) == document)
        let contexts = document.json["@context"]
        #expect(
            contexts == [
                "https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1",
                "https://w3id.org/security/jwk/v1",
            ])
        #expect(document.json["authentication"] == ["did:web:uni.example#a-2026"])
        #expect(document.json["verificationMethod"]?.text.contains("a-2021") == true)
        let empty = DIDDocument(id: try Example.did(), methods: [])
        #expect(try DIDDocument(parsing: empty.json.canonicalBytes()) == empty)
    }

    private static let key = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    private static let text = """
        {"id": "did:web:uni.example",
         "verificationMethod": [{"id": "did:web:uni.example#a", "type": "Multikey",
           "controller": "did:web:uni.example", "publicKeyMultibase": "\(key)"}],
         "assertionMethod": ["did:web:uni.example#a"]}
        """

    @Test(
        "is refused when it is malformed",
        arguments: [
            .remove("/id"), .set("/id", #""https://uni.example""#), .set("/id", "1"),
            .set("/id", #""did:web:uni.example#a""#),
            .set("/verificationMethod", "{}"), .set("/assertionMethod", #""did:a:b#c""#),
            .set("/verificationMethod/0", #""did:a:b#c""#),
            .remove("/verificationMethod/0/id"), .set("/verificationMethod/0/id", ##""#""##),
            .set("/verificationMethod/0/id", ##""#other""##),
            .set("/verificationMethod/0/id", #""did:web:uni.example""#),
            .remove("/verificationMethod/0/type"), .set("/verificationMethod/0/type", "[]"),
            .remove("/verificationMethod/0/controller"),
            .set("/verificationMethod/0/controller", #""uni""#),
            .set("/verificationMethod/0/expires", #""2031-01-01""#),
            .set("/verificationMethod/0/revoked", "1"),
            .set("/verificationMethod/0/secretKeyMultibase", #""z3u2""#),
            .set("/verificationMethod/0/privateKeyJwk", "{}"),
            .set("/verificationMethod/0/publicKeyJwk", #"{"d": "x"}"#),
            .set("/assertionMethod/0", ##""#b""##), .set("/assertionMethod/0", "1"),
            .set("/assertionMethod/0", #""did:web:uni.example#b""#),
            .set("/authentication", "[{}]"),
        ] as [Edit])
    func malformed(edit: Edit) throws {
        let json = try JSONValue(Self.text).applying([edit])
        let error = #expect(throws: VerificationMethodError.self) {
            try DIDDocument(parsing: json.canonicalBytes())
        }
        #expect(
            error?.type == "https://w3id.org/security#INVALID_CONTROLLED_IDENTIFIER_DOCUMENT")
    }

    @Test("may name its own keys by their fragments")
    func fragments() throws {
        let json = try JSONValue(Self.text)
        let whole = try DIDDocument(parsing: json.canonicalBytes())
        let name = try #require(whole.methods.first?.id)
        let fragment = "\"#\(name.fragment)\""
        for edits in [
            [Edit.set("/verificationMethod/0/id", fragment)],
            [.set("/assertionMethod/0", fragment)],
            [.set("/verificationMethod/0/id", fragment), .set("/assertionMethod/0", fragment)],
        ] {
            #expect(try DIDDocument(parsing: json.applying(edits).canonicalBytes()) == whole)
        }
    }

    @Test("is refused when two keys have one name")
    func twice() throws {
        let json = try JSONValue(Self.text)
        let method = try #require(json["verificationMethod"]?.text.dropFirst().dropLast())
        for edit in [
            Edit.set("/verificationMethod/1", String(method)),
            Edit.set("/authentication", "[\(method)]"),
        ] {
            #expect(throws: VerificationMethodError.self) {
                try DIDDocument(parsing: json.applying([edit]).canonicalBytes())
            }
        }
    }

    @Test("may hold a key for one use only, and name keys of others")
    func embedded() throws {
        let json = try JSONValue(Self.text).applying([
            .set(
                "/authentication",
                """
                [{"id": "did:web:uni.example#b", "type": "Multikey",
                  "controller": "did:web:uni.example", "publicKeyMultibase": "\(Self.key)"}]
                """),
            .set("/assertionMethod/1", #""did:web:other.example#x""#),
        ])
        let document = try DIDDocument(parsing: json.canonicalBytes())
        #expect(document.methods.map(\.relationships) == [[.assertionMethod], [.authentication]])
    }

    @Test(
        "keeps keys that cannot be used, as unusable",
        arguments: [
            .set("/publicKeyMultibase", #""zTjsVPtY""#), .remove("/publicKeyMultibase"),
            .set("/publicKeyMultibase", "1"), .set("/type", #""X25519KeyAgreementKey2020""#),
            .set("/type", #""JsonWebKey""#),
            .set("/publicKeyMultibase", #""z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP""#),
        ] as [Edit])
    func unusable(edit: Edit) throws {
        let edit = Edit(pointer: "/verificationMethod/0" + edit.pointer, json: edit.json)
        let json = try JSONValue(Self.text).applying([edit])
        let document = try DIDDocument(parsing: json.canonicalBytes())
        #expect(document.methods.map(\.publicKey) == [nil])
        let url = try Example.url("did:web:uni.example#a")
        let error = #expect(throws: VerificationMethodError.self) {
            try KnownDocuments([document]).method(
                named: url.description, for: .assertionMethod, at: Example.now)
        }
        #expect(error?.code == "method.key-unusable")
    }

    @Test("reads keys as JSON Web Keys, and refuses what is no such key")
    func jsonWebKeys() throws {
        func document(_ jwk: String) throws -> DIDDocument {
            let json = try JSONValue(Self.text).applying([
                .set("/verificationMethod/0/type", #""JsonWebKey2020""#),
                .set("/verificationMethod/0/publicKeyJwk", jwk),
            ])
            return try DIDDocument(parsing: json.canonicalBytes())
        }
        let ed25519 = #"""
            {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
            """#
        let p256 = #"""
            {"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
             "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}
            """#
        #expect(try document(ed25519).methods.first?.publicKey?.algorithm == .ed25519)
        #expect(try document(p256).methods.first?.publicKey?.algorithm == .es256)
        for bad in [
            "{}", "1", #"{"kty":"OKP","crv":"X25519","x":"AAAA"}"#,
            #"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#,
            #"{"kty":"OKP","crv":"Ed25519"}"#,
            p256.replacing("IFyM", with: "IFyA"), p256.replacing("P-256", with: "P-384"),
            #"{"kty":"RSA","n":"AAAA","e":"AQAB"}"#, #"{"kty":"RSA","n":"","e":""}"#,
            #"{"kty":"RSA","n":"////","e":"AQAB"}"#, #"{"kty":"RSA","e":"AQAB"}"#,
            // By its own word a key is for something else.
            p256.replacing("}", with: #","use":"enc"}"#),
            p256.replacing("}", with: #","key_ops":["deriveKey"]}"#),
            p256.replacing("}", with: #","key_ops":"verify"}"#),
        ] {
            #expect(try document(bad).methods.map(\.publicKey) == [nil], "\(bad)")
        }
    }

    @Test("is read up to 65,536 bytes and 256 keys, and no more")
    func limits() throws {
        let text = Array(Self.text.utf8)
        let padding = [UInt8](repeating: 0x20, count: DIDDocument.byteCountMax - text.count)
        _ = try DIDDocument(parsing: text + padding)
        #expect(throws: VerificationMethodError.self) {
            try DIDDocument(parsing: text + padding + [0x20])
        }
        func document(_ count: Int) -> [UInt8] {
            let methods = (0..<count).map { index in
                """
                {"id": "did:web:u.example#\(index)", "type": "X", "controller": "did:a:b"}
                """
            }
            let list = methods.joined(separator: ",")
            return Array(#"{"id": "did:web:u.example", "verificationMethod": [\#(list)]}"#.utf8)
        }
        #expect(try DIDDocument(parsing: document(256)).methods.count == 256)
        #expect(throws: VerificationMethodError.self) { try DIDDocument(parsing: document(257)) }
    }

    @Test("is made of as many of the first keys as its readers take")
    func first() throws {
        let id = try Example.did()
        let methods = try (0..<300).map { index in
            try method("a-\(index)", PrivateKey.generate(.ed25519).publicKey, [.assertionMethod])
        }
        #expect(DIDDocument(id: id, first: Array(methods.prefix(3))).methods.count == 3)
        #expect(DIDDocument(id: id, first: []).methods.isEmpty)
        let short = DIDDocument(id: id, first: methods)
        #expect(short.methods == Array(methods.prefix(256)))
        // Other keys are longer, and fewer go into so many bytes.
        let key = try PrivateKey.generate(.rs256).publicKey
        let long = try (0..<300).map { try method("r-\($0)", key, [.assertionMethod]) }
        let document = DIDDocument(id: id, first: long)
        let count = document.methods.count
        #expect(try DIDDocument(parsing: document.json.canonicalBytes()) == document)
        let more = DIDDocument(id: id, methods: Array(long.prefix(count + 1)))
        #expect(more.json.canonicalBytes().count > DIDDocument.byteCountMax)
    }

    @Test("with a time before 1970 or in its last hours keeps it as the nearest instant")
    func farTimes() throws {
        let json = try JSONValue(Self.text).applying([
            .set("/verificationMethod/0/revoked", #""1960-01-01T00:00:00Z""#),
            .set("/verificationMethod/0/expires", #""9999-12-31T23:59:59-10:00""#),
        ])
        let method = try #require(
            try DIDDocument(parsing: json.canonicalBytes()).methods.first)
        #expect(method.revoked == .earliest)
        #expect(method.expires == .latest)
    }
}
