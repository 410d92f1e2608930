import CanonicalJSON
import Signing
import Testing
import Trust

@Suite("Credentials of others")
struct ForeignTests {
    private static let json = ["Content-Type": "application/json"]

    /// Posts what others made to a daemon.
    private struct Poster {
        let daemon: DaemonProcess

        func verdict(
            _ body: String, as type: String = "application/json"
        ) async throws -> (status: Int, json: JSON) {
            let reply = try await daemon.exchange(
                "POST", "/v1/verifications", ["Content-Type": type], body: Array(body.utf8))
            return (reply.status, try JSONDocument(parsing: reply.body).root)
        }

        func verified(
            _ credential: String, _ options: String = #"{"checks":["proof"]}"#,
            at path: String = "/credentials/verify", of member: String = "verifiableCredential"
        ) async throws -> (status: Int, json: JSON) {
            let value = credential.hasPrefix("eyJ") ? "\"\(credential)\"" : credential
            let body = "{\"\(member)\":\(value),\"options\":\(options)}"
            let reply = try await daemon.exchange(
                "POST", path, ForeignTests.json, body: Array(body.utf8))
            return (reply.status, try JSONDocument(parsing: reply.body).root)
        }

        func presented(
            _ presentation: String, _ options: String = "{}"
        ) async throws -> (status: Int, json: JSON) {
            try await verified(
                presentation, options, at: "/presentations/verify", of: "verifiablePresentation")
        }
    }

    @Test("are taken or refused for the right reason, one by one, in both interfaces")
    func corpus() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let poster = Poster(daemon: daemon)
        let cases = try ForeignCase.all()
        #expect(cases.count >= 160)
        for one in cases {
            let types = one.isToken ? ["application/vc+jwt", "text/plain"] : ["application/json"]
            for type in types {
                let said = try await poster.verdict(one.body, as: type)
                if one.verdict.isEmpty {
                    #expect(said.status == 422, "\(one.name): \(said.json.value.text)")
                } else {
                    #expect(said.status == 200, "\(one.name)")
                    #expect(
                        said.json["verdict"]?.string == one.verdict,
                        "\(one.name): \(said.json.value.text)")
                }
            }
            let answer = try await poster.verified(one.body)
            let isGood = one.problem == nil
            #expect(answer.status == (isGood ? 200 : 400), "\(one.name)")
            #expect(
                answer.json["verified"]?.boolean == isGood,
                "\(one.name): \(answer.json["problemDetails"]?.value.text ?? "")")
            guard let wanted = one.problem else { continue }
            let first = answer.json["problemDetails"]?.elements.first
            #expect(
                first?["type"]?.string?.hasSuffix(wanted) == true,
                "\(one.name): \(first?.value.text ?? "")")
            guard let pointer = one.pointer else { continue }
            #expect(first?["pointer"]?.string ?? "" == pointer, "\(one.name)")
        }
        let lines = daemon.standardError.split(separator: "\n")
        #expect(!lines.contains { $0.contains(" 500 ") })
        try await daemon.stop()
    }

    @Test("lead to a confirmation where the list names the issuer")
    func listed() async throws {
        let issuer = try ForeignMaker.Party(seed: 1)
        let home = try await TestHome()
        let institution = try Institution(
            did: #require(DID(issuer.did)),
            names: [#require(InstitutionName("College", language: "en"))], country: "KE",
            ledgers: [], hosts: [])
        try home.write(trusting: [institution])
        let daemon = try await home.daemon()
        let poster = Poster(daemon: daemon)
        let badge = try ForeignMaker.badge(of: issuer)
        for body in [
            try ForeignMaker.signed(badge, by: issuer).text,
            try ForeignMaker.token(ForeignMaker.claimed(badge), by: issuer),
        ] {
            let said = try await poster.verdict(body, as: "text/plain")
            let checks = said.json["checks"]?.elements ?? []
            for id in ["integrity", "signed_by_institution", "issuer_listed"] {
                let check = checks.first { $0["id"]?.equals(id) == true }
                #expect(check?["state"]?.string == "pass", "\(id)")
            }
            #expect(said.json["issuer"]?["did"]?.string == issuer.did)
            // It names no status list, so that nobody can say whether it is still in force.
            #expect(said.json["verdict"]?.string == "incomplete")
        }
        try await daemon.stop()
    }

    @Test("that are not verified are answered with 200 where the home says so")
    func unverifiedStatus() async throws {
        let issuer = try ForeignMaker.Party(seed: 1)
        let home = try await TestHome()
        try home.configure { $0["unverified_status"] = 200 }
        let daemon = try await home.daemon()
        let poster = Poster(daemon: daemon)
        let plain = try ForeignMaker.plain(of: issuer)
        for body in [plain.text, try plain.with("/issuer", "null").text] {
            let answer = try await poster.verified(body)
            #expect(answer.status == 200)
            #expect(answer.json["verified"]?.boolean == false)
        }
        try await daemon.stop()
        try home.configure { $0["unverified_status"] = 404 }
        await #expect(throws: DaemonProcess.NotStarted.self) { try await home.daemon() }
    }

    @Test("in a presentation are each told of by themselves")
    func presentations() async throws {
        let issuer = try ForeignMaker.Party(seed: 1)
        let holder = try ForeignMaker.Party(seed: 3)
        let good = try ForeignMaker.signed(ForeignMaker.plain(of: issuer), by: issuer)
        let bad = try good.with("/credentialSubject/name", #""Eve""#)
        let inside = ForeignMaker.enveloped(
            try ForeignMaker.token(ForeignMaker.plain(of: issuer), by: issuer))
        let signing: [(String, String?)] = [
            ("proofPurpose", #""authentication""#), ("challenge", #""c1""#), ("domain", #""d1""#),
        ]
        func signed(
            _ credentials: [JSONValue], _ edits: [(String, String?)] = [],
            _ options: [(String, String?)] = [], by signer: ForeignMaker.Party? = nil
        ) throws -> String {
            try ForeignMaker.signed(
                ForeignMaker.presentation(credentials, of: holder, edits), by: signer ?? holder,
                options: signing + options
            ).text
        }
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let poster = Poster(daemon: daemon)

        let both = try await poster.verdict(signed([good, bad, inside]))
        #expect(both.status == 200)
        #expect(both.json["type"]?.string == "presentation")
        #expect(both.json["presentation"]?["state"]?.string == "pass")
        #expect(
            both.json["credentials"]?.elements.map { $0["verdict"]?.string } == [
                "issuer_not_recognised", "altered", "issuer_not_recognised",
            ])
        let token = try ForeignMaker.token(
            ForeignMaker.presentation(
                [inside], of: holder, [("nonce", #""c1""#), ("aud", #""d1""#)]), by: holder,
            header: [("typ", #""vp+jwt""#)])
        for body in [token, ForeignMaker.enveloped(token, "Presentation").text] {
            let said = try await poster.verdict(
                body, as: body == token ? "application/vp+jwt" : "application/vp")
            #expect(
                said.json["presentation"]?["state"]?.string == "pass", "\(said.json.value.text)")
            #expect(said.json["credentials"]?.count == 1)
        }

        let asked = #"{"challenge":"c1","domain":"d1"}"#
        let verified = [try signed([good, inside]), token, try signed([])]
        for body in verified {
            let answer = try await poster.presented(body, asked)
            #expect(answer.status == 200)
            #expect(answer.json["verified"]?.boolean == true, "\(answer.json.value.text)")
        }
        let refused: [(String, String)] = [
            (try signed([good, bad]), asked), (try signed([good]), #"{"challenge":"c2"}"#),
            (try signed([good]), #"{"domain":"d2"}"#), (token, #"{"challenge":"c2"}"#),
            (try signed([good], by: issuer), asked),
            (try signed([good], [], [("proofPurpose", #""assertionMethod""#)]), asked),
            (try ForeignMaker.presentation([good], of: holder).text, "{}"),
            (
                try signed([good]).replacing(
                    "\"holder\":", with: "\"termsOfUse\":[{\"type\":\"urn:a:b\"}],\"holder\":"),
                asked
            ),
        ]
        for (body, options) in refused {
            let answer = try await poster.presented(body, options)
            #expect(answer.status == 200, "\(body)")
            #expect(answer.json["verified"]?.boolean == false, "\(body)")
        }
        let malformed = [
            try signed([good], [("type", nil)]), try signed([good], [("@context", nil)]),
            try signed([good], [("id", #"["urn:a:b","urn:a:c"]"#)]),
            try signed([good], [("holder", #""no url""#)]), try signed([good], [("holder", "{}")]),
            try signed([.string(ForeignMaker.token(good, by: issuer))]), try signed([1]),
            try signed([good], [("type", #"["VerifiablePresentation","Unmapped"]"#)]),
            try signed([good.with("/type", #"["https://a.example/T"]"#)]),
            try signed([["id": "https://a.example/vc"]]),
        ]
        for body in malformed {
            let answer = try await poster.presented(body, asked)
            #expect(answer.status == 400, "\(body)")
            #expect(answer.json["verified"]?.boolean == false)
            #expect(answer.json["problemDetails"]?.count ?? 0 > 0)
        }
        try await daemon.stop()
    }

    @Test("are asked for in a form that is understood, or answered with a problem")
    func requests() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        for path in ["/credentials/verify", "/presentations/verify"] {
            for body in [
                "", "{", "[]", "{}", #"{"verifiableCredential":1,"verifiablePresentation":1}"#,
                #"{"verifiableCredential":{},"verifiablePresentation":{},"options":{"x":1}}"#,
                #"{"verifiableCredential":null,"verifiablePresentation":null}"#,
                #"{"verifiableCredential":"","verifiablePresentation":""}"#,
                #"{"verifiableCredential":{},"verifiablePresentation":{}}"#,
                #"{"a":1,"a":2}"#,
            ] {
                let reply = try await daemon.exchange(
                    "POST", path, Self.json, body: Array(body.utf8))
                #expect(reply.status == 400, "\(path) \(body)")
                #expect(reply.header("content-type") == "application/problem+json")
                let json = try JSONDocument(parsing: reply.body).root
                #expect(json["type"]?.string?.isEmpty == false)
                #expect(json["status"]?.integer == 400)
            }
        }
        let option = try await daemon.exchange(
            "POST", "/credentials/verify", Self.json,
            body: Array(#"{"verifiableCredential":{},"options":{"x":1}}"#.utf8))
        #expect(option.text.contains("https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED"))
        try await daemon.stop()
    }
}
