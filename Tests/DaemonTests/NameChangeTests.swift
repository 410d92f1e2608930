import CanonicalJSON
import FoundationEssentials
import ServiceAPI
import Testing
import Verification

@Suite("After a change of name")
struct NameChangeTests {
    private static let oldName = "Bartłomiej Dawniejszy"
    private static let newName = "Bogumiła Terazniejsza"

    /// Everything that anyone can fetch of an institution with so many records.
    private func fetched(_ daemon: DaemonProcess, records: Int) async throws -> [String: [UInt8]] {
        var paths = [
            "/", "/.well-known/did.json", "/.well-known/testamur", "/ledger/checkpoint",
            "/ledger/checkpoint.latest", "/ledger/tile/0/000.p/\(records)",
            "/ledger/tile/entries/000.p/\(records)", "/metrics", "/readyz", "/openapi.json",
        ]
        for list in ["1", "suspension/1"] {
            paths += ["/status/\(list)", "/status/\(list).jwt"]
            paths += (1...records).map { "/status/\(list)/\($0)" }
        }
        for index in 0..<records {
            paths += ["/v1/records/\(index)", "/v1/records/\(index)/standing"]
        }
        var answers: [String: [UInt8]] = [:]
        for path in paths { answers[path] = try await daemon.exchange("GET", path).body }
        return answers
    }

    private func asked(_ daemon: DaemonProcess, _ file: [UInt8]) async throws -> [String: [UInt8]] {
        let credential = try Bundle(parsing: file).credential.canonicalBytes()
        let type = ["content-type": "application/json"]
        var answers: [String: [UInt8]] = [:]
        for (path, body) in [
            ("/v1/verifications", file), ("/v1/verifications", credential),
            ("/v1/receipts", credential),
            (
                "/credentials/verify",
                Array(#"{"verifiableCredential":"#.utf8) + credential + Array("}".utf8)
            ),
        ] {
            let reply = try await daemon.exchange("POST", path, type, body: body)
            answers["\(path) \(body.count)"] = reply.body
        }
        return answers
    }

    private func expect(_ needles: [String], notIn answers: [String: [UInt8]]) {
        for (path, bytes) in answers {
            let text = String(decoding: bytes, as: UTF8.self)
            for needle in needles { #expect(!text.contains(needle), "\(needle) in \(path)") }
        }
    }

    @Test("nothing that anyone can fetch holds either name, and neither file leads to the other")
    func nothingPublic() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let reply = try await daemon.exchange(
            "POST", "/v1/credentials", TestHome.authorised,
            body: TestHome.input(1, holder: Self.oldName))
        let old = reply.body
        let id = try #require(try Bundle(parsing: old).credential["id"]?.string)
        let input = String(decoding: TestHome.input(1, holder: Self.newName), as: UTF8.self)
        let answer = try await daemon.exchange(
            "POST", "/v1/credentials/\(id)/supersede", TestHome.authorised,
            body: Array(#"{"category":"name_change","credential":\#(input)}"#.utf8))
        #expect(answer.status == 200)
        let json = try JSONDocument(parsing: answer.body).root
        let successor = try #require(json["successor"]?.string)
        let new = try #require(json["bundle"]).canonicalBytes()
        try await Task.sleep(for: .milliseconds(1_100))

        let family = [Self.oldName, Self.newName].flatMap {
            $0.split(separator: " ").map(String.init)
        }
        let open = try await fetched(daemon, records: 4)
        #expect(open["/ledger/tile/entries/000.p/4"]?.count ?? 0 > 1_000)
        expect(family + [id, successor, "name_change", "correction"], notIn: open)
        let ofOld = try await asked(daemon, old)
        #expect(ofOld.values.contains { String(decoding: $0, as: UTF8.self).contains("replaced") })
        expect([successor, "Bogumi", "Terazniejsza", "name_change"], notIn: ofOld)
        expect([id, "Bart", "Dawniejszy", "name_change"], notIn: try await asked(daemon, new))
        try await daemon.stop()
        let folder = home.path + "/public"
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            files[name] = (try? Data(contentsOf: URL(filePath: "\(folder)/\(name)"))).map(
                Array.init)
        }
        #expect(files.count > 8)
        expect(family + [id, successor], notIn: files)
    }
}
