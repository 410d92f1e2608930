import AppendOnlyLedger
import Records
import SQLiteStorage
import Signing
import Testing
import TransparencyLog

@Suite("A ledger")
struct LedgerTests {
    @Test("acknowledges a record with a proof that holds under its checkpoint")
    func appendsAndProves() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let key = try founding.signer.verifierKey
        for number in 0..<300 {
            let appended = try await ledger.append(founding.issue(number))
            #expect(appended.record.index.value == UInt64(number + 1))
            let verified = try appended.checkpoint.verified(by: key)
            #expect(appended.proof.proves(leaf: appended.record.leafHash, in: verified))
            let again = try await ledger.proof(of: appended.record.index)
            let newest = try again.checkpoint.verified(by: key)
            #expect(again.proves(leaf: appended.record.leafHash, in: newest))
        }
    }

    @Test("gives each of many callers its own record, without gaps and in one chain")
    func groupCommit() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let indexes = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for number in 0..<1_000 {
                group.addTask {
                    try await ledger.append(founding.issue(number)).record.index.value
                }
            }
            return try await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
        }
        #expect(indexes == Set(1...1_000))
        try await expectOneChain(founding, size: 1_001)
    }

    @Test("keeps one history when two are open on one store and both append")
    func twoWriters() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let first = try await founding.open()
        let second = try await founding.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for ledger in [first, second] {
                for worker in 0..<4 {
                    group.addTask {
                        for number in 0..<50 {
                            _ = try await ledger.append(founding.issue(worker * 100 + number))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        try await expectOneChain(founding, size: 401)
    }

    @Test("takes a statement once, and says where it stands")
    func nonceOnce() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let statement = try founding.issue(1)
        let outcomes = await ledger.append([statement, statement])
        #expect(throws: Never.self) { try outcomes[0].get() }
        #expect(throws: LedgerError.alreadyAppended(1)) { try outcomes[1].get() }
        await #expect(throws: LedgerError.alreadyAppended(1)) {
            try await founding.open().append(statement)
        }
    }

    @Test("refuses what another key signed, another ledger's statement and a second genesis")
    func refusals() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let stranger = NamedPrivateKey(
            name: founding.recordKey.name, key: try PrivateKey.generate(.ed25519))
        let statement = try founding.issue(1).signed.statement
        let forged = try statement.signed(by: [stranger])
        let keys = try await ledger.keys()
        #expect(throws: LedgerError.self) {
            try AuthorisedStatement(checking: forged, against: keys)
        }
        let elsewhere = Statement(
            issuer: founding.did, ledger: try #require(Origin("uni.example/other")),
            nonce: Entropy.bytes(16), body: statement.body)
        await #expect(throws: LedgerError.otherLedger) {
            try await ledger.append(
                AuthorisedStatement(elsewhere, signedBy: founding.recordKey))
        }
        #expect(try await ledger.checkpoint().checkpoint.size == 1)
    }

    @Test("withdraws once, only what was issued, and says so in the standing")
    func revocation() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let issued = try await ledger.append(founding.issue(1)).record.index
        let target = Target(record: issued)
        let now = Instant(seconds: 1_780_000_100)
        let before = try await ledger.standing(of: target, at: now, validity: .seconds(60))
        #expect(before.state == .inForce)
        _ = try await ledger.append(founding.revoke(issued))
        let after = try await ledger.standing(of: target, at: now, validity: .seconds(60))
        #expect(after.state == .withdrawn && after.effective?.description == "2026-07-01")
        await #expect(throws: LedgerError.standingForbids(.withdrawn)) {
            try await ledger.append(founding.revoke(issued))
        }
        await #expect(throws: LedgerError.badTarget(0)) {
            try await ledger.append(founding.revoke(0))
        }
        await #expect(throws: LedgerError.badTarget(99)) {
            try await ledger.append(founding.revoke(99))
        }
        let bits = try await ledger.read { try $0.statusBits() }
        #expect(bits.indexes(in: 1, for: .revocation) == [7])
    }

    @Test("refuses to append while the clock is behind the last record")
    func clockBehind() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        _ = try await founding.open().append(founding.issue(1))
        let late = try await founding.open { Instant(seconds: 1_779_999_000) }
        await #expect(throws: LedgerError.self) { try await late.append(founding.issue(2)) }
        let again = try await founding.open().append(founding.issue(3))
        #expect(again.record.index == 2)
    }

    @Test("refuses early on a disk that is almost full, and goes on when there is room again")
    func diskLow() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let store = HookedStore(try founding.store())
        let ledger = try await founding.open(store)
        store.hook(HookedStore.Hooks(freeBytes: { _ in Ledger.freeBytesMin - 1 }))
        let refusal = LedgerError.diskLow(freeBytes: Ledger.freeBytesMin - 1)
        await #expect(throws: refusal) { try await ledger.append(founding.issue(1)) }
        await #expect(throws: refusal) { try await ledger.requireRoom() }
        store.hook(HookedStore.Hooks(freeBytes: { _ in Ledger.freeBytesMin }))
        #expect(try await ledger.append(founding.issue(2)).record.index == 1)
    }

    @Test("stops, and acknowledges nothing, when what was stored differs from what was hashed")
    func readBackDiffers() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let store = HookedStore(try founding.store())
        let ledger = try await founding.open(store)
        _ = try await ledger.append(founding.issue(1))
        store.hook(
            HookedStore.Hooks(readBack: { records in
                var records = records
                records[0][100] ^= 1
                return records
            }))
        await #expect(throws: LedgerError.self) { try await ledger.append(founding.issue(2)) }
        store.hook(HookedStore.Hooks())
        await #expect(throws: LedgerError.self) { try await ledger.append(founding.issue(3)) }
    }

    @Test("is not opened by another key than the one that signed its checkpoint")
    func otherKey() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let other = try NoteSigner(
            name: founding.origin.keyName, key: PrivateKey.generate(.ed25519))
        await #expect(throws: (any Error).self) {
            try await Ledger.open(founding.store(), signer: other) { Instant(seconds: 0) }
        }
    }

    private func expectOneChain(_ founding: Founding, size: UInt64) async throws {
        let store = try founding.store()
        let head = try #require(try store.head())
        #expect(head.size.value == size)
        var edge = RightEdge()
        var previous = Record.genesisPrevious(founding.origin)
        for bytes in try store.records(from: 0, count: Int(size)) {
            let record = try Record(parsing: bytes)
            #expect(record.index == edge.size.nextIndex && record.previous == previous)
            previous = record.leafHash
            _ = edge.append(previous)
        }
        #expect(edge.root == head.checkpoint.checkpoint.root)
    }
}
