import Synchronization
import Testing

@testable import Fetching

@Suite("Fetching")
struct FetcherTests {
    private static func ok(_ body: String, _ headers: String = "") -> String {
        "HTTP/1.1 200 OK\r\n\(headers)content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func chunked(_ bodies: [String]) -> String {
        let chunks = bodies.map { String($0.utf8.count, radix: 16) + "\r\n\($0)\r\n" }
        return "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + chunks.joined()
            + "0\r\n\r\n"
    }

    /// Runs a test against a server, and ends both.
    private func withFetcher(
        _ replies: [String: CannedServer.Reply], limits: FetchLimits = .standard,
        path: String = "", _ body: (Fetcher, String) async throws -> Void
    ) async throws {
        let server = try await CannedServer(replies)
        let url = "http://127.0.0.1:\(server.port)"
        let fetcher = Fetcher(
            allowing: [try #require(FetchBase(url + path))], limits: limits)
        do {
            try await body(fetcher, url)
        } catch {
            await fetcher.shutdown()
            await server.close()
            throw error
        }
        await fetcher.shutdown()
        await server.close()
    }

    private func code(_ body: () async throws -> Fetched) async -> String {
        do {
            return "fetched \(try await body().status)"
        } catch {
            return (error as? FetchError)?.code ?? "\(error)"
        }
    }

    @Test("what is there is read whole, with its headers")
    func get() async throws {
        let reply = CannedServer.Reply.bytes(
            Self.ok("hello", "Content-Type: Application/VC; charset=utf-8\r\nX-A: 1\r\n"))
        try await withFetcher(["/a": reply]) { fetcher, url in
            let fetched = try await fetcher.get(url + "/a", accept: "application/vc")
            #expect(fetched.status == 200)
            #expect(fetched.bytes == Array("hello".utf8))
            #expect(fetched.mediaType == "application/vc")
            #expect(fetched.header("x-a") == "1")
            #expect(fetched.header("x-b") == nil)
        }
    }

    @Test("a body is posted as it is, and any status is an answer to it")
    func post() async throws {
        let conflict = "HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\n41"
        try await withFetcher(["/echo": .echo, "/no": .bytes(conflict)]) { fetcher, url in
            let fetched = try await fetcher.send(
                .post, url + "/echo", headers: [FetchHeader("X-Test", "yes")],
                body: Array("the body".utf8))
            let sent = String(decoding: fetched.bytes, as: UTF8.self)
            #expect(sent.hasPrefix("POST /echo HTTP/1.1\r\n"))
            #expect(sent.contains("X-Test: yes\r\n"))
            #expect(sent.hasSuffix("\r\n\r\nthe body"))
            let refused = try await fetcher.send(.post, url + "/no", body: [1])
            #expect(refused.status == 409)
            #expect(refused.bytes == Array("41".utf8))
        }
    }

    @Test("reading takes 200 and nothing else; no redirect is followed")
    func statuses() async throws {
        let replies: [String: CannedServer.Reply] = [
            "/301": .bytes("HTTP/1.1 301 Moved\r\nlocation: /a\r\ncontent-length: 0\r\n\r\n"),
            "/500": .bytes("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n"),
            "/204": .bytes("HTTP/1.1 204 No\r\n\r\n"), "/a": .bytes(Self.ok("secret")),
        ]
        try await withFetcher(replies) { fetcher, url in
            for status in [301, 500, 204, 404] {
                await #expect(throws: FetchError.status(status)) {
                    try await fetcher.get(url + "/\(status)")
                }
            }
        }
    }

    @Test("nothing outside the listed addresses is fetched")
    func notListed() async throws {
        try await withFetcher(["/in/a": .bytes(Self.ok("a"))], path: "/in") { fetcher, url in
            let fetched = try await fetcher.get(url + "/in/a")
            #expect(fetched.bytes == Array("a".utf8))
            for other in [
                url + "/out", url + "/inside", url, "http://127.0.0.1:1/in/a",
                "https://127.0.0.1/in/a", "http://localhost:1/in",
            ] {
                #expect(await code { try await fetcher.get(other) } == "fetch.not-listed")
            }
            for bad in ["file:///etc/passwd", url + "/in/../x", "", url + "/in/a#b"] {
                #expect(await code { try await fetcher.get(bad) } == "fetch.bad-address")
            }
        }
    }

    @Test("an answer has its limit, announced or not")
    func size() async throws {
        let replies: [String: CannedServer.Reply] = [
            "/8": .bytes(Self.ok("12345678")), "/9": .bytes(Self.ok("123456789")),
            "/c8": .bytes(Self.chunked(["1234", "5678"])),
            "/c9": .bytes(Self.chunked(["1234", "5678", "9"])),
            "/endless": .stall("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 100)),
        ]
        try await withFetcher(replies, limits: FetchLimits(bytesMax: 8)) { fetcher, url in
            for path in ["/8", "/c8"] {
                let fetched = try await fetcher.get(url + path)
                #expect(fetched.bytes.count == 8)
            }
            for path in ["/9", "/c9", "/endless"] {
                #expect(await code { try await fetcher.get(url + path) } == "fetch.too-large")
            }
            #expect(
                await code { try await fetcher.get(url + "/8", bytesMax: 7) } == "fetch.too-large")
        }
    }

    @Test("a slow answer is given up: before its head, and in its body")
    func time() async throws {
        let replies: [String: CannedServer.Reply] = [
            "/head": .stall(""), "/line": .stall("HTTP/1.1 200 OK\r\n"),
            "/body": .stall("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1"),
        ]
        let limits = FetchLimits(total: .milliseconds(300))
        try await withFetcher(replies, limits: limits) { fetcher, url in
            for path in ["/head", "/line", "/body"] {
                #expect(await code { try await fetcher.get(url + path) } == "fetch.timeout")
            }
        }
    }

    @Test("an answer that is no HTTP, or breaks off, is a failure")
    func broken() async throws {
        let replies: [String: CannedServer.Reply] = [
            "/garbage": .close("\u{1}\u{2}\u{3}\r\n\r\n"), "/nothing": .close(""),
            "/short": .close("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1"),
        ]
        try await withFetcher(replies) { fetcher, url in
            for path in replies.keys {
                #expect(await code { try await fetcher.get(url + path) } == "fetch.failed")
            }
            await #expect(
                throws: FetchError.failed("the other side ended it before it had answered")
            ) {
                try await fetcher.get(url + "/nothing")
            }
        }
    }

    @Test("nobody listens: a failure, told in plain words")
    func refused() async throws {
        let server = try await CannedServer([:])
        await server.close()
        let url = "http://127.0.0.1:\(server.port)"
        let fetcher = Fetcher(allowing: [try #require(FetchBase(url))])
        await #expect(throws: FetchError.failed("nobody answers at that address")) {
            try await fetcher.get(url + "/a")
        }
        await fetcher.shutdown()
    }

    @Test("who speaks no TLS, or no HTTP, is told in plain words")
    func notSecure() async throws {
        let server = try await CannedServer([:], greeting: "220 mail.example ESMTP\r\n")
        defer { Task { await server.close() } }
        for (scheme, code) in [("https", "fetch.not-secure"), ("http", "fetch.failed")] {
            let url = "\(scheme)://127.0.0.1:\(server.port)"
            let fetcher = Fetcher(allowing: [try #require(FetchBase(url))])
            let error = await #expect(throws: FetchError.self) { try await fetcher.get(url + "/a") }
            #expect(error?.code == code)
            #expect(error?.description.contains("Error") == false)
            await fetcher.shutdown()
        }
    }

    @Test("after the end nothing is fetched")
    func shutDown() async throws {
        try await withFetcher(["/a": .bytes(Self.ok("a"))]) { fetcher, url in
            _ = try await fetcher.get(url + "/a")
            await fetcher.shutdown()
            #expect(await code { try await fetcher.get(url + "/a") } == "fetch.shut-down")
        }
    }

    @Test("more requests than connections all get their answer")
    func many() async throws {
        let limits = FetchLimits(connectionsPerHostMax: 2)
        try await withFetcher(["/a": .bytes(Self.ok("a"))], limits: limits) { fetcher, url in
            let count = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<64 {
                    group.addTask { try await fetcher.get(url + "/a").bytes.count }
                }
                return try await group.reduce(0, +)
            }
            #expect(count == 64)
        }
    }
}

@Suite("Names and the addresses behind them")
struct PinningTests {
    private static let hello = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"

    private func code(
        _ host: String, at address: String?, networks: FetchNetworks = .publicOnly
    ) async throws -> String {
        let fetcher = Fetcher(
            allowing: [try #require(FetchBase("https://\(host)"))],
            limits: FetchLimits(total: .seconds(2)), networks: networks,
            lookUp: { _, _ in address })
        let error = await #expect(throws: FetchError.self) {
            try await fetcher.get("https://\(host)/x")
        }
        await fetcher.shutdown()
        return error?.code ?? "fetched"
    }

    @Test(
        "a name that leads into a private network is not followed",
        arguments: [
            "127.0.0.1", "::1", "10.1.2.3", "169.254.169.254", "192.168.1.1", "fe80::1", "fd00::1",
            "0.0.0.0", "::ffff:127.0.0.1", "64:ff9b::a00:1",
        ])
    func privateNetworks(_ address: String) async throws {
        #expect(try await code("uni.example", at: address) == "fetch.private-address")
    }

    @Test("a listed address inside a private network is not followed either")
    func privateLiterals() async throws {
        for host in ["10.1.2.3", "[fd00::1]", "169.254.169.254"] {
            #expect(try await code(host, at: nil) == "fetch.private-address")
        }
    }

    @Test("where private networks are allowed, this machine still is not behind another's name")
    func anyNetwork() async throws {
        #expect(
            try await code("uni.example", at: "127.0.0.1", networks: .anyNetwork)
                == "fetch.private-address")
    }

    @Test("a localhost that leads elsewhere is not followed")
    func localhost() async throws {
        #expect(try await code("localhost", at: "10.1.2.3") == "fetch.private-address")
        #expect(try await code("localhost", at: "93.184.216.34") == "fetch.private-address")
    }

    @Test("a name that leads nowhere is told")
    func unresolved() async throws {
        #expect(try await code("uni.example", at: nil) == "fetch.not-resolved")
        #expect(try await code("uni.example", at: "no address") == "fetch.not-resolved")
    }

    /// A fetcher for a name on this machine whose address the test says, and how often it was
    /// asked.
    private struct Names {
        let address = Answer("127.0.0.1")
        let server: CannedServer
        let fetcher: Fetcher
        let url: String

        final class Answer: Sendable {
            private let state: Mutex<(text: String, asked: Int)>

            init(_ text: String) {
                state = Mutex((text, 0))
            }

            var asked: Int { state.withLock(\.asked) }

            func set(_ text: String) {
                state.withLock { $0.text = text }
            }

            func give() -> String {
                state.withLock { state in
                    state.asked += 1
                    return state.text
                }
            }
        }

        init(addressAgeMax: Duration) async throws {
            let address = address
            server = try await CannedServer(["/a": .bytes(PinningTests.hello)])
            url = "http://localhost:\(server.port)/a"
            fetcher = Fetcher(
                allowing: [try #require(FetchBase("http://localhost:\(server.port)"))],
                limits: FetchLimits(addressAgeMax: addressAgeMax),
                lookUp: { _, _ in address.give() })
        }
    }

    @Test("the address that was judged is the one connected to, wherever the name leads later")
    func pinned() async throws {
        let names = try await Names(addressAgeMax: .seconds(600))
        _ = try await names.fetcher.get(names.url)
        names.address.set("10.9.9.9")
        for _ in 0..<3 {
            let fetched = try await names.fetcher.get(names.url)
            #expect(fetched.bytes == Array("hello".utf8))
        }
        #expect(names.address.asked == 1)
        await names.fetcher.shutdown()
        await names.server.close()
    }

    @Test("an address that is old is looked up and judged again")
    func renewed() async throws {
        let names = try await Names(addressAgeMax: .zero)
        for asked in 1...3 {
            _ = try await names.fetcher.get(names.url)
            #expect(names.address.asked == asked)
        }
        names.address.set("10.9.9.9")
        await #expect(throws: FetchError.privateAddress(host: "localhost", address: "10.9.9.9")) {
            try await names.fetcher.get(names.url)
        }
        await names.server.close()
    }

    @Test("looking a name up that takes for ever is given up in time")
    func slowLookUp() async throws {
        let lookUp = BlockedLookUp()
        let fetcher = Fetcher(
            allowing: [try #require(FetchBase("https://uni.example"))],
            limits: FetchLimits(total: .milliseconds(200)),
            lookUp: { _, _ in
                lookUp.wait()
                return "10.0.0.1"
            })
        await #expect(throws: FetchError.timeout) {
            try await fetcher.get("https://uni.example/x")
        }
        #expect(!lookUp.hasReturned)
        lookUp.letGo()
        await fetcher.shutdown()
    }
}
