import AppendOnlyLedger
import FoundationEssentials
import HomeFolder
import Signing
import Testing
import TransparencyLog

@Suite("A daemon of a home that is an older copy")
struct FallenBehindDaemonTests {
    /// A home, its copy that lacks one record which a witness has cosigned, and that witness.
    private struct Scene {
        let home: TestHome
        let copy: String
        let witness: TestHome
        let port: Int

        init() async throws {
            port = try await TestHome.freePort()
            witness = try await TestHome(port: port)
            _ = try Home(opening: witness.path).makeWitness(passphrase: nil)
            home = try await TestHome()
            try home.setPolicy(1, [(witness, witness.url)])
            try witness.witnessLedger(of: home)
            copy = home.path + "-copy"
            let cosigning = try await witness.daemon(on: port)
            var daemon = try await home.daemon()
            _ = try await daemon.issued(1)
            _ = try #require(try await daemon.cosigned(2))
            _ = try await daemon.stop()
            try FileManager.default.copyItem(atPath: home.path, toPath: copy)
            daemon = try await home.daemon()
            _ = try await daemon.issued(2)
            _ = try #require(try await daemon.cosigned(3))
            _ = try await (daemon.stop(), cosigning.stop())
        }

        func daemonOfCopy() async throws -> DaemonProcess {
            try await DaemonProcess([
                "--home", copy, "--listen", "127.0.0.1:0", "--rate", "none",
            ])
        }
    }

    private static var now: String { "\(TestHome.now)".replacing(":", with: "%3A") }

    @Test("does not start when a witness shows what is missing, and not again without it")
    func start() async throws {
        let scene = try await Scene()
        let cosigning = try await scene.witness.daemon(on: scene.port)
        for isAsked in [true, false] {
            if !isAsked { _ = try await cosigning.stop() }
            do {
                let daemon = try await scene.daemonOfCopy()
                Issue.record("it started")
                try await daemon.stop()
            } catch let failure as DaemonProcess.NotStarted {
                #expect(failure.code == 5)
                #expect(failure.standardError.contains("has cosigned 3 records of this ledger"))
                #expect(failure.standardError.contains("this home has 2"))
            }
        }
        #expect(try Home(opening: scene.copy).isRestored)
        // The home itself goes on.
        let daemon = try await scene.home.daemon()
        _ = try await daemon.issued(3)
        _ = try await daemon.stop()
    }

    @Test(
        "stops appending as soon as a witness that was away shows what is missing",
        arguments: [0, 1])
    func running(issuedMeanwhile count: Int) async throws {
        let scene = try await Scene()
        let daemon = try await scene.daemonOfCopy()
        let before = try await daemon.exchange("GET", "/readyz").status
        #expect(before == 200)
        for number in 0..<count { _ = try await daemon.issued(10 + number) }
        let cosigning = try await scene.witness.daemon(on: scene.port)
        var ready = try await daemon.exchange("GET", "/readyz")
        for _ in 0..<6_000 where ready.status == 200 {
            try await Task.sleep(for: .milliseconds(10))
            ready = try await daemon.exchange("GET", "/readyz")
        }
        #expect(ready.status == 503 && ready.text.contains("ready.held-back"), "\(ready.text)")
        for _ in 0..<2 {
            let refused = try await daemon.exchange(
                "POST", "/v1/credentials", TestHome.authorised, body: TestHome.input(7))
            #expect(refused.status == 503 && refused.text.contains("ledger.held-back"))
        }
        let standing = try await daemon.exchange("GET", "/v1/records/1/standing")
        #expect(standing.status == 503)
        let list = try await daemon.exchange("GET", "/status/1?timestamp=\(Self.now)")
        #expect(list.status == 503, "\(list.text)")
        let size = try await daemon.checkpoint("checkpoint.latest")?.checkpoint.size
        #expect(size == (count == 0 ? 2 : 3))
        let log = daemon.standardError
        #expect(log.contains("failure home.fallen-behind The witness"), "\(log)")
        #expect(log.contains("testamur restore --arm --home \(scene.copy) --mirror PLACE"))
        _ = try await (daemon.stop(), cosigning.stop())
    }

    @Test("is not stopped, nor kept from starting, by witnesses that only say so")
    func forged() async throws {
        let home = try await TestHome()
        let origin = try Home(opening: home.path).configuration.origin
        let stranger = try NoteSigner(name: origin.keyName, key: .generate(.ed25519))
        let note = try Checkpoint(origin: origin, size: 99, root: .sha256([1]))
            .signed(by: stranger).bytes
        let text = String(decoding: note, as: UTF8.self)
        let stubs = [
            try await StubWitness("HTTP/1.1 409 Conflict\r\ncontent-length: 3\r\n\r\n99\n"),
            try await StubWitness(
                "HTTP/1.1 200 OK\r\ncontent-length: \(note.count)\r\n\r\n\(text)"),
            try await StubWitness("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nok!\n"),
            try await StubWitness(
                "HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n", flood: 20_000),
            try await StubWitness(""),
        ]
        var policy = ""
        for (number, stub) in stubs.enumerated() {
            let key = try CosignatureKey(
                name: #require(KeyName("w\(number).example")),
                publicKey: PrivateKey.generate(.ed25519).publicKey)
            policy += "witness w\(number) \(key) http://127.0.0.1:\(stub.port)\n"
        }
        policy += "group g 4 w0 w1 w2 w3 w4\nquorum g\n"
        try Data(policy.utf8).write(to: URL(filePath: home.path + "/witness-policy"))
        let daemon = try await home.daemon()
        for number in 0..<3 {
            _ = try await daemon.issued(number)
            try await Task.sleep(for: .milliseconds(500))
        }
        for _ in 0..<1_000 where !daemon.standardError.contains("witness.ahead") {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(daemon.standardError.contains("failure witness.ahead witness w0"))
        let ready = try await daemon.exchange("GET", "/readyz").status
        #expect(ready == 200)
        #expect(try !Home(opening: home.path).isRestored)
        #expect(!daemon.standardError.contains("fallen-behind"))
        try await daemon.stop()
        for stub in stubs { try await stub.close() }
    }
}
