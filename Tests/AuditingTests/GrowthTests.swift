import Auditing
import Records
import Signing
import Testing
import TransparencyLog

@Suite("A ledger that is looked at twice")
struct GrowthTests {
    private func signed(_ sample: SampleLedger, _ size: Int) throws -> VerifiedCheckpoint {
        try sample.checkpoint(of: size).verified(by: sample.signer.verifierKey)
    }

    private func grown(_ count: Int) throws -> SampleLedger {
        var sample = try SampleLedger()
        try sample.appendIssues(count - 1)
        return sample
    }

    @Test(
        "has grown, whatever the sizes",
        arguments: [(1, 1), (1, 2), (2, 3), (255, 256), (256, 257), (257, 300), (300, 300)])
    func grew(_ old: Int, _ new: Int) async throws {
        let sample = try grown(new)
        let folder = try TemporaryFolder()
        try folder.write(sample.published())
        let growth = try await LedgerGrowth.between(
            signed(sample, old), signed(sample, new), of: LedgerDirectory(path: folder.path))
        #expect(growth == .grew)
    }

    @Test("begins with each state that it had, and with no other")
    func begins() async throws {
        let sample = try grown(300)
        let folder = try TemporaryFolder()
        try folder.write(sample.published())
        let ledger = LedgerDirectory(path: folder.path)
        let newest = try signed(sample, 300)
        for size in [1, 2, 3, 128, 255, 256, 257, 299, 300] {
            let state = try signed(sample, size).checkpoint
            #expect(try await LedgerGrowth.begins(newest, with: state, of: ledger), "\(size)")
            let other = Checkpoint(
                origin: state.origin, size: state.size, root: Digest.sha256([UInt8(size & 255)]))
            #expect(try await !LedgerGrowth.begins(newest, with: other, of: ledger), "\(size)")
        }
        let smaller = try signed(sample, 200)
        await #expect(throws: TransparencyLogError.self) {
            try await LedgerGrowth.begins(smaller, with: newest.checkpoint, of: ledger)
        }
    }

    @Test("has shrunk if it shows less than it had signed for")
    func shrank() async throws {
        let sample = try grown(20)
        let growth = try await LedgerGrowth.between(
            signed(sample, 20), signed(sample, 19),
            of: LedgerDirectory(path: "/nothing-is-read-here"))
        #expect(growth == .shrank)
    }

    @Test("has forked if what it had signed for is not its beginning", arguments: [3, 4, 10, 256])
    func forked(_ old: Int) async throws {
        let first = try grown(300)
        var second = try SampleLedger()
        second.now = second.now + .seconds(1)
        try second.appendIssues(299)
        let folder = try TemporaryFolder()
        try folder.write(second.published())
        let growth = try await LedgerGrowth.between(
            signed(first, old), signed(second, 300), of: LedgerDirectory(path: folder.path))
        guard case .forked(let proof) = growth else {
            Issue.record("\(growth)")
            return
        }
        #expect(try ForkProof(parsing: proof.bytes) == proof)
    }

    @Test("is no fork if only its files are damaged")
    func damaged() async throws {
        let sample = try grown(300)
        let folder = try TemporaryFolder()
        var files = try sample.published()
        for path in files.keys where path.hasPrefix("tile/") && !path.contains("entries") {
            files[path]?[0] ^= 1
        }
        try folder.write(files)
        let (old, new) = (try signed(sample, 257), try signed(sample, 300))
        await #expect(throws: TransparencyLogError.self) {
            try await LedgerGrowth.between(old, new, of: LedgerDirectory(path: folder.path))
        }
    }

    @Test(
        "hands out the records in between, and nobody else's",
        arguments: [(1, 300), (255, 257), (256, 300), (299, 300), (300, 300)])
    func tail(_ old: Int, _ new: Int) async throws {
        let sample = try grown(new)
        let folder = try TemporaryFolder()
        try folder.write(sample.published())
        var taken: [[UInt8]] = []
        try await LedgerTail.read(
            from: signed(sample, old).checkpoint, to: signed(sample, new).checkpoint,
            of: LedgerDirectory(path: folder.path)
        ) { index, bytes in
            #expect(index.value == UInt64(old + taken.count))
            taken.append(bytes)
        }
        #expect(taken == Array(sample.entries[old..<new]))
    }

    @Test("gives no tail that was altered")
    func alteredTail() async throws {
        let sample = try grown(300)
        let folder = try TemporaryFolder()
        var files = try sample.published()
        let path = "tile/entries/001.p/44"
        let last = try #require(files[path]?.count) - 1
        files[path]?[last] ^= 1
        try folder.write(files)
        let (old, new) = (try signed(sample, 260), try signed(sample, 300))
        await #expect(throws: TransparencyLogError.self) {
            try await LedgerTail.read(
                from: old.checkpoint, to: new.checkpoint,
                of: LedgerDirectory(path: folder.path)
            ) { _, _ in }
        }
    }
}
