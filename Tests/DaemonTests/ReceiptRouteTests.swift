import CanonicalJSON
import Signing
import Testing
import Trust
import Verification

@Suite("Receipts of what the daemon answered")
struct ReceiptRouteTests {
    private static let json = ["Content-Type": "application/json"]
    private static let path = "/v1/verifications"

    private func answer(
        _ daemon: DaemonProcess, _ query: String, _ body: [UInt8]
    ) async throws -> JSON {
        let reply = try await daemon.exchange("POST", Self.path + query, Self.json, body: body)
        #expect(reply.status == 200, "\(query): \(reply.text)")
        return try JSONDocument(
            parsing: reply.body, limits: JSONLimits(bytesMax: reply.body.count)
        ).root
    }

    @Test("are signed when somebody asks, and lead to the same answer elsewhere")
    func signed() async throws {
        let port = try await TestHome.freePort()
        let partner = try await TestHome(named: "Partner", port: port)
        let own = try await TestHome()
        try own.write(trusting: [partner.institution])
        let partnerDaemon = try await DaemonProcess(
            ["--home", partner.path, "--listen", "127.0.0.1:\(port)"])
        let bundle = try await partnerDaemon.issued(1)
        let daemon = try await own.daemon()
        let list = try TrustList(
            name: "A court's", issued: .earliest, expires: .latest,
            institutions: [own.institution])
        let award = try Submission(reading: bundle)

        #expect(try await answer(daemon, "", bundle)["receipt"] == nil)
        for query in [
            "?receipt=alone", "?receipt=with-award&asOf=2026-07-01",
            "?receipt=alone&asOf=2026-07-01T12:00:00Z",
        ] {
            let answer = try await answer(daemon, query, bundle)
            let text = try #require(answer["receipt"]?.utf8)
            let receipt = try SignedVerificationReceipt(parsing: Array(text))
            // The two status lists.
            #expect(receipt.receipt.evidence.count >= 2)
            #expect(answer["verdict"]?.string == receipt.receipt.conclusion.code.rawValue)
            let verdict = receipt.examined(with: award, trusting: list, at: TestHome.now)
            #expect(verdict.code == .reproduced, "\(verdict.text)")
            #expect(receipt.receipt.award == (query.contains("with-award") ? bundle : nil))
        }
        try await partnerDaemon.stop()
        try await daemon.stop()
    }

    @Test("are not given for a presentation, in text, or for a query that is none")
    func refused() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let bundle = try await daemon.issued(1)
        for query in [
            "?receipt", "?receipt=", "?receipt=yes", "?receipt=alone&receipt=alone", "?x=1",
            "?receipt=alone&", "?asOf=", "?asOf=2026-01-01&asOf=2026-01-01", "?asOf=2926-01-01",
        ] {
            let reply = try await daemon.exchange(
                "POST", Self.path + query, Self.json, body: bundle)
            #expect(reply.status == 400, "\(query)")
            #expect(reply.text.contains("request.bad-query"), "\(query)")
        }
        let text = try await daemon.exchange(
            "POST", Self.path + "?receipt=alone",
            ["Content-Type": "application/json", "Accept": "text/plain"], body: bundle)
        #expect(text.status == 406)
        let presentation = """
            {"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiablePresentation"}
            """
        let reply = try await daemon.exchange(
            "POST", Self.path + "?receipt=alone", Self.json, body: Array(presentation.utf8))
        #expect(reply.status == 400)
        #expect(reply.text.contains("one award"))
        // What nobody on the list made has a receipt too: it says that nobody vouches for it.
        try home.write(trusting: [])
        try await Task.sleep(for: .milliseconds(1_100))
        let answer = try await answer(daemon, "?receipt=alone", bundle)
        #expect(answer["verdict"]?.string == "issuer_not_recognised")
        #expect(answer["receipt"] != nil)
        try await daemon.stop()
        #expect(!daemon.standardError.contains("Ada"))
    }
}
