import AppendOnlyLedger
import FoundationEssentials
import HomeFolder
import ServiceAPI
import Signing
import Testing
import TransparencyLog
import Witnessing

/// A partner's ledger in memory, as a witness sees it: sizes, roots, proofs.
struct PartnerLog: Sendable {
    let signer: NoteSigner
    let origin: Origin
    private let tiles: TileTable

    init(_ name: String = "partner.example/ledger", size: Int = 300) throws {
        origin = try #require(Origin(name))
        signer = try NoteSigner(name: origin.keyName, key: .generate(.ed25519))
        var (edge, tiles) = (RightEdge(), TileTable())
        for number in 0..<size {
            for tile in edge.append(.leaf([UInt8(number & 255), UInt8(number >> 8)])) {
                tiles.insert(tile.hashes, at: tile.coordinate)
            }
        }
        for (level, hashes) in edge.partialTiles.enumerated() {
            if let tile = TileCoordinate.partial(level: level, in: edge.size) {
                tiles.insert(hashes, at: tile)
            }
        }
        self.tiles = tiles
    }

    func verified(_ size: TreeSize) throws -> VerifiedCheckpoint {
        let root = try TreeReader(size: size, tiles: tiles).root
        return try Checkpoint(origin: origin, size: size, root: root).signed(by: signer)
            .verified(by: signer.verifierKey)
    }

    func request(from old: TreeSize, to size: TreeSize) throws -> [UInt8] {
        let proof = try TreeReader(size: size, tiles: tiles).consistencyProof(from: old)
        return try AddCheckpointRequest(proof, checkpoint: verified(size).signed).bytes
    }
}

extension TestHome {
    /// Makes a home that witnesses these logs.
    static func witness(watching logs: [PartnerLog] = []) async throws -> TestHome {
        let home = try await TestHome(roles: HomeConfiguration.Role.standard)
        let made = try Home(opening: home.path).makeWitness(passphrase: nil)
        let memory = try made.witnessMemory()
        for log in logs {
            let key = try #require(WitnessedKey(log.signer.verifierKey))
            try memory.add(log.origin, keys: [key])
        }
        return home
    }

    /// The key with which it cosigns.
    func witnessKey() throws -> CosignatureKey {
        try Home(opening: path).witness(passphrase: nil, clock: { TestHome.now }).key
    }
}

@Suite("A daemon that witnesses")
struct WitnessRouteTests {
    private static let path = "/witness/add-checkpoint"

    private func monitored(_ log: PartnerLog) -> String {
        let hash = Digest.sha256(log.origin.keyName.utf8)
        return "/witness/\(hash)/checkpoint"
    }

    @Test("answers each request with the status and type of the protocol")
    func answers() async throws {
        let log = try PartnerLog()
        let stranger = try PartnerLog("stranger.example/ledger")
        let home = try await TestHome.witness(watching: [log])
        let daemon = try await home.daemon()
        func post(_ body: [UInt8]) async throws -> RawClient.Reply {
            try await daemon.exchange("POST", Self.path, body: body)
        }
        #expect(try await daemon.exchange("GET", monitored(log)).status == 404)
        let key = try home.witnessKey()
        for (old, new) in [(0, 5), (5, 5), (5, 300)] as [(TreeSize, TreeSize)] {
            let body = try log.request(from: old, to: new)
            let reply = try await post(body)
            #expect(reply.status == 200, "\(reply.text)")
            let verified = try log.verified(new)
            #expect(try verified.cosignatures(inAnswer: reply.body, by: [key]).count == 1)
            let served = try await daemon.exchange("GET", monitored(log))
            #expect(served.status == 200)
            let checkpoint = try SignedCheckpoint(parsing: served.body)
                .verified(by: log.signer.verifierKey)
            #expect(checkpoint.checkpoint.size == new)
            #expect(try checkpoint.cosignatures(by: [key]).count == 1)
        }
        let conflict = try await post(log.request(from: 0, to: 6))
        #expect(conflict.status == 409)
        #expect(conflict.header("content-type") == "text/x.tlog.size")
        #expect(conflict.text == "300\n")
        let forged = try Checkpoint(origin: log.origin, size: 300, root: .emptyTree)
            .signed(by: log.signer)
        let cases: [(Int, String, [UInt8])] = [
            (400, "witness.request-malformed", Array("old 0\n".utf8)),
            (400, "witness.old-size-larger", Array("old 301\n\n".utf8) + forged.bytes),
            (404, "witness.unknown-log", try stranger.request(from: 0, to: 5)),
            (403, "witness.not-signed", try PartnerLog().request(from: 300, to: 300)),
            (422, "witness.inconsistent", Array("old 300\n\n".utf8) + forged.bytes),
        ]
        for (status, code, body) in cases {
            let reply = try await post(body)
            #expect(reply.status == status)
            #expect(Problem(parsing: reply.body)?.code == code)
        }
        let told = "failure witness.inconsistent \(log.origin) showed two roots of size 300"
        #expect(daemon.standardError.contains(told))
        try await daemon.stop()
    }

    @Test("reads bodies up to its limit, and limits each client's rate")
    func limits() async throws {
        let daemon = try await TestHome.witness().daemon(["--rate", "1"])
        let long = [UInt8](repeating: 0x61, count: Witness.requestBytesMax)
        #expect(try await daemon.exchange("POST", Self.path, body: long).status == 400)
        #expect(try await daemon.exchange("POST", Self.path, body: long + [0x61]).status == 413)
        var statuses: Set<Int> = []
        // However slowly they are answered while other tests run.
        for _ in 0..<1_000 where !statuses.contains(429) {
            statuses.insert(try await daemon.exchange("POST", Self.path, body: [1]).status)
        }
        #expect(statuses.contains(429))
        #expect(statuses.isSubset(of: [400, 429]))
        try await daemon.stop()
    }

    @Test("is one only if its home says so, and only where its paths lead")
    func roles() async throws {
        let log = try PartnerLog()
        let plain = try await TestHome().daemon()
        #expect(try await plain.exchange("POST", Self.path, body: [1]).status == 404)
        #expect(try await plain.exchange("GET", monitored(log)).status == 404)
        try await plain.stop()
        let daemon = try await TestHome.witness(watching: [log]).daemon()
        _ = try await daemon.exchange("POST", Self.path, body: log.request(from: 0, to: 5))
        #expect(try await daemon.exchange("GET", Self.path).status == 405)
        #expect(try await daemon.exchange("POST", monitored(log)).status == 405)
        let hash = Digest.sha256(log.origin.keyName.utf8).description
        for path in [
            "/witness", "/witness/", "/witness/\(hash)", "/witness/\(hash.uppercased())/checkpoint",
            "/witness/\(hash)/checkpoint/", "/witness/\(hash)0/checkpoint",
            "/witness/\(hash.dropLast())/checkpoint", "/witness/x/checkpoint",
            "/witness//checkpoint",
        ] {
            #expect(try await daemon.exchange("GET", path).status == 404, "\(path)")
        }
        try await daemon.stop()
    }

    @Test("that was killed at any moment never cosigns a state before one that it cosigned")
    func killed() async throws {
        let log = try PartnerLog()
        let home = try await TestHome.witness(watching: [log])
        let key = try home.witnessKey()
        var largest: TreeSize = 0
        for delay in [15, 60, 240, 960] {
            let daemon = try await home.daemon()
            let killer = Task {
                try await Task.sleep(for: .milliseconds(delay))
                daemon.signal(9)
            }
            var known: TreeSize = 0
            while known < 300 {
                let next = known.adding(1)
                guard
                    let reply = try? await daemon.exchange(
                        "POST", Self.path, body: log.request(from: known, to: next))
                else { break }
                if let size = AddCheckpointRequest.size(inAnswer: reply.body) {
                    #expect(size >= largest)
                    known = size
                } else if reply.status == 200 {
                    let verified = try log.verified(next)
                    let found = try verified.cosignatures(inAnswer: reply.body, by: [key])
                    #expect(found.count == 1)
                    #expect(next > largest)
                    (known, largest) = (next, next)
                }
            }
            try await killer.value
            _ = try await daemon.end()
        }
        let kept = try Home(opening: home.path).witnessMemory().log(log.origin)?.size
        #expect(try #require(kept) >= largest)
        #expect(largest > 0)
    }

    @Test("does not start with a key and no memory, and says what to bring back")
    func forgotten() async throws {
        let home = try await TestHome.witness()
        for suffix in ["", "-wal", "-shm"] {
            let file = home.path + "/witness.sqlite" + suffix
            try? FileManager.default.removeItem(atPath: file)
        }
        await #expect(throws: DaemonProcess.NotStarted.self) { try await home.daemon() }
        #expect(throws: HomeError.self) {
            try Home(opening: home.path).makeWitness(passphrase: nil)
        }
    }
}
