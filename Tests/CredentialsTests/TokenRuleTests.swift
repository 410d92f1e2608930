import CanonicalJSON
import Credentials
import Signing
import TestSupport
import Testing

@Suite("A token of others")
struct TokenRuleTests {
    private func token(
        _ edits: [Edit] = [], header: JSONValue = ["alg": "EdDSA"], by key: PrivateKey? = nil
    ) throws -> CredentialToken {
        var payload = try JSONValue(Example.plain).applying(edits)
        if payload["vc"] != nil {
            for name in ["@context", "id", "type", "issuer", "credentialSubject"] {
                payload[name] = nil
            }
        }
        return try CredentialToken(
            parsing: ForeignToken.signing(payload, header: header, with: key ?? Example.key()))
    }

    private func conclusion(
        _ token: CredentialToken, _ document: DIDDocument? = nil
    ) throws -> ProofConclusion {
        ProofReport(
            judging: token, expecting: ProofExpectation(now: Example.now),
            resolver: KnownDocuments([try document ?? Example.document()])
        ).conclusion(forIssuer: Example.institution)
    }

    private func passes(_ edits: [Edit], header: JSONValue = ["alg": "EdDSA"]) throws -> Bool {
        if case .pass = try conclusion(token(edits, header: header)) { true } else { false }
    }

    @Test("names its key in five ways, and says for each which of many keys may be it")
    func spellings() throws {
        let own = try (1...300).reversed().map { number in
            try Example.url("\(Example.institution)#key-\(number)")
        }
        let other = try Example.url("did:web:other.example#key-1")
        for (index, header) in try ForeignToken.headers(naming: Example.url()).enumerated() {
            let secured = SecuredCredential.token(try token(header: header))
            let found = secured.keys(among: own + [other])
            #expect(found == (index < 3 ? [try Example.url()] : Array(own.prefix(256))))
            guard case .pass = try conclusion(token(header: header)) else {
                Issue.record("\(header)")
                continue
            }
        }
        let named = try token([
            .set("/proof", #"{"verificationMethod": "did:web:uni.example#key-1"}"#)
        ])
        let found = SecuredCredential.token(named).keys(among: own)
        #expect(try found.first == Example.url() && found.count == 256)
        let elsewhere = try token(header: ["alg": "EdDSA", "kid": "https://uni.example/key-1"])
        #expect(SecuredCredential.token(elsewhere).keys(among: own).isEmpty)
    }

    @Test("of version 1.1 may say its times in fractions of a second")
    func fractions() throws {
        let vc = try JSONValue(Example.plain).applying([
            .set("/@context/0", #""https://www.w3.org/2018/credentials/v1""#)
        ])
        let found = try token([
            .set("/vc", vc.text), .set("/nbf", "1760000000.5"), .set("/exp", "1900000000.75"),
        ])
        let credential = try Credential(validating: found.content, as: .verifying)
        #expect(credential.validFrom?.description == "2025-10-09T08:53:20.500Z")
        #expect(credential.validUntil?.description == "2030-03-17T17:46:40.750Z")
        guard case .pass = try conclusion(found) else {
            Issue.record("it says the same")
            return
        }
    }

    @Test("by a key that has ended counts as of when it says, and is open if it does not say")
    func endedKey() throws {
        func document(expires: Instant?, revoked: Instant? = nil) throws -> DIDDocument {
            DIDDocument(
                id: try Example.did(),
                methods: [
                    VerificationMethod(
                        id: try Example.url(), key: try Example.key().publicKey,
                        relationships: [.assertionMethod], expires: expires, revoked: revoked)
                ])
        }
        let end = Instant(seconds: 1_760_000_001)
        let ended = try document(expires: end)
        let open = ProofConclusion.notJudged(.keyTimeUnknown(try Example.url()))
        for header in try ForeignToken.headers(naming: Example.url()) {
            #expect(try conclusion(token(header: header), ended) == open)
        }
        guard case .pass = try conclusion(token([.set("/iat", "1760000000.999")]), ended) else {
            Issue.record("it was good then")
            return
        }
        let late = try conclusion(
            token([.set("/iat", "1760000001")], header: ["alg": "EdDSA", "kid": "key-1"]), ended)
        #expect(late == .fail(.method(.expired(try Example.url(), at: end))))
        #expect(try conclusion(token([.set("/iat", #""1760000000""#)]), ended) == open)
        #expect(try conclusion(token(by: Example.key(2)), ended) == .fail(.signature))
        // A revoked one must not be used any more, whenever it ended.
        let revoked = try document(expires: end, revoked: end)
        let header: JSONValue = ["alg": "EdDSA", "kid": "key-1"]
        #expect(
            try conclusion(token(header: header), revoked)
                == .fail(.method(.revoked(try Example.url(), at: end))))
    }

    @Test("may name a status of another kind beside the credential's")
    func otherStatus() throws {
        let list = #"{"status_list": {"idx": 1, "uri": "https://a.example"}}"#
        let status = Edit.set("/status", list)
        #expect(try token([status]).otherStatusType == "status.status_list")
        #expect(try token([.set("/status", "{}")]).otherStatusType == "status")
        #expect(try token([.set("/status", #""active""#)]).otherStatusType == nil)
        #expect(try token().otherStatusType == nil)
    }
}
