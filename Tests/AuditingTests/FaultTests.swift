import Auditing
import Records
import Signing
import Testing
import TransparencyLog

@Suite("A ledger with one thing wrong")
struct FaultTests {
    @Test("is judged as its case expects")
    func cases() async throws {
        for sample in try AuditCase.all() {
            let report = try await sample.audit()
            let isMet = sample.isMet(by: report)
            #expect(isMet, "\(sample.name): \(report.headline) \(report.faults)")
        }
    }

    @Test("has a case for every kind of fault")
    func kinds() throws {
        var shown: Set<FaultKind> = []
        for sample in try AuditCase.all() {
            if case .faulty(let kind, _) = sample.expectation { shown.insert(kind) }
        }
        // A proof that somebody kept is no part of a ledger.
        let missing = FaultKind.allCases.filter { !shown.contains($0) && $0 != .forked }
        #expect(missing.isEmpty)
    }

    @Test("is told of a fork that its own keys signed before, and of no other")
    func forked() async throws {
        var sample = try SampleLedger()
        try sample.appendIssues(6)
        let ledger = MemoryLedger(objects: try sample.published())
        let origin = try #require(Origin(SampleLedger.origin))
        func proof(_ signer: NoteSigner) throws -> ForkProof {
            func signed(_ root: UInt8) throws -> VerifiedCheckpoint {
                try Checkpoint(origin: origin, size: 4, root: Digest.sha256([root]))
                    .signed(by: signer).verified(by: signer.verifierKey)
            }
            return try ForkProof(
                signed(1), signed(2), rootThen: Digest.sha256([2]), hashes: [])
        }
        let seed = [UInt8](repeating: 9, count: 32)
        let other = try NoteSigner(name: origin.keyName, key: PrivateKey(ed25519Seed: seed))
        for anchor in [
            AuditAnchor.none, .key(sample.signer.verifierKey), .pinned(try sample.pinned()),
        ] {
            var options = AuditOptions()
            options.forks = [try proof(sample.signer)]
            let report = try await Auditor(anchor: anchor, options: options).audit(ledger)
            #expect(report.faults.map(\.kind) == [.forked], "\(report.faults)")
            #expect(
                report.faults.first?.place.description
                    == "proof of two histories, of 4 and 4 records")
            #expect(
                report.checks.first { $0.name == .knownCheckpoints }?.state == .fail)
            options.forks = [try proof(other)]
            let good = try await Auditor(anchor: anchor, options: options).audit(ledger)
            #expect(good.faults.isEmpty, "\(good.faults)")
        }
        // A key that the list ends before the fork says nothing of the ledger of today.
        var options = AuditOptions()
        options.forks = [try proof(sample.signer)]
        let ended = AuditAnchor.pinned(try sample.pinned(until: 3))
        let report = try await Auditor(anchor: ended, options: options).audit(ledger)
        #expect(!report.faults.contains { $0.kind == .forked }, "\(report.faults)")
    }

    @Test("is named once, however much depends on it")
    func cascade() async throws {
        for sample in try AuditCase.all() where AuditCase.single.contains(sample.name) {
            let report = try await sample.audit()
            let count = report.faultCount
            #expect(count == 1, "\(sample.name): \(report.faults)")
        }
    }
}

extension AuditCase {
    /// Cases of which nothing else may be said, though chain and tree build on what is wrong.
    static let single = [
        "entries-more", "hash-bit", "record-bit-in-time", "record-bit-in-last",
        "record-bit-in-name", "record-not-json", "record-spaced", "link-wrong", "index-wrong",
        "clock-back", "nonce-repeated", "signature-wrong", "withdrawn-twice", "hashes-cut",
        "history-differs", "ledger-shorter", "root-wrong", "earlier-root-wrong",
    ]

    func audit(_ options: AuditOptions = AuditOptions()) async throws -> AuditReport {
        var options = options
        options.known = known
        return try await Auditor(anchor: anchor, options: options).audit(ledger)
    }

    func isMet(by report: AuditReport) -> Bool {
        switch (expectation, report.verdict) {
        case (.intact, .intact): true
        case (.unfinished(let path), .unfinished(let object)): object.path == path
        case (.faulty(let kind, let place), .faulty(let first, _)):
            first.kind == kind && first.place.description == place
        default: false
        }
    }
}
