import CanonicalJSON
@testable import Credentials
import Signing
import Testing

@Suite("Issuing")
struct IssuingTests {
    private func issue(_ edits: [Edit], statuses: [StatusEntry] = []) throws -> UnsignedCredential {
        try UnsignedCredential(
            JSONValue(Example.input).applying(edits).document, issuer: Example.did(),
            id: RandomUUID(random: [UInt8](repeating: 0xFF, count: 16)), statuses: statuses)
    }

    @Test("fills in the issuer, as an object and as a URL")
    func issuer() throws {
        #expect(try issue([]).json["issuer"]?["id"] == "did:web:uni.example")
        let url = try issue([.set("/issuer", #""did:web:REPLACE.example""#)])
        #expect(url.json["issuer"] == "did:web:uni.example")
        let own = try issue([.set("/issuer/id", #""did:web:uni.example""#)])
        #expect(own.json["issuer"]?["id"] == "did:web:uni.example")
        #expect(own.json["issuer"]?["name"] == "University of Example")
    }

    @Test(
        "refuses another issuer",
        arguments: [
            "did:web:other.example", "did:web:replace.example", "https://uni.example",
            "did:web:uni.example:law", "did:web:REPLACE.example:law",
        ])
    func foreignIssuer(text: String) {
        #expect(throws: CredentialError.foreignIssuer(text)) {
            try issue([.set("/issuer/id", "\"\(text)\"")])
        }
        #expect(throws: CredentialError.foreignIssuer(text)) {
            try issue([.set("/issuer", "\"\(text)\"")])
        }
    }

    @Test("gives a random identifier of version 4, unless the input has one")
    func identifier() throws {
        let unsigned = try issue([])
        #expect(unsigned.id == "urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(unsigned.json["id"] == "urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(
            RandomUUID(random: [UInt8](repeating: 0, count: 16)).description
                == "00000000-0000-4000-8000-000000000000")
        #expect(
            RandomUUID(random: [UInt8](0..<16)).description
                == "00010203-0405-4607-8809-0a0b0c0d0e0f")
        #expect(try issue([.set("/id", #""urn:a:b""#)]).id == "urn:a:b")
    }

    @Test("adds status entries after those that the input has")
    func statuses() throws {
        let entry = StatusEntry(
            purpose: .revocation, index: try #require(StatusListIndex(7)),
            listURL: "https://uni.example/status/1")
        let expected: JSONValue = [
            "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": "7", "statusListCredential": "https://uni.example/status/1",
        ]
        #expect(try issue([], statuses: [entry]).json["credentialStatus"] == expected)
        let two = try issue([], statuses: [entry, entry]).json["credentialStatus"]
        #expect(two == [expected, expected])
        let other = #"{"type": "https://a.example/#Other"}"#
        let both = try issue([.set("/credentialStatus", other)], statuses: [entry])
        #expect(both.json["credentialStatus"] == [try JSONValue(other), expected])
        let kept = try issue([.set("/credentialStatus", other)])
        #expect(kept.json["credentialStatus"] == (try JSONValue(other)))
    }

    @Test("accepts validity in the past and far ahead")
    func validity() throws {
        _ = try issue([
            .set("/validFrom", #""1998-07-01T00:00:00Z""#),
            .set("/validUntil", #""1999-07-01T00:00:00Z""#),
        ])
        _ = try issue([.set("/validFrom", #""9998-07-01T00:00:00Z""#)])
        _ = try issue([.set("/awardedDate", #""1955-07-01T00:00:00Z""#)])
    }

    @Test("fixes the digest before signing, the same for the same random bytes")
    func digest() throws {
        #expect(try issue([]).digest == (try issue([]).digest))
        let unsigned = try issue([])
        #expect(unsigned.digest == .sha256(unsigned.json.canonicalBytes()))
        #expect(try issue([.set("/id", #""urn:a:b""#)]).digest != unsigned.digest)
    }

    @Test("signs with a proof that repeats the contexts")
    func proof() throws {
        let proof = try #require(try Example.signed().json["proof"])
        #expect(proof["type"] == "DataIntegrityProof")
        #expect(proof["cryptosuite"] == "eddsa-jcs-2022")
        #expect(proof["created"] == "2027-01-15T08:00:00.000Z")
        #expect(proof["verificationMethod"] == "did:web:uni.example#key-1")
        #expect(proof["proofPurpose"] == "assertionMethod")
        #expect(proof["@context"] == (try JSONValue(Example.input))["@context"] ?? .null)
    }

    @Test("signs on P-256 by choice")
    func p256() throws {
        let key = try PrivateKey.generate(.es256)
        let signed = try Example.unsigned().signed(
            by: key, verificationMethod: Example.url(), created: Example.now,
            suite: .ecdsaJCS2019)
        #expect(signed.json["proof"]?["cryptosuite"] == "ecdsa-jcs-2019")
        let report = try ProofReport.example(
            signed.json,
            resolver: KnownDocuments([Example.document(key: key.publicKey)]))
        guard case .pass = report.conclusion(forIssuer: Example.institution) else {
            Issue.record("\(report)")
            return
        }
    }

    @Test("refuses a key of another kind, and a key of another's")
    func wrongKey() throws {
        let unsigned = try Example.unsigned()
        #expect(throws: CredentialError.keyDoesNotFit(.ecdsaJCS2019)) {
            try unsigned.signed(
                by: Example.key(), verificationMethod: Example.url(), created: Example.now,
                suite: .ecdsaJCS2019)
        }
        let other = try Example.url("did:web:other.example#key-1")
        #expect(throws: CredentialError.keyOfOther(other)) {
            try unsigned.signed(
                by: Example.key(), verificationMethod: other, created: Example.now)
        }
    }

    @Test("keeps room for proofs: 258,048 bytes are issued, and not one more")
    func limit() throws {
        let count = try issue([.set("/description", #""""#)]).json.canonicalBytes().count
        func text(_ total: Int) -> String {
            "\"" + String(repeating: "x", count: total - count) + "\""
        }
        let largest = try issue([.set("/description", text(258_048))])
        let signed = try largest.signed(
            by: Example.key(), verificationMethod: Example.url(), created: Example.now)
        _ = try Credential(parsing: signed.canonicalBytes, as: .verifying)
        #expect(throws: CredentialError.tooLong(byteCount: 262_145)) {
            try issue([.set("/description", text(258_049))])
        }
    }

    @Test("carries the proofs of partners beside the issuer's own")
    func joint() throws {
        let partner = try Example.url("did:web:partner.example#key-1")
        let signed = try Example.signed().cosigned(
            by: Example.key(2), verificationMethod: partner, created: Example.now)
        let documents = [
            try Example.document(),
            DIDDocument(
                id: partner.did,
                methods: [
                    VerificationMethod(
                        id: partner, key: try Example.key(2).publicKey,
                        relationships: [.assertionMethod])
                ]),
        ]
        let report = try ProofReport.example(signed.json, resolver: KnownDocuments(documents))
        #expect(report.proofs.map(\.pointer) == ["/proof/0", "/proof/1"])
        #expect(report.signers == [try Example.did(), partner.did])
        #expect(signed.digest == (try Example.signed().digest))
        guard case .pass = report.conclusion(forIssuer: Example.institution) else {
            Issue.record("\(report)")
            return
        }
        guard case .pass = report.conclusion(forIssuer: "did:web:partner.example") else {
            Issue.record("\(report)")
            return
        }
        #expect(
            report.conclusion(forIssuer: "did:web:third.example") == .fail(.notByIssuer))
    }

    @Test("counts its bytes, whatever the number of proofs")
    func byteCount() throws {
        var signed = try Example.signed()
        for _ in 0..<4 {
            #expect(signed.byteCount == signed.canonicalBytes.count)
            signed = try signed.cosigned(
                by: Example.key(), verificationMethod: Example.url(), created: Example.now)
        }
    }

    @Test("ends when the proofs do not fit any more")
    func tooManyProofs() throws {
        let text = "\"" + String(repeating: "x", count: 255_000) + "\""
        var signed = try issue([.set("/description", text)]).signed(
            by: Example.key(), verificationMethod: Example.url(), created: Example.now)
        #expect(throws: CredentialError.self) {
            for _ in 0..<20 {
                signed = try signed.cosigned(
                    by: Example.key(), verificationMethod: Example.url(), created: Example.now)
            }
        }
        _ = try Credential(parsing: signed.canonicalBytes, as: .verifying)
    }

    @Test("has a code and plain words for every error")
    func errors() throws {
        let errors: [CredentialError] = [
            .refused([CredentialFinding(.malformedValue, at: "/a", "b")]),
            .foreignIssuer("did:a:b"), .tooLong(byteCount: 1), .keyDoesNotFit(.eddsaJCS2022),
            .keyOfOther(try Example.url()), .notSigned(.keyNotExportable),
        ]
        #expect(Set(errors.map(\.code)).count == errors.count)
        #expect(errors.allSatisfy { !$0.description.isEmpty })
        #expect(errors[0].description == "/a: b")
    }
}
