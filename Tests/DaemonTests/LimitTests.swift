import Foundation
import NIOCore
import ServiceAPI
import TestSupport
import Testing

@Suite("Limits, at the limit and one above")
struct LimitTests {
    private static let bodyMax = 1_048_576

    /// A JSON text of exactly so many bytes that is no credential.
    private func text(_ count: Int) -> [UInt8] {
        Array("{\"a\":\"".utf8) + [UInt8](repeating: 0x61, count: count - 8) + Array("\"}".utf8)
    }

    @Test("a body of 1 MiB is read, one byte more is not")
    func body() async throws {
        let daemon = try await TestHome().daemon()
        let headers = ["Content-Type": "application/json"]
        let longest = try await daemon.exchange(
            "POST", "/v1/receipts", headers, body: text(Self.bodyMax))
        #expect(longest.status == 404)
        #expect(Problem(parsing: longest.body)?.code == "receipt.none")
        for path in ["/v1/receipts", "/v1/verifications"] {
            let reply = try await daemon.exchange(
                "POST", path, headers, body: text(Self.bodyMax + 1))
            #expect(reply.status == 413)
            #expect(reply.header("connection") == "close")
            #expect(Problem(parsing: reply.body)?.code == "request.too-large")
        }
        try await daemon.stop()
    }

    @Test("a body that does not announce its length is counted as it comes")
    func chunkedBody() async throws {
        let daemon = try await TestHome().daemon()
        let head =
            "POST /v1/receipts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
        for (count, status) in [(Self.bodyMax, 404), (Self.bodyMax + 1, 413)] {
            let client = try await RawClient(port: daemon.port)
            client.send(head)
            var rest = text(count)[...]
            while !rest.isEmpty {
                let chunk = rest.prefix(60_000)
                rest = rest.dropFirst(60_000)
                client.send(
                    Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk
                        + Array("\r\n".utf8))
            }
            client.send("0\r\n\r\n")
            #expect(try await client.reply().status == status)
        }
        try await daemon.stop()
    }

    @Test("a client that waits to be asked for its body is asked, unless the body is too long")
    func expectation() async throws {
        let daemon = try await TestHome().daemon()
        let head = "POST /v1/receipts HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
        let client = try await RawClient(port: daemon.port)
        client.send(head + "Content-Length: 2\r\n\r\n")
        #expect(try await client.reply().status == 100)
        client.send("{}")
        #expect(try await client.reply().status == 404)
        let other = try await RawClient(port: daemon.port)
        other.send(head + "Content-Length: \(Self.bodyMax + 1)\r\n\r\n")
        #expect(try await other.reply().status == 413)
        try await other.waitUntilClosed()
        try await daemon.stop()
    }

    @Test("a path of 2,048 bytes is looked up, a longer one is not")
    func path() async throws {
        let daemon = try await TestHome().daemon()
        let longest = "/" + String(repeating: "a", count: 2_047)
        #expect(try await daemon.exchange("GET", longest).status == 404)
        let longer = try await daemon.exchange("GET", longest + "a")
        #expect(longer.status == 414)
        #expect(Problem(parsing: longer.body)?.code == "request.target-too-long")
        try await daemon.stop()
    }

    @Test("a head that is too long is refused, and so is one of too many fields")
    func head() async throws {
        let daemon = try await TestHome().daemon()
        let fits = String(repeating: "a", count: 15_000)
        #expect(try await daemon.exchange("GET", "/livez", ["X-A": fits]).status == 200)
        let long = try await daemon.exchange(
            "GET", "/livez", ["X-A": String(repeating: "a", count: 17_000)])
        #expect(long.status == 431)
        #expect(Problem(parsing: long.body)?.code == "request.head-too-large")
        let client = try await RawClient(port: daemon.port)
        client.send("GET /livez HTTP/1.1\r\nHost: a\r\n")
        for number in 0..<200 { client.send("X-\(number): a\r\n") }
        client.send("\r\n")
        let many = try await client.reply()
        #expect(many.status == 431 || many.status == 400)
        #expect(Problem(parsing: many.body) != nil)
        try await daemon.stop()
    }

    @Test("a client's requests are counted, and it is told when to come again")
    func rate() async throws {
        // One a second in the long run: two at once.
        let daemon = try await TestHome().daemon(["--rate", "1"])
        let client = try await RawClient(port: daemon.port)
        let start = ContinuousClock.now
        var passed = 0
        var last = try await client.exchange("GET", "/livez")
        while last.status == 200, passed < 1_000 {
            passed += 1
            last = try await client.exchange("GET", "/livez")
        }
        #expect(passed >= 2)
        #expect(.seconds(passed - 2) <= ContinuousClock.now - start)
        #expect(last.status == 429)
        #expect(Problem(parsing: last.body)?.code == "request.too-many")
        #expect(["1", "2"].contains(last.header("retry-after")))
        // Whom a proxy on this machine names is another client.
        for client in ["198.51.100.7", "203.0.113.9, 198.51.100.8", "2001:db8::7"] {
            let reply = try await daemon.exchange(
                "GET", "/livez", ["X-Forwarded-For": client])
            #expect(reply.status == 200)
        }
        // Who has a token is not counted as a stranger.
        for number in 0..<4 { _ = try await daemon.issued(number) }
        var guess = last
        for _ in 0..<100 {
            guess = try await daemon.exchange(
                "POST", "/v1/credentials", ["Authorization": "Bearer guess"], body: [])
            if guess.status == 429 { break }
        }
        #expect(guess.status == 429)
        try await Task.sleep(for: .milliseconds(1_200))
        #expect(try await client.exchange("GET", "/livez").status == 200)
        try await daemon.stop()
    }

    @Test("a head that trickles in is cut off")
    func slowHead() async throws {
        let daemon = try await TestHome().daemon()
        let client = try await RawClient(port: daemon.port)
        client.send("GET /livez HTTP/1.1\r\nX-A: ")
        client.sendSlowly(Array(repeating: UInt8(ascii: "a"), count: 40), every: .milliseconds(500))
        try await client.waitUntilClosed(within: .seconds(25))
        #expect(try await daemon.exchange("GET", "/livez").status == 200)
        try await daemon.stop()
    }

    @Test("a body that trickles in is answered with a problem and cut off")
    func slowBody() async throws {
        let daemon = try await TestHome().daemon()
        let client = try await RawClient(port: daemon.port)
        client.send(
            "POST /v1/verifications HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{")
        let reply = try await client.reply(within: .seconds(45))
        #expect(reply.status == 408)
        #expect(Problem(parsing: reply.body)?.code == "request.timeout")
        try await client.waitUntilClosed(within: .seconds(10))
        #expect(try await daemon.exchange("GET", "/livez").status == 200)
        try await daemon.stop()
    }

    @Test("connections beyond the limit wait, and are served when others are closed")
    func connections() async throws {
        let daemon = try await TestHome().daemon()
        // Another process holds them: this one runs other tests meanwhile, which open files too.
        let holder = try Holder(of: daemon.port)
        try await holder.ready()
        let waiting = try await RawClient(port: daemon.port)
        waiting.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
        await #expect(throws: RawClient.Failure.self) {
            try await waiting.reply(within: .milliseconds(500))
        }
        holder.end()
        #expect(try await waiting.reply().status == 200)
        try await daemon.stop()
    }

    /// A process that holds as many connections as a daemon takes. The system hands over up to
    /// four at a time, so that a few more than 512 get in; one that was answered once may rest for
    /// a minute, and 500 are.
    private final class Holder {
        private static let script = """
            for i in $(seq 520); do
                exec {fd}<>/dev/tcp/127.0.0.1/$1 || exit 7
                fds+=($fd)
                [ $i -gt 500 ] || printf 'GET /livez HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n' >&$fd
            done
            for fd in "${fds[@]:0:500}"; do
                read -r line <&$fd || exit 8
                case $line in *' 200 '*) ;; *) exit 9 ;; esac
            done
            echo ready
            exec sleep 120
            """

        private let process: SpawnedProcess
        private let output: String

        init(of port: Int) throws {
            output = try TestFolder.make() + "/holder"
            process = try SpawnedProcess(
                "/bin/bash", ["-c", Holder.script, "holder", "\(port)"], output: output)
        }

        /// Waits until the connections are there and answered.
        func ready() async throws {
            for _ in 0..<600 {
                let said = try String(contentsOf: URL(fileURLWithPath: output), encoding: .utf8)
                if said.hasPrefix("ready") { return }
                try #require(process.end == nil, "it ended with \(process.end?.code ?? 0)")
                try await Task.sleep(for: .milliseconds(100))
            }
            Issue.record("the connections were not there after a minute")
        }

        /// Closes the connections.
        func end() {
            kill(process.identifier, SIGKILL)
        }
    }
}
