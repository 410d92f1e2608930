import CanonicalJSON
import Credentials
import Signing
import Testing

@Suite("A credential as a token")
struct CredentialTokenTests {
    private func token(
        by key: PrivateKey, _ json: JSONValue? = nil
    ) throws -> CredentialToken {
        let credential = try (json ?? Example.signed().json).document.root
        return try CredentialToken(
            parsing: CredentialToken.signing(credential, with: key, named: Example.url()))
    }

    private func conclusion(
        _ token: CredentialToken, key: PublicKey, now: Instant = Example.now
    ) throws -> ProofConclusion {
        ProofReport(
            judging: token, expecting: ProofExpectation(now: now),
            resolver: KnownDocuments([try Example.document(key: key)])
        ).conclusion(forIssuer: Example.institution)
    }

    @Test(
        "is signed and verified with each algorithm", arguments: SignatureAlgorithm.allCases)
    func algorithms(_ algorithm: SignatureAlgorithm) throws {
        let key = try PrivateKey.generate(algorithm)
        let token = try token(by: key)
        let names: [SignatureAlgorithm: String] = [
            .ed25519: "EdDSA", .es256: "ES256", .es384: "ES384", .rs256: "RS256",
        ]
        #expect(token.jws.header["alg"]?.string == names[algorithm])
        guard case .pass = try conclusion(token, key: key.publicKey) else {
            Issue.record("not verified")
            return
        }
        let other = try PrivateKey.generate(algorithm).publicKey
        guard case .fail(.signature) = try conclusion(token, key: other) else {
            Issue.record("verified by another key")
            return
        }
    }

    @Test("holds what is committed to, however it is secured")
    func content() throws {
        let signed = try Example.signed()
        let token = try token(by: Example.key())
        let credential = try Credential(validating: token.content, as: .verifying)
        #expect(credential.digest == signed.digest)
        #expect(token.jws.payload["iss"]?.string == Example.institution)
        #expect(token.jws.payload["jti"]?.string == signed.id)
        // 2026-07-01T00:00:00+03:00
        #expect(token.jws.payload["nbf"]?.integer == 1_782_853_200)
        #expect(token.jws.payload["exp"] == nil && token.jws.payload["proof"] == nil)
    }

    @Test("of a time before 1970 is read")
    func longAgo() throws {
        var json = try JSONValue(Example.plain)
        json["validFrom"] = "1956-06-30T00:00:00Z"
        let token = try token(by: Example.key(), json)
        #expect(token.jws.payload["nbf"]?.integer ?? 0 < 0)
        guard case .pass = try conclusion(token, key: Example.key().publicKey) else {
            Issue.record("not verified")
            return
        }
    }

    @Test("is not made with somebody else's key, nor of what is no credential")
    func refusals() throws {
        let root = try Example.signed().json.document.root
        #expect(throws: CredentialError.keyOfOther(try Example.url("did:web:b.example#k"))) {
            try CredentialToken.signing(
                root, with: Example.key(), named: Example.url("did:web:b.example#k"))
        }
        let none = try JSONValue(#"{"a": 1}"#).document.root
        #expect(throws: CredentialError.self) {
            try CredentialToken.signing(none, with: Example.key(), named: Example.url())
        }
    }

    @Test("is read up to its limit, and not beyond")
    func limits() throws {
        let long = [UInt8](repeating: UInt8(ascii: "A"), count: CompactJWS.byteCountMax - 8)
        let good = Array("eyJ9.".utf8) + long
        #expect(throws: TokenError.notCompact) { try CompactJWS(parsing: good) }
        #expect(throws: TokenError.tooLong) { try CompactJWS(parsing: good + long) }
        for text in ["", ".", "..", "a.b.c", "eyJ.eyJ.", "e30.e30.e30.e30", "e30..e30"] {
            #expect(throws: TokenError.self, "\(text)") { try CompactJWS(parsing: text.utf8) }
        }
    }
}
