import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Records
import ServiceAPI
import Signing
import Testing
import TransparencyLog
import Trust
import Verification

@Suite("What each address does")
struct RouteTests {
    @Test("the page says whose ledger this is, as a page and as text")
    func page() async throws {
        let home = try await TestHome(named: "U <b>&\"'", port: 8_461)
        let daemon = try await home.daemon()
        let html = try await daemon.exchange("GET", "/")
        #expect(html.status == 200)
        #expect(html.header("content-type") == "text/html; charset=utf-8")
        #expect(html.text.contains("U &lt;b&gt;&amp;&quot;&#39;"))
        #expect(!html.text.contains("<b>"))
        #expect(html.header("content-security-policy")?.hasPrefix("default-src 'none'") == true)
        let text = try await daemon.exchange("GET", "/", ["Accept": "text/plain"])
        #expect(text.text == "U <b>&\"'\ndid:web:uni8461.example\nledger 127.0.0.1:8461/ledger\n")
        try await daemon.stop()
    }

    @Test("everything published is served: its type, its tag, its age, its head alone")
    func published() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let files: [(path: String, type: String, cache: String)] = [
            ("/ledger/checkpoint", "text/plain; charset=utf-8", "public, max-age=2"),
            ("/ledger/checkpoint.latest", "text/plain; charset=utf-8", "public, max-age=2"),
            (
                "/ledger/tile/0/000.p/1", "application/octet-stream",
                "public, max-age=31536000, immutable"
            ),
            (
                "/ledger/tile/entries/000.p/1", "application/octet-stream",
                "public, max-age=31536000, immutable"
            ),
            ("/status/1", "application/vc", "public, max-age=300"),
            ("/.well-known/did.json", "application/did+json", "public, max-age=300"),
            ("/.well-known/testamur", "application/json", "public, max-age=300"),
        ]
        let client = try await RawClient(port: daemon.port)
        for file in files {
            let reply = try await client.exchange("GET", file.path)
            #expect(reply.status == 200, "\(file.path)")
            #expect(reply.header("content-type") == file.type)
            #expect(reply.header("cache-control") == file.cache)
            #expect(reply.header("x-content-type-options") == "nosniff")
            #expect(reply.header("access-control-allow-origin") == "*")
            #expect(reply.header("date")?.hasSuffix(" GMT") == true)
            let tag = try #require(reply.header("etag"))
            let head = try await client.exchange("HEAD", file.path)
            #expect(head.status == 200)
            #expect(head.header("content-length") == String(reply.body.count))
            #expect(head.header("etag") == tag)
            let again = try await client.exchange("GET", file.path, ["If-None-Match": tag])
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
            let other = try await client.exchange("GET", file.path, ["If-None-Match": "\"x\""])
            #expect(other.status == 200)
        }
        try await daemon.stop()
    }

    @Test("what is published is what the ledger holds")
    func ledger() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        for number in 0..<3 { _ = try await daemon.issued(number) }
        var checkpoint = try await daemon.exchange("GET", "/ledger/checkpoint")
        // Publishing works beside the appends.
        for _ in 0..<100 where !checkpoint.text.contains("\n4\n") {
            try await Task.sleep(for: .milliseconds(20))
            checkpoint = try await daemon.exchange("GET", "/ledger/checkpoint")
        }
        let signed = try SignedCheckpoint(parsing: checkpoint.body)
        let key = try #require(home.institution.ledgers.first?.keys.first?.key)
        #expect(try signed.verified(by: key).checkpoint.size == 4)
        let tile = try await daemon.exchange("GET", "/ledger/tile/0/000.p/4")
        let entries = try await daemon.exchange("GET", "/ledger/tile/entries/000.p/4")
        let records = try EntryBundle.decode(entries.body, count: 4)
        #expect(tile.body == records.flatMap { Digest.leaf($0).bytes })
        for (index, bytes) in records.enumerated() {
            let reply = try await daemon.exchange("GET", "/v1/records/\(index)")
            let receipt = try KeyReceipt(JSONDocument(parsing: reply.body).root)
            #expect(receipt.record.bytes == bytes)
            #expect(
                receipt.proof.inclusion.verifies(
                    leaf: receipt.record.leafHash,
                    root: receipt.proof.checkpoint.checkpoint.root))
        }
        // What is not published yet is when it stops.
        _ = try await daemon.issued(3)
        try await daemon.stop()
        let last = try Data(contentsOf: URL(filePath: home.path + "/public/ledger/checkpoint"))
        #expect(try SignedCheckpoint(parsing: Array(last)).checkpoint.size == 5)
    }

    @Test(
        "a demonstration serves lines by keys that nobody knows, and every reader passes over them")
    func grease() async throws {
        let home = try await TestHome()
        try home.configure { json in
            json["demo"] = true
            json["grease"] = true
        }
        let daemon = try await home.daemon()
        _ = try await daemon.issued(0)
        let key = try #require(home.institution.ledgers.first?.keys.first?.key)
        var texts: Set<[UInt8]> = []
        var lines: Set<Int> = []
        for _ in 0..<20 {
            let reply = try await daemon.exchange("GET", "/ledger/checkpoint.latest")
            #expect(reply.status == 200)
            let signed = try SignedCheckpoint(parsing: reply.body)
            #expect(try signed.verified(by: key).checkpoint.size == 2)
            texts.insert(reply.body)
            lines.insert(signed.note.signatures.count)
        }
        #expect(texts.count > 1)
        #expect(lines.contains { $0 > 1 })
        try await daemon.stop()
    }

    @Test("a public file that was damaged is put right when the daemon starts")
    func restoring() async throws {
        let home = try await TestHome()
        let first = try await home.daemon()
        let path = "/ledger/tile/entries/000.p/1"
        let whole = try await first.exchange("GET", path).body
        try await first.stop()
        let file = URL(filePath: home.path + "/public" + path)
        try Data([UInt8](repeating: 0, count: whole.count)).write(to: file)
        let second = try await home.daemon()
        var served = try await second.exchange("GET", path).body
        for _ in 0..<200 where served != whole {
            try await Task.sleep(for: .milliseconds(20))
            served = try await second.exchange("GET", path).body
        }
        #expect(served == whole)
        try await second.stop()
    }

    @Test("a description is what a partner can put on a list")
    func description() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let reply = try await daemon.exchange("GET", "/.well-known/testamur")
        #expect(try InstitutionDescription(parsing: reply.body).institution == home.institution)
        try await daemon.stop()
    }

    @Test("only what is published can be read, whatever the path says")
    func traversal() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let client = try await RawClient(port: daemon.port)
        for path in [
            "/testamur.json", "/ledger/../../testamur.json", "/ledger/tile/../../../testamur.json",
            "/ledger/tile/0/../0/000.p/1", "/ledger/tile/0/000.p/01", "/ledger/tile/0/000.p/0",
            "/ledger/tile/64/000", "/ledger/tile/0/0000", "/ledger/tile/entries/../0/000.p/1",
            "/ledger/%74ile/0/000.p/1", "/ledger//tile/0/000.p/1", "/ledger/tile/0/000.p/1/",
            "/ledger", "/ledger/", "/ledger/checkpoint/", "/ledger/checkpoint.latest.tmp",
            "/status", "/status/", "/status/0", "/status/01", "/status/1/", "/status/2",
            "/status/../../vault.sqlite", "/status/%31", "/.well-known/", "/.well-known/x",
            "/.well-known/../../keys/tokens", "/keys/tokens", "/vault.sqlite", "//", "/v1",
            "/v1/credentials/", "/v1/records", "/v1/records/", "/v1/records/01",
            "/v1/records/-1", "/v1/records/1e3", "/v1/records/9223372036854775807",
            "/v1/records/18446744073709551616", "/livez/", "/readyz2",
            "/ledger/tile/0/999", "/ledger/tile/0/000",
        ] {
            let reply = try await client.exchange("GET", path)
            #expect(reply.status == 404, "\(path)")
            #expect(Problem(parsing: reply.body) == .notFound, "\(path)")
        }
        try await daemon.stop()
    }

    @Test("issuing gives the holder's file, and the same input the same credential")
    func issuing() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let client = try await RawClient(port: daemon.port)
        let input = TestHome.input(1)
        let first = try await client.exchange(
            "POST", "/v1/credentials", TestHome.authorised, body: input)
        #expect(first.status == 201)
        #expect(first.header("content-type") == Bundle.mediaType)
        let bundle = try Bundle(parsing: first.body)
        #expect(bundle.receipts.count == 1)
        var headers = TestHome.authorised
        headers["Idempotency-Key"] = "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""
        let second = try await client.exchange("POST", "/v1/credentials", headers, body: input)
        #expect(second.status == 200)
        let again = try Bundle(parsing: second.body)
        #expect(again.credential.canonicalBytes() == bundle.credential.canonicalBytes())
        #expect(again.receipts == bundle.receipts)
        // The key of a request decides nothing: another input under it is another award.
        let other = try await client.exchange(
            "POST", "/v1/credentials", headers, body: TestHome.input(2))
        #expect(other.status == 201)
        // Written otherwise, it is still the same input.
        let spaced = try JSONDocument(parsing: input).root.value.prettyText()
        let third = try await client.exchange(
            "POST", "/v1/credentials", TestHome.authorised, body: Array(spaced.utf8))
        #expect(third.status == 200)
        let missing = try await client.exchange("GET", "/v1/records/3")
        #expect(missing.status == 404)
        try await daemon.stop()
    }

    @Test("a receipt is given for the whole signed credential, and for nothing less")
    func receipts() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let bundle = try Bundle(parsing: try await daemon.issued(1))
        let json = ["Content-Type": "application/json"]
        let credential = bundle.credential.canonicalBytes()
        let found = try await daemon.exchange("POST", "/v1/receipts", json, body: credential)
        #expect(found.status == 200)
        #expect(try Bundle(parsing: found.body).receipts == bundle.receipts)
        var bodies: [[UInt8]] = [Array("{}".utf8), TestHome.input(1)]
        // The name alone, the name with other content, another name with this content.
        bodies.append(bundle.credential.canonicalBytes(omitting: ["proof"]))
        bodies.append(
            (["id": bundle.credential["id"]?.value ?? .null] as JSONValue).canonicalBytes())
        bodies.append(
            Array(
                String(decoding: credential, as: UTF8.self)
                    .replacing("Ada", with: "Eve").utf8))
        let refused = try await daemon.exchange("POST", "/v1/receipts", json, body: bodies[0])
        #expect(refused.status == 404)
        for body in bodies {
            let reply = try await daemon.exchange("POST", "/v1/receipts", json, body: body)
            #expect(reply.status == 404)
            #expect(reply.body == refused.body)
            #expect(
                reply.headers.filter { $0.name != "date" }.map(\.value)
                    == refused.headers.filter { $0.name != "date" }.map(\.value))
        }
        try await daemon.stop()
    }

    @Test("withdrawing is seen by the next verification")
    func revoking() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let bytes = try await daemon.issued(1)
        let id = try #require(try Bundle(parsing: bytes).credential["id"]?.string)
        #expect(try await daemon.verdict(on: bytes)["verdict"]?.string == "confirmed")
        let body = Array(#"{"category":"issued_in_error","effective":"2026-07-01"}"#.utf8)
        let path = "/v1/credentials/\(id)/revoke"
        let reply = try await daemon.exchange("POST", path, TestHome.authorised, body: body)
        #expect(reply.status == 200)
        let json = try JSONDocument(parsing: reply.body).root
        #expect(json["state"]?.string == "withdrawn")
        #expect(json["effective"]?.string == "2026-07-01")
        #expect(json["record"]?.integer == 2)
        // What this daemon publishes itself is kept for a second.
        try await Task.sleep(for: .milliseconds(1_100))
        #expect(try await daemon.verdict(on: bytes)["verdict"]?.string == "withdrawn")
        let again = try await daemon.exchange(
            "POST", path.replacing(":", with: "%3A"), TestHome.authorised, body: body)
        #expect(again.status == 409)
        #expect(Problem(parsing: again.body)?.code == "ledger.standing-forbids")
        let statement = try await daemon.exchange("GET", "/v1/records/2")
        #expect(!statement.text.contains("issued_in_error"))
        try await daemon.stop()
    }

    @Test("liveness and readiness answer")
    func health() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        #expect(try await daemon.exchange("GET", "/livez").text == "ok\n")
        let ready = try await daemon.exchange("GET", "/readyz")
        #expect(ready.status == 200)
        #expect(ready.text == #"{"ready":true,"reasons":[]}"#)
        try home.write(trustList: Array("no list".utf8))
        try await Task.sleep(for: .milliseconds(1_100))
        let broken = try await daemon.exchange("GET", "/readyz")
        #expect(broken.status == 503)
        #expect(broken.text == #"{"ready":false,"reasons":["ready.trust-list"]}"#)
        #expect(broken.header("retry-after") == "5")
        try await daemon.stop()
    }

    @Test("roles that are switched off have no addresses")
    func roles() async throws {
        let home = try await TestHome(roles: [.verify])
        let daemon = try await home.daemon()
        for path in ["/ledger/checkpoint", "/status/1", "/v1/records/0", "/.well-known/did.json"] {
            #expect(try await daemon.exchange("GET", path).status == 404)
        }
        for path in ["/v1/credentials", "/v1/receipts"] {
            let reply = try await daemon.exchange(
                "POST", path, TestHome.authorised, body: TestHome.input(1))
            #expect(reply.status == 404)
        }
        #expect(try await daemon.exchange("GET", "/readyz").status == 200)
        #expect(try await daemon.verdict(on: TestHome.input(1))["verdict"]?.string != nil)
        try await daemon.stop()
    }
}
