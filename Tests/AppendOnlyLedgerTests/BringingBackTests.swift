import AppendOnlyLedger
import Records
import SQLiteStorage
import Signing
import Testing
import TransparencyLog

@Suite("Records that come back")
struct BringingBackTests {
    /// A ledger, an older copy of it, and what the copy lacks.
    private struct Case {
        let founding: Founding
        let copy: String
        let missing: [[UInt8]]
        let newest: SignedCheckpoint

        init(old: Int, new: Int) async throws {
            founding = try await Founding()
            copy = founding.folder + "/copy.sqlite"
            let ledger = try await founding.open()
            for number in 1..<old { _ = try await ledger.append(founding.issue(number)) }
            let head = try SQLiteCopy.ledger(at: founding.file, to: copy)
            for number in old..<new { _ = try await ledger.append(founding.issue(number)) }
            let store = try SQLiteLedgerStore(path: founding.file)
            missing = try store.records(from: head.size.nextIndex, count: new)
            newest = try #require(try store.head()).checkpoint
        }

        func store() throws -> SQLiteLedgerStore { try SQLiteLedgerStore(path: copy) }
    }

    /// Brings records back, a hundred at a time.
    private func bringBack(
        _ records: [[UInt8]], upTo checkpoint: SignedCheckpoint, in store: SQLiteLedgerStore
    ) async throws {
        try await Ledger.bringBack(upTo: checkpoint, in: store) { number in
            let rest = records.dropFirst(number * 100)
            return rest.isEmpty ? nil : Array(rest.prefix(100))
        }
    }

    @Test(
        "are the same, with the same checkpoint, and the ledger goes on after them",
        arguments: [(2, 3), (2, 300), (255, 257), (256, 520)])
    func comeBack(_ old: Int, _ new: Int) async throws {
        let test = try await Case(old: old, new: new)
        defer { test.founding.remove() }
        let store = try test.store()
        try await bringBack(test.missing, upTo: test.newest, in: store)
        #expect(try store.head()?.checkpoint == test.newest)
        let original = try SQLiteLedgerStore(path: test.founding.file)
        #expect(
            try store.records(from: 0, count: new) == original.records(from: 0, count: new))
        #expect(try store.misfiledRecord() == nil)
        let ledger = try await Ledger.open(
            store, signer: test.founding.signer, clock: { Instant(seconds: 1_790_000_000) })
        let appended = try await ledger.append(test.founding.issue(9_999))
        #expect(appended.record.index.value == UInt64(new))
    }

    @Test("are refused as a whole when a bit is flipped, one is missing, or one is too many")
    func refused() async throws {
        let test = try await Case(old: 3, new: 8)
        defer { test.founding.remove() }
        let store = try test.store()
        let before = try store.head()
        var bad: [[[UInt8]]] = [
            Array(test.missing.dropFirst()), Array(test.missing.dropLast()),
            test.missing + [test.missing[4]], test.missing.reversed(), [],
        ]
        for record in test.missing.indices {
            for byte in stride(from: 0, to: test.missing[record].count, by: 41) {
                var records = test.missing
                records[record][byte] ^= 1
                bad.append(records)
            }
        }
        for records in bad {
            await #expect(throws: (any Error).self) {
                try await bringBack(records, upTo: test.newest, in: store)
            }
            #expect(try store.head() == before)
        }
        try await bringBack(test.missing, upTo: test.newest, in: store)
    }

    @Test("are refused under a checkpoint that the ledger's key did not sign")
    func foreignCheckpoint() async throws {
        let test = try await Case(old: 3, new: 8)
        defer { test.founding.remove() }
        let store = try test.store()
        let stranger = try NoteSigner(
            name: test.founding.origin.keyName, key: PrivateKey.generate(.ed25519))
        let checkpoint = try test.newest.checkpoint.signed(by: stranger)
        await #expect(throws: TransparencyLogError.self) {
            try await bringBack(test.missing, upTo: checkpoint, in: store)
        }
        #expect(try store.head()?.size == 3)
    }
}
