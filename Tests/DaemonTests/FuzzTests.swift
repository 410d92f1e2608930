import CanonicalJSON
import NIOCore
import ServiceAPI
import Testing

/// Numbers that are the same for the same seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &+ 0x9E37_79B9_7F4A_7C15
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}

@Suite("Odd input")
struct FuzzTests {
    private static let paths = [
        "/v1/verifications", "/v1/credentials", "/v1/receipts",
        "/v1/credentials/urn:uuid:00000000-0000-4000-8000-000000000000/revoke",
        "/credentials/issue", "/credentials/status", "/credentials/verify",
        "/presentations/verify",
    ]

    /// One odd body made out of a good one.
    private func oddBody(_ good: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = good
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return random.bytes(Int.random(in: 0..<300, using: &random))
        case 1: return Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
        case 2:
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            }
            return bytes
        case 3:
            // A value of another kind in place of one.
            let colons = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
            let place = colons.randomElement(using: &random) ?? 0
            let values = [
                "null", "[]", "{}", "1e400", "-0", "\"\\ud800\"", "true", "[[[[[[1]]]]]]",
            ]
            let value = values.randomElement(using: &random) ?? ""
            bytes.insert(contentsOf: (value + ",\"x\":").utf8, at: place + 1)
            return bytes
        case 4:
            let depth = Int.random(in: 1...5_000, using: &random)
            return [UInt8](repeating: UInt8(ascii: "["), count: depth)
        case 5: return Array(("{" + String(repeating: "\"a\":1,", count: 3_000) + "}").utf8)
        case 6: return bytes + bytes
        default:
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes.insert(contentsOf: random.bytes(4), at: place)
            return bytes
        }
    }

    @Test(
        "odd bodies are answered with a problem or a verdict",
        arguments: 1...4 as ClosedRange<UInt64>)
    func bodies(_ seed: UInt64) async throws {
        let daemon = try await TestHome().daemon()
        let bundle = try await daemon.issued(0)
        var random = SeededRandom(seed: seed)
        let client = try await RawClient(port: daemon.port)
        for round in 0..<200 {
            let good = Bool.random(using: &random) ? bundle : TestHome.input(round)
            let body = oddBody(good, &random)
            for path in Self.paths {
                let reply = try await client.exchange(
                    "POST", path, TestHome.authorised, body: body)
                let said = "seed \(seed), round \(round), \(path): \(reply.status) \(reply.text)"
                if 200...299 ~= reply.status {
                    #expect((try? JSONDocument(parsing: reply.body)) != nil, "\(said)")
                } else {
                    let problem = Problem(parsing: reply.body)
                    #expect(problem?.status == reply.status, "\(said)")
                    #expect(reply.status < 500, "\(said)")
                }
            }
        }
        #expect(try await daemon.exchange("GET", "/livez").status == 200)
        #expect(try await daemon.stop().code == 0)
    }

    @Test("odd tokens are answered with a problem or a verdict", arguments: [1, 2] as [UInt64])
    func tokens(_ seed: UInt64) async throws {
        let daemon = try await TestHome().daemon()
        let good = try [
            "good-token-EdDSA", "good-token-EdDSA-version-1", "good-token-ES384",
            "presentation-good-token",
        ].map { try ForeignVector.named($0).text }
        let letters = Array("ABCxyz019-_.=~ \"{".utf8)
        var random = SeededRandom(seed: seed)
        let client = try await RawClient(port: daemon.port)
        for round in 0..<200 {
            var text = Array(good.randomElement(using: &random)?.utf8 ?? "".utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                text[place] = letters.randomElement(using: &random) ?? 0
            }
            let quoted = JSONValue.string(String(decoding: text, as: UTF8.self)).canonicalBytes()
            let requests: [(String, String, [UInt8])] = [
                ("/v1/verifications", "text/plain", text),
                ("/v1/receipts", "application/vc+jwt", text),
                (
                    "/credentials/verify", "application/json",
                    Array("{\"verifiableCredential\":".utf8) + quoted + Array("}".utf8)
                ),
                (
                    "/presentations/verify", "application/json",
                    Array("{\"verifiablePresentation\":".utf8) + quoted + Array("}".utf8)
                ),
            ]
            for (path, type, body) in requests {
                let reply = try await client.exchange(
                    "POST", path, ["Content-Type": type], body: body)
                let said = "seed \(seed), round \(round), \(path): \(reply.status) \(reply.text)"
                #expect(reply.status < 500, "\(said)")
                #expect((try? JSONDocument(parsing: reply.body)) != nil, "\(said)")
            }
        }
        #expect(try await daemon.stop().code == 0)
    }

    @Test(
        "odd requests are answered with a problem or cut off",
        arguments: 1...4 as ClosedRange<UInt64>)
    func requests(_ seed: UInt64) async throws {
        let daemon = try await TestHome().daemon()
        var random = SeededRandom(seed: seed)
        let good = "POST /v1/verifications HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
        let texts = [
            "\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
            "get / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost a\r\n\r\n",
            "GET / HTTP/1.1\r\n: b\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /v1/verifications HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
            "GET http://other.example/livez HTTP/1.1\r\nHost: b\r\n\r\n", "GET * HTTP/1.1\r\n\r\n",
            "CONNECT a:1 HTTP/1.1\r\n\r\n", "TRACE / HTTP/1.1\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET /livez HTTP/1.0\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}",
            "GET /%00 HTTP/1.1\r\n\r\n", "GET /\u{0} HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nX: \u{0}\r\n\r\n",
            "GET / HTTP/1.1\r\nConnection: upgrade\r\n"
                + "Upgrade: websocket\r\n\r\n",
        ]
        for round in 0..<60 {
            let client = try await RawClient(port: daemon.port)
            var request = Array((round < texts.count ? texts[round] : good).utf8)
            if round >= texts.count {
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    request[Int.random(in: 0..<request.count, using: &random)] =
                        UInt8.random(in: 0...255, using: &random)
                }
            }
            client.send(request)
            // Whatever is still awaited is not coming.
            client.endOutput()
            do {
                let reply = try await client.reply(within: .seconds(15))
                if reply.status >= 400 {
                    #expect(
                        Problem(parsing: reply.body)?.status == reply.status,
                        "seed \(seed), round \(round): \(reply.status) \(reply.text)")
                }
                #expect(reply.status < 500, "seed \(seed), round \(round)")
            } catch RawClient.Failure.closed {
            } catch {
                Issue.record("seed \(seed), round \(round): \(error)")
            }
        }
        #expect(try await daemon.exchange("GET", "/livez").status == 200)
        #expect(try await daemon.stop().code == 0)
    }

    @Test("requests one behind the other on one connection are answered in their order")
    func pipelining() async throws {
        let daemon = try await TestHome().daemon()
        let client = try await RawClient(port: daemon.port)
        let paths = ["/livez", "/nope", "/ledger/checkpoint", "/v1/records/0", "/livez"]
        client.send(
            paths.map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined() + "garbage\r\n\r\n")
        var statuses: [Int] = []
        for _ in paths { statuses.append(try await client.reply().status) }
        #expect(statuses == [200, 404, 200, 200, 200])
        try await client.waitUntilClosed(within: .seconds(40))
        try await daemon.stop()
    }

    @Test("what a client says is in no log")
    func log() async throws {
        let daemon = try await TestHome().daemon()
        let bundle = try await daemon.issued(7)
        let json = ["Content-Type": "application/json", "User-Agent": "secret-agent"]
        _ = try await daemon.exchange("POST", "/v1/verifications", json, body: bundle)
        _ = try await daemon.exchange("GET", "/secret-path?secret-query", json)
        _ = try await daemon.exchange("GET", "/v1/records/1", json)
        _ = try await daemon.exchange(
            "POST", "/v1/credentials/secret-name/revoke", TestHome.authorised, body: [])
        _ = try await daemon.exchange("SECRET-METHOD", "/")
        try await daemon.stop()
        let log = daemon.standardError
        #expect(log.contains("request POST /v1/credentials 201 "))
        #expect(log.contains("request POST /v1/verifications 200 "))
        #expect(log.contains("request GET /v1/records/:index 200 "))
        #expect(log.contains("request GET - 404 "))
        for secret in ["secret", "127.0.0.1", "ovelace", "urn:uuid", TestHome.token, "records/1"] {
            #expect(!log.contains(secret), "\(secret)")
        }
        #expect(daemon.standardOutput.split(separator: "\n").count == 1)
    }
}
