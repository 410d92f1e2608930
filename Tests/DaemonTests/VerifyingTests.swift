import CanonicalJSON
import Signing
import Testing
import Trust
import Verification

@Suite("Verifying for others")
struct VerifyingTests {
    private static let text = ["Content-Type": "application/json", "Accept": "text/plain"]

    @Test("a verdict is an answer: as JSON, and in 160 characters")
    func verdict() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let bundle = try await daemon.issued(1)
        let verdict = try await daemon.verdict(on: bundle)
        #expect(verdict["verdict"]?.string == "confirmed")
        let short = try await daemon.exchange("POST", "/v1/verifications", Self.text, body: bundle)
        #expect(short.status == 200)
        #expect(short.header("content-type") == "text/plain; charset=utf-8")
        #expect(short.header("vary") == "Accept")
        #expect(short.text.hasPrefix("Confirmed: "))
        #expect(short.text.utf16.count <= 160)
        try await daemon.stop()
    }

    @Test("a changed byte is not what was signed")
    func altered() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let bundle = String(decoding: try await daemon.issued(1), as: UTF8.self)
        let other = bundle.replacing("Ada", with: "Eve")
        #expect(other != bundle)
        let verdict = try await daemon.verdict(on: Array(other.utf8))
        #expect(verdict["verdict"]?.string == "altered")
        try await daemon.stop()
    }

    @Test("a trust list that changes is used from then on; a broken one changes nothing")
    func reloading() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let bundle = try await daemon.issued(1)
        func code() async throws -> String? {
            try await Task.sleep(for: .milliseconds(1_100))
            return try await daemon.verdict(on: bundle)["verdict"]?.string
        }
        #expect(try await code() == "confirmed")
        try home.write(trustList: Array("{".utf8))
        #expect(try await code() == "confirmed")
        try home.write(trusting: [])
        #expect(try await code() == "issuer_not_recognised")
        try home.write(
            trusting: [home.institution], until: TestHome.now + .seconds(-3_600))
        #expect(try await code() == "incomplete")
        try home.write(trusting: [home.institution])
        #expect(try await code() == "confirmed")
        try await daemon.stop()
    }

    @Test("a partner's status list is fetched, kept for a while, and its absence is no yes")
    func partner() async throws {
        let port = try await TestHome.freePort()
        let partner = try await TestHome(named: "Partner", port: port)
        let own = try await TestHome()
        try own.write(trusting: [partner.institution])
        let arguments = ["--home", partner.path, "--listen", "127.0.0.1:\(port)"]
        let partnerDaemon = try await DaemonProcess(arguments)
        let bundle = try await partnerDaemon.issued(1)
        let credential = try Bundle(parsing: bundle).credential.canonicalBytes()
        let daemon = try await own.daemon()
        func check(_ verdict: JSON) -> JSON? {
            verdict["checks"]?.elements.first { $0["id"]?.equals("status_list") == true }
        }
        let first = try await daemon.verdict(on: bundle)
        #expect(first["verdict"]?.string == "confirmed")
        #expect(check(first)?["state"]?.string == "pass")
        let lists = {
            partnerDaemon.standardError.split(separator: "\n")
                .count { $0.contains("GET /status/:list 200") }
        }
        for _ in 0..<20 { _ = try await daemon.verdict(on: bundle) }
        // One list for withdrawals, one for holds.
        #expect(lists() == 2)
        // The partner was asked for its whole list, and never about a credential.
        #expect(!partnerDaemon.standardError.contains("/v1/receipts"))
        // Without its receipt a credential of an institution with a ledger is not confirmed.
        #expect(try await daemon.verdict(on: credential)["verdict"]?.string == "incomplete")
        try await partnerDaemon.stop()
        try await daemon.stop()
        // A daemon that never saw the list cannot get it now, and says so.
        let fresh = try await own.daemon()
        let without = try await fresh.verdict(on: bundle)
        #expect(check(without)?["state"]?.string == "not_checked")
        #expect(without["needs"]?.count ?? 0 > 0)
        try await fresh.stop()
    }

    @Test("nothing is fetched from an address that only the credential names")
    func stranger() async throws {
        let port = try await TestHome.freePort()
        let stranger = try await TestHome(named: "Stranger", port: port)
        let own = try await TestHome()
        let arguments = ["--home", stranger.path, "--listen", "127.0.0.1:\(port)"]
        let strangersDaemon = try await DaemonProcess(arguments)
        let bundle = try await strangersDaemon.issued(1)
        let daemon = try await own.daemon()
        #expect(
            try await daemon.verdict(on: bundle)["verdict"]?.string == "issuer_not_recognised")
        try await daemon.stop()
        try await strangersDaemon.stop()
        let asked = strangersDaemon.standardError.split(separator: "\n")
        #expect(asked.count == 1)
        #expect(asked.first?.contains("POST /v1/credentials 201") == true)
    }
}
