@testable import Auditing
import CanonicalJSON
import Records
import Signing
import Testing
import TransparencyLog

/// A clock that shows the same time for ever.
struct StillClock: Clock {
    struct Instant: InstantProtocol {
        func advanced(by duration: Duration) -> Instant { self }
        func duration(to other: Instant) -> Duration { .seconds(2) }
        static func < (left: Instant, right: Instant) -> Bool { false }
    }

    var now: Instant { Instant() }
    var minimumResolution: Duration { .seconds(1) }
    func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}

@Suite("A report")
struct ReportTests {
    private func report(_ name: String) async throws -> AuditReport {
        let sample = try #require(AuditCase.all().first { $0.name == name })
        return try await Auditor(anchor: sample.anchor, clock: StillClock()).audit(sample.ledger)
    }

    @Test("of an intact ledger says what was compared with what")
    func intact() async throws {
        let text = try await report("intact").text
        #expect(
            text == """
                Intact: everything that was checked agrees.

                ledger         uni.example/ledger
                records        7
                root           naB7LqhWFRMsBdwQNEutmVV+YJs1d++TdEx7jeC9kmQ=
                outside        self-consistent; not compared with anything outside
                checked        every entry is a well-formed record
                checked        every record states its place and follows the one before it
                checked        time never goes back
                checked        every signature of a record verifies
                checked        every record is signed by keys in force for it then
                checked        no statement stands twice
                nothing to do  every change of standing follows from what came before
                checked        every served hash is the one that the records give
                checked        the records give the root that the checkpoint states
                checked        the checkpoint is signed by the ledger's key
                nothing to do  every earlier checkpoint kept here agrees
                NOT CHECKED    the ledger is the one named from outside: nothing was given to \
                compare with
                nothing to do  every checkpoint known from before agrees
                kinds          genesis 1, issue 6
                key            did:web:uni.example#rec-1, record, from record 0, signed 7
                key            did:web:uni.example#officer-1, officer, from record 0
                key            did:web:uni.example#log-1, ledger, from record 0
                time           2.0 s, 3 records a second

                """)
    }

    @Test("of a damaged ledger begins with what is wrong, what it means and what to do")
    func damaged() async throws {
        let text = try await report("record-bit-in-time").text
        #expect(
            text.hasPrefix(
                """
                Not intact: one fault, at record 3.

                record 3  (audit.record-altered)
                  The record's bytes were changed after it was appended: the record after it and \
                the tree still state the hash of the original.
                  expected     a record with the hash
                """), "\(text)")
        #expect(text.contains("  What to do: Take this object from another copy"))
    }

    @Test("of an unfinished audit names what could not be read")
    func unfinished() async throws {
        let text = try await report("entries-missing").text
        #expect(
            text.hasPrefix(
                """
                Not finished: tile/entries/000.p/7 could not be read.

                Could not be read, so nothing is said of them:
                  tile/entries/000.p/7: There is no such object.
                """), "\(text)")
        #expect(!text.contains("\nchecked  "))
    }

    @Test("for programs holds verdict, checks, faults and counts")
    func json() async throws {
        let report = try await report("withdrawn-twice")
        let document = try JSONDocument(parsing: report.json.canonicalBytes())
        let root = document.root
        #expect(root["verdict"]?.string == "faulty")
        #expect(root["size"]?.integer == 8)
        #expect(root["kinds"]?["revoke"]?.integer == 2)
        #expect(root["anchor"]?["kind"]?.string == "none")
        #expect(root["recordsPerSecond"]?.integer == 4)
        #expect(root["checks"]?.elements.count == AuditCheck.Name.allCases.count)
        let fault = try #require(root["faults"]?["listed"]?.elements.first)
        #expect(fault["code"]?.string == "audit.standing-forbidden")
        #expect(fault["record"]?.integer == 5)
        #expect(fault["place"]?.string == "record 5")
        #expect(root["faults"]?["count"]?.integer == 1)
        #expect(root["origin"]?.string == SampleLedger.origin)
    }

    @Test("has one exit code for each verdict")
    func exitCodes() async throws {
        #expect(try await report("intact").exitCode == 0)
        #expect(try await report("entries-missing").exitCode == 3)
        #expect(try await report("record-bit-in-time").exitCode == 4)
    }

    @Test("never calls a check passed that was not made to the end")
    func nothingClaimed() async throws {
        for sample in try AuditCase.all() {
            let report = try await sample.audit()
            for check in report.checks where check.state == .pass {
                let failing = report.faults.contains { $0.check == check.name }
                #expect(!failing, "\(sample.name): \(check.name)")
                if case .unfinished = report.verdict, check.name != .anchor {
                    Issue.record("\(sample.name): \(check.name)")
                }
            }
        }
    }

    @Test("has words of its own for every kind of fault and every check")
    func words() {
        let kinds = FaultKind.allCases
        #expect(Set(kinds.map(\.code)).count == kinds.count)
        #expect(Set(kinds.map(\.cause)).count == kinds.count)
        #expect(kinds.allSatisfy { $0.cause.hasSuffix(".") && $0.nextStep.hasSuffix(".") })
        #expect(kinds.allSatisfy { $0.code.hasPrefix("audit.") })
        let said = kinds.map { $0.cause + $0.nextStep }.joined().lowercased()
        for word in ["fake", "fraud", "misbehav", "invalid", "attack", "tamper"] {
            #expect(!said.contains(word), "\(word)")
        }
        let checks = AuditCheck.Name.allCases
        #expect(Set(checks.map(\.words)).count == checks.count)
    }

    @Test("ends where a ledger changes its keys more often than one may")
    func keys() async throws {
        let sample = try SampleLedger.allKinds()
        var options = AuditOptions()
        options.keyRecordsMax = 2
        let ledger = MemoryLedger(objects: try sample.published())
        #expect(
            try await Auditor(anchor: .none, options: options).audit(ledger).exitCode == 0)
        options.keyRecordsMax = 1
        #expect(
            try await Auditor(anchor: .none, options: options).audit(ledger).exitCode == 3)
    }

    @Test("lets no name steer the terminal")
    func names() async throws {
        let sample = try SampleLedger()
        let key = try SampleLedger.key("log-2", seed: 210)
        let name = try #require(KeyName("uni\u{9B}31m.example\u{202E}/l"))
        let signer = try NoteSigner(name: name, key: key.key)
        let ledger = MemoryLedger(objects: try sample.published(signedBy: signer))
        let report = try await Auditor(anchor: .none).audit(ledger)
        #expect(report.origin?.description.unicodeScalars.contains("\u{9B}") == true)
        #expect(!report.text.unicodeScalars.contains("\u{9B}"))
        #expect(!report.text.unicodeScalars.contains("\u{202E}"))
    }
}
