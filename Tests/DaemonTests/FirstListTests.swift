import CanonicalJSON
import FoundationEssentials
import Testing

@Suite("The trust list at a start")
struct FirstListTests {
    private static let json = ["Content-Type": "application/json"]

    @Test("is read before anybody is answered")
    func before() async throws {
        let home = try await TestHome()
        // Nothing asks for it: who looks at it writes its reader's failure into the log.
        try home.write(trustList: Array("{".utf8))
        let daemon = try await home.daemon()
        for _ in 0..<200 where !daemon.standardError.contains("trust.list") {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(daemon.standardError.contains("trust.list"))
        try await daemon.stop()
    }

    @Test("is what all are judged by who ask at once")
    func together() async throws {
        let home = try await TestHome()
        let first = try await home.daemon()
        let bundle = try await first.issued(1)
        try await first.stop()
        for _ in 0..<3 {
            let daemon = try await home.daemon()
            let verdicts = try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await daemon.verdict(on: bundle)["verdict"]?.string
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(verdicts == ["confirmed"])
            try await daemon.stop()
        }
    }

    @Test("keeps everybody waiting where it cannot be read, until it can be")
    func unreadable() async throws {
        let home = try await TestHome()
        let first = try await home.daemon()
        let bundle = try await first.issued(1)
        try await first.stop()
        try home.write(trustList: Array("{".utf8))
        let daemon = try await home.daemon()
        for path in ["/v1/verifications", "/credentials/verify", "/presentations/verify"] {
            let reply = try await daemon.exchange("POST", path, Self.json, body: bundle)
            #expect(reply.status == 503)
            #expect(reply.header("retry-after") == "1")
            #expect(reply.header("content-type") == "application/problem+json")
            let problem = try JSONDocument(parsing: reply.body).root
            #expect(problem["code"]?.string == "service.no-trust-list")
        }
        try home.write(trusting: [home.institution])
        try await Task.sleep(for: .milliseconds(1_100))
        #expect(try await daemon.verdict(on: bundle)["verdict"]?.string == "confirmed")
        // From then on there is one to hold on to.
        try home.write(trustList: Array("{".utf8))
        try await Task.sleep(for: .milliseconds(1_100))
        #expect(try await daemon.verdict(on: bundle)["verdict"]?.string == "confirmed")
        try await daemon.stop()
    }

    @Test("need not be there")
    func absent() async throws {
        let home = try await TestHome()
        try FileManager.default.removeItem(atPath: home.path + "/trust/list.json")
        let daemon = try await home.daemon()
        let verdict = try await daemon.verdict(on: daemon.issued(1))
        #expect(verdict["verdict"]?.string == "issuer_not_recognised")
        try await daemon.stop()
    }
}
