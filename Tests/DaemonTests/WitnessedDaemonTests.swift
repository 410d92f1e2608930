import AppendOnlyLedger
import CanonicalJSON
import Fetching
import FoundationEssentials
import HomeFolder
import NIOCore
import NIOPosix
import Records
import Signing
import Testing
import TransparencyLog
import Trust
import Verification
import Witnessing

extension TestHome {
    /// Has the home's checkpoints cosigned by others, of which so many must have.
    func setPolicy(_ threshold: Int, _ witnesses: [(TestHome, url: String)]) throws {
        var text = ""
        for (number, (home, url)) in witnesses.enumerated() {
            text += "witness w\(number) \(try home.witnessKey()) \(url)/witness\n"
        }
        let names = witnesses.indices.map { "w\($0)" }.joined(separator: " ")
        text += "group all-of-them \(threshold) \(names)\nquorum all-of-them\n"
        try Data(text.utf8).write(to: URL(filePath: path + "/witness-policy"))
    }

    /// Cosigns the ledger of another home.
    func witnessLedger(of other: TestHome) throws {
        let memory = try Home(opening: path).witnessMemory()
        for ledger in other.institution.ledgers {
            try memory.add(
                ledger.origin,
                keys: ledger.keys.compactMap {
                    WitnessedKey($0.key, from: $0.from, until: $0.until)
                })
        }
    }
}

extension DaemonProcess {
    /// A checkpoint as it is served; `nil` if there is none.
    func checkpoint(_ name: String = "checkpoint") async throws -> SignedCheckpoint? {
        let reply = try await exchange("GET", "/ledger/\(name)")
        return reply.status == 200 ? try SignedCheckpoint(parsing: reply.body) : nil
    }

    /// Waits until the served checkpoint covers so many records, and returns it.
    func cosigned(_ size: UInt64) async throws -> SignedCheckpoint? {
        // As long as a witness that was away may be left alone, and more.
        for _ in 0..<9_000 {
            if let found = try await checkpoint(), found.checkpoint.size.value >= size {
                return found
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }
}

@Suite("Daemons that witness each other")
struct WitnessedDaemonTests {
    @Test("cosign what the other issues, and catch up when one was away")
    func mutual() async throws {
        let ports = (try await TestHome.freePort(), try await TestHome.freePort())
        let (first, second) = (
            try await Self.home(at: ports.0), try await Self.home(at: ports.1)
        )
        try first.setPolicy(1, [(second, second.url)])
        try second.setPolicy(1, [(first, first.url)])
        try first.witnessLedger(of: second)
        try second.witnessLedger(of: first)
        let one = try await first.daemon(on: ports.0)
        var two = try await second.daemon(on: ports.1)
        #expect(try await one.cosigned(1) != nil)
        #expect(try await two.cosigned(1) != nil)
        _ = try await one.issued(1)
        let cosigned = try #require(try await one.cosigned(2))
        let ledger = try #require(first.institution.ledgers.first)
        let verified = try cosigned.verified(byAnyOf: ledger.keys.map(\.key))
        #expect(try verified.cosignatures(by: [second.witnessKey()]).count == 1)

        // The other goes away; issuing goes on, and what is served stays as it was cosigned.
        #expect(try await two.stop().code == 0)
        var times: [Duration] = []
        for number in 2..<12 {
            let start = ContinuousClock.now
            _ = try await one.issued(number)
            times.append(.now - start)
        }
        // Were a witness waited for, each would take the five seconds of its time-out.
        #expect(times.sorted()[times.count / 2] < .seconds(2))
        #expect(try await one.checkpoint()?.checkpoint.size == 2)
        for _ in 0..<500 where try await one.checkpoint("checkpoint.latest")?.checkpoint.size != 12
        {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try await one.checkpoint("checkpoint.latest")?.checkpoint.size == 12)

        // It comes back, and both catch up.
        two = try await second.daemon(on: ports.1)
        #expect(try await one.cosigned(12)?.note.signatures.count == 2)
        #expect(one.standardError.contains("failure witness.unreachable"))
        #expect(one.standardError.contains("warning witness.back"))
        let status = try await one.exchange("GET", "/readyz").status
        #expect(status == 200)
        _ = try await (one.stop(), two.stop())
    }

    @Test("put the cosignatures into the holder's file, by which others see since when it stands")
    func bundles() async throws {
        let ports = (try await TestHome.freePort(), try await TestHome.freePort())
        let (first, second) = (
            try await Self.home(at: ports.0), try await Self.home(at: ports.1)
        )
        try first.setPolicy(1, [(second, second.url)])
        try second.witnessLedger(of: first)
        let one = try await first.daemon(on: ports.0)
        let two = try await second.daemon(on: ports.1)
        let bundle = try JSONDocument(parsing: await one.issued(1)).root
        _ = try #require(try await one.cosigned(2))
        _ = try await one.issued(2)
        _ = try #require(try await one.cosigned(3))
        let credential = try #require(bundle["credential"]).canonicalBytes()
        let reply = try await one.exchange(
            "POST", "/v1/receipts", ["Content-Type": "application/json"], body: credential)
        let proof = try #require(
            try JSONDocument(parsing: reply.body).root["receipts"]?.elements.first?["proof"]?.string
        )
        let read = try LogProof(parsing: Array(proof.utf8))
        // The earliest that covers it, not the newest.
        #expect(read.checkpoint.checkpoint.size == 2)
        let key = try second.witnessKey()
        #expect(
            read.checkpoint.note.signatures.contains {
                $0.name == key.name && $0.keyID == key.keyID
            })
        _ = try await (one.stop(), two.stop())
    }

    @Test("issue as quickly beside witnesses that lie, flood or never answer, and say so")
    func hostile() async throws {
        let home = try await TestHome()
        let stubs = [
            try await StubWitness("HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\n0\n"),
            try await StubWitness("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nok!\n"),
            try await StubWitness(
                "HTTP/1.1 200 OK\r\ncontent-length: 10000000\r\n\r\n", flood: 9_000),
            try await StubWitness(""),
            try await StubWitness("HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n"),
        ]
        var text = ""
        for (number, stub) in stubs.enumerated() {
            let key = try CosignatureKey(
                name: #require(KeyName("w\(number).example")),
                publicKey: PrivateKey.generate(.ed25519).publicKey)
            text += "witness w\(number) \(key) http://127.0.0.1:\(stub.port)\n"
        }
        text += "group g 2 w0 w1 w2 w3 w4\nquorum g\n"
        try Data(text.utf8).write(to: URL(filePath: home.path + "/witness-policy"))
        let daemon = try await home.daemon()
        var times: [Duration] = []
        for number in 0..<20 {
            let start = ContinuousClock.now
            _ = try await daemon.issued(number)
            times.append(.now - start)
            try await Task.sleep(for: .milliseconds(50))
        }
        // Were a witness waited for, each would take the five seconds of its time-out.
        #expect(times.sorted()[times.count / 2] < .seconds(2))
        #expect(try await daemon.checkpoint() == nil)
        #expect(try await daemon.checkpoint("checkpoint.latest") != nil)
        for _ in 0..<1_000 where !daemon.standardError.contains("witness w3") {
            try await Task.sleep(for: .milliseconds(10))
        }
        let log = daemon.standardError
        #expect(log.contains("warning policy.weak Group g is content with 2 of 5"))
        for (number, code) in [
            (0, "conflict"), (1, "bad-answer"), (2, "unreachable"), (3, "unreachable"),
            (4, "refused"),
        ] {
            #expect(log.contains("failure witness.\(code) witness w\(number):"), "\(number)")
        }
        let start = ContinuousClock.now
        #expect(try await daemon.stop().code == 0)
        #expect(ContinuousClock.now - start < .seconds(15))
        for stub in stubs { try await stub.close() }
    }

    @Test("do not start under a policy that cannot be meant")
    func policies() async throws {
        let home = try await TestHome.witness()
        let own = try home.witnessKey()
        let other = try CosignatureKey(
            name: #require(KeyName("w.example")),
            publicKey: PrivateKey.generate(.ed25519).publicKey)
        let log = try PartnerLog().signer.verifierKey
        for text in [
            "quorum nobody\n", "witness w \(other)", "witness w \(own)\nquorum w\n",
            "witness w \(other) ftp://w.example\nquorum w\n",
            "log \(log)\nwitness w \(other)\nquorum w\n", "",
        ] {
            try Data(text.utf8).write(to: URL(filePath: home.path + "/witness-policy"))
            do {
                let daemon = try await home.daemon()
                Issue.record("it started: \(text)")
                try await daemon.stop()
            } catch let failure as DaemonProcess.NotStarted {
                #expect(failure.code == 2)
                #expect(failure.standardError.contains("witness-policy cannot be used"))
            }
        }
    }

    /// A home that others reach at that port, and that witnesses.
    private static func home(at port: Int) async throws -> TestHome {
        let home = try await TestHome(port: port)
        _ = try Home(opening: home.path).makeWitness(passphrase: nil)
        return home
    }
}

extension TestHome {
    /// Starts its daemon on a port.
    func daemon(on port: Int) async throws -> DaemonProcess {
        try await DaemonProcess([
            "--home", path, "--listen", "127.0.0.1:\(port)", "--rate", "none",
        ])
    }
}

/// Something that answers every connection with the same bytes, or with none.
final class StubWitness: Sendable {
    let port: Int
    private let channel: any Channel

    /// Answers with a text, then so many kilobytes of nonsense.
    init(_ answer: String, flood kilobytes: Int = 0) async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answerer(answer, kilobytes))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func close() async throws { try await channel.close() }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let answer: String
        private let kilobytes: Int
        private var isDone = false

        init(_ answer: String, _ kilobytes: Int) {
            self.answer = answer
            self.kilobytes = kilobytes
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !isDone, !answer.isEmpty else { return }
            isDone = true
            context.write(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            for _ in 0..<kilobytes {
                let nonsense = ByteBuffer(repeating: 0x41, count: 1_024)
                context.write(wrapOutboundOut(nonsense), promise: nil)
            }
            context.flush()
            if kilobytes == 0 { context.close(promise: nil) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
