import Auditing
import CanonicalJSON
import Records
import Signing
import Testing
import TransparencyLog

@Suite("A list that is older than the ledger's key")
struct OldListTests {
    enum Signer { case declared, stranger }

    /// A ledger whose first key for checkpoints the quorum retired and replaced, audited by a list
    /// that has the first one alone.
    private func report(
        _ signer: Signer = .declared, damaging path: String? = nil
    ) async throws -> AuditReport {
        var sample = try SampleLedger()
        try sample.appendIssues(6)
        let pinned = try sample.pinned()
        let passing = try SampleLedger.key("recovery-passing", seed: 211)
        let quorum = try SampleLedger.required(
            RecoveryQuorum(
                threshold: 1, keys: [SampleLedger.declared(passing, for: .recovery)],
                salt: sample.salt))
        try sample.append(
            .key(
                KeyChange(
                    .retire(sample.ledgerKey.name), use: .ledger, previous: 0,
                    recovery: Recovery(quorum: sample.quorum, next: quorum.commitment))),
            by: Array(sample.recovery.prefix(2)))
        let next = try SampleLedger.key("log-2", seed: 210)
        try sample.append(
            .key(
                KeyChange(
                    .add(SampleLedger.declared(next, for: .ledger)), use: .ledger, previous: 7,
                    recovery: Recovery(quorum: quorum, next: .sha256([9])))), by: [passing])
        let key =
            switch signer {
            case .declared: next.key
            case .stranger: try SampleLedger.key("log-3", seed: 212).key
            }
        var objects = try sample.published(
            signedBy: NoteSigner(name: sample.signer.verifierKey.name, key: key))
        if let path { objects[path]?[40] ^= 1 }
        return try await Auditor(anchor: .pinned(pinned)).audit(MemoryLedger(objects: objects))
    }

    @Test("is told as one, and the ledger is not said to be changed")
    func told() async throws {
        let report = try await report()
        #expect(report.faults.map(\.kind) == [.checkpointSignature])
        #expect(report.exitCode == 4)
        #expect(report.headline.contains("the list may be older"), "\(report.text)")
        #expect(report.text.contains("newest description over a channel that you know"))
        #expect(!report.text.contains("changed or damaged"), "\(report.text)")
    }

    @Test("explains nothing that another key signed, or that is damaged besides")
    func unexplained() async throws {
        let stranger = try await report(.stranger)
        #expect(stranger.headline.hasPrefix("Not intact: "), "\(stranger.text)")
        #expect(stranger.text.contains("changed or damaged"))
        let damaged = try await report(damaging: "tile/0/000.p/9")
        #expect(damaged.headline.hasPrefix("Not intact: "), "\(damaged.text)")
    }
}
