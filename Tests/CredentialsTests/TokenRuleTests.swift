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

    @Test("that demands what is not known here is not judged, and never good")
    func critical() throws {
        for (header, name) in [
            (["alg": "EdDSA", "crit": ["sigT"], "sigT": "2026-01-01T00:00:00Z"], "crit sigT"),
            (["alg": "EdDSA", "crit": ["alg"]], "crit alg"),
            (["alg": "EdDSA", "crit": ["b64"], "b64": true], "crit b64"),
            (["alg": "EdDSA", "b64": false], "b64"),
        ] as [(JSONValue, String)] {
            #expect(
                try conclusion(token(header: header)) == .notJudged(.suiteNotKnown(name)))
        }
        for crit in [[], [1], "sigT", ["a": 1], .null] as [JSONValue] {
            #expect(
                try conclusion(token(header: ["alg": "EdDSA", "crit": crit]))
                    == .fail(.header("crit")))
        }
        for name in ["none", "HS256"] {
            let header: JSONValue = ["alg": .string(name), "crit": ["exp"]]
            #expect(try conclusion(token(header: header)) == .fail(.algorithm(name)))
        }
        #expect(try passes([], header: ["alg": "EdDSA", "typ": "JOSE"]))
    }

    @Test("bounds the signature in version 2, and repeats the credential's times elsewhere")
    func times() throws {
        let until = Edit.set("/validUntil", #""2035-01-01T00:00:00Z""#)
        let from = Edit.set("/validFrom", #""2020-01-01T00:00:00Z""#)
        #expect(try passes([until, .set("/exp", "1900000000")]))
        #expect(try passes([until, .set("/exp", "2100000000")]))
        #expect(try passes([from, .set("/nbf", "1790000000.25")]))
        let past = try conclusion(token([until, .set("/exp", "1800000000")]))
        #expect(past == .fail(.expired(try DateTimeStamp("2027-01-15T08:00:00.000Z"))))
        let ahead = try conclusion(token([from, .set("/nbf", "1800000301")]))
        #expect(ahead == .fail(.notYet(try DateTimeStamp("2027-01-15T08:05:01.000Z"))))
        let badge = Edit.set("/type/1", #""OpenBadgeCredential""#)
        #expect(
            try conclusion(token([until, badge, .set("/exp", "1900000000")]))
                == .fail(.claim("exp")))
        #expect(
            try conclusion(token([from, badge, .set("/nbf", "1790000000")]))
                == .fail(.claim("nbf")))
        let old = Edit.set("/@context/0", #""https://www.w3.org/2018/credentials/v1""#)
        let ends = Edit.set("/expirationDate", #""2035-01-01T00:00:00Z""#)
        #expect(
            try conclusion(token([old, ends, .set("/exp", "1900000000")]))
                == .fail(.claim("exp")))
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

    @Test("counts by itself beside a proof in it that is for another purpose")
    func otherPurpose() throws {
        let proof = """
            {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022",
             "verificationMethod": "did:web:uni.example#key-1", "proofPurpose": "authentication",
             "proofValue": "z\(String(repeating: "1", count: 64))"}
            """
        #expect(try passes([.set("/proof", proof)]))
        let forged = try token([.set("/proof", proof)], by: Example.key(2))
        #expect(try conclusion(forged) == .fail(.signature))
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
