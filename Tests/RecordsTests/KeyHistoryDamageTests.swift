import CanonicalJSON
import Records
import Signing
import Testing
import TransparencyLog

@Suite("A key history, given what no honest institution states,")
struct KeyHistoryDamageTests {
    private func recovery(_ ledger: SampleLedger) throws -> Recovery {
        Recovery(
            quorum: try SampleLedger.quorum("first", ledger.did),
            next: try SampleLedger.quorum("second", ledger.did).commitment)
    }

    @Test(
        "is worked out at once although every key was introduced by the two before it",
        .timeLimit(.minutes(1)))
    func manyIntroducers() throws {
        var ledger = try SampleLedger()
        let first = try SampleLedger.declare("record-2", .record, ledger.did)
        _ = try ledger.keyChange(.add(first), .record, by: ["record-1"])
        for number in 3...64 {
            let key = try SampleLedger.declare("record-\(number)", .record, ledger.did)
            _ = try ledger.keyChange(
                .add(key), .record, by: ["record-\(number - 2)", "record-\(number - 1)"])
        }
        _ = try ledger.keyChange(
            .compromised(try ledger.name("record-1"), from: 0), .record,
            by: ["first-1", "first-2"], recovery: try recovery(ledger))
        let keys = try KeyHistory(ledger.records)
        #expect(keys.voidFrom(try ledger.name("record-64")) == 0)
        #expect(keys.activeKeys(for: .record).isEmpty)
    }

    @Test("never sees a record with no signature, nor one with two by one key")
    func numberOfSignatures() throws {
        var ledger = try SampleLedger()
        let key = try SampleLedger.declare("record-2", .record, ledger.did)
        let record = try ledger.keyChange(.add(key), .record, by: ["record-1"])
        let text = String(decoding: record.bytes, as: UTF8.self)
        let json = record.signed.signatures[0].json.canonicalBytes()
        let signature = String(decoding: json, as: UTF8.self)
        #expect(throws: RecordError(.badValue, at: "/signatures")) {
            try Record(parsing: Array(text.replacing(signature, with: "").utf8))
        }
        let twice = text.replacing(signature, with: "\(signature),\(signature)")
        #expect(throws: RecordError(.badValue, at: "/signatures/1")) {
            try Record(parsing: Array(twice.utf8))
        }
    }

    @Test("never sees a key that is added for another use than the one that it declares")
    func useDiffers() throws {
        var ledger = try SampleLedger()
        let key = try SampleLedger.declare("ledger-9", .record, ledger.did)
        let record = try ledger.keyChange(.add(key), .record, by: ["record-1"])
        let declared = String(decoding: key.json.canonicalBytes(), as: UTF8.self)
        let other = declared.replacing(#""use":"record""#, with: #""use":"ledger""#)
        let text = String(decoding: record.bytes, as: UTF8.self)
        #expect(text.contains(declared) && other != declared)
        #expect(throws: RecordError(.badValue, at: "/statement/body/key")) {
            try Record(parsing: Array(text.replacing(declared, with: other).utf8))
        }
    }

    @Test("has a key in force again that only a stolen key had retired")
    func voidRetirement() throws {
        var ledger = try SampleLedger()
        for name in ["record-2", "record-3"] {
            let key = try SampleLedger.declare(name, .record, ledger.did)
            _ = try ledger.keyChange(.add(key), .record, by: ["record-1"])
        }
        let theft = try ledger.keyChange(
            .retire(try ledger.name("record-2")), .record, by: ["record-3"])
        let before = try KeyHistory(ledger.records)
        #expect(before.entry(try ledger.name("record-2"))?.retired == theft.index)
        _ = try ledger.keyChange(
            .compromised(try ledger.name("record-3"), from: TreeSize(theft.index.value)),
            .record, by: ["first-1", "first-2"], recovery: try recovery(ledger))
        let after = try KeyHistory(ledger.records)
        #expect(after.entry(try ledger.name("record-2"))?.retired == nil)
        #expect(
            after.activeKeys(for: .record).map(\.name.fragment) == ["record-1", "record-2"])
    }

    @Test("keeps a key retired that another than the stolen key retired too")
    func sharedRetirement() throws {
        var ledger = try SampleLedger()
        for name in ["record-2", "record-3"] {
            let key = try SampleLedger.declare(name, .record, ledger.did)
            _ = try ledger.keyChange(.add(key), .record, by: ["record-1"])
        }
        let retirement = try ledger.keyChange(
            .retire(try ledger.name("record-2")), .record, by: ["record-3", "record-1"])
        _ = try ledger.keyChange(
            .compromised(try ledger.name("record-3"), from: 0), .record,
            by: ["first-1", "first-2"], recovery: try recovery(ledger))
        let keys = try KeyHistory(ledger.records)
        #expect(keys.entry(try ledger.name("record-2"))?.retired == retirement.index)
        #expect(keys.activeKeys(for: .record).map(\.name.fragment) == ["record-1"])
    }

    @Test("does not take an opened recovery key for another use, then or later")
    func recoveryKeyAgain() throws {
        var ledger = try SampleLedger()
        let opening = try recovery(ledger)
        let opened = opening.quorum.keys[0]
        let again = DeclaredKey(name: opened.name, use: .record, key: opened.key)
        let renamed = DeclaredKey(
            name: try ledger.name("record-2"), use: .record, key: opened.key)
        for key in [again, renamed] {
            var ledger = ledger
            let record = try ledger.keyChange(
                .add(key), .record, by: ["first-1", "first-2"], recovery: opening)
            var keys = try KeyHistory(genesis: ledger.records[0])
            #expect(throws: KeyHistoryError.self) { try keys.apply(record) }
            #expect(keys.entry(key.name) == nil)
        }
        let fresh = try SampleLedger.declare("record-3", .record, ledger.did)
        _ = try ledger.keyChange(
            .add(fresh), .record, by: ["first-1", "first-2"], recovery: opening)
        let known = try KeyHistory(ledger.records)
        for key in [again, renamed] {
            var ledger = ledger
            let record = try ledger.keyChange(.add(key), .record, by: ["record-1"])
            var keys = known
            #expect(throws: KeyHistoryError.self) { try keys.apply(record) }
        }
    }

    @Test("does not begin with a genesis record that a stranger signed too")
    func strangerAtGenesis() throws {
        let ledger = try SampleLedger()
        let signers = try ["record-1", "nobody"].map {
            NamedPrivateKey(name: try ledger.name($0), key: try SampleLedger.key($0))
        }
        let record = try Record(
            ledger.records[0].statement.signed(by: signers), index: 0,
            at: Instant(seconds: 1_780_000_000), previous: Record.genesisPrevious(ledger.origin))
        #expect(throws: KeyHistoryError.self) { try KeyHistory(genesis: record) }
    }

    @Test("reads a confirmation of records to come, which only a writer refuses")
    func confirmedAhead() throws {
        var ledger = try SampleLedger()
        let record = try ledger.append(.reattest(.ranges([0..<1_000_000])), by: ["record-1"])
        let keys = try KeyHistory(genesis: ledger.records[0])
        try keys.authorise(Record(parsing: record.bytes))
    }
}

@Suite("A program that states what cannot be")
struct ImpossibleStatementTests {
    @Test("ends when nobody is to sign")
    func nobodySigns() async {
        await #expect(processExitsWith: .failure) {
            let statement = try SampleLedger().records[0].statement
            _ = try statement.signed(by: [])
        }
    }

    @Test("ends when one key is to sign twice")
    func signsTwice() async {
        await #expect(processExitsWith: .failure) {
            let ledger = try SampleLedger()
            let key = NamedPrivateKey(
                name: try ledger.name("record-1"), key: try SampleLedger.key("record-1"))
            _ = try ledger.records[0].statement.signed(by: [key, key])
        }
    }

    @Test("ends when a key is added for another use than it declares")
    func useDiffers() async {
        await #expect(processExitsWith: .failure) {
            let did = try #require(DID("did:web:uni.example"))
            let key = try SampleLedger.declare("ledger-9", .ledger, did)
            _ = KeyChange(.add(key), use: .record, previous: 0)
        }
    }

    @Test("ends when no officer is to sign a seal")
    func noOfficers() async {
        await #expect(processExitsWith: .failure) {
            _ = Seal(count: 1, root: .sha256([1]), officers: [])
        }
    }

    @Test("is not excused by reading: a seal without officers is refused")
    func sealWithoutOfficers() throws {
        var ledger = try SampleLedger()
        let officer = try ledger.name("officer-1")
        let record = try ledger.append(
            .seal(Seal(count: 1, root: .sha256([1]), officers: [officer])), by: ["record-1"])
        let text = String(decoding: record.bytes, as: UTF8.self)
        let without = text.replacing("[\"\(officer)\"]", with: "[]")
        #expect(throws: RecordError(.badValue, at: "/statement/body/officers")) {
            try Record(parsing: Array(without.utf8))
        }
    }
}
