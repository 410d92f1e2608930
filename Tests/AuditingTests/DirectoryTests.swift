import Auditing
import FoundationEssentials
import Records
import Signing
import Synchronization
import Testing
import TransparencyLog

@Suite("A ledger in a folder")
struct DirectoryTests {
    private let folder: TemporaryFolder
    private let sample: SampleLedger

    init() throws {
        var sample = try SampleLedger()
        try sample.appendIssues(299)
        self.sample = sample
        folder = try TemporaryFolder()
        try folder.write(sample.published())
    }

    private func audit(_ options: AuditOptions = AuditOptions()) async throws -> AuditReport {
        try await Auditor(anchor: .pinned(sample.pinned()), options: options)
            .audit(LedgerDirectory(path: folder.path))
    }

    @Test("is audited like any other")
    func intact() async throws {
        let report = try await audit()
        #expect(report.verdict == .intact, "\(report.faults) \(report.unread)")
        let notPassed = report.checks.filter { $0.state != .pass && $0.state != .notApplicable }
        #expect(notPassed.isEmpty)
    }

    @Test("is audited to its newest checkpoint, though that waits for witnesses")
    func latest() async throws {
        var grown = sample
        try grown.appendIssues(12)
        try folder.write(grown.published())
        try folder.write([
            "checkpoint": sample.checkpoint().bytes,
            "checkpoint.latest": grown.checkpoint().bytes,
        ])
        #expect(try await audit().recordCount == 312)
        try folder.remove("checkpoint")
        #expect(try await audit().recordCount == 312)
    }

    @Test("whose partial tiles are gone is read from the full ones")
    func fullInstead() async throws {
        var grown = sample
        try grown.appendIssues(212)
        try folder.write(grown.published())
        for path in ["tile/0/001.p/44", "tile/entries/001.p/44"] { try folder.remove(path) }
        // The older checkpoint of 300 records, seen after the ledger grew to 512.
        try folder.write(["checkpoint": sample.checkpoint().bytes])
        let report = try await audit(AuditOptions(known: [sample.checkpoint(of: 44)]))
        #expect(report.verdict == .intact, "\(report.faults) \(report.unread)")
        #expect(report.recordCount == 300)
        #expect(report.checkpointCount == 1)
    }

    @Test(
        "that lacks a file cannot be judged to the end, and the file is named",
        arguments: [
            "checkpoint", "tile/entries/000", "tile/entries/001.p/44", "tile/0/000",
            "tile/0/001.p/44",
            "tile/1/000.p/1",
        ])
    func missing(path: String) async throws {
        try folder.remove(path)
        let report = try await audit()
        guard case .unfinished(let object) = report.verdict else {
            Issue.record("\(report.headline)")
            return
        }
        #expect(object.path == path)
        #expect(object.code == "audit.object-missing")
        #expect(report.exitCode == 3)
        #expect(!report.checks.contains { $0.name == .tiles && $0.state == .pass })
    }

    @Test("with a folder where a file should be tells the one from the other")
    func unreadable() async throws {
        try folder.remove("tile/0/000")
        try folder.write(["tile/0/000/file": [1]])
        let report = try await audit()
        #expect(report.unread.first?.code == "audit.object-unreadable", "\(report.unread)")
        #expect(report.exitCode == 3)
    }

    @Test("with a file that is longer than any such file can be is not read into memory")
    func tooLong() async throws {
        let bytes = [UInt8](repeating: 0, count: PublishedLimits.hashesBytesMax + 1)
        try folder.write(["tile/0/000": bytes])
        let report = try await audit()
        #expect(report.faults.first?.kind == .hashesMalformed, "\(report.faults)")
        #expect(report.faultCount == 1)
    }

    @Test("is called faulty, not unfinished, if something is wrong beside what is missing")
    func both() async throws {
        try folder.remove("tile/1/000.p/1")
        try folder.write(["tile/0/000": [UInt8](repeating: 0, count: 8_192)])
        let report = try await audit()
        #expect(report.exitCode == 4)
        #expect(report.unread.count == 1)
    }

    @Test("tells how far it is, in order and to the end")
    func progress() async throws {
        let seen = Mutex<[AuditProgress]>([])
        _ = try await Auditor(anchor: .none).audit(LedgerDirectory(path: folder.path)) { step in
            seen.withLock { $0.append(step) }
        }
        #expect(seen.withLock { $0.map(\.recordsDone) } == [256, 300])
        #expect(seen.withLock { $0.allSatisfy { $0.recordsTotal == 300 } })
    }

    @Test("can be left before the end")
    func cancelling() async throws {
        let path = folder.path
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    _ = try await Auditor(anchor: .none).audit(LedgerDirectory(path: path))
                    return false
                } catch {
                    return error is CancellationError
                }
            }
            group.cancelAll()
            #expect(await group.next() == true)
        }
    }
}
