import Auditing
import CanonicalJSON
import Records
import Signing
import Testing
import TransparencyLog

@Suite("An earlier checkpoint by a key that was declared void at its size")
struct VoidCheckpointTests {
    enum Compromise { case declared, undeclared }

    /// Seven records by the first key for checkpoints, then its compromise from size 3 on, and the
    /// next key.
    private func report(
        _ compromise: Compromise = .declared, earlier size: UInt64 = 5, root: Digest? = nil
    ) async throws -> AuditReport {
        var sample = try SampleLedger()
        try sample.appendIssues(6)
        let next = try SampleLedger.key("log-2", seed: 210)
        let passing = try SampleLedger.key("recovery-passing", seed: 211)
        let quorum = try SampleLedger.required(
            RecoveryQuorum(
                threshold: 1, keys: [SampleLedger.declared(passing, for: .recovery)],
                salt: sample.salt))
        let ended: KeyChange.Action =
            switch compromise {
            case .declared: .compromised(sample.ledgerKey.name, from: 3)
            case .undeclared: .retire(sample.ledgerKey.name)
            }
        try sample.append(
            .key(
                KeyChange(
                    ended, use: .ledger, previous: 0,
                    recovery: Recovery(quorum: sample.quorum, next: quorum.commitment))),
            by: Array(sample.recovery.prefix(2)))
        try sample.append(
            .key(
                KeyChange(
                    .add(SampleLedger.declared(next, for: .ledger)), use: .ledger, previous: 7,
                    recovery: Recovery(quorum: quorum, next: .sha256([9])))), by: [passing])
        let signer = try NoteSigner(name: sample.signer.verifierKey.name, key: next.key)
        var earlier = [try sample.checkpoint(of: 2), try sample.checkpoint(of: 4)]
        if let root {
            earlier.append(try sample.checkpoint(size: size, root: root))
        } else {
            earlier.append(try sample.checkpoint(of: Int(size)))
        }
        let pinned = try sample.pinned()
        return try await Auditor(
            anchor: .pinned(
                AnchoredLedger(
                    origin: pinned.origin, genesis: pinned.genesis,
                    keys: [
                        PinnedKey(key: sample.signer.verifierKey, until: 3),
                        PinnedKey(key: signer.verifierKey, from: 8),
                    ]))
        ).audit(MemoryLedger(objects: sample.published(signedBy: signer), earlier: earlier))
    }

    @Test("is told and is no fault, if its root is the ledger's")
    func told() async throws {
        let report = try await report()
        #expect(report.verdict == .intact, "\(report.text)")
        #expect(report.voidCheckpoints.map(\.count) == [2])
        #expect(report.voidCheckpoints.first?.first == 4)
        #expect(report.voidCheckpoints.first?.last == 5)
        #expect(report.text.contains("2 earlier checkpoints, of 4 to 5 records"))
        #expect(report.json["voidCheckpoints"] != nil)
    }

    @Test("is a fault with another root")
    func otherRoot() async throws {
        let report = try await report(root: .sha256([8]))
        #expect(report.faults.contains { $0.kind == .rootWrong })
        #expect(report.exitCode == 4)
    }

    @Test("is a fault if the list alone says that the key had ended")
    func undeclared() async throws {
        let report = try await report(.undeclared)
        #expect(report.faults.map(\.kind) == [.checkpointSignature, .checkpointSignature])
        #expect(report.voidCheckpoints.isEmpty)
    }
}
