import Auditing
import Records
import Signing
import Testing
import TransparencyLog

@Suite("After something wrong")
struct GoingOnTests {
    private static func ledger(
        _ count: Int, _ damage: (inout [String: [UInt8]]) -> Void
    ) throws -> MemoryLedger {
        var sample = try SampleLedger()
        try sample.appendIssues(count - 1)
        var objects = try sample.published()
        damage(&objects)
        return MemoryLedger(objects: objects)
    }

    @Test("the audit goes on, and finds the next fault far behind")
    func goesOn() async throws {
        let ledger = try Self.ledger(600) { objects in
            for path in ["tile/entries/000", "tile/entries/002.p/88"] {
                guard let bytes = objects[path] else { continue }
                objects[path]?[AuditCase.offset(of: 7, in: bytes) + 29] ^= 1
            }
        }
        let report = try await Auditor(anchor: .none).audit(ledger)
        let places = report.faults.map(\.place)
        #expect(places == [.record(7), .record(519)])
        #expect(report.recordCount == 600)
    }

    @Test("the audit stops if asked, and says what it did not check")
    func stops() async throws {
        let ledger = try Self.ledger(600) { objects in
            guard let bytes = objects["tile/entries/000"] else { return }
            objects["tile/entries/000"]?[AuditCase.offset(of: 7, in: bytes) + 29] ^= 1
        }
        let report = try await Auditor(anchor: .none, options: AuditOptions(afterFault: .stop))
            .audit(ledger)
        #expect(report.faults.map(\.place) == [.record(7)])
        #expect(report.recordCount == 256)
        #expect(report.root == nil)
        let passed = report.checks.filter { $0.state == .pass }
        #expect(passed.isEmpty)
    }

    @Test("an unreadable bundle is bridged by its hashes, and nothing is said of its records")
    func bridge() async throws {
        var ledger = try Self.ledger(600) { _ in }
        ledger.broken = ["tile/entries/001"]
        let report = try await Auditor(anchor: .none).audit(ledger)
        #expect(report.exitCode == 3)
        #expect(report.unread.map(\.path) == ["tile/entries/001"])
        #expect(report.recordCount == 344)
        #expect(report.faults.isEmpty)
    }

    @Test("without bundle and hashes the audit ends there")
    func gap() async throws {
        let ledger = try Self.ledger(600) { objects in
            objects["tile/entries/001"] = nil
            objects["tile/0/001"] = nil
        }
        let report = try await Auditor(anchor: .none).audit(ledger)
        #expect(report.exitCode == 3)
        #expect(report.recordCount == 256)
        #expect(report.root == nil)
    }

    @Test("a checkpoint that claims far more records than there are is no endless audit")
    func endless() async throws {
        var sample = try SampleLedger()
        try sample.appendIssues(3)
        var objects = try sample.published()
        objects["checkpoint"] = try sample.checkpoint(size: 1 << 60, root: .sha256([1])).bytes
        let report = try await Auditor(anchor: .none).audit(MemoryLedger(objects: objects))
        #expect(report.exitCode == 3)
        #expect(report.unread.count <= 2)
    }

    @Test("keys that change while bundles are in flight are known in time")
    func rotation() async throws {
        var sample = try SampleLedger()
        try sample.appendIssues(250)
        let next = try SampleLedger.key("rec-2", seed: 130)
        try sample.introduce(next)
        try sample.append(
            sample.keyChange(.retire(sample.record.name), use: .record, previous: 251), by: [next])
        for number in 0..<400 { try sample.append(sample.issue(number), by: [next]) }
        let intact = try await Auditor(anchor: .none)
            .audit(MemoryLedger(objects: sample.published()))
        #expect(intact.verdict == .intact, "\(intact.faults)")
        #expect(intact.keys.map(\.records) == [252, 0, 0, 401])
        let thief = try SampleLedger.key("rec-2", seed: 131)
        try sample.append(sample.issue(0), by: [thief])
        try sample.append(sample.issue(0))
        let report = try await Auditor(anchor: .none)
            .audit(MemoryLedger(objects: sample.published()))
        #expect(report.faults.map(\.kind) == [.signatureWrong, .keyRetired])
        #expect(report.faults.map(\.position) == [653, 654])
    }

    @Test(
        "every earlier checkpoint is compared, whatever the sizes",
        arguments: [
            OrderOfSizes.all, .bordering,
        ])
    func earlier(order: OrderOfSizes) async throws {
        var sample = try SampleLedger()
        try sample.appendIssues(530)
        let sizes: [Int]
        switch order {
        case .all: sizes = Array(stride(from: 1, through: 531, by: 7))
        case .bordering: sizes = [1, 255, 256, 257, 511, 512, 513, 531]
        }
        let ledger = MemoryLedger(
            objects: try sample.published(),
            earlier: try sizes.map { try sample.checkpoint(of: $0) })
        let report = try await Auditor(anchor: .pinned(sample.pinned())).audit(ledger)
        #expect(report.verdict == .intact, "\(report.faults)")
        #expect(report.checkpointCount == UInt64(sizes.count))
    }

    enum OrderOfSizes: Sendable { case all, bordering }
}
