import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Issuance
import Records
import Signing
import Testing
import TransparencyLog
import Trust
import Verification

@Suite("An institution's own awards, shown to its daemon")
struct OwnAwardTests {
    private static let open = ["Content-Type": "application/json"]

    private struct Told {
        let isVerified: Bool?
        let codes: [String]
    }

    private static func verified(
        _ credential: JSONValue, at daemon: DaemonProcess, asking options: JSONValue = [:]
    ) async throws -> Told {
        let json: JSONValue = ["verifiableCredential": credential, "options": options]
        let reply = try await daemon.exchange(
            "POST", "/credentials/verify", open, body: json.canonicalBytes())
        let answer = try JSONDocument(parsing: reply.body).root
        let details = try #require(answer["problemDetails"], "\(reply.text)").elements
        return Told(
            isVerified: answer["verified"]?.boolean,
            codes: details.compactMap { $0["code"]?.string })
    }

    /// A credential that was issued, withdrawn and then erased.
    private static func erased(at daemon: DaemonProcess) async throws -> JSONValue {
        let credential = try Bundle(parsing: try await daemon.issued(1)).credential
        let id = try #require(credential["id"]?.string)
        for (action, category) in [("revoke", "award_withdrawn"), ("erase", "legal_order")] {
            let body: JSONValue = ["category": .string(category)]
            let reply = try await daemon.exchange(
                "POST", "/v1/credentials/\(id)/\(action)", TestHome.authorised,
                body: body.canonicalBytes())
            try #require(reply.status == 200, "\(reply.text)")
        }
        try await Task.sleep(for: .milliseconds(1_100))
        return credential.value
    }

    @Test("are judged by its own records, whether its list names it or not", arguments: [0, 1])
    func withoutList(count: Int) async throws {
        let home = try await TestHome()
        try home.write(trusting: Array([home.institution].prefix(count)))
        let daemon = try await home.daemon()
        let credential = try Bundle(parsing: try await daemon.issued(2)).credential
        let id = try #require(credential["id"]?.string)
        let good = try await Self.verified(credential.value, at: daemon)
        #expect(good.isVerified == true && good.codes.isEmpty, "\(good.codes)")
        let asked = try await Self.verified(
            credential.value, at: daemon, asking: ["challenge": "c"])
        #expect(asked.isVerified == false && asked.codes == ["proof.challenge"])

        let category: JSONValue = ["category": "under_review"]
        let held = try await daemon.exchange(
            "POST", "/v1/credentials/\(id)/suspend", TestHome.authorised,
            body: category.canonicalBytes())
        #expect(held.status == 200)
        let answer = try await Self.verified(credential.value, at: daemon)
        #expect(answer.isVerified == true)
        #expect(answer.codes.contains("standing.on-hold"), "\(answer.codes)")

        let presentation: JSONValue = [
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"], "verifiableCredential": [credential.value],
        ]
        let body: JSONValue = ["verifiablePresentation": presentation]
        let shown = try await daemon.exchange(
            "POST", "/presentations/verify", Self.open, body: body.canonicalBytes())
        let results = try JSONDocument(parsing: shown.body).root["credentialResults"]
        #expect(results?.elements.first?["verified"]?.boolean == true, "\(shown.text)")
        try await daemon.stop()
    }

    @Test("are good again once they were confirmed after a theft, though no witness saw that")
    func confirmedAgain() async throws {
        let home = try await TestHome()
        try home.write(trusting: [home.institution])
        let daemon = try await home.daemon(["--rate", "none"])
        let credential = try Bundle(parsing: try await daemon.issued(1)).credential.value
        _ = try await home.recover(["assertion-1"], stolenSince: 1)
        let stolen = try await Self.verified(credential, at: daemon)
        #expect(stolen.isVerified == false && stolen.codes == ["key.compromised"])
        _ = try await home.open().registrar.confirmAgain(except: [])
        let confirmed = try await Self.verified(credential, at: daemon)
        #expect(confirmed.isVerified == true && confirmed.codes.isEmpty, "\(confirmed.codes)")
        try await daemon.stop()
    }

    @Test("are still known as withdrawn once they were erased", arguments: [0, 1])
    func erased(count: Int) async throws {
        let home = try await TestHome()
        try home.write(trusting: Array([home.institution].prefix(count)))
        let daemon = try await home.daemon()
        let credential = try await Self.erased(at: daemon)
        let answer = try await Self.verified(credential, at: daemon)
        #expect(answer.codes.contains("status.revoked"), "\(answer.codes)")
        try await daemon.stop()
    }

    @Test("have no receipt once they were erased, and the keys that judge their status lists")
    func keysBesideNoReceipt() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let credential = try await Self.erased(at: daemon)
        let bytes = credential.canonicalBytes()
        let reply = try await daemon.exchange("POST", "/v1/receipts", Self.open, body: bytes)
        let unknown = try await daemon.exchange(
            "POST", "/v1/receipts", Self.open, body: Array("{}".utf8))
        #expect(reply.status == 404 && reply.body == unknown.body)
        let keys = try #require(try JSONDocument(parsing: reply.body).root["keys"]).elements
        let list = try await daemon.exchange("GET", "/status/1")

        let verifier = Verifier(
            trusting: try TrustList(
                name: "Test list", issued: .earliest, expires: .latest,
                institutions: [home.institution]),
            policy: .unwitnessed)
        let submission = try Submission(reading: bytes)
        let origin = try #require(home.institution.ledgers.first).origin
        var contents: [Evidence.Content] = [.noRecord(origin)]
        func code() -> Verdict.Code {
            let now = TestHome.now
            return verifier.verify(
                submission, at: now, with: contents.map { Evidence($0, fetchedAt: now) }
            ).code
        }
        #expect(code() == .noRecord)
        contents.append(.keys(try keys.map { try KeyReceipt($0) }))
        #expect(code() == .noRecord)
        contents.append(.statusList(url: home.url + "/status/1", bytes: list.body))
        #expect(code() == .withdrawn)
        try await daemon.stop()
    }
}
