import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Signing
import Testing
import TransparencyLog
import Trust
import Verification

extension DaemonProcess {
    /// Waits until the newest checkpoint is served: it is written after an award is acknowledged.
    fileprivate func published(_ size: UInt64) async throws {
        for _ in 0..<500
        where try await checkpoint("checkpoint.latest")?.checkpoint.size.value != size {
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

@Suite("A daemon that looks at its partners' ledgers")
struct SeenTests {
    private static let standard = ["--rate", "none"]

    private func check(_ verdict: JSON) -> JSON? {
        verdict["checks"]?.elements.first { $0["id"]?.equals("witnessed") == true }
    }

    @Test("is the one witness that the standard policy asks for, and remembers since when")
    func witness() async throws {
        let port = try await TestHome.freePort()
        let partner = try await TestHome(named: "Partner", port: port)
        let own = try await TestHome()
        try own.write(trusting: [partner.institution, own.institution])
        let partnerDaemon = try await partner.daemon(on: port)
        let bundle = try await partnerDaemon.issued(1)
        try await partnerDaemon.published(2)
        let daemon = try await own.daemon(Self.standard)
        let first = try await daemon.verdict(on: bundle)
        #expect(first["verdict"]?.string == "confirmed")
        let since = check(first)?["evidence"]?["seen_here_since"]?.string
        #expect(since != nil)
        // A later award has a later checkpoint; both are states of one ledger.
        let later = try await partnerDaemon.issued(2)
        try await partnerDaemon.published(3)
        #expect(try await daemon.verdict(on: later)["verdict"]?.string == "confirmed")
        let asked = {
            partnerDaemon.standardError.split(separator: "\n")
                .count { $0.contains("/ledger/:file") || $0.contains("checkpoint") }
        }
        // What is known is not asked again.
        let count = asked()
        for _ in 0..<10 { _ = try await daemon.verdict(on: bundle) }
        #expect(asked() == count)
        // Nobody is an independent witness of his own ledger.
        let ownAward = try await daemon.issued(1)
        let ownVerdict = try await daemon.verdict(on: ownAward)
        #expect(ownVerdict["verdict"]?.string == "incomplete")
        #expect(check(ownVerdict)?["code"]?.string == "witness.none-listed")
        try await daemon.stop()

        // The partner is gone, and the daemon started anew: what it saw, it still knows.
        try await partnerDaemon.stop()
        let again = try await own.daemon(Self.standard)
        let remembered = try await again.verdict(on: bundle)
        #expect(remembered["verdict"]?.string == "confirmed")
        #expect(check(remembered)?["evidence"]?["seen_here_since"]?.string == since)
        try await again.stop()
        // One that never saw it cannot look now.
        try FileManager.default.removeItem(atPath: own.path + "/seen")
        let fresh = try await own.daemon(Self.standard)
        #expect(try await fresh.verdict(on: bundle)["verdict"]?.string == "incomplete")
        try await fresh.stop()
        #expect(fresh.standardError.contains("seen.not-looked"))
    }

    @Test("believes nothing more of a ledger that shows another history, and keeps the proof")
    func fork() async throws {
        let port = try await TestHome.freePort()
        let keys = try Home.FirstKeys.generate()
        let partner = try await TestHome(named: "Partner", port: port, keys: keys)
        let own = try await TestHome()
        try own.write(trusting: [partner.institution])
        // A copy of the home, before anything was issued, goes another way.
        let copy = try TestFolder.make() + "/home"
        try FileManager.default.copyItem(atPath: partner.path, toPath: copy)
        var partnerDaemon = try await partner.daemon(on: port)
        let bundle = try await partnerDaemon.issued(1)
        try await partnerDaemon.published(2)
        let daemon = try await own.daemon(Self.standard)
        #expect(try await daemon.verdict(on: bundle)["verdict"]?.string == "confirmed")
        try await partnerDaemon.stop()
        partnerDaemon = try await DaemonProcess(
            ["--home", copy, "--listen", "127.0.0.1:\(port)"])
        _ = try await partnerDaemon.issued(2)
        let other = try await partnerDaemon.issued(3)
        try await partnerDaemon.published(3)
        let verdict = try await daemon.verdict(on: other)
        #expect(verdict["verdict"]?.string == "incomplete")
        let recorded = verdict["checks"]?.elements.first { $0["id"]?.equals("recorded") == true }
        #expect(recorded?["code"]?.string == "record.contradiction")
        let files = try FileManager.default.contentsOfDirectory(atPath: own.path + "/seen")
        let proof = try #require(files.first { $0.hasSuffix(".fork") })
        let bytes = try Data(contentsOf: URL(filePath: own.path + "/seen/" + proof))
        #expect(throws: Never.self) { try ForkProof(parsing: Array(bytes)) }
        // Nor of what it showed first: whoever holds the key signed both.
        #expect(try await daemon.verdict(on: bundle)["verdict"]?.string == "incomplete")
        try await daemon.stop()
        #expect(daemon.standardError.contains("seen.forked"))
        try await partnerDaemon.stop()
        // And it stays so, whoever can be asked.
        let again = try await own.daemon(Self.standard)
        let later = try await again.verdict(on: bundle)
        #expect(later["verdict"]?.string == "incomplete")
        try await again.stop()
    }
}
