import AppendOnlyLedger
import FoundationEssentials
import HomeFolder
import Issuance
import Signing
import Testing
import TransparencyLog
import Trust

@Suite("A home")
struct HomeGuardTests {
    private func configuration(url: String? = nil) throws -> HomeConfiguration {
        try HomeConfiguration(
            did: try #require(DID("did:web:uni.example")),
            names: [try #require(InstitutionName("Universität Beispiel", language: "de"))],
            country: "DE", url: url)
    }

    private func freshFolder() -> String {
        FileManager.default.temporaryDirectory.path
            + "/testamur-test-\(Hex.encode(Entropy.bytes(8)))"
    }

    @Test("lets nobody else read its databases and keys, even in a folder that was open to all")
    func modes() async throws {
        let folder = freshFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o777])
        _ = try await Home.create(
            at: folder, configuration(), keys: .generate(), passphrase: nil,
            at: Instant(seconds: 1_780_000_000), entropy: Entropy.bytes)
        let expected = [
            "": 0o711, "/keys": 0o700, "/recovery": 0o700, "/trust": 0o700,
            "/vault.sqlite": 0o600, "/ledger.sqlite": 0o600, "/keys/record-1.pem": 0o600,
        ]
        for (name, mode) in expected {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + name)
            #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
        }
    }

    @Test("whose configuration names another institution than its ledger is not opened")
    func otherInstitution() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let file = URL(filePath: desk.home.path + "/testamur.json")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let other = text.replacing("did:web:uni.example", with: "did:web:other.example")
        #expect(other != text)
        try Data(other.utf8).write(to: file)
        let home = try Home(opening: desk.home.path)
        await #expect(throws: HomeError.badConfiguration("did")) {
            try await home.open(
                passphrase: nil, clock: OpenDesk.clock, entropy: Entropy.bytes)
        }
    }

    @Test("that cannot be read is not said to be none")
    func unreadable() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let file = desk.home.path + "/testamur.json"
        #expect(throws: HomeError.noHome(file)) { try Home(opening: file) }
        #expect(throws: HomeError.noHome(file + "-x")) { try Home(opening: file + "-x") }
        try FileManager.default.removeItem(atPath: file)
        #expect(throws: HomeError.noHome(desk.home.path)) { try Home(opening: desk.home.path) }
        // A stand-in for what only the system can refuse: reading a folder is an error.
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
        let error = #expect(throws: HomeError.self) { try Home(opening: desk.home.path) }
        #expect(error?.code == "home.file" && error?.description.contains("cannot be read") == true)
    }

    @Test("is not gone on with when its ledger is older, or another, than what it published")
    func olderLedger() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        // Nothing is appended, so that no publishing that was put off comes in between.
        try await desk.open().publisher.publish()
        let published = try #require(desk.home.publicLedger.read("checkpoint.latest"))
        let origin = desk.home.configuration.origin
        let own = try PrivateKey(
            opening: desk.home.keysFolder + "/ledger-1.pem", passphrase: nil)
        let stranger = try PrivateKey.generate(.ed25519)
        func publish(_ size: TreeSize, by key: PrivateKey) throws {
            let signer = try NoteSigner(name: origin.keyName, key: key)
            let checkpoint = Checkpoint(origin: origin, size: size, root: .sha256([7]))
            try desk.home.publicLedger.replace(
                checkpoint.signed(by: signer).bytes, at: "checkpoint.latest")
        }
        for size in [TreeSize(1), 2] {
            try publish(size, by: own)
            await #expect(throws: LedgerError.self, "\(size)") { try await desk.open() }
            try publish(size, by: stranger)
            _ = try await desk.open()
        }
        try desk.home.publicLedger.replace(published, at: "checkpoint.latest")
        _ = try await desk.open()
    }

    @Test("takes no key of the demonstration for any use", arguments: DemoKeys.names.prefix(4))
    func demonstrationKeys(_ name: String) async throws {
        let folder = freshFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let keys = try Home.FirstKeys.generate()
        func key(_ use: String, or own: PrivateKey) throws -> PrivateKey {
            use == name ? try DemoKeys.key(name, of: "krakow") : own
        }
        let home = try await Home.create(
            at: folder, configuration(),
            keys: Home.FirstKeys(
                record: key("record-1", or: keys.record),
                assertion: key("assertion-1", or: keys.assertion),
                status: key("status-1", or: keys.status),
                ledger: key("ledger-1", or: keys.ledger), recovery: keys.recovery,
                threshold: 2),
            passphrase: nil, at: Instant(seconds: 1_780_000_000), entropy: Entropy.bytes)
        await #expect(throws: HomeError.demonstrationKey("did:web:uni.example#\(name)")) {
            try await home.open(
                passphrase: nil, clock: OpenDesk.clock, entropy: Entropy.bytes)
        }
    }

    @Test(
        "without TLS is reached on loopback only",
        arguments: [
            "http://127.0.0.1.other.example", "http://localhost.other.example",
            "http://127.0.0.1@other.example", "http://uni.example", "http://127.0.0.2:80",
        ])
    func notLoopback(_ url: String) {
        #expect(throws: HomeError.badConfiguration("url")) { try configuration(url: url) }
    }

    @Test("on loopback may do without TLS", arguments: ["http://127.0.0.1:8460"])
    func loopback(_ url: String) throws {
        #expect(try configuration(url: url).url == url)
    }
}
