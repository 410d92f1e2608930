import CanonicalJSON
import Testing

@Suite("Credentials of others")
struct ForeignTests {
    private static let json = ["Content-Type": "application/json"]

    /// Posts what others made to a daemon.
    private struct Poster {
        let daemon: DaemonProcess

        func verdict(
            on vector: ForeignVector, as type: String
        ) async throws -> (status: Int, json: JSON) {
            let reply = try await daemon.exchange(
                "POST", "/v1/verifications", ["Content-Type": type], body: vector.body)
            #expect(!(500...599).contains(reply.status), "\(vector.name)")
            return (reply.status, try JSONDocument(parsing: reply.body).root)
        }

        func conformance(
            of vector: ForeignVector
        ) async throws -> (status: Int, json: JSON) {
            let member = vector.isPresentation ? "Presentation" : "Credential"
            let options = vector["asked"] ?? #"{"checks":["proof"]}"#
            let reply = try await daemon.exchange(
                "POST", "/\(member.lowercased())s/verify", ForeignTests.json,
                body: Array("{\"verifiable\(member)\":".utf8) + vector.json
                    + Array(",\"options\":\(options)}".utf8))
            return (reply.status, try JSONDocument(parsing: reply.body).root)
        }
    }

    @Test(
        "are taken or refused for the right reason, whoever is on the list",
        arguments: [
            "expect", "listed",
        ])
    func verdicts(_ member: String) async throws {
        let home = try await TestHome()
        if member == "listed" { try home.write(trustList: ForeignVector.trustList()) }
        let daemon = try await home.daemon()
        let poster = Poster(daemon: daemon)
        let vectors = try ForeignVector.all().filter { !$0.isPresentation }
        #expect(vectors.count >= 300)
        for vector in vectors {
            for type in vector.mediaTypes {
                let said = try await poster.verdict(on: vector, as: type)
                let wanted = try #require(vector[member], "\(vector.name)")
                let isReadable = !wanted.hasPrefix("unreadable.")
                #expect(said.status == (isReadable ? 200 : 422), "\(vector.name) as \(type)")
                #expect(
                    said.json[isReadable ? "verdict" : "code"]?.string == wanted,
                    "\(vector.name) as \(type): \(said.json.value.text)")
            }
        }
        try await daemon.stop()
    }

    @Test("are answered by the W3C's interface as its suites expect")
    func conformance() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let poster = Poster(daemon: daemon)
        for vector in try ForeignVector.all().filter({ !$0.isPresentation }) {
            let answer = try await poster.conformance(of: vector)
            #expect(answer.status == (vector.isVerified ? 200 : 400), "\(vector.name)")
            #expect(
                (answer.json["verified"]?.boolean ?? false) == vector.isVerified,
                "\(vector.name): \(answer.json.value.text)")
            guard let wanted = vector["problem"] else { continue }
            let first = answer.json["problemDetails"]?.elements.first ?? answer.json
            #expect(
                first["type"]?.string?.hasSuffix(wanted) == true,
                "\(vector.name): \(first.value.text)")
            guard let pointer = vector["pointer"] else { continue }
            #expect(first["pointer"]?.string ?? "" == pointer, "\(vector.name)")
        }
        try await daemon.stop()
    }

    @Test("in a presentation are each told of by themselves")
    func presentations() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let poster = Poster(daemon: daemon)
        let vectors = try ForeignVector.all().filter(\.isPresentation)
        #expect(vectors.count >= 25)
        for vector in vectors {
            let answer = try await poster.conformance(of: vector)
            let isMalformed = vector["malformed"] != nil
            #expect(answer.status == (isMalformed ? 400 : 200), "\(vector.name)")
            #expect(
                answer.json["verified"]?.boolean == vector.isVerified,
                "\(vector.name): \(answer.json.value.text)")
            if isMalformed { #expect(answer.json["problemDetails"]?.count ?? 0 > 0) }
            let verdict = try #require(answer.json["verdict"], "\(vector.name)")
            let told = verdict["credentials"]?.elements.map { $0["verdict"]?.string ?? "" } ?? []
            #expect(
                told == vector["credentials"]?.split(separator: " ").map(String.init) ?? [],
                "\(vector.name)")
            #expect(
                verdict["presentation"]?["state"]?.string == vector["expect"],
                "\(vector.name): \(verdict.value.text)")
            for type in vector.mediaTypes {
                let said = try await poster.verdict(on: vector, as: type)
                #expect(said.status == 200 && said.json["type"]?.string == "presentation")
                #expect(said.json["credentials"]?.count == told.count, "\(vector.name)")
                // Nobody asks anything there.
                if vector["asked"] != nil { continue }
                #expect(said.json["presentation"]?["state"]?.string == vector["expect"])
            }
        }
        try await daemon.stop()
    }

    @Test("that are not verified are answered with 200 where the home says so")
    func unverifiedStatus() async throws {
        let home = try await TestHome()
        try home.configure { $0["unverified_status"] = 200 }
        let daemon = try await home.daemon()
        let poster = Poster(daemon: daemon)
        for name in ["proof-missing", "malformed-issuer-null"] {
            let answer = try await poster.conformance(of: .named(name))
            #expect(answer.status == 200)
            #expect(answer.json["verified"]?.boolean == false)
        }
        try await daemon.stop()
        try home.configure { $0["unverified_status"] = 404 }
        await #expect(throws: DaemonProcess.NotStarted.self) { try await home.daemon() }
    }

    @Test("name one status list, as an object by itself, where the home says so")
    func oneStatusEntry() async throws {
        let home = try await TestHome()
        try home.configure { $0["status_entries"] = 1 }
        let daemon = try await home.daemon()
        let bundle = try JSONDocument(parsing: try await daemon.issued(1)).root
        let status = try #require(bundle["credential"]?["credentialStatus"])
        #expect(status["statusPurpose"]?.string == "revocation")
        #expect(status["statusListCredential"]?.string == "\(home.url)/status/1")
        try await daemon.stop()
        try home.configure { $0["status_entries"] = 3 }
        await #expect(throws: DaemonProcess.NotStarted.self) { try await home.daemon() }
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

    @Test("are read alike by both interfaces: as deep, and as the same thing")
    func alike() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        func codes(_ text: String) async throws -> [String?] {
            var codes: [String?] = []
            for (path, body) in [
                ("/v1/verifications", text),
                ("/credentials/verify", "{\"verifiableCredential\":\(text)}"),
            ] {
                let reply = try await daemon.exchange(
                    "POST", path, Self.json, body: Array(body.utf8))
                // The answer repeats what was asked about.
                let limits = JSONLimits(depthMax: 70)
                let answer = try JSONDocument(parsing: reply.body, limits: limits).root
                codes.append(answer["code"]?.string)
            }
            return codes
        }
        func nested(_ depth: Int) -> String {
            let arrays = depth - 1
            return #"{"@context":[],"x":"# + String(repeating: "[", count: arrays)
                + String(repeating: "]", count: arrays) + "}"
        }
        #expect(try await !codes(nested(64)).contains("json.too-deep"))
        let deeper = try await codes(nested(65))
        #expect(deeper[0]?.hasPrefix("unreadable.") == true && deeper[1] == "json.too-deep")
        let both = #"{"@context":[],"type":["VerifiableCredential","VerifiablePresentation"]}"#
        #expect(try await codes(both) == [nil, "request.refused"])
        try await daemon.stop()
    }
}
