import CanonicalJSON
import Credentials
import Signing
import Testing

@Suite("A proof")
struct ProofTests {
    private func outcome(
        _ edits: [Edit], expecting expectation: ProofExpectation? = nil,
        resolver: KnownDocuments? = nil
    ) throws -> ProofOutcome {
        let json = try Example.signed().json.applying(edits)
        let report = try ProofReport.example(json, expecting: expectation, resolver: resolver)
        return try #require(report.proofs.first).outcome
    }

    /// Signs the example anew with other proof options, as no issuer of ours would.
    private func resigned(_ edits: [Edit], document: [Edit] = []) throws -> JSONValue {
        let json = try Example.signed().json.applying(document)
        var proof = try #require(json["proof"]).applying(edits).removing(name: "proofValue")
        let unsecured = json.removing(name: "proof")
        let input = ProofInput(
            canonicalOptions: proof.canonicalBytes(),
            documentDigest: .sha256(unsecured.canonicalBytes()))
        proof["proofValue"] = .string(
            "z" + Base58.encode(try Example.key().signature(of: input.hashData)))
        var signed = unsecured
        signed["proof"] = proof
        return signed
    }

    private func outcome(resigned edits: [Edit], document: [Edit] = []) throws -> ProofOutcome {
        let report = try ProofReport.example(resigned(edits, document: document))
        return try #require(report.proofs.first).outcome
    }

    @Test("of an unchanged credential is good, and names its key")
    func good() throws {
        guard case .pass(let method) = try outcome([]) else {
            Issue.record("the proof should be good")
            return
        }
        #expect(method.id == (try Example.url()))
        #expect(method.controller == (try Example.did()))
    }

    @Test("fails when any bit of its value is flipped")
    func everyBitOfValue() throws {
        let signed = try Example.signed().json
        guard case .string(let text)? = signed["proof"]?["proofValue"] else { return }
        let signature = try #require(Base58.decode(String(text.dropFirst())))
        for bit in 0..<512 {
            var flipped = signature
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            var json = signed
            json["proof"]?["proofValue"] = .string("z" + Base58.encode(flipped))
            let report = try ProofReport.example(json)
            #expect(report.proofs.map(\.outcome) == [.fail(.signature)], "bit \(bit)")
        }
    }

    @Test("never passes a credential of which any bit is flipped")
    func everyBitOfCredential() throws {
        let bytes = try JSONValue(Example.plain).canonicalBytes()
        let document = try JSONDocument(parsing: bytes)
        let unsigned = try UnsignedCredential(
            document, issuer: Example.did(),
            id: RandomUUID(random: [UInt8](repeating: 0, count: 16)), statuses: [])
        let signed = try unsigned.signed(
            by: Example.key(), verificationMethod: Example.url(), created: Example.now)
        let text = signed.canonicalBytes
        let resolver = try Example.resolver()
        var judged = 0
        for bit in 0..<text.count * 8 {
            var flipped = text
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let json = try? JSONDocument(parsing: flipped).root else { continue }
            judged += 1
            let report = ProofReport(
                judging: json, expecting: ProofExpectation(now: Example.now), resolver: resolver)
            if case .pass = report.conclusion(forIssuer: Example.institution) {
                Issue.record("bit \(bit)")
            }
        }
        #expect(judged > 1_000)
    }

    @Test(
        "fails when a member of it or of the credential is changed, added or removed",
        arguments: [
            .set("/name/1/@value", #""Doctor of Engineering""#), .remove("/awardedDate"),
            .set("/extra", "null"), .set("/credentialSubject/creditsEarned", "121"),
            .set("/proof/created", #""2027-01-15T08:00:00.001Z""#), .remove("/proof/created"),
            .remove("/proof/@context"), .set("/proof/nonce", #""1""#),
            .set("/proof/expires", #""2099-01-01T00:00:00Z""#),
            .set("/proof/id", #""urn:a:b""#),
        ] as [Edit])
    func changes(edit: Edit) throws {
        #expect(try outcome([edit]) == .fail(.signature))
    }

    @Test(
        "fails with the member that is malformed",
        arguments: [
            ("proofValue", nil), ("proofValue", #""""#), ("proofValue", #""z""#),
            ("proofValue", "1"), ("proofValue", #""m2Hn""#), ("proofValue", #""z0OIl""#),
            ("proofValue", "\"z" + String(repeating: "1", count: 63) + "\""),
            ("proofValue", "\"z" + String(repeating: "1", count: 65) + "\""),
            ("proofValue", "\"z" + String(repeating: "z", count: 89) + "\""),
            ("proofValue", "\"z" + String(repeating: "z", count: 200_000) + "\""),
            ("verificationMethod", nil), ("verificationMethod", #"{"id": "did:a:b#c"}"#),
            ("proofPurpose", nil), ("proofPurpose", #"["assertionMethod"]"#),
            ("created", #""2027-01-15""#), ("created", "1"), ("created", "null"),
            ("expires", #""2027-01-15T00:00""#), ("domain", "[]"), ("domain", "1"),
            ("domain", #"["a", 1]"#), ("challenge", "1"), ("id", #""x""#), ("id", "1"),
            ("previousProof", "1"), ("previousProof", "[]"),
            ("previousProof", #"["urn:a:1", "urn:a:2", "urn:a:1"]"#),
            ("previousProof", "[\((0..<33).map { "\"urn:a:\($0)\"" }.joined(separator: ","))]"),
            ("cryptosuite", nil), ("cryptosuite", "1"),
        ] as [(String, String?)])
    func malformed(member: String, json: String?) throws {
        let edit = Edit(pointer: "/proof/" + member, json: json)
        #expect(try outcome([edit]) == .fail(.malformed(member: member)))
    }

    @Test("has its times in UTC where they have no zone, and its signature over them as written")
    func noZone() throws {
        for (member, text) in [
            ("created", #""2027-01-15T00:00:00""#), ("expires", #""2099-01-15T00:00:00.5""#),
        ] {
            #expect(try outcome([.set("/proof/" + member, text)]) == .fail(.signature))
        }
        let expires = try DateTimeStamp("2027-01-15T00:00:00Z")
        #expect(
            try outcome([.set("/proof/expires", #""2027-01-15T00:00:00""#)])
                == .fail(.expired(expires)))
    }

    @Test("is skipped when its kind or its suite is not known")
    func unknownSuite() throws {
        for (pointer, name) in [
            ("/proof/cryptosuite", "eddsa-rdfc-2022"), ("/proof/cryptosuite", "EDDSA-jcs-2022"),
            ("/proof/type", "Ed25519Signature2020"),
        ] {
            let outcome = try outcome([.set(pointer, "\"\(name)\"")])
            #expect(outcome == .skipped(.suiteNotKnown(name)))
        }
    }

    @Test("must be for the purpose, the domain and the challenge that are expected")
    func expectation() throws {
        var expectation = ProofExpectation(purpose: .authentication, now: Example.now)
        #expect(
            try outcome([], expecting: expectation) == .fail(.purpose("assertionMethod")))
        expectation = ProofExpectation(domains: ["a.example"], now: Example.now)
        #expect(try outcome([], expecting: expectation) == .fail(.domain))
        expectation = ProofExpectation(challenge: "1", now: Example.now)
        #expect(try outcome([], expecting: expectation) == .fail(.challenge))
        #expect(ProofFailure.domain.type == "https://w3id.org/security#INVALID_DOMAIN_ERROR")
        #expect(ProofFailure.challenge.type == "https://w3id.org/security#INVALID_CHALLENGE_ERROR")

        let one = try resigned([
            .set("/domain", #""a.example""#), .set("/challenge", #""1""#),
        ])
        let two = try resigned([.set("/domain", #"["b.example", "a.example"]"#)])
        func judged(_ json: JSONValue, _ domains: Set<String>, _ challenge: String?) throws
            -> ProofOutcome?
        {
            let expectation = ProofExpectation(
                domains: domains, challenge: challenge, now: Example.now)
            return try ProofReport.example(json, expecting: expectation).proofs.first?.outcome
        }
        guard case .pass? = try judged(one, ["a.example"], "1"),
            case .pass? = try judged(two, ["a.example", "b.example"], nil)
        else {
            Issue.record("the proofs should be good")
            return
        }
        #expect(try judged(one, ["a.example"], "2") == .fail(.challenge))
        #expect(try judged(one, ["a.example", "b.example"], nil) == .fail(.domain))
        #expect(try judged(two, ["a.example"], nil) == .fail(.domain))
    }

    @Test("dated further ahead than clocks differ does not count yet")
    func ahead() throws {
        let ahead = try DateTimeStamp("2027-01-15T08:05:00.001Z")
        #expect(
            try outcome(resigned: [.set("/created", "\"\(ahead)\"")]) == .fail(.notYet(ahead)))
        let same = try outcome(resigned: [.set("/created", #""2027-01-15T08:05:00Z""#)])
        guard case .pass = same else {
            Issue.record("\(same)")
            return
        }
    }

    @Test("expires, to the instant")
    func expiry() throws {
        let time = try DateTimeStamp("2027-01-15T08:00:00.000Z")
        #expect(try outcome(resigned: [.set("/expires", "\"\(time)\"")]) == .fail(.expired(time)))
        guard
            case .pass = try outcome(resigned: [
                .set("/expires", #""2027-01-15T08:00:00.001Z""#)
            ])
        else {
            Issue.record("the proof has not expired")
            return
        }
    }

    @Test("may leave out when it was made")
    func created() throws {
        let json = try resigned([.remove("/created")])
        guard case .pass? = try ProofReport.example(json).proofs.first?.outcome else {
            Issue.record("the proof should be good")
            return
        }
    }

    @Test("without contexts of its own is hashed without")
    func noContext() throws {
        guard case .pass = try outcome(resigned: [.remove("/@context")]) else {
            Issue.record("the proof should be good")
            return
        }
    }

    @Test("covers the credential with its own contexts, which must be the first ones")
    func contextPrefix() throws {
        // Signed with one context; a second was put behind it in the document afterwards.
        let short = #"["https://www.w3.org/ns/credentials/v2"]"#
        for context in [short, #""https://www.w3.org/ns/credentials/v2""#] {
            var json = try resigned(
                [.set("/@context", context)], document: [.set("/@context", context)])
            json["@context"] = try JSONValue(Example.input)["@context"]
            guard case .pass? = try ProofReport.example(json).proofs.first?.outcome else {
                Issue.record("\(context)")
                continue
            }
        }
        let second = #"["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]"#
        let longer = #"["https://www.w3.org/ns/credentials/v2", "urn:a:b", "urn:a:c"]"#
        for context in [second, longer, "[1]"] {
            #expect(
                try outcome(resigned: [.set("/@context", context)]) == .fail(.context))
        }
        #expect(
            try outcome(resigned: [], document: [.remove("/@context")]) == .fail(.context))
    }

    @Test("needs the kind of key that its suite signs with")
    func suiteAndKey() throws {
        let key = try PrivateKey.generate(.es256).publicKey
        let resolver = KnownDocuments([try Example.document(key: key)])
        #expect(
            try outcome([], resolver: resolver) == .fail(.keyDoesNotFit(Example.url())))
        let edit = Edit.set("/proof/cryptosuite", #""ecdsa-jcs-2019""#)
        #expect(try outcome([edit]) == .fail(.keyDoesNotFit(Example.url())))
    }

    @Test("by another key fails, and one whose keys cannot be had is skipped")
    func otherKey() throws {
        let other = KnownDocuments([try Example.document(key: Example.key(9).publicKey)])
        #expect(try outcome([], resolver: other) == .fail(.signature))
        let none = KnownDocuments([])
        #expect(
            try outcome([], resolver: none) == .skipped(.keysUnavailable(Example.did())))
    }

    @Test("is judged as of when it says that it was made, or as of now if it does not say")
    func keyInstant() throws {
        let revocation = Example.now + .seconds(60)
        let document = DIDDocument(
            id: try Example.did(),
            methods: [
                VerificationMethod(
                    id: try Example.url(), key: try Example.key().publicKey,
                    relationships: [.assertionMethod], revoked: revocation)
            ])
        let expectation = ProofExpectation(now: Example.now + .seconds(3_600))
        func outcome(of json: JSONValue) throws -> ProofOutcome? {
            try ProofReport.example(
                json, expecting: expectation, resolver: KnownDocuments([document])
            ).proofs.first?.outcome
        }
        guard case .pass? = try outcome(of: resigned([])) else {
            Issue.record("the key was good then")
            return
        }
        let revoked = ProofOutcome.fail(
            .method(.revoked(try Example.url(), at: revocation)))
        let late = Edit.set("/created", "\"\(revocation + .seconds(1))\"")
        #expect(try outcome(of: resigned([late])) == revoked)
        #expect(try outcome(of: resigned([.remove("/created")])) == revoked)
    }

    @Test("that does not say when it was made is open if its key has ended since")
    func endedKey() throws {
        let end = Example.now + .seconds(60)
        let document = DIDDocument(
            id: try Example.did(),
            methods: [
                VerificationMethod(
                    id: try Example.url(), key: try Example.key().publicKey,
                    relationships: [.assertionMethod], expires: end)
            ])
        func conclusion(_ json: JSONValue) throws -> ProofConclusion {
            try ProofReport.example(
                json, expecting: ProofExpectation(now: Example.now + .seconds(3_600)),
                resolver: KnownDocuments([document])
            ).conclusion(forIssuer: Example.institution)
        }
        let dateless = try resigned([.remove("/created")])
        #expect(try conclusion(dateless) == .notJudged(.keyTimeUnknown(Example.url())))
        let changed = try dateless.applying([.set("/name/1/@value", #""Doctor""#)])
        #expect(try conclusion(changed) == .fail(.signature))
        let late = try resigned([.set("/created", "\"\(end)\"")])
        #expect(try conclusion(late) == .fail(.method(.expired(Example.url(), at: end))))
    }

    @Test("names its key by a whole URL, by a DID that is the key, or so that it leads elsewhere")
    func keyNames() throws {
        func outcome(_ name: String, _ key: PrivateKey? = nil) throws -> ProofOutcome? {
            let json = try resigned([.set("/verificationMethod", "\"\(name)\"")])
            let did = try #require(DID(key: (key ?? Example.key()).publicKey))
            let documents = KnownDocuments([try Example.document()], keyDIDs: .resolved)
            #expect(name.hasPrefix("did:key:") == (name == did.description))
            return try ProofReport.example(json, resolver: documents).proofs.first?.outcome
        }
        let own = try #require(DID(key: Example.key().publicKey))
        guard case .pass(let method)? = try outcome(own.description) else {
            Issue.record("the key is the DID")
            return
        }
        #expect(try method.id == own.keyURL())
        let other = try #require(DID(key: Example.key(2).publicKey))
        #expect(try outcome(other.description, Example.key(2)) == .fail(.signature))
        let web = "https://uni.example/keys#1"
        #expect(try outcome(web) == .skipped(.keyUnresolvable(web)))
        for name in [Example.institution, "key-1", "#key-1", "https:", "urn:a:b"] {
            #expect(try outcome(name) == .fail(.method(.notURL(name))))
        }
    }

    @Test("has a code and plain words for every way to fail")
    func codes() throws {
        let failures: [ProofFailure] = [
            .missing, .tooMany, .malformed(member: "a"),
            .expired(DateTimeStamp(Example.now)), .purpose("a"), .domain, .challenge, .context,
            .previousProof, .method(.notURL("a")), .keyDoesNotFit(try Example.url()), .signature,
            .notByIssuer,
        ]
        #expect(Set(failures.map(\.code)).count == failures.count)
        #expect(failures.allSatisfy { !$0.description.isEmpty })
        #expect(failures.allSatisfy { $0.type.hasPrefix("https://w3id.org/security#") })
        let gaps: [ProofGap] = [
            .suiteNotKnown("a"), .keysUnavailable(try Example.did()), .previousProofNotJudged,
            .keyUnresolvable("a"), .keyTimeUnknown(try Example.url()), .otherPurpose("a"),
        ]
        #expect(Set(gaps.map(\.code)).count == gaps.count)
        #expect(gaps.allSatisfy { !$0.description.isEmpty })
    }
}
