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
}
