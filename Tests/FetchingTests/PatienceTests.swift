import Auditing
import Testing

@testable import Fetching

@Suite("Patience with a host that asks to be left alone")
struct PatienceTests {
    private static let ok = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"

    private static func refusal(_ status: Int, _ retryAfter: String?) -> String {
        "HTTP/1.1 \(status) No\r\n" + (retryAfter.map { "retry-after: \($0)\r\n" } ?? "")
            + "content-length: 0\r\n\r\n"
    }

    /// Runs a test against a server, and ends both.
    private func withFetcher(
        _ replies: [String: CannedServer.Reply], patience: Duration,
        _ body: (Fetcher, CannedServer) async throws -> Void
    ) async throws {
        let server = try await CannedServer(replies)
        let base = try #require(FetchBase("http://127.0.0.1:\(server.port)"))
        let fetcher = Fetcher(allowing: [base], limits: FetchLimits(patience: patience))
        do {
            try await body(fetcher, server)
        } catch {
            await fetcher.shutdown()
            await server.close()
            throw error
        }
        await fetcher.shutdown()
        await server.close()
    }

    @Test("waits twice for as long as it is told, and reads a ledger's file then")
    func twice() async throws {
        let answers = [Self.refusal(429, "1"), Self.refusal(503, "0"), Self.ok]
        try await withFetcher(
            ["/checkpoint.latest": .inTurn(answers)], patience: .seconds(60)
        ) { fetcher, server in
            let ledger = FetchedLedger(at: "http://127.0.0.1:\(server.port)", with: fetcher)
            let began = ContinuousClock.now
            let bytes = try await ledger.checkpoint()
            #expect(bytes == Array("hello".utf8))
            #expect(server.requests(for: "/checkpoint.latest") == 3)
            // A host that says no second is given one all the same.
            #expect(began.duration(to: .now) >= .seconds(2))
        }
    }

    @Test("ends where the wait is too long, where none is told, and where there is none")
    func ends() async throws {
        let replies: [String: CannedServer.Reply] = [
            "/long": .bytes(Self.refusal(429, "61")), "/none": .bytes(Self.refusal(503, nil)),
            "/words": .bytes(Self.refusal(429, "soon")),
            "/huge": .bytes(Self.refusal(429, "99999999999999999999")),
            "/other": .bytes(Self.refusal(500, "1")),
        ]
        try await withFetcher(replies, patience: .seconds(60)) { fetcher, server in
            let statuses = ["long": 429, "none": 503, "words": 429, "huge": 429, "other": 500]
            for (path, status) in statuses {
                await #expect(throws: FetchError.status(status)) {
                    try await fetcher.get("http://127.0.0.1:\(server.port)/\(path)")
                }
                #expect(server.requests(for: "/" + path) == 1)
            }
        }
        try await withFetcher(
            ["/a": .inTurn([Self.refusal(429, "1"), Self.ok])], patience: .zero
        ) { fetcher, server in
            await #expect(throws: FetchError.status(429)) {
                try await fetcher.get("http://127.0.0.1:\(server.port)/a")
            }
        }
    }

    @Test("a request that changes something is sent once")
    func post() async throws {
        try await withFetcher(
            ["/a": .inTurn([Self.refusal(429, "1"), Self.ok])], patience: .seconds(60)
        ) { fetcher, server in
            let fetched = try await fetcher.send(
                .post, "http://127.0.0.1:\(server.port)/a", body: [1])
            #expect(fetched.status == 429)
            #expect(server.requests(for: "/a") == 1)
        }
    }

    @Test("a wait is at least a second and at most half a minute, and all of them have an end")
    func bounds() {
        let start = ContinuousClock.now
        var gate = RetryGate(at: start)
        func shuts(for asked: Int, after seconds: Int) -> Bool {
            gate.shuts(
                for: .seconds(asked), at: start + .seconds(seconds), patience: .seconds(3_600))
        }
        #expect(shuts(for: 0, after: 0))
        #expect(gate.opensAt == start + .seconds(1))
        #expect(shuts(for: 31, after: 0))
        #expect(gate.opensAt == start + .seconds(30))
        // Somebody who was told less does not open it for all.
        #expect(shuts(for: 2, after: 0))
        #expect(gate.opensAt == start + .seconds(30))
        #expect(shuts(for: 100, after: 3_500))
        #expect(!shuts(for: 100, after: 3_501))
    }
}
