import CanonicalJSON
import ServiceAPI
import Testing
import Verification

@Suite("Changing a standing over HTTP")
struct StandingRouteTests {
    private func change(
        _ daemon: DaemonProcess, _ id: String, _ verb: String, _ body: String
    ) async throws -> (status: Int, json: JSON) {
        let reply = try await daemon.exchange(
            "POST", "/v1/credentials/\(id)/\(verb)", TestHome.authorised, body: Array(body.utf8))
        return (reply.status, try JSONDocument(parsing: reply.body).root)
    }

    @Test("a hold is laid and lifted, and the next verification sees it")
    func holds() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let bytes = try await daemon.issued(1)
        let id = try #require(try Bundle(parsing: bytes).credential["id"]?.string)
        for (verb, category, state, verdict) in [
            ("suspend", "under_review", "on-hold", "on_hold"),
            ("reinstate", "cleared", "in-force", "confirmed"),
        ] {
            let body = #"{"category":"\#(category)","reason":"between us"}"#
            let answer = try await change(daemon, id, verb, body)
            #expect(answer.status == 200)
            #expect(answer.json["state"]?.string == state)
            #expect(answer.json["published"]?.boolean == true)
            let again = try await change(daemon, id, verb, body)
            #expect(again.status == 409)
            #expect(again.json["code"]?.string == "ledger.standing-forbids")
            let same = try await daemon.exchange(
                "POST", "/v1/credentials", TestHome.authorised, body: TestHome.input(1))
            #expect(same.status == 200 && same.header("testamur-standing") == state)
            let envelope = Array(#"{"credential":"#.utf8) + TestHome.input(1) + Array("}".utf8)
            let theirs = try await daemon.exchange(
                "POST", "/credentials/issue", TestHome.authorised, body: envelope)
            #expect(theirs.status == 201 && theirs.header("testamur-standing") == state)
            try await Task.sleep(for: .milliseconds(1_100))
            #expect(try await daemon.verdict(on: bytes)["verdict"]?.string == verdict)
        }
        let list = try await daemon.exchange("GET", "/status/suspension/1")
        #expect(list.status == 200)
        #expect(list.header("etag") != nil)
        let purpose = try JSONDocument(parsing: list.body).root["credentialSubject"]
        #expect(purpose?["statusPurpose"]?.string == "suspension")
        try await daemon.stop()
    }

    @Test("a replacement brings the new file, once, and the old one says that it was replaced")
    func replacing() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let bytes = try await daemon.issued(1)
        let id = try #require(try Bundle(parsing: bytes).credential["id"]?.string)
        let input = String(decoding: TestHome.input(2), as: UTF8.self)
        let body = #"{"category":"name_change","credential":\#(input)}"#
        let first = try await change(daemon, id, "supersede", body)
        #expect(first.status == 200)
        #expect(first.json["state"]?.string == "replaced")
        let successor = try #require(first.json["successor"]?.string)
        let bundle = try #require(first.json["bundle"])
        #expect(bundle["credential"]?["id"]?.string == successor)
        let again = try await change(daemon, id, "supersede", body)
        #expect(again.status == 200)
        #expect(again.json["successor"]?.string == successor)
        #expect(again.json["record"]?.integer == first.json["record"]?.integer)
        #expect(
            try await daemon.verdict(on: bundle.canonicalBytes())["verdict"]?.string
                == "confirmed")
        let receipt = try await daemon.exchange(
            "POST", "/v1/receipts", ["content-type": "application/json"],
            body: Bundle(parsing: bytes).credential.canonicalBytes())
        #expect(try await daemon.verdict(on: receipt.body)["verdict"]?.string == "replaced")
        #expect(!receipt.text.contains(successor))
        // What was replaced does not come back in the place of its own successor.
        let old = String(decoding: TestHome.input(1), as: UTF8.self)
        let back = try await change(
            daemon, successor, "supersede", #"{"category":"correction","credential":\#(old)}"#)
        #expect(back.status == 409)
        #expect(back.json["code"]?.string == "desk.successor-not-in-force")
        try await daemon.stop()
    }

    @Test("a status list can be had as of a time and as of a size, in both forms")
    func history() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let bytes = try await daemon.issued(1)
        let id = try #require(try Bundle(parsing: bytes).credential["id"]?.string)
        let before = TestHome.now
        try await Task.sleep(for: .milliseconds(20))
        _ = try await change(daemon, id, "revoke", #"{"category":"fraud"}"#)
        func encodedList(_ path: String) async throws -> String {
            let reply = try await daemon.exchange("GET", path)
            #expect(reply.status == 200, "\(path)")
            #expect(reply.header("etag") != nil)
            let subject = try JSONDocument(parsing: reply.body).root["credentialSubject"]
            return try #require(subject?["encodedList"]?.string)
        }
        let now = try await encodedList("/status/1")
        let then = "\(before)".replacing(":", with: "%3A")
        let earlier = try await encodedList("/status/1?timestamp=\(then)")
        #expect(now != earlier)
        #expect(try await encodedList("/status/1/2") == earlier)
        #expect(try await encodedList("/status/1/3") == now)
        #expect(try await encodedList("/status/suspension/1/3") == earlier)
        let offset = "\(before)".replacing("Z", with: "%2B00:00")
        #expect(try await encodedList("/status/1?timestamp=\(offset)") == earlier)
        let token = try await daemon.exchange(
            "GET", "/status/1/2", ["accept": "application/vc+jwt"])
        #expect(token.status == 200 && token.text.split(separator: ".").count == 3)
        // What was asked for before is not sent again; another form or time is.
        for path in ["/status/1", "/status/1/2", "/status/1/3", "/status/1?timestamp=\(then)"] {
            let tag = try #require(try await daemon.exchange("GET", path).header("etag"))
            let again = try await daemon.exchange(
                "GET", path, ["if-none-match": "\"other\", \(tag)"])
            #expect(again.status == 304 && again.body.isEmpty, "\(path)")
            #expect(again.header("etag") == tag && again.header("cache-control") != nil)
            let other = try await daemon.exchange(
                "GET", path, ["if-none-match": tag, "accept": "application/vc+jwt"])
            #expect(other.status == 200, "\(path)")
            let wrong = try await daemon.exchange("GET", path, ["if-none-match": "\"other\""])
            #expect(wrong.status == 200, "\(path)")
        }
        try await daemon.stop()
    }

    @Test("a status list of no time, of no size and of no number is not answered by another")
    func oddMoments() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        _ = try await daemon.issued(1)
        let sizes = [
            "0", "3", "00", "01", "+1", "-1", "1.0", "1e0", "0x1", "", "1/", "1/1", " 1", "%31",
            "9223372036854775807", "9223372036854775808", "18446744073709551616", "1?timestamp=",
        ]
        for list in ["1", "suspension/1"] {
            for size in sizes {
                let reply = try await daemon.exchange("GET", "/status/\(list)/\(size)")
                #expect([400, 404].contains(reply.status), "\(list)/\(size): \(reply.status)")
            }
            #expect(try await daemon.exchange("GET", "/status/\(list)/2").status == 200)
        }
        for list in [
            "0", "2", "01", "-1", "4294967297", "1.jwt.jwt", "revocation/1", "suspension/x",
        ] {
            for path in ["/status/\(list)", "/status/\(list)/1"] {
                #expect(try await daemon.exchange("GET", path).status == 404, "\(path)")
            }
        }
        let times = [
            ("", 400), ("2026-06-24", 400), ("2026-06-24T10:00:00", 400), ("now", 400),
            ("2026-06-24T10:00:00Z&x=1", 400), ("2026-02-30T10:00:00Z", 400), ("%", 400),
            ("%zz", 400), ("2026-06-24T10:00:00%00Z", 400), ("0000-01-01T00:00:00Z", 400),
            ("99999-01-01T00:00:00Z", 400), ("9999-12-31T23:59:59Z", 400),
            ("2001-01-01T00:00:00Z", 404), ("1970-01-01T00:00:00Z", 404),
        ]
        for (time, status) in times {
            let reply = try await daemon.exchange("GET", "/status/1?timestamp=\(time)")
            #expect(reply.status == status, "\(time): \(reply.status)")
        }
        #expect(try await daemon.exchange("GET", "/status/1?Timestamp=x").status == 400)
        #expect(try await daemon.exchange("GET", "/status/1?").status == 400)
        try await daemon.stop()
    }

    @Test("what was erased is known by its record alone, and keeps its standing there")
    func erasing() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let bytes = try await daemon.issued(1)
        let credential = try Bundle(parsing: bytes).credential
        let id = try #require(credential["id"]?.string)
        let worded = try await change(
            daemon, id, "erase", #"{"category":"holder_request","reason":"she asked"}"#)
        #expect(worded.status == 422)
        #expect(worded.json["errors"]?.elements.first?["pointer"]?.string == "/reason")
        let before = try await daemon.exchange("GET", "/v1/records/1/standing")
        #expect(
            try JSONDocument(parsing: before.body).root["standing"]?["standing"]?["state"]?.string
                == "in-force")
        let answer = try await change(daemon, id, "erase", #"{"category":"holder_request"}"#)
        #expect(answer.status == 200)
        #expect(answer.json["state"]?.string == "erased")
        #expect(answer.json["destroyed"]?["credential_bytes"]?.integer ?? 0 > 1_000)
        #expect(answer.json["backups_until"]?.string?.utf8.count == 10)
        let again = try await change(daemon, id, "erase", #"{"category":"holder_request"}"#)
        #expect(again.status == 404)
        let receipt = try await daemon.exchange(
            "POST", "/v1/receipts", ["content-type": "application/json"],
            body: credential.canonicalBytes())
        #expect(receipt.status == 404)
        let after = try await daemon.exchange("GET", "/v1/records/1/standing")
        let standing = try JSONDocument(parsing: after.body).root
        #expect(standing["standing"]?["standing"]?["state"]?.string == "erased")
        #expect(standing["keys"]?.elements.count == 1)
        for path in ["0/standing", "2/standing", "9/standing", "1/standing?leaf=0", "1/standing?"] {
            #expect(try await daemon.exchange("GET", "/v1/records/\(path)").status == 404)
        }
        try await daemon.stop()
    }

    @Test("what cannot be done is refused with its place")
    func refused() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let bytes = try await daemon.issued(1)
        let id = try #require(try Bundle(parsing: bytes).credential["id"]?.string)
        for (verb, body, code, pointer) in [
            ("suspend", #"{"category":"fraud"}"#, "request.refused", "/category"),
            ("reinstate", #"{"category":"fraud"}"#, "request.refused", "/category"),
            ("suspend", #"{"category":"appeal","credential":{}}"#, "request.refused", ""),
            ("supersede", #"{"category":"reprint"}"#, "request.refused", "/credential"),
            (
                "revoke", #"{"category":"fraud","effective":"2999-01-01"}"#,
                "desk.not-yet-effective", "/effective"
            ),
        ] {
            let answer = try await change(daemon, id, verb, body)
            #expect(answer.status == 422, "\(verb) \(body)")
            #expect(answer.json["code"]?.string == code)
            #expect(answer.json["errors"]?.elements.first?["pointer"]?.string == pointer)
        }
        for verb in ["suspend", "reinstate", "supersede", "revoke", "erase"] {
            let reply = try await daemon.exchange(
                "POST", "/v1/credentials/\(id)/\(verb)", ["content-type": "application/json"],
                body: Array(#"{"category":"appeal"}"#.utf8))
            #expect(reply.status == 401)
        }
        #expect(try await daemon.exchange("GET", "/v1/records/2").status == 404)
        try await daemon.stop()
    }
}
