import AppendOnlyLedger
import Auditing
import FoundationEssentials
import Records
import SQLiteStorage
import Signing
import Synchronization
import Testing
import TransparencyLog

/// What the writer of ledgers wrote, read by an auditor that shares none of its code.
@Suite("A ledger that the writer wrote")
struct WriterTests {
    private let folder: TemporaryFolder
    private let sample: SampleLedger
    private let store: SQLiteLedgerStore
    private let ledger: Ledger

    init() async throws {
        sample = try SampleLedger()
        folder = try TemporaryFolder()
        try SQLiteLedgerStore.create(at: "\(folder.path)/ledger.sqlite")
        store = try SQLiteLedgerStore(path: "\(folder.path)/ledger.sqlite")
        let first = try Record(parsing: sample.entries[0])
        try await Ledger.found(
            in: store, genesis: first.signed, signer: sample.signer, at: first.at)
        let (now, ticks) = (sample.now, Ticks())
        ledger = try await Ledger.open(store, signer: sample.signer) {
            now + .milliseconds(ticks.next())
        }
    }

    private final class Ticks: Sendable {
        private let count = Mutex<Int64>(0)
        func next() -> Int64 {
            count.withLock {
                $0 += 1; return $0
            }
        }
    }

    /// Appends a statement whatever the writer thinks of it; returns whether it took it.
    private func append(
        _ body: StatementBody, by keys: [NamedPrivateKey], nonce: [UInt8]
    ) async throws -> Bool {
        let signed = try ledger.statement(body, nonce: nonce).signed(by: keys)
        guard
            let authorised = try? AuthorisedStatement(
                checking: signed, against: await ledger.keys())
        else { return false }
        return (try? await ledger.append(authorised)) != nil
    }

    private func audit() async throws -> AuditReport {
        let path = "\(folder.path)/public"
        try await Publisher(store: store, folder: PublicFolder(path: path)).publish()
        return try await Auditor(anchor: .pinned(sample.pinned()))
            .audit(LedgerDirectory(path: path))
    }

    @Test("is found intact, whatever it was asked to append", arguments: [UInt64(1), 2, 3])
    func random(seed: UInt64) async throws {
        var random = SampleRandom(seed: seed)
        var maker = sample
        let second = try SampleLedger.key("rec-2", seed: 140)
        var refused = 0
        for number in 0..<480 {
            let body: StatementBody
            var keys = [number > 200 ? second : sample.record]
            let target = random.next() % UInt64(number + 2)
            let change = try SampleLedger.change(
                of: target, leaf: random.next() % 4 == 0 ? 1 : nil,
                bit: Int64(target % 50 + random.next() % 2))
            let closure = FinalChange(target: change.target, detail: change.detail)
            switch random.next() % 16 {
            case 0:
                body = .seal(sample.seal)
                keys.append(sample.officer)
            case 1:
                body = .issueList(
                    IssueList(
                        count: 3, root: .sha256([4]),
                        provenance: Provenance(list: LeafIndex(target))))
            case 2: body = .revoke(change)
            case 3: body = .suspend(change)
            case 4: body = .reinstate(change)
            case 5: body = .supersede(closure)
            case 6: body = .erase(closure)
            case 7: body = .reattest(.ranges([0..<LeafIndex(target + 1)]))
            default: body = maker.issue(number)
            }
            if number == 200 {
                let head = try await ledger.keys().head.value
                let change = sample.keyChange(
                    .add(SampleLedger.declared(second, for: .record)), use: .record,
                    previous: head)
                let isTaken = try await append(
                    change, by: [sample.record], nonce: random.bytes(16))
                #expect(isTaken)
            }
            if try await !append(body, by: keys, nonce: random.bytes(16)) { refused += 1 }
        }
        let report = try await audit()
        #expect(report.verdict == .intact, "seed \(seed): \(report.faults)")
        #expect(refused > 50 && report.recordCount > 260, "seed \(seed)")
    }

    @Test("is found intact after a compromise, and what was void is not judged")
    func compromise() async throws {
        var random = SampleRandom(seed: 5)
        var maker = sample
        let thief = try SampleLedger.key("rec-2", seed: 141)
        for number in 0..<4 {
            _ = try await append(
                maker.issue(number), by: [sample.record], nonce: random.bytes(16))
        }
        let introduction = sample.keyChange(
            .add(SampleLedger.declared(thief, for: .record)), use: .record, previous: 0)
        _ = try await append(introduction, by: [sample.record], nonce: random.bytes(16))
        // The thief withdraws; after the compromise is told the institution does so itself.
        _ = try await append(
            .revoke(SampleLedger.change(of: 1)), by: [thief], nonce: random.bytes(16))
        let told = sample.keyChange(
            .compromised(thief.name, from: 6), use: .record, previous: 5, opening: .opened)
        let isTold = try await append(
            told, by: Array(sample.recovery.prefix(2)), nonce: random.bytes(16))
        let isWithdrawn = try await append(
            .revoke(SampleLedger.change(of: 1)), by: [sample.record], nonce: random.bytes(16))
        let isTheft = try await append(maker.issue(0), by: [thief], nonce: random.bytes(16))
        #expect(isTold && isWithdrawn && !isTheft)
        let report = try await audit()
        #expect(report.verdict == .intact, "\(report.faults)")
        #expect(report.keys.first { $0.name == thief.name }?.voidFrom == 6)
    }
}
