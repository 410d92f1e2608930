import CanonicalJSON
import Credentials
import Signing
import Testing

@Suite("A credential tells")
struct ReadingTests {
    private func example() throws -> Credential {
        let status = StatusEntry(
            purpose: .suspension, index: try #require(StatusListIndex(94_567)),
            listURL: "https://uni.example/status/3")
        let unsigned = try Example.unsigned(statuses: [status])
        return try Credential(validating: unsigned.json.document, as: .verifying)
    }

    @Test("who issued it, under which names")
    func issuer() throws {
        let credential = try example()
        #expect(credential.issuer == "did:web:uni.example")
        #expect(credential.issuerDID == (try Example.did()))
        #expect(credential.issuerNames == [LanguageTagged("University of Example")])
    }

    @Test("its names in their own script and language")
    func names() throws {
        let credential = try example()
        #expect(
            credential.names == [
                LanguageTagged("ماجستير الهندسة", language: "ar"),
                LanguageTagged("Master of Engineering", language: "en"),
            ])
        #expect(credential.achievementNames.map(\.text) == ["Master of Engineering"])
        #expect(credential.achievementType == "MasterDegree")
    }

    @Test("when it was awarded, in the institution's own zone")
    func times() throws {
        let credential = try example()
        #expect(credential.awardedDate?.calendarDate.description == "2026-06-30")
        #expect(credential.validFrom?.instant?.description == "2026-06-30T21:00:00.000Z")
        #expect(credential.validUntil == nil)
    }

    @Test("whose it is: plain names only, and every identity")
    func holder() throws {
        let credential = try example()
        #expect(credential.holderNames == ["ليلى حداد"])
        #expect(credential.identities.map(\.type) == ["name", "emailAddress"])
    }

    @Test("its level and its field, each from its own framework")
    func alignments() throws {
        let credential = try example()
        #expect(credential.eqfLevel == 7)
        #expect(credential.alignments.map(\.iscedField) == [nil, "0613"])
        #expect(credential.alignments.map(\.eqfLevel) == [7, nil])
        #expect(credential.alignments[1].targetCode == "0613")
        for url in ["http://data.europa.eu/snb/eqf/9", "http://data.europa.eu/snb/eqf/07", "urn:7"]
        {
            let json = try JSONValue(Example.input).applying([
                .set("/credentialSubject/achievement/alignment/0/targetUrl", "\"\(url)\"")
            ])
            #expect(try Credential(validating: json.document, as: .issuing).eqfLevel == nil)
        }
    }

    @Test("where its status stands, and which statuses it cannot read")
    func statuses() throws {
        let credential = try example()
        #expect(credential.statuses.map(\.index.value) == [94_567])
        #expect(credential.statuses.map(\.purpose) == [.suspension])
        #expect(credential.otherStatusTypes.isEmpty)
        let other = try JSONValue(Example.plain).applying([
            .set("/credentialStatus", #"{"type": "https://a.example/#Other"}"#)
        ])
        let read = try Credential(validating: other.document, as: .verifying)
        #expect(read.statuses.isEmpty)
        #expect(read.otherStatusTypes == ["https://a.example/#Other"])
    }

    @Test("its types and its digest, whatever the order of its members and proofs")
    func digest() throws {
        let signed = try Example.signed()
        let credential = try Credential(parsing: signed.canonicalBytes, as: .verifying)
        let pretty = try Credential(
            parsing: Array(signed.json.prettyText().utf8), as: .verifying)
        #expect(credential.digest == signed.digest)
        #expect(pretty.digest == signed.digest)
        #expect(signed.digest == (try Example.unsigned().digest))
        #expect(credential.isOfType("OpenBadgeCredential"))
        #expect(!credential.isOfType("Other"))
    }

    @Test("the same of every published sample, before and after issuing")
    func samples() throws {
        for name in [
            "bachelor-china", "cpd-tanzania", "doctorate-arabic", "joint-master-kenya-india",
            "micro-bangladesh", "msc-poland",
        ] {
            guard let bytes = Files.shared("samples/\(name).json") else { return }
            let input = try Credential(parsing: bytes, as: .issuing)
            let unsigned = try UnsignedCredential(
                JSONDocument(parsing: bytes), issuer: Example.did(),
                id: RandomUUID(random: [UInt8](16..<32)), statuses: [])
            let signed = try unsigned.signed(
                by: Example.key(), verificationMethod: Example.url(), created: Example.now)
            let credential = try Credential(parsing: signed.canonicalBytes, as: .verifying)
            #expect(credential.findings.isEmpty)
            #expect(credential.names == input.names && !input.names.isEmpty)
            #expect(credential.holderNames == input.holderNames && !input.holderNames.isEmpty)
            #expect(credential.eqfLevel == input.eqfLevel || name == "cpd-tanzania")
            let date = try #require(input.awardedDate)
            #expect(
                credential.awardedDate?.calendarDate.description == String("\(date)".prefix(10)))
            let report = ProofReport(
                judging: credential, expecting: ProofExpectation(now: Example.now),
                resolver: try Example.resolver())
            guard case .pass = report.conclusion(forIssuer: credential.issuer) else {
                Issue.record("\(name)")
                continue
            }
            // All that issuing changes is the issuer, the identifier and the proof.
            var stripped = signed.json.removing(name: "proof").removing(name: "id")
            stripped["issuer"]?["id"] = .string(UnsignedCredential.issuerPlaceholder)
            #expect(stripped.canonicalBytes() == input.json.canonicalBytes())
        }
    }
}
