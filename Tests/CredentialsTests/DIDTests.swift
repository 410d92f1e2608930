import Credentials
import Signing
import Testing

@Suite("A DID")
struct DIDTests {
    @Test(
        "of did:web leads to one address",
        arguments: [
            ("did:web:uni.example", "https://uni.example/.well-known/did.json"),
            ("did:web:uni.example:law", "https://uni.example/law/did.json"),
            ("did:web:uni.example:law:School", "https://uni.example/law/School/did.json"),
            ("did:web:uni.example%3A8443", "https://uni.example:8443/.well-known/did.json"),
            ("did:web:localhost%3A1:a", "https://localhost:1/a/did.json"),
            ("did:web:xn--hgi.example", "https://xn--hgi.example/.well-known/did.json"),
            ("did:web:uni.example:%C3%A9", "https://uni.example/%C3%A9/did.json"),
            ("did:web:3com.example", "https://3com.example/.well-known/did.json"),
        ])
    func web(text: String, url: String) throws {
        #expect(try Example.did(text).webLocation().documentURL == url)
    }

    @Test(
        "of did:web is refused when its host is not a domain name in lower case",
        arguments: [
            "did:web:Uni.example", "did:web:127.0.0.1", "did:web:1.2.3.0x4", "did:web:2130706433",
            "did:web:uni_1.example", "did:web:-uni.example", "did:web:uni-.example",
            "did:web:uni..example", "did:web:.example", "did:web:uni.example.",
            "did:web:%75ni.example", "did:web:uni.example%2Fa", "did:web:uni.example%3a80",
            "did:web:user%40uni.example", "did:web:%5B%3A%3A1%5D", "did:web:uni.example%23a",
            "did:web:" + String(repeating: "a", count: 64) + ".example", "did:web:%3A80",
        ])
    func host(text: String) throws {
        let did = try Example.did(text)
        #expect(throws: DIDError.host(did)) { try did.webLocation() }
    }

    @Test(
        "of did:web is refused when its port does not exist",
        arguments: ["", "0", "080", "65536", "123456", "8a"])
    func port(text: String) throws {
        let did = try Example.did("did:web:uni.example%3A" + text + (text.isEmpty ? ":a" : ""))
        #expect(throws: DIDError.port(did)) { try did.webLocation() }
    }

    @Test(
        "of did:web is refused when its path climbs or hides something",
        arguments: [
            "..", ".", "%2e%2e", "%2E", "a:%2e.", "a::b", "%2f", "a%2Fb", "a%5Cb", "a%3Fb",
            "a%23b", "a%00", "a%0A", "a%20b", "%FF", "%C0%AE", "a%25b", "a%40b",
        ])
    func path(text: String) throws {
        let did = try Example.did("did:web:uni.example:" + text)
        #expect(throws: DIDError.path(did)) { try did.webLocation() }
    }

    @Test("has at most 512 bytes, and 2,048 where it holds a whole key")
    func lengths() {
        func did(_ start: String, _ count: Int) -> DID? {
            DID(start + String(repeating: "a", count: count - start.utf8.count))
        }
        #expect(did("did:web:", 512) != nil && did("did:web:", 513) == nil)
        #expect(did("did:jwk:", 2_048) != nil && did("did:jwk:", 2_049) == nil)
        #expect(did("did:jwks:", 513) == nil)
        for (did, isRead) in [(did("did:jwk:", 2_048), true), (did("did:web:", 512), true)] {
            let text = (did?.description ?? "") + "#" + String(repeating: "a", count: 512)
            #expect((DIDURL(text) != nil) == isRead && DIDURL(text + "a") == nil)
        }
    }

    @Test("of did:jwk is its key unless it is private, or meant for secrets")
    func webKey() throws {
        func document(_ more: String) throws -> DIDDocument {
            let x = Base64URL.encode(try Example.key().publicKey.bytes)
            let jwk = #"{"kty":"OKP","crv":"Ed25519","x":"\#(x)"\#(more)}"#
            let did = try Example.did("did:jwk:" + Base64URL.encode(Array(jwk.utf8)))
            return try #require(
                try KnownDocuments([], keyDIDs: .resolved).document(of: did))
        }
        for more in [
            "", #","use":"sig""#, #","alg":"EdDSA","kid":"1""#, #","key_ops":["verify"]"#,
        ] {
            let method = try #require(try document(more).methods.first)
            #expect(try method.publicKey == Example.key().publicKey)
            #expect(method.id.fragment == "0")
        }
        for more in [#","use":"enc""#, #","use":1"#, #","d":"AA""#, #","key_ops":["sign"]"#] {
            #expect(throws: VerificationMethodError.self, "\(more)") { try document(more) }
        }
    }

    @Test("of did:key is its key, both ways")
    func key() throws {
        for key in try [
            Example.key().publicKey, PrivateKey.generate(.es256).publicKey,
            PrivateKey.generate(.es384).publicKey,
        ] {
            let did = try #require(DID(key: key))
            #expect(try did.publicKey() == key)
            let url = try did.keyURL()
            #expect(url.did == did && url.fragment == key.multikey)
            let document = try DIDDocument(ofKey: did)
            #expect(document.method(named: url)?.publicKey == key)
        }
        #expect(try DID(key: PrivateKey.generate(.rs256).publicKey) == nil)
    }

    @Test(
        "of did:key is refused when it spells no accepted key",
        arguments: [
            "did:key:zTjsVPtY", "did:key:z", "did:key:abc", "did:key:mAAAA",
            // A point of order 4, and the neutral element.
            "did:key:z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP",
            "did:key:z6MkeXATEjyXENzBXBxgC5EHk2JE5aqd7qMGGtDpLUH1e2Sj",
            // A secp256k1 key, and an X25519 key.
            "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
            "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc",
        ])
    func badKey(text: String) throws {
        let did = try Example.did(text)
        #expect(throws: DIDError.self) { try did.publicKey() }
        #expect(throws: DIDError.self) { try did.keyURL() }
        #expect(throws: DIDError.self) { try DIDDocument(ofKey: did) }
    }

    @Test("of another method leads nowhere")
    func method() throws {
        let web = try Example.did()
        let key = try #require(DID(key: Example.key().publicKey))
        #expect(throws: DIDError.method(web)) { try web.publicKey() }
        #expect(throws: DIDError.method(web)) { try web.keyURL() }
        #expect(throws: DIDError.method(key)) { try key.webLocation() }
        let errors: [DIDError] = [
            .method(web), .host(web), .port(web), .path(web), .key(.multikeyMalformed),
        ]
        #expect(Set(errors.map(\.code)).count == errors.count)
        #expect(errors.allSatisfy { !$0.description.isEmpty })
    }
}
