import CanonicalJSON
import ServiceAPI
import Testing
import Verification

@Suite("What is refused, and how")
struct ProblemTests {
    private static let json = ["Content-Type": "application/json"]
    private static let posts = [
        "/v1/verifications", "/v1/credentials", "/v1/receipts",
        "/v1/credentials/urn:uuid:00000000-0000-4000-8000-000000000000/revoke",
    ]
    private static let gets = [
        "/", "/livez", "/readyz", "/ledger/checkpoint", "/status/1", "/v1/records/0",
        "/.well-known/did.json", "/.well-known/testamur", "/ledger/tile/0/000.p/1",
    ]

    /// The problem in a reply, which must be one.
    private func problem(_ reply: RawClient.Reply) throws -> Problem {
        #expect(reply.header("content-type") == "application/problem+json")
        #expect(reply.header("cache-control") == "no-store")
        let problem = try #require(Problem(parsing: reply.body), "\(reply.text)")
        #expect(problem.status == reply.status)
        return problem
    }

    private func withDaemon(
        _ arguments: [String] = ["--rate", "none"],
        _ body: (DaemonProcess) async throws -> Void
    ) async throws {
        let daemon = try await TestHome().daemon(arguments)
        try await body(daemon)
        #expect(daemon.isRunning)
        #expect(try await daemon.stop().code == 0)
    }

    @Test("another method is refused, and the right ones are named")
    func methods() async throws {
        try await withDaemon { daemon in
            for (paths, wrong, allow) in [
                (Self.posts, ["GET", "PUT", "DELETE", "PATCH", "HEAD"], "POST, OPTIONS"),
                (Self.gets, ["POST", "PUT", "DELETE", "PATCH"], "GET, HEAD, OPTIONS"),
            ] {
                for path in paths {
                    for method in wrong {
                        let reply = try await daemon.exchange(method, path)
                        #expect(reply.status == 405, "\(method) \(path)")
                        #expect(reply.header("allow") == allow)
                        if method != "HEAD" {
                            #expect(try problem(reply).code == "request.method-not-allowed")
                        }
                    }
                    let options = try await daemon.exchange("OPTIONS", path)
                    #expect(options.status == 204)
                    #expect(options.header("allow") == allow)
                }
            }
        }
    }

    @Test("whoever has no token may not issue")
    func tokens() async throws {
        try await withDaemon { daemon in
            let paths = Self.posts.filter { $0.hasPrefix("/v1/credentials") }
            for path in paths {
                for authorization in [
                    nil, "Bearer", "Bearer ", "Bearer wrong", "Basic \(TestHome.token)",
                    TestHome.token, "Bearer \(TestHome.token)x", "Bearer registrar's office",
                    "Bearer " + String(repeating: "a", count: 600),
                ] {
                    var headers = Self.json
                    headers["Authorization"] = authorization
                    let reply = try await daemon.exchange(
                        "POST", path, headers, body: TestHome.input(1))
                    #expect(reply.status == 401)
                    #expect(reply.header("www-authenticate") == "Bearer")
                    #expect(try problem(reply).code == "request.unauthorised")
                }
            }
            #expect(try await daemon.exchange("GET", "/v1/records/1").status == 404)
        }
    }

    @Test("a client that takes no type in which there is an answer is told what there is")
    func notAcceptable() async throws {
        try await withDaemon { daemon in
            for path in ["/", "/ledger/checkpoint", "/v1/records/0"] {
                let reply = try await daemon.exchange("GET", path, ["Accept": "image/png"])
                #expect(reply.status == 406)
                #expect(try problem(reply).code == "request.not-acceptable")
            }
            var headers = Self.json
            headers["Accept"] = "image/png"
            let reply = try await daemon.exchange(
                "POST", "/v1/verifications", headers, body: TestHome.input(1))
            #expect(reply.status == 406)
            #expect(try problem(reply).detail.contains("application/json, text/plain"))
        }
    }

    @Test("a body of another type is refused; one of no type is taken for JSON")
    func mediaTypes() async throws {
        try await withDaemon { daemon in
            for type in [
                "application/x-www-form-urlencoded", "text/html", "image/png",
                "application/json; charset=utf-16", "nonsense",
            ] {
                let reply = try await daemon.exchange(
                    "POST", "/v1/verifications", ["Content-Type": type], body: TestHome.input(1))
                #expect(reply.status == 415, "\(type)")
                #expect(try problem(reply).code == "request.unsupported-media-type")
            }
            for headers in [[:], ["Content-Type": "application/vc"]] {
                let reply = try await daemon.exchange(
                    "POST", "/v1/verifications", headers, body: TestHome.input(1))
                #expect(reply.status == 200)
            }
        }
    }

    @Test("what cannot be judged at all is unreadable, with a code that says why")
    func unreadable() async throws {
        try await withDaemon { daemon in
            for (text, code) in [
                ("", "unreadable.empty"), ("%PDF-1.7", "unreadable.pdf"),
                ("\u{FEFF}{}", "unreadable.not-json"), ("{\"a\":1,\"a\":2}", "unreadable.not-json"),
                ("{", "unreadable.not-json"), ("{}", "unreadable.other-json"),
                ("[1]", "unreadable.other-json"), ("eyJhbGciOiJub25lIn0.e.", "unreadable.token"),
                (#"{"type":"TestamurBundle","version":2}"#, "unreadable.bundle-version"),
                (#"{"type":"TestamurBundle","version":1}"#, "unreadable.bundle-malformed"),
            ] {
                let reply = try await daemon.exchange(
                    "POST", "/v1/verifications", Self.json, body: Array(text.utf8))
                #expect(reply.status == 422)
                #expect(try problem(reply).code == code)
            }
        }
    }

    @Test("a credential that cannot be issued is refused member by member")
    func refusedInput() async throws {
        try await withDaemon { daemon in
            func refusal(_ text: String) async throws -> Problem {
                let reply = try await daemon.exchange(
                    "POST", "/v1/credentials", TestHome.authorised, body: Array(text.utf8))
                #expect(reply.status == 422, "\(reply.text)")
                return try problem(reply)
            }
            #expect(try await refusal("{").code == "json.unexpected-end")
            #expect(try await refusal(#"{"a":1,"a":1}"#).code == "json.duplicate-key")
            let empty = try await refusal("{}")
            #expect(empty.code == "credential.refused")
            #expect(empty.parts.contains { $0.pointer.hasPrefix("/") })
            let good = String(decoding: TestHome.input(1), as: UTF8.self)
            let signed = try await refusal(good.dropLast() + #","proof":{}}"#)
            #expect(signed.code == "desk.member-not-yours")
            #expect(signed.parts.map(\.pointer) == ["/proof"])
            let named = try await refusal(good.dropLast() + #","id":"urn:x"}"#)
            #expect(named.parts.map(\.pointer) == ["/id"])
            let foreign = try await refusal(
                good.replacing("did:web:REPLACE.example", with: "did:web:other.example"))
            #expect(foreign.code == "credential.foreign-issuer")
            #expect(try await daemon.exchange("GET", "/v1/records/1").status == 404)
        }
    }

    @Test("a revocation that cannot be done says why")
    func refusedRevocation() async throws {
        try await withDaemon { daemon in
            let id = try #require(
                try Bundle(parsing: try await daemon.issued(1)).credential["id"]?.string)
            let unknown = "urn:uuid:00000000-0000-4000-8000-000000000000"
            for (name, body, status, code) in [
                (unknown, #"{"category":"fraud"}"#, 404, "credential.unknown"),
                ("no-uuid", #"{"category":"fraud"}"#, 404, "credential.unknown"),
                (id, #"{"category":"mood"}"#, 422, "request.refused"),
                (id, #"{"category":"fraud","effective":"2026-02-30"}"#, 422, "request.refused"),
                (id, #"{"category":"fraud","until":"x"}"#, 422, "request.refused"),
                (id, "[]", 422, "request.not-an-object"), (id, "", 422, "json.unexpected-end"),
            ] {
                let reply = try await daemon.exchange(
                    "POST", "/v1/credentials/\(name)/revoke", TestHome.authorised,
                    body: Array(body.utf8))
                #expect(reply.status == status)
                #expect(try problem(reply).code == code)
            }
            #expect(try await daemon.exchange("GET", "/v1/records/2").status == 404)
        }
    }

    @Test("a time that is none, or has not come, has no status list")
    func history() async throws {
        try await withDaemon { daemon in
            for (path, status, code) in [
                ("/status/1?", 400, "status.bad-timestamp"),
                ("/status/1?timestamp=", 400, "status.bad-timestamp"),
                ("/status/1?timestamp=yesterday", 400, "status.bad-timestamp"),
                ("/status/1?timestamp=2026-01-01T00%3A00%3A00", 400, "status.bad-timestamp"),
                ("/status/1?timestamp=2026-01-01T00%3A00%3A00%GGZ", 400, "status.bad-timestamp"),
                ("/status/1?time=2026-01-01T00%3A00%3A00Z", 400, "status.bad-timestamp"),
                ("/status/1?timestamp=2999-01-01T00:00:00Z", 400, "status.future-timestamp"),
                ("/status/1?timestamp=2001-01-01T00:00:00Z", 404, "status.no-list-then"),
                ("/status/2?timestamp=2026-01-01T00:00:00Z", 404, "status.no-list-then"),
                ("/status/1/0", 404, "status.no-list-then"),
                ("/status/1/2", 404, "status.no-list-then"),
                ("/status/1/01", 404, "request.not-found"),
                ("/status/suspension/1/99999999999999999999", 404, "request.not-found"),
            ] {
                let reply = try await daemon.exchange("GET", path)
                #expect(reply.status == status, "\(path)")
                #expect(try problem(reply).code == code, "\(path)")
            }
        }
    }
}
