import Auditing
import Records
import Signing
import Testing
import TransparencyLog

@Suite("An intact ledger")
struct IntactTests {
    @Test(
        "is found intact at every size around the borders of tiles",
        arguments: [
            1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 600,
        ])
    func sizes(size: Int) async throws {
        var sample = try SampleLedger()
        try sample.appendIssues(size - 1)
        let report = try await Auditor(anchor: .key(sample.signer.verifierKey))
            .audit(MemoryLedger(objects: sample.published()))
        #expect(report.verdict == .intact, "\(report.faults)")
        #expect(report.exitCode == 0)
        #expect(report.recordCount == UInt64(size))
        #expect(report.root == (try sample.checkpoint().checkpoint.root))
        #expect(report.kinds[.issue] ?? 0 == UInt64(size - 1))
    }
}
