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
        let missing = FaultKind.allCases.filter { !shown.contains($0) }
        #expect(missing.isEmpty)
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
