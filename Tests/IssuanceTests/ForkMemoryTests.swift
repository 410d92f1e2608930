import FoundationEssentials
import HomeFolder
import Signing
import Testing
import TransparencyLog
import Trust

@Suite("The memory of a ledger that signed two histories")
struct ForkMemoryTests {
    private let folder: SeenFolder
    private let path: String
    private let origin: Origin

    init() throws {
        path =
            FileManager.default.temporaryDirectory.path
            + "/testamur-test-\(Hex.encode(Entropy.bytes(8)))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        folder = SeenFolder(path: path)
        origin = try #require(Origin("uni.example/ledger"))
    }

    private func signer(_ seed: UInt8) throws -> NoteSigner {
        let key = try PrivateKey(ed25519Seed: Array(repeating: seed, count: 32))
        return try NoteSigner(name: origin.keyName, key: key)
    }

    /// The proof that two keys signed two roots of one size.
    private func proof(_ one: UInt8, _ other: UInt8, size: TreeSize = 5) throws -> ForkProof {
        func signed(_ root: UInt8, by seed: UInt8) throws -> VerifiedCheckpoint {
            let log = try signer(seed)
            return try Checkpoint(origin: origin, size: size, root: Digest.sha256([root]))
                .signed(by: log).verified(by: log.verifierKey)
        }
        return try ForkProof(
            signed(1, by: one), signed(2, by: other), rootThen: Digest.sha256([2]), hashes: [])
    }

    private func pinned(_ keys: [(seed: UInt8, until: TreeSize?)]) throws -> PinnedLedger {
        try PinnedLedger(
            origin: origin, genesis: Digest.sha256([0]),
            keys: keys.map {
                try #require(LedgerKey(signer($0.seed).verifierKey, until: $0.until))
            },
            url: #require(WebBase("https://uni.example/ledger")))
    }

    @Test("counts while the list names both keys for the larger size")
    func counts() throws {
        #expect(try !folder.isForked(pinned([(1, nil)])))
        _ = try folder.keep(proof(1, 1))
        #expect(try folder.isForked(pinned([(1, nil)])))
        #expect(try folder.isForked(pinned([(1, 5), (2, nil)])))
        #expect(try !folder.isForked(pinned([(1, 4), (2, nil)])))
        #expect(try !folder.isForked(pinned([(2, nil)])))
    }

    @Test("keeps the proof by one key in place of one by two, and takes it in place of that")
    func better() throws {
        let one = try proof(1, 1)
        let two = try proof(1, 2)
        let file = try folder.keep(two)
        #expect(Files.read(file) == two.bytes)
        #expect(try folder.keep(one) == file)
        #expect(Files.read(file) == one.bytes)
        _ = try folder.keep(two)
        #expect(Files.read(file) == one.bytes)
        // Newer proofs of one kind take each other's place.
        let newer = try proof(1, 1, size: 9)
        _ = try folder.keep(newer)
        #expect(Files.read(file) == newer.bytes)
    }

    @Test("is told apart from a damaged one, and from another ledger's")
    func damaged() throws {
        let file = try folder.keep(proof(1, 1))
        let good = try #require(Files.read(file))
        for place in stride(from: 0, to: good.count, by: 7) {
            var bytes = good
            bytes[place] ^= 1 << UInt8(place % 8)
            try Data(bytes).write(to: URL(filePath: file))
            #expect(throws: HomeError.seenDamaged(file, origin), "byte \(place)") {
                try folder.isForked(pinned([(1, nil)]))
            }
        }
        let other = try #require(Origin("north.example/ledger"))
        try Data(good).write(
            to: URL(filePath: "\(path)/\(Digest.sha256(Array(other.description.utf8))).fork"))
        #expect(throws: HomeError.self) { try folder.fork(of: other) { _, _ in true } }
    }
}
