import Records
import Signing
import Testing
import TransparencyLog

@Suite("A key history")
struct KeyHistoryTests {
    private func history(_ ledger: SampleLedger) throws -> KeyHistory {
        let keyRecords = ledger.records.filter { record in
            switch record.statement.body {
            case .genesis, .key: true
            default: false
            }
        }
        return try KeyHistory(keyRecords)
    }

    private func issue() throws -> StatementBody {
        .issue(
            Issue(
                commitments: [
                    Commitment(
                        form: .jcs, salt: Array(repeating: 3, count: 32),
                        content: .sha256(Array("x".utf8)))
                ]))
    }

    @Test("lets a key sign from the record after its introduction until it is retired")
    func rotation() throws {
        var ledger = try SampleLedger()
        let new = try SampleLedger.declare("record-2", .record, ledger.did)
        let early = try ledger.append(try issue(), by: ["record-1"])
        _ = try ledger.keyChange(.add(new), .record, by: ["record-1"])
        let late = try ledger.append(try issue(), by: ["record-2"])
        _ = try ledger.keyChange(
            .retire(try ledger.name("record-1")), .record, by: ["record-2"])
        let after = try ledger.append(try issue(), by: ["record-2"])
        let stale = try ledger.append(try issue(), by: ["record-1"])
        let keys = try history(ledger)
        try keys.authorise(early)
        try keys.authorise(late)
        try keys.authorise(after)
        #expect(throws: KeyHistoryError.self) { try keys.authorise(stale) }
        #expect(keys.activeKeys(for: .record).map(\.name.fragment) == ["record-2"])
        #expect(keys.head == 4)
    }

    @Test("refuses a key before its introduction")
    func notYet() throws {
        var ledger = try SampleLedger()
        let early = try ledger.append(try issue(), by: ["record-2"])
        let new = try SampleLedger.declare("record-2", .record, ledger.did)
        _ = try ledger.keyChange(.add(new), .record, by: ["record-1"])
        let keys = try history(ledger)
        #expect(throws: KeyHistoryError.self) { try keys.authorise(early) }
    }

    @Test("gives a key its one use: none but record keys sign statements")
    func oneUse() throws {
        var ledger = try SampleLedger()
        let record = try ledger.append(try issue(), by: ["assertion-1"])
        let keys = try history(ledger)
        #expect(throws: KeyHistoryError.self) { try keys.authorise(record) }
        let both = try ledger.append(try issue(), by: ["record-1", "assertion-1"])
        #expect(throws: KeyHistoryError.self) { try keys.authorise(both) }
    }

    @Test("lets a record key introduce record, assertion and status keys, and no others")
    func whatRecordKeysMay() throws {
        for use in KeyUse.allCases {
            var ledger = try SampleLedger()
            let key = try SampleLedger.declare("new", use, ledger.did)
            let record = try ledger.keyChange(.add(key), use, by: ["record-1"])
            var keys = try KeyHistory(genesis: ledger.records[0])
            switch use {
            case .record, .assertion, .status: try keys.apply(record)
            case .ledger, .officer, .recovery:
                #expect(throws: KeyHistoryError.self) { try keys.apply(record) }
            }
        }
    }

    @Test("voids from a tree size on what a compromised key, or one that it introduced, signed")
    func compromise() throws {
        var ledger = try SampleLedger()
        _ = try ledger.append(try issue(), by: ["record-1"])
        let child = try SampleLedger.declare("record-2", .record, ledger.did)
        _ = try ledger.keyChange(.add(child), .record, by: ["record-1"])
        let recovery = Recovery(
            quorum: try SampleLedger.quorum("first", ledger.did),
            next: try SampleLedger.quorum("second", ledger.did).commitment)
        _ = try ledger.keyChange(
            .compromised(try ledger.name("record-1"), from: 2), .record,
            by: ["first-1", "first-3"], recovery: recovery)
        var keys = try history(ledger)
        #expect(keys.voidFrom(try ledger.name("record-1")) == 2)
        #expect(keys.voidFrom(try ledger.name("record-2")) == 2)
        #expect(keys.activeKeys(for: .record).isEmpty)

        let fresh = try SampleLedger.declare("record-3", .record, ledger.did)
        let next = Recovery(
            quorum: try SampleLedger.quorum("second", ledger.did), next: .sha256([1]))
        try keys.apply(
            try ledger.keyChange(
                .add(fresh), .record, by: ["second-1", "second-2"], recovery: next))
        #expect(keys.voidFrom(fresh.name) == nil)
        #expect(keys.activeKeys(for: .record).map(\.name.fragment) == ["record-3"])
    }

    @Test(
        "takes no recovery by too few, by strangers, by the quorum before, or by a record key",
        arguments: [
            ["first-1"], ["first-1", "second-2"], ["record-1"],
            ["first-1", "first-2", "record-1"],
        ])
    func badQuorum(_ signers: [String]) throws {
        var ledger = try SampleLedger()
        let recovery = Recovery(
            quorum: try SampleLedger.quorum("first", ledger.did), next: .sha256([1]))
        let record = try ledger.keyChange(
            .compromised(try ledger.name("record-1"), from: 0), .record, by: signers,
            recovery: recovery)
        var keys = try KeyHistory(genesis: ledger.records[0])
        #expect(throws: KeyHistoryError.self) { try keys.apply(record) }
        #expect(keys.head == 0)
    }

    @Test("takes a quorum's opening once")
    func quorumOnce() throws {
        var ledger = try SampleLedger()
        let recovery = Recovery(
            quorum: try SampleLedger.quorum("first", ledger.did), next: .sha256([1]))
        for (number, name) in ["record-2", "record-3"].enumerated() {
            let key = try SampleLedger.declare(name, .record, ledger.did)
            let record = try ledger.keyChange(
                .add(key), .record, by: ["first-1", "first-2"], recovery: recovery)
            var keys = try KeyHistory(Array(ledger.records.prefix(1 + number)))
            if number == 0 {
                try keys.apply(record)
            } else {
                #expect(throws: KeyHistoryError.self) { try keys.apply(record) }
            }
        }
    }

    @Test("refuses a name or a key a second time, and a key of somebody else")
    func keysAreNew() throws {
        var ledger = try SampleLedger()
        var keys = try KeyHistory(genesis: ledger.records[0])
        let other = try #require(DID("did:web:other.example"))
        let candidates = [
            try SampleLedger.declare("record-1", .record, ledger.did),
            DeclaredKey(
                name: try ledger.name("fresh"), use: .status,
                key: try SampleLedger.key("record-1").publicKey),
            try SampleLedger.declare("record-9", .record, other),
        ]
        for key in candidates {
            let record = try ledger.keyChange(.add(key), key.use, by: ["record-1"])
            #expect(throws: KeyHistoryError.self) { try keys.apply(record) }
        }
    }

    @Test("refuses a key record that skips another")
    func chainOfItsOwn() throws {
        var ledger = try SampleLedger()
        let first = try SampleLedger.declare("record-2", .record, ledger.did)
        let second = try SampleLedger.declare("record-3", .record, ledger.did)
        _ = try ledger.keyChange(.add(first), .record, by: ["record-1"])
        let last = try ledger.keyChange(.add(second), .record, by: ["record-1"])
        var keys = try KeyHistory(genesis: ledger.records[0])
        #expect(throws: KeyHistoryError.self) { try keys.apply(last) }
    }

    @Test("begins only with a genesis record that its own record keys signed")
    func genesisSigned() throws {
        let ledger = try SampleLedger()
        _ = try KeyHistory(genesis: ledger.records[0])
        let unsigned = try SampleLedger(keys: [("assertion-1", .assertion)])
        #expect(throws: KeyHistoryError.self) { try KeyHistory(genesis: unsigned.records[0]) }
        var second = try SampleLedger()
        let issue = try second.append(try issue(), by: ["record-1"])
        #expect(throws: KeyHistoryError.self) { try KeyHistory(genesis: issue) }
    }

    @Test("passes over signatures in algorithms that nobody here knows, but needs one that it does")
    func unknownAlgorithms() throws {
        var ledger = try SampleLedger()
        let record = try ledger.append(try issue(), by: ["record-1"])
        let text = String(decoding: record.bytes, as: UTF8.self)
        let extra = #"{"alg":"ML-DSA-44","key":"did:web:uni.example#pq-1","value":"AAAA"}"#
        let added = text.replacing("\"signatures\":[", with: "\"signatures\":[\(extra),")
        let keys = try KeyHistory(genesis: ledger.records[0])
        try keys.authorise(Record(parsing: Array(added.utf8)))
        let only = text.replacing("\"alg\":\"Ed25519\"", with: "\"alg\":\"ML-DSA-44\"")
        let unknown = try Record(parsing: Array(only.utf8))
        #expect(throws: KeyHistoryError.self) { try keys.authorise(unknown) }
    }
}
