@testable import Auditing
import FoundationEssentials
import Records
import Signing
import Testing
import TransparencyLog

@Suite("What an audit keeps in mind")
struct FoldTests {
    @Test("judges standings as the records' own history does, for every sequence of five")
    func standings() throws {
        let change = try SampleLedger.change(of: 1)
        let other = StandingChange(
            target: change.target, status: try #require(StatusBit(list: 2, index: 1)),
            effective: change.effective, detail: change.detail)
        let closure = FinalChange(target: change.target, detail: change.detail)
        let bodies: [StatementBody] = [
            .revoke(change), .suspend(change), .suspend(other), .reinstate(change),
            .supersede(closure), .erase(closure),
        ]
        for sequence in 0..<7_776 {
            var history = StandingHistory()
            var automaton = StandingAutomaton()
            var rest = sequence
            for _ in 0..<5 {
                let body = bodies[rest % 6]
                rest /= 6
                let event = try #require(StandingEvent(body))
                let isAllowed = history.allows(body)
                #expect(automaton.take(event) == isAllowed, "sequence \(sequence)")
                if isAllowed { history.apply(body) }
            }
        }
    }

    @Test(
        "sorts in memory or through files", arguments: [0, 1, 99, 100, 101, 5_000],
        [UInt64(50), 1_000_000])
    func sorting(count: Int, countMax: UInt64) throws {
        let folder = try TemporaryFolder()
        let scratch = try ScratchFolder(in: folder.path)
        var log = SortedLog<NonceRow>(
            name: "test", memoryMax: 100, countMax: countMax, scratch: .folder(scratch),
            runCount: 100)
        var random = SampleRandom(seed: UInt64(count))
        var rows: [NonceRow] = []
        for _ in 0..<count {
            let nonce = UInt128(random.next() % 50) << 64 | UInt128(random.next() % 3)
            let row = NonceRow(nonce, at: random.next())
            rows.append(row)
            log.append(row)
        }
        var given: [NonceRow] = []
        log.forEach { given.append($0) }
        #expect(log.isComplete)
        #expect(given == rows.sorted())
    }

    @Test("writes changes of standing to files and reads the same again")
    func changes() throws {
        let events: [StandingEvent] = [
            .revoke, .supersede, .erase, .suspend(status: 9_999_999 << 32 | 134_217_727),
            .reinstate(status: 5),
        ]
        for event in events {
            let target = Target(record: LeafIndex(1 << 44), leaf: 7)
            let row = ChangeRow(event, of: target, at: 1 << 44 + 1, signer: 65_535)
            var bytes: [UInt8] = []
            row.append(to: &bytes)
            #expect(bytes.count == ChangeRow.byteCount)
            let again = ChangeRow(bytes.span, at: 0)
            #expect(again == row)
            #expect(again.event == event)
            #expect(again.index == 1 << 44 + 1)
            #expect(again.signer == 65_535)
        }
    }

    @Test("says why it has nowhere to go")
    func nowhere() throws {
        let folder = try TemporaryFolder()
        guard case .none(let reason) = Scratch(in: "\(folder.path)/none") else {
            Issue.record("a folder was made where there is none")
            return
        }
        #expect(reason.contains("cannot be used"))
    }

    @Test("removes its files")
    func removal() throws {
        let folder = try TemporaryFolder()
        do {
            let scratch = try ScratchFolder(in: folder.path)
            try scratch.write([1, 2, 3], to: "x")
            #expect(try scratch.read("x", range: 1..<3) == [2, 3])
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("says that it could not compare what does not fit and has nowhere to go")
    func overflow() {
        var log = SortedLog<NonceRow>(
            name: "test", memoryMax: 10, countMax: 11, scratch: Scratch(in: nil), runCount: 5)
        for number in 0..<11 { log.append(NonceRow(0, at: UInt64(number))) }
        log.forEach { _ in }
        #expect(!log.isComplete)
        #expect(log.failure != nil)
    }

    @Test(
        "finds a tree's root and tiles as the tree itself does",
        arguments: [
            1, 2, 255, 256, 257, 512, 70_000,
        ])
    func tree(size: Int) throws {
        let leaves = (0..<size).map { Digest.sha256([UInt8($0 & 255), UInt8($0 >> 8 & 255)]) }
        var edge = RightEdge()
        var expected: [String: [Digest]] = [:]
        for leaf in leaves {
            for tile in edge.append(leaf) { expected[tile.coordinate.path] = tile.hashes }
        }
        for (level, hashes) in edge.partialTiles.enumerated() {
            if let tile = TileCoordinate.partial(level: level, in: edge.size) {
                expected[tile.path] = hashes
            }
        }
        var fold = TreeFold()
        var found: [String: [Digest]] = [:]
        for first in stride(from: 0, to: size, by: 256) {
            let bundle = Array(leaves[first..<min(first + 256, size)])
            for tile in fold.append(bundle, root: nil) {
                found[tile.coordinate.path] = tile.hashes
            }
        }
        for tile in fold.partialTiles { found[tile.coordinate.path] = tile.hashes }
        #expect(fold.edge == edge)
        #expect(found == expected.filter { !$0.key.hasPrefix("tile/0/") })
    }

    @Test("looks up again what was issued when it keeps no bit for it")
    func lookingUp() async throws {
        var options = AuditOptions()
        options.issuedBitsMax = 2
        options.listsMax = 0
        let sample = try SampleLedger.allKinds()
        let intact = try await Auditor(anchor: .none, options: options)
            .audit(MemoryLedger(objects: sample.published()))
        #expect(intact.verdict == .intact, "\(intact.faults)")
        for broken in try AuditCase.all()
        where broken.name.hasPrefix("target-") || broken.name.hasPrefix("list-") {
            let report = try await broken.audit(options)
            #expect(broken.isMet(by: report), "\(broken.name): \(report.faults)")
        }
    }
}

/// A folder for one test, removed after it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let name = "testamur-audit-test-\(UUID().uuidString)"
        path = FileManager.default.temporaryDirectory.appending(path: name).path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ objects: [String: [UInt8]]) throws {
        for (name, bytes) in objects {
            let file = URL(filePath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
}
