import CanonicalJSON
import Credentials
import Signing
import Testing

@Suite("A published status list")
struct PublishedStatusListTests {
    private static let url = "https://uni.example/status/3"
    private static let day = Duration.seconds(86_400)

    private func unsigned(
        purposes: [StatusPurpose] = [.revocation], bits: BitString? = nil
    ) throws -> UnsignedCredential {
        var list = StatusList(
            url: Self.url, issuer: try Example.did(), purposes: purposes,
            bits: bits ?? BitString())
        list.bits[try #require(StatusListIndex(5))] = .set
        return try list.unsigned(
            validFrom: Example.now, validUntil: Example.now + Self.day,
            timeToLive: .seconds(300))
    }

    /// A list with changes made before it is signed.
    private func published(
        _ edits: [Edit] = [], purposes: [StatusPurpose] = [.revocation],
        fetchedFrom url: String? = nil
    ) throws -> PublishedStatusList {
        var json = try unsigned(purposes: purposes).json.applying(edits)
        json["proof"] = try DataIntegrityProof.signing(
            json, with: Example.key(),
            options: ProofOptions(
                verificationMethod: Example.url(), created: Example.now))
        return try published(json, url)
    }

    private func published(
        _ json: JSONValue, _ url: String? = nil
    ) throws -> PublishedStatusList {
        let credential = try Credential(validating: json.document, as: .verifying)
        let report = ProofReport(
            judging: credential, expecting: ProofExpectation(now: Example.now),
            resolver: try Example.resolver())
        return try PublishedStatusList(credential, proofs: report, fetchedFrom: url)
    }

    private func entry(
        _ index: Int = 5, _ purpose: StatusPurpose = .revocation, url: String = url
    ) throws -> StatusEntry {
        StatusEntry(
            purpose: purpose, index: try #require(StatusListIndex(index)), listURL: url)
    }

    private func problem(
        _ body: () throws -> some Any
    ) throws -> StatusListError.Problem? {
        do {
            _ = try body()
            return nil
        } catch let error as StatusListError {
            return error.problem
        }
    }

    @Test("is a credential with everything that readers need")
    func credential() throws {
        let json = try unsigned(purposes: [.revocation, .suspension]).json
        #expect(json["type"] == ["VerifiableCredential", "BitstringStatusListCredential"])
        #expect(json["id"] == .string(Self.url))
        #expect(json["validFrom"] == "2027-01-15T08:00:00.000Z")
        #expect(json["validUntil"] == "2027-01-16T08:00:00.000Z")
        let subject = try #require(json["credentialSubject"])
        #expect(subject["id"] == .string(Self.url + "#list"))
        #expect(subject["statusPurpose"] == ["revocation", "suspension"])
        #expect(subject["ttl"] == 300_000)
        let credential = try Credential(validating: json.document, as: .issuing)
        #expect(credential.findings.isEmpty)
    }

    @Test("says which bits are set")
    func reading() throws {
        let signed = try unsigned().signed(
            by: Example.key(), verificationMethod: Example.url(), created: Example.now)
        let list = try published(signed.json)
        let set = try list.reading(of: entry(), asOf: Example.now)
        #expect(set.bit == .set && set.status == 1 && set.purpose == .revocation)
        let clear = try list.reading(of: entry(6), asOf: Example.now)
        #expect(clear.bit == .clear && clear.status == 0)
        #expect(try list.reading(of: entry(131_071), asOf: Example.now).bit == .clear)
    }

    @Test("says several purposes with one bit, and nothing about others")
    func purposes() throws {
        let list = try published(purposes: [.suspension, .other("own")])
        #expect(try list.reading(of: entry(5, .suspension), asOf: Example.now).bit == .set)
        #expect(try list.reading(of: entry(5, .other("own")), asOf: Example.now).bit == .set)
        #expect(
            try problem { try list.reading(of: entry(5, .revocation), asOf: Example.now) }
                == .verification)
    }

    @Test("says what a value of several bits means")
    func messages() throws {
        let json = try entry(1, .message).json.applying([
            .set("/statusSize", "2"),
            .set(
                "/statusMessage",
                #"""
                [{"status": "0x0", "message": "a"}, {"status": "0x1", "message": "b"},
                 {"status": "0x2", "message": "c"}, {"status": "0x3", "message": "d"}]
                """#),
        ])
        let entry = try StatusEntry(json.document.root)
        let list = StatusList(
            url: Self.url, issuer: try Example.did(), purposes: [.message],
            bits: BitString(bitCount: 262_144))
        var bits = list.bits
        bits[try #require(StatusListIndex(3))] = .set
        let reading = try published(purposes: [.message])
        #expect(try problem { try reading.reading(of: entry, asOf: Example.now) } == .length)
        let longer = try published(
            [.set("/credentialSubject/encodedList", "\"\(bits.encodedList)\"")],
            purposes: [.message])
        let status = try longer.reading(of: entry, asOf: Example.now)
        #expect(status.status == 1 && status.message == "b")
    }

    @Test("is believed within its validity only")
    func validity() throws {
        let list = try published()
        let end = Example.now + Self.day
        let millisecond = Duration.milliseconds(1)
        #expect(try list.reading(of: entry(), asOf: end).bit == .set)
        #expect(
            try problem { try list.reading(of: entry(), asOf: end + millisecond) }
                == .verification)
        #expect(
            try problem { try list.reading(of: entry(), asOf: Example.now - millisecond) }
                == .verification)
    }

    @Test("is believed for its own entries only")
    func identity() throws {
        let list = try published()
        let other = try entry(url: "https://uni.example/status/4")
        #expect(try problem { try list.reading(of: other, asOf: Example.now) } == .verification)
        let unnamed = try published([.remove("/id")], fetchedFrom: Self.url)
        #expect(try unnamed.reading(of: entry(), asOf: Example.now).bit == .set)
        #expect(try problem { try published([.remove("/id")]) } == .verification)
        let named = try published(fetchedFrom: "https://uni.example/status/4")
        #expect(try problem { try named.reading(of: other, asOf: Example.now) } == .verification)
    }

    @Test("is refused when its proof is missing, bad, another's or of another document")
    func proofs() throws {
        let json = try unsigned().json
        #expect(try problem { try published(json) } == .verification)
        let signed = try unsigned().signed(
            by: Example.key(), verificationMethod: Example.url(), created: Example.now)
        let changed = try signed.json.applying([.set("/validFrom", #""2027-01-01T00:00:00Z""#)])
        #expect(try problem { try published(changed) } == .verification)
        let foreign = Edit.set("/issuer", #""did:web:other.example""#)
        #expect(try problem { try published([foreign]) } == .verification)
        let credential = try Credential(validating: json.document, as: .verifying)
        let other = try ProofReport.example(Example.signed().json)
        #expect(
            try problem { try PublishedStatusList(credential, proofs: other) } == .verification)
    }

    @Test(
        "is refused when it is malformed",
        arguments: [
            .set("/type", #"["VerifiableCredential"]"#),
            .set("/credentialSubject/type", #""JsonSchema""#),
            .remove("/credentialSubject/type"), .remove("/credentialSubject/statusPurpose"),
            .set("/credentialSubject/statusPurpose", "[]"),
            .set("/credentialSubject/statusPurpose", #"["revocation", 1]"#),
            .set("/credentialSubject/ttl", #""300""#), .set("/credentialSubject/ttl", "-1"),
            .set("/credentialSubject/ttl", "1.5"), .remove("/credentialSubject/encodedList"),
            .set("/credentialSubject/encodedList", #""uAAAA""#),
            .set("/credentialSubject/encodedList", "1"),
            .set("/credentialSubject", #"[{"id": "urn:a:b"}, {"id": "urn:a:c"}]"#),
        ] as [Edit])
    func malformed(edit: Edit) throws {
        #expect(try problem { try published([edit]) } == .malformedValue)
    }

    @Test("is refused when it is too short, and has no entry past its end")
    func length() throws {
        // Gzip of 16,383 zero bytes: eight entries too few.
        let short = try published([
            .set(
                "/credentialSubject/encodedList",
                "\"\(StoredGzip.encodedList(zeroByteCount: 16_383))\"")
        ])
        #expect(try problem { try short.reading(of: entry(), asOf: Example.now) } == .length)
        let list = try published()
        #expect(
            try problem { try list.reading(of: entry(131_072), asOf: Example.now) } == .range)
    }

    @Test("needs no time to live")
    func timeToLive() throws {
        #expect(throws: Never.self) { try published([.remove("/credentialSubject/ttl")]) }
    }

    @Test("names the W3C's problem types")
    func problemTypes() {
        let types = StatusListError.Problem.allCases.map(\.type)
        #expect(
            types
                == [
                    "STATUS_RETRIEVAL_ERROR", "STATUS_VERIFICATION_ERROR",
                    "STATUS_LIST_LENGTH_ERROR", "RANGE_ERROR", "MALFORMED_VALUE_ERROR",
                ].map { "https://www.w3.org/ns/credentials/status-list#" + $0 })
        #expect(Set(StatusListError.Problem.allCases.map(\.code)).count == 5)
        #expect(StatusListError(.retrieval, "a").code == "status.retrieval")
    }
}
