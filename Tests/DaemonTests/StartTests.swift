import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Signing
import Testing
import Trust

@Suite("Starting and stopping")
struct StartTests {
    @Test("help and version are answered and nothing is started")
    func help() async throws {
        for argument in ["--help", "-h"] {
            let run = try await DaemonProcess.run([argument])
            #expect(run.code == 0)
            #expect(run.output.hasPrefix("usage: testamurd --home DIR"))
            #expect(run.errors.isEmpty)
        }
        #expect(try await DaemonProcess.run(["--version"]).output == "testamurd 0.1.0\n")
    }

    @Test(
        "wrong use is told on one line, with exit code 2",
        arguments: [
            ["--homes"], ["--home"], ["--home", ""], ["--rate", "0"], ["--rate", "x"],
            ["--log", "all"], ["extra"], ["--home", "/nowhere/at/all"],
            ["--listen", "--home"],
        ])
    func wrongUse(_ arguments: [String]) async throws {
        let run = try await DaemonProcess.run(arguments)
        #expect(run.code == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("testamurd: "))
        #expect(run.errors.split(separator: "\n").count == 1)
    }

    @Test(
        "an address that is none is told",
        arguments: ["127.0.0.1", ":80", "a:b", "1:2:3", "a:70000", "no.such.host.invalid:0"])
    func wrongAddress(_ address: String) async throws {
        let home = try await TestHome()
        let run = try await DaemonProcess.run(["--home", home.path, "--listen", address])
        #expect(run.code == 2)
        #expect(run.errors.contains(address))
    }

    @Test("a port that is taken is told, with exit code 74")
    func portTaken() async throws {
        let home = try await TestHome()
        let daemon = try await home.daemon()
        let other = try await TestHome()
        let address = "127.0.0.1:\(daemon.port)"
        let run = try await DaemonProcess.run(["--home", other.path, "--listen", address])
        #expect(run.code == 74)
        #expect(
            run.errors
                == "testamurd: \(address) is taken by another program. "
                + "Choose another with --listen.\n")
        try await daemon.stop()
    }

    @Test("demonstration keys are refused outside a demonstration, with exit code 5")
    func demonstrationKeys() async throws {
        let keys = Home.FirstKeys(
            record: try DemoKeys.key("record-1", of: "krakow"),
            assertion: try DemoKeys.key("assertion-1", of: "krakow"),
            status: try DemoKeys.key("status-1", of: "krakow"),
            ledger: try DemoKeys.key("ledger-1", of: "krakow"),
            recovery: [try DemoKeys.key("recovery-1", of: "krakow")], threshold: 1)
        let path = try TestFolder.make() + "/home"
        _ = try await Home.create(
            at: path,
            HomeConfiguration(
                did: try #require(DID("did:web:uni.example")),
                names: [try #require(InstitutionName("U", language: "pl"))]),
            keys: keys, passphrase: nil, at: TestHome.now, entropy: { Entropy.bytes($0) })
        let run = try await DaemonProcess.run(["--home", path, "--listen", "127.0.0.1:0"])
        #expect(run.code == 5)
        #expect(run.errors.contains("demonstration key"))
        #expect(run.errors.split(separator: "\n").count == 1)
    }

    @Test("keys under a passphrase open with its file and not without")
    func passphrase() async throws {
        let file = try TestFolder.make() + "/passphrase"
        try Data("correct horse\n".utf8).write(to: URL(filePath: file))
        let home = try await TestHome(passphrase: try Secret(contentsOfFile: file))
        let without = try await DaemonProcess.run(
            ["--home", home.path, "--listen", "127.0.0.1:0"])
        #expect(without.code == 5)
        #expect(without.errors.split(separator: "\n").count == 1)
        try Data("wrong\n".utf8).write(to: URL(filePath: file))
        let wrong = try await DaemonProcess.run(
            ["--home", home.path, "--listen", "127.0.0.1:0", "--passphrase-file", file])
        #expect(wrong.code == 5)
        try Data("correct horse\n".utf8).write(to: URL(filePath: file))
        let daemon = try await home.daemon(["--passphrase-file", file])
        #expect(try await daemon.exchange("GET", "/livez").status == 200)
        try await daemon.stop()
        #expect(!daemon.standardError.contains("horse"))
    }

    @Test("a writer that was killed leaves no draft below the public folder for ever")
    func abandonedDrafts() async throws {
        let home = try await TestHome()
        let drafts = ["ledger", "status", "status/suspension", ".well-known"].map {
            "\(home.path)/public/\($0)/.dat.nosync1.a"
        }
        for draft in drafts {
            try FileManager.default.createDirectory(
                at: URL(filePath: draft).deletingLastPathComponent(),
                withIntermediateDirectories: true)
            try Data().write(to: URL(filePath: draft))
        }
        let daemon = try await home.daemon()
        for _ in 0..<500 where drafts.contains(where: FileManager.default.fileExists(atPath:)) {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(drafts.filter(FileManager.default.fileExists(atPath:)).isEmpty)
        #expect(try await daemon.exchange("GET", "/.well-known/did.json").status == 200)
        try await daemon.stop()
    }

    @Test("a ledger that was changed behind its back is not opened, with exit code 4")
    func damaged() async throws {
        let home = try await TestHome()
        let file = URL(filePath: home.path + "/ledger.sqlite")
        var bytes = Array(try Data(contentsOf: file))
        let needle = Array("127.0.0.1:8460/ledger\n1\n".utf8)
        var place = bytes.firstRange(of: needle)
        if place == nil {
            // What was written last may still be in the write-ahead log.
            let log = URL(filePath: home.path + "/ledger.sqlite-wal")
            bytes = Array(try Data(contentsOf: log))
            place = bytes.firstRange(of: needle)
            bytes[try #require(place).upperBound + 3] ^= 1
            try Data(bytes).write(to: log)
        } else {
            bytes[try #require(place).upperBound + 3] ^= 1
            try Data(bytes).write(to: file)
        }
        let run = try await DaemonProcess.run(["--home", home.path, "--listen", "127.0.0.1:0"])
        #expect(run.code == 4, "\(run.errors)")
        #expect(run.errors.hasPrefix("testamurd: "))
        #expect(run.output.isEmpty)
    }

    @Test(
        "asked to end, it ends with exit code 0, by either signal", arguments: [15, 2] as [Int32])
    func signals(_ number: Int32) async throws {
        let daemon = try await TestHome().daemon()
        let idle = try await RawClient(port: daemon.port)
        _ = try await idle.exchange("GET", "/livez")
        daemon.signal(number)
        let end = try await daemon.end()
        #expect(end.code == 0)
        #expect(!end.wasKilled)
        try await idle.waitUntilClosed()
    }
}
