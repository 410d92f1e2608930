import CanonicalJSON
import Signing
import Testing
import Trust
import Verification

@Suite("Awards as tokens")
struct TokenTests {
    private static let asToken = TestHome.authorised.merging(
        ["Accept": "application/vc+jwt"]) { $1 }

    @Test("are the same awards: one record speaks for both forms")
    func oneRecord() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let made = try await daemon.exchange(
            "POST", "/v1/credentials", Self.asToken, body: TestHome.input(1))
        #expect(made.status == 201, "\(made.text)")
        #expect(made.header("content-type") == "application/vc+jwt")
        let again = try await daemon.exchange(
            "POST", "/v1/credentials", Self.asToken, body: TestHome.input(1))
        #expect(again.status == 200)
        let parts = made.text.split(separator: ".").map(String.init)
        let header = try part(parts[0])
        #expect(header.members.map(\.name).sorted() == ["alg", "kid", "typ"])
        #expect(header["alg"]?.string == "EdDSA")
        let payload = try part(parts[1])
        #expect(payload["iss"]?.string == home.institution.did.description)
        #expect(payload["jti"]?.string == payload["id"]?.string)
        #expect(payload["proof"] == nil)

        // Alone it is the institution's, and nothing shows whether it still stands.
        let alone = try await verdict(on: made.text, at: daemon)
        #expect(alone["verdict"]?.string == "incomplete")
        let receipt = try await daemon.exchange(
            "POST", "/v1/receipts", ["Content-Type": "application/vc+jwt"], body: made.body)
        #expect(receipt.status == 200, "\(receipt.text)")
        var bundle = try JSONDocument(parsing: receipt.body).root.value
        #expect(
            try await verdict(on: bundle.text, at: daemon)["verdict"]?.string == "confirmed")
        bundle["credential"] = .string(made.text)
        let both = try await verdict(on: bundle.text, at: daemon)
        #expect(both["verdict"]?.string == "confirmed", "\(both.value.text)")
        let other = try await daemon.exchange(
            "POST", "/v1/credentials", Self.asToken, body: TestHome.input(2))
        bundle["credential"] = .string(other.text)
        #expect(try await verdict(on: bundle.text, at: daemon)["verdict"]?.string == "altered")

        // Who has not the whole token gets nothing.
        let forged =
            parts[0] + "." + parts[1] + "."
            + other.text.split(separator: ".").map(String.init)[2]
        let none = try await daemon.exchange(
            "POST", "/v1/receipts", ["Content-Type": "application/vc+jwt"],
            body: Array(forged.utf8))
        #expect(none.status == 404)
        try await daemon.stop()
    }

    @Test("have status lists that are tokens too")
    func statusLists() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        _ = try await daemon.issued(1)
        for path in ["/status/1", "/status/suspension/1"] {
            let json = try await daemon.exchange("GET", path)
            #expect(json.header("content-type") == "application/vc")
            let token = try await daemon.exchange(
                "GET", path, ["Accept": "application/vc+jwt"])
            let file = try await daemon.exchange("GET", path + ".jwt")
            #expect(token.status == 200 && token.body == file.body)
            #expect(token.header("content-type") == "application/vc+jwt")
            #expect(token.header("vary") == "Accept")
            let list = try JSONDocument(parsing: json.body).root
            let payload = try part(String(token.text.split(separator: ".")[1]))
            #expect(
                payload["credentialSubject"]?.value.text == list["credentialSubject"]?.value.text)
            let verified = try await daemon.exchange(
                "POST", "/credentials/verify", ["Content-Type": "application/json"],
                body: Array("{\"verifiableCredential\":\"\(token.text)\"}".utf8))
            // A list is signed with a key for lists, which the keys for awards do not include.
            #expect(verified.status == 200 || verified.status == 400)
        }
        #expect(try await daemon.exchange("GET", "/status/1.jwt?timestamp=x").status == 400)
        #expect(try await daemon.exchange("GET", "/status/x.jwt").status == 404)
        #expect(try await daemon.exchange("GET", "/status/1.jwt.jwt").status == 404)
        try await daemon.stop()
    }

    @Test("and awards are issued, held and withdrawn through the W3C's interface")
    func interface() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        func post(
            _ path: String, _ body: String, _ headers: [String: String] = TestHome.authorised
        ) async throws -> (status: Int, json: JSON) {
            let reply = try await daemon.exchange("POST", path, headers, body: Array(body.utf8))
            return (reply.status, try JSONDocument(parsing: reply.body).root)
        }
        let input = String(decoding: TestHome.input(1), as: UTF8.self)
        let open = ["Content-Type": "application/json"]
        #expect(
            try await post("/credentials/issue", "{\"credential\":\(input)}", open).status == 401)
        #expect(try await post("/credentials/status", "{}", open).status == 401)
        let name = "urn:uuid:2f0a0f9e-1b1c-4f0e-9a9e-0a4b7d3f2c11"
        let issued = try await post(
            "/credentials/issue",
            "{\"credential\":\(input),\"options\":{\"credentialId\":\"\(name)\"}}")
        #expect(issued.status == 201, "\(issued.json.value.text)")
        let credential = try #require(issued.json["verifiableCredential"])
        #expect(credential["id"]?.string == name)
        let verifying = "{\"verifiableCredential\":\(credential.value.text)}"
        let good = try await post("/credentials/verify", verifying)
        #expect(good.status == 200, "\(good.json.value.text)")
        #expect(good.json["verified"]?.boolean == true)
        func changed(_ name: String, _ value: JSONValue) throws -> String {
            var json = try JSONDocument(parsing: TestHome.input(1)).root.value
            json[name] = value
            return "{\"credential\":\(json.text)}"
        }
        for body in [
            "{}", #"{"credential":1}"#, #"{"credential":{}}"#,
            "{\"credential\":\(input),\"options\":{\"x\":1}}",
            "{\"credential\":\(input),\"options\":{\"credentialId\":\"http://a.b/c\"}}",
            try changed("validFrom", 1), try changed("issuer", "did:web:a.b"),
        ] {
            let refused = try await post("/credentials/issue", body)
            #expect(refused.status == 400, "\(body)")
            #expect(refused.json["type"]?.string?.isEmpty == false)
        }
        let steps: [(String, Int, String)] = [
            (#""credentialStatus":{"statusPurpose":"suspension"},"status":true"#, 200, "on_hold"),
            (#""credentialStatus":{"statusPurpose":"suspension"},"status":true"#, 200, "on_hold"),
            (#""credentialStatus":{"statusPurpose":"revocation"},"status":"true""#, 400, "on_hold"),
            (#""credentialStatus":{"statusPurpose":"revocation"},"status":"1""#, 400, "on_hold"),
            (#""credentialStatus":{"statusPurpose":"revocation"},"status":1"#, 400, "on_hold"),
            (#""credentialStatus":[{"status":"active"}]"#, 200, ""),
            (#""credentialStatus":[{"status":"revoked"}]"#, 200, "withdrawn"),
            (
                #""credentialStatus":{"statusPurpose":"revocation"},"status":false"#, 409,
                "withdrawn"
            ),
            (#""credentialStatus":{"statusPurpose":"refresh"},"status":true"#, 400, "withdrawn"),
        ]
        for (body, status, verdict) in steps {
            let answer = try await post(
                "/credentials/status", "{\"credentialId\":\"\(name)\",\(body)}")
            #expect(answer.status == status, "\(body): \(answer.json.value.text)")
            if status == 200 {
                let state = verdict.isEmpty ? "in-force" : verdict.replacing("_", with: "-")
                #expect(answer.json["state"]?.string == state, "\(body)")
                #expect(answer.json["credentialId"]?.string == name)
            }
            try await Task.sleep(for: .milliseconds(1_100))
            guard !verdict.isEmpty else { continue }
            let receipt = try await daemon.exchange(
                "POST", "/v1/receipts", open, body: Array(credential.value.text.utf8))
            let said = try await daemon.verdict(on: receipt.body)
            #expect(said["verdict"]?.string == verdict, "\(body)")
        }
        let unknown = try await post(
            "/credentials/status",
            """
            {"credentialId":"urn:uuid:2f0a0f9e-1b1c-4f0e-9a9e-0a4b7d3f2c12",
             "credentialStatus":[{"status":"revoked"}]}
            """
        )
        #expect(unknown.status == 404)
        // The proof is still good; that it was withdrawn is told beside.
        let withdrawn = try await post("/credentials/verify", verifying)
        #expect(withdrawn.json["verified"]?.boolean == true)
        let details = withdrawn.json["problemDetails"]?.elements.compactMap { $0["code"]?.string }
        #expect(details?.contains("status.revoked") == true, "\(details ?? [])")
        try await daemon.stop()
    }

    private func part(_ text: String) throws -> JSON {
        try JSONDocument(parsing: #require(Base64URL.decode(text))).root
    }

    private func verdict(on text: String, at daemon: DaemonProcess) async throws -> JSON {
        let reply = try await daemon.exchange(
            "POST", "/v1/verifications",
            ["Content-Type": text.hasPrefix("eyJ") ? "application/jwt" : "application/json"],
            body: Array(text.utf8))
        try #require(reply.status == 200, "\(reply.text)")
        return try JSONDocument(parsing: reply.body).root
    }
}
