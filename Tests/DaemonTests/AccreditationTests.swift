import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Signing
import Testing
import Trust

@Suite("A daemon and what accreditors say in files of their own")
struct AccreditationTests {
    /// A home whose list names an agency, and the agency's file.
    private struct Scene {
        let home: TestHome
        let file: String
        let key: PrivateKey
        let name: DIDURL

        init() async throws {
            home = try await TestHome()
            file = try TestFolder.make() + "/agency.json"
            key = try .generate(.ed25519)
            name = try #require(DIDURL("did:web:agency.example#list-1"))
        }

        func list(_ institutions: [Institution]) throws -> TrustList {
            let did = try #require(DID("did:web:agency.example"))
            let agency = try Accreditor(
                names: [#require(InstitutionName("Agency", language: "en"))],
                did: did,
                key: TrustKey(name: name, key: key.publicKey))
            return try TrustList(
                name: "Test list", issued: TestHome.now + .seconds(-86_400),
                expires: TestHome.now + .seconds(86_400), institutions: institutions,
                register: AccreditationRegister([agency]))
        }

        func write(_ list: TrustList) throws {
            try home.write(trustList: Array(list.json.prettyText().utf8))
        }

        func state(until day: String?, for time: Duration = .seconds(86_400)) throws {
            let period = try #require(TrustPeriod(until: day.flatMap { TrustDay($0) }))
            let scope = try #require(Scope(period: period))
            let statement = try #require(
                Accreditation(of: home.institution.did, by: "did:web:agency.example", scope))
            let signed = try SignedAccreditations(
                by: "did:web:agency.example", issued: TestHome.now + .seconds(-172_800),
                expires: TestHome.now + time, [statement]
            ).signed(by: key, named: name)
            try Data(signed.json.canonicalBytes())
                .write(to: URL(filePath: file), options: .atomic)
        }

        func daemon() async throws -> DaemonProcess {
            try await home.daemon(
                ["--rate", "none", "--policy", "unwitnessed", "--accreditations", file])
        }
    }

    /// What a verdict says of the award date and of today, once the daemon has looked again.
    private func found(
        _ daemon: DaemonProcess, _ bundle: [UInt8]
    ) async throws -> [String?] {
        try await Task.sleep(for: .milliseconds(1_100))
        let verdict = try await daemon.verdict(on: bundle)
        let check = verdict["checks"]?.elements.first {
            $0["id"]?.string == "accredited_on_award_date"
        }
        return [
            check?["code"]?.string, check?["evidence"]?["then"]?.string,
            check?["evidence"]?["now"]?.string,
        ]
    }

    @Test("it answers for the award date and for today by a file, and reads that again")
    func thenAndNow() async throws {
        let scene = try await Scene()
        try scene.write(scene.list([scene.home.institution]))
        try scene.state(until: nil)
        let daemon = try await scene.daemon()
        let bundle = try await daemon.issued(1)
        #expect(try await found(daemon, bundle) == ["entitled.good", "accredited", "accredited"])
        try scene.state(until: "2026-06-24")
        #expect(try await found(daemon, bundle) == ["entitled.good", "accredited", "not covered"])
        try scene.state(until: "2026-06-23")
        #expect(
            try await found(daemon, bundle)
                == ["entitled.not-covered", "not covered", "not covered"])
        // A file that ran out says nothing any more.
        try scene.state(until: nil, for: .seconds(-3_600))
        #expect(try await found(daemon, bundle) == ["entitled.no-statement", nil, nil])
        // One that cannot be read leaves the last one in use, and is told.
        try scene.state(until: nil)
        #expect(try await found(daemon, bundle)[0] == "entitled.good")
        try Data("{}".utf8).write(to: URL(filePath: scene.file), options: .atomic)
        #expect(try await found(daemon, bundle)[0] == "entitled.good")
        #expect(try await daemon.exchange("GET", "/readyz").text.contains("ready.trust-list"))
        #expect(daemon.standardError.contains("agency.json: trust."))
        try scene.state(until: nil)
        #expect(try await found(daemon, bundle)[0] == "entitled.good")
        #expect(try await !daemon.exchange("GET", "/readyz").text.contains("ready.trust-list"))
        try await daemon.stop()
    }

    @Test("a file that is not there, or is none, keeps it from starting")
    func noFile() async throws {
        let home = try await TestHome()
        for file in ["/nowhere/at/all", home.path + "/testamur.json"] {
            let run = try await DaemonProcess.run(["--home", home.path, "--accreditations", file])
            #expect(run.code == 2)
            #expect(run.errors.hasPrefix("testamurd: --accreditations cannot be used: \(file): "))
        }
    }

    @Test("a list that disappears while its publisher is pinned stays in use, and is missed")
    func disappeared() async throws {
        let scene = try await Scene()
        let file = TrustListFile(path: scene.home.path + "/trust/list.json")
        try file.write(TrustPin(TrustKey(name: scene.name, key: scene.key.publicKey)))
        let signed = try scene.list([scene.home.institution])
            .signed(by: scene.key, named: scene.name)
        try scene.home.write(trustList: signed.json.canonicalBytes())
        let daemon = try await scene.home.daemon()
        let bundle = try await daemon.issued(1)
        #expect(try await daemon.verdict(on: bundle)["verdict"]?.string == "confirmed")
        try FileManager.default.removeItem(atPath: file.path)
        _ = try await found(daemon, bundle)
        #expect(try await daemon.verdict(on: bundle)["verdict"]?.string == "confirmed")
        #expect(try await daemon.exchange("GET", "/readyz").text.contains("ready.trust-list"))
        try await daemon.stop()
    }
}
