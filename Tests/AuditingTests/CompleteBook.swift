import Records
import Signing
import TransparencyLog

/// Writes the records of the complete ledger, in order.
struct CompleteBook {
    private(set) var sample: SampleLedger
    let status: NamedPrivateKey
    let secondLedgerKey: NamedPrivateKey
    private let assertion: NamedPrivateKey
    private let records: [NamedPrivateKey]
    private let later: [NamedPrivateKey]
    private var newestKeyRecord: UInt64 = 0

    init() throws {
        sample = try SampleLedger()
        status = try SampleLedger.key("status-1", seed: 90)
        assertion = try SampleLedger.key("assertion-1", seed: 91)
        secondLedgerKey = try SampleLedger.key("log-2", seed: 92)
        records = try (2...4).map { try SampleLedger.key("rec-\($0)", seed: 92 + $0) }
        later = try (3...5).map { try SampleLedger.key("recovery-\($0)", seed: 100 + $0) }
    }

    /// Writes records 1 to 299.
    mutating func write() throws {
        try sample.appendIssues(4)
        try sample.append(.seal(sample.seal), by: [sample.record, sample.officer])
        try sample.append(
            .issueList(IssueList(count: 3, root: .sha256([4]), provenance: Provenance(list: 5))))
        try sample.append(sample.issue(3))
        try change(.add(SampleLedger.declared(status, for: .status)), .status)
        try change(.add(SampleLedger.declared(assertion, for: .assertion)), .assertion)
        try writeStandings()
        try sample.append(.trust(.published(.sha256([6]))))
        let partner = try SampleLedger.required(DID("did:web:south.example"))
        try sample.append(.trust(.joined(partner, .sha256([7]))))
        try sample.append(.trust(.left(partner, .sha256([6]))))
        try sample.append(
            .custody(Custody(to: SampleLedger.required(DID("did:web:ministry.example")))))
        try change(.add(SampleLedger.declared(records[0], for: .record)), .record)
        try change(.retire(sample.record.name), .record, by: [records[0]])
        try issue(until: 60, by: records[0])
        try writeTheft()
        try writeRotation()
        try writeUnknownSignature()
        try issue(until: CompleteLedger.size, by: records[0])
    }

    private mutating func issue(until count: Int, by key: NamedPrivateKey) throws {
        while sample.entries.count < count {
            try sample.append(sample.issue(sample.entries.count), by: [key])
        }
    }

    /// A change of keys behind the newest one.
    private mutating func change(
        _ action: KeyChange.Action, _ use: KeyUse, by keys: [NamedPrivateKey]? = nil,
        recovery: Recovery? = nil
    ) throws {
        let previous = LeafIndex(newestKeyRecord)
        newestKeyRecord = UInt64(sample.entries.count)
        try sample.append(
            .key(KeyChange(action, use: use, previous: previous, recovery: recovery)), by: keys)
    }

    private mutating func writeStandings() throws {
        try sample.append(.suspend(standing(of: 1, list: 2)))
        try sample.append(.reinstate(standing(of: 1, list: 2)))
        try sample.append(.suspend(standing(of: 2, list: 2)))
        try sample.append(.revoke(standing(of: 3)))
        try sample.append(.revoke(standing(of: 6, leaf: 2)))
        try sample.append(.supersede(closure(of: 4)))
        try sample.append(.erase(closure(of: 4)))
        try sample.append(.erase(closure(of: 7)))
        try sample.append(.supersede(closure(of: 3)))
    }

    private func standing(of record: UInt64, leaf: UInt64? = nil, list: Int64 = 1) throws
        -> StandingChange
    {
        StandingChange(
            target: Target(record: LeafIndex(record), leaf: leaf.map { LeafIndex($0) }),
            status: try SampleLedger.required(StatusBit(list: list, index: Int64(1000 + record))),
            effective: try SampleLedger.required(Day("2026-07-01")), detail: .sha256([3]))
    }

    private func closure(of record: UInt64) -> FinalChange {
        FinalChange(target: Target(record: LeafIndex(record)), detail: .sha256([5]))
    }

    /// A key is stolen at 66 and declared at 70: what it signed in between is void, and so is what
    /// the key signed that it introduced.
    private mutating func writeTheft() throws {
        try change(
            .add(SampleLedger.declared(records[1], for: .record)), .record, by: [records[0]])
        try issue(until: 67, by: records[1])
        try sample.append(.revoke(standing(of: 61)), by: [records[1]])
        try change(
            .add(SampleLedger.declared(records[2], for: .record)), .record, by: [records[1]])
        try issue(until: 70, by: records[2])
        try change(
            .compromised(records[1].name, from: 66), .record,
            by: Array(sample.recovery.prefix(2)),
            recovery: Recovery(
                quorum: sample.quorum, next: quorum(2, of: later.prefix(2)).commitment))
        let confirmed = [
            LeafIndex(66)..<LeafIndex(67), LeafIndex(69)..<LeafIndex(70),
        ]
        try sample.append(.reattest(.ranges(confirmed)), by: [records[0]])
    }

    private func quorum(_ threshold: Int, of keys: some Sequence<NamedPrivateKey>) throws
        -> RecoveryQuorum
    {
        try SampleLedger.required(
            RecoveryQuorum(
                threshold: threshold,
                keys: keys.map { SampleLedger.declared($0, for: .recovery) },
                salt: Array(repeating: 8, count: 32)))
    }

    /// Another key for checkpoints, and the first one retired: each takes a quorum of its own.
    private mutating func writeRotation() throws {
        let third = try quorum(1, of: later.suffix(1))
        try change(
            .add(SampleLedger.declared(secondLedgerKey, for: .ledger)), .ledger,
            by: Array(later.prefix(2)),
            recovery: Recovery(quorum: quorum(2, of: later.prefix(2)), next: third.commitment))
        precondition(
            sample.entries.count == Int(CompleteLedger.rotation), "the rotation has its place")
        try change(
            .retire(sample.ledgerKey.name), .ledger, by: [later[2]],
            recovery: Recovery(quorum: third, next: .sha256([9])))
        try sample.append(.reattest(.root(.sha256([10]), count: 2)), by: [records[0]])
    }

    /// A signature in an algorithm that no reader knows stands beside one that every reader does.
    private mutating func writeUnknownSignature() throws {
        let signed = try sample.statement(sample.issue(0)).signed(by: [records[0]])
        let record = try Record(
            signed, index: LeafIndex(UInt64(sample.entries.count)), at: sample.now,
            previous: sample.previous)
        let text = String(decoding: record.bytes, as: UTF8.self)
        let border = try SampleLedger.required(text.firstRange(of: "],\"statement\""))
        let other =
            ",{\"alg\":\"X-LATER-1\",\"key\":\"\(SampleLedger.did)#later-1\","
            + "\"value\":\"AAAA\"}"
        let entry = text.replacingCharacters(border.lowerBound..<border.lowerBound, other)
        sample.append(entry: Array(entry.utf8))
    }
}
