import AppendOnlyLedger
import Records
import SQLiteStorage
import Signing
import TestSupport
import Testing
import TransparencyLog

@Suite("A ledger, asked for what must not be,")
struct LedgerAbuseTests {
    @Test("refuses what another key signed under the name of a record key")
    func borrowedName() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let stranger = NamedPrivateKey(
            name: founding.recordKey.name, key: try .generate(.ed25519))
        let issue = try founding.issue(1).signed.statement.body
        for body in [issue, .revoke(try founding.change(0))] {
            await #expect(throws: LedgerError.self) {
                try await ledger.append(founding.state(body, by: stranger))
            }
        }
        #expect(try await ledger.checkpoint().checkpoint.size == 1)
    }

    @Test("refuses a key that record keys may not introduce, and opens as before")
    func ledgerKeyByRecordKey() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let key = try Founding.key("ledger-9", seed: 9).declared(for: .ledger)
        let statement = try founding.state(.key(KeyChange(.add(key), use: .ledger, previous: 0)))
        await #expect(throws: LedgerError.notAuthorised(.noQuorum)) {
            try await ledger.append(statement)
        }
        let again = try await founding.open()
        #expect(try await again.keys().entry(key.name) == nil)
        #expect(try await again.append(founding.issue(1)).record.index == 1)
    }

    @Test("does not say that nothing was written when it only could not read it back")
    func busyReadBack() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let store = HookedStore(try founding.store())
        let ledger = try await founding.open(store)
        store.hook(HookedStore.Hooks(readBack: { _ in throw StoreError.busy }))
        let statement = try founding.issue(1)
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.append(statement)
        }
        #expect(error != .busy && error != .queueFull)
        await #expect(throws: LedgerError.alreadyAppended(1)) {
            try await founding.open().append(statement)
        }
    }

    @Test("lifts a hold by the bit that shows it, and by no other credential's")
    func otherBit() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let one = try await ledger.append(founding.issue(1)).record.index
        let two = try await ledger.append(founding.issue(2)).record.index
        let first = try founding.change(one, bit: 10)
        let second = try founding.change(two, bit: 20)
        _ = try await ledger.append(founding.state(.suspend(first)))
        _ = try await ledger.append(founding.state(.suspend(second)))
        await #expect(throws: LedgerError.standingForbids(.onHold)) {
            try await ledger.append(
                founding.state(.reinstate(founding.change(one, bit: 20))))
        }
        var bits = try await ledger.read { try $0.statusBits() }
        #expect(bits.indexes(in: 1, for: .suspension) == [10, 20])
        _ = try await ledger.append(founding.state(.reinstate(first)))
        bits = try await ledger.read { try $0.statusBits() }
        #expect(bits.indexes(in: 1, for: .suspension) == [20])
    }

    @Test("takes no issue from a list that is not sealed before it")
    func missingSeal() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        _ = try await ledger.append(founding.issue(1))
        for list in [LeafIndex(0), 1, 2, 77] {
            let issue = Issue(
                commitments: [
                    Commitment(form: .jcs, salt: Entropy.bytes(32), content: .sha256([1]))
                ], provenance: Provenance(list: list))
            await #expect(throws: LedgerError.badTarget(list)) {
                try await ledger.append(founding.state(.issue(issue)))
            }
        }
    }

    @Test("confirms only records that are there")
    func confirmedAhead() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        _ = try await ledger.append(founding.issue(1))
        await #expect(throws: LedgerError.badTarget(3)) {
            try await ledger.append(founding.state(.reattest(.ranges([0..<1, 1..<3]))))
        }
        _ = try await ledger.append(founding.state(.reattest(.ranges([0..<2]))))
    }

    @Test("states no standing of what is no credential")
    func standingOfNothing() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        _ = try await ledger.append(founding.issue(1))
        let targets = [
            Target(record: 0), Target(record: 0, leaf: 0), Target(record: 1, leaf: 0),
            Target(record: 2), Target(record: 99), Target(record: 99, leaf: 5),
        ]
        for target in targets {
            await #expect(throws: LedgerError.badTarget(target.record)) {
                try await ledger.standing(
                    of: target, at: Instant(seconds: 1_780_000_100), validity: .seconds(1))
            }
        }
    }

    @Test("names in a standing no key record that came after the tree that it was read from")
    func keysOfTheSameTree() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let other = try await founding.open()
        _ = try await other.append(founding.issue(1))
        let store = HookedStore(try founding.store())
        let ledger = try await founding.open(store)
        let (entered, go) = (Gate(), Gate())
        store.hook(
            HookedStore.Hooks(afterHead: {
                entered.open()
                go.wait()
            }))
        async let standing = ledger.standing(
            of: Target(record: 1), at: Instant(seconds: 1_780_000_100), validity: .seconds(9))
        try await entered.passed()
        let key = try Founding.key("record-2", seed: 3).declared(for: .record)
        let added = try await other.append(
            founding.state(.key(KeyChange(.add(key), use: .record, previous: 0))))
        #expect(added.record.index == 2)
        go.open()
        let found = try await standing
        #expect(found.size == 2 && found.keys == 0)
    }
}

@Suite("A ledger whose keys change")
struct LedgerKeyTests {
    @Test("takes a revocation by a stolen key neither for said nor for an obstacle")
    func voidRevocation() async throws {
        let thief = try Founding.key("record-2", seed: 3)
        let founding = try await Founding(alsoSigning: [thief])
        defer { founding.remove() }
        let ledger = try await founding.open()
        let issued = try await ledger.append(founding.issue(1)).record.index
        let theft = try await ledger.append(
            founding.state(.revoke(founding.change(issued)), by: thief)
        ).record.index
        let recovery = try founding.recover(
            .compromised(thief.name, from: TreeSize(theft.value)), .record)
        _ = try await ledger.append(
            AuthorisedStatement(checking: recovery, against: ledger.keys()))
        let target = Target(record: issued)
        let now = Instant(seconds: 1_780_000_100)
        let standing = try await ledger.standing(of: target, at: now, validity: .seconds(9))
        #expect(standing.state == .inForce)
        let bits = try await ledger.read { try $0.statusBits() }
        #expect(bits.indexes(in: 1, for: .revocation).isEmpty)
        await #expect(throws: LedgerError.notAuthorised(.notAuthorised)) {
            try await ledger.append(
                founding.state(.revoke(founding.change(issued)), by: thief))
        }
        _ = try await ledger.append(founding.revoke(issued))
        let after = try await ledger.standing(of: target, at: now, validity: .seconds(9))
        #expect(after.state == .withdrawn)
        let bitsAfter = try await ledger.read { try $0.statusBits() }
        #expect(bitsAfter.indexes(in: 1, for: .revocation) == [7])
    }

    @Test("is opened by the new key for checkpoints although the old one signed the last")
    func newLedgerKey() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let new = try Founding.key("ledger-2", seed: 4)
        let added = try founding.recover(.add(new.declared(for: .ledger)), .ledger)
        _ = try await ledger.append(
            AuthorisedStatement(checking: added, against: ledger.keys()))
        let signer = try NoteSigner(name: founding.origin.keyName, key: new.key)
        let again = try await Ledger.open(founding.store(), signer: signer) {
            Instant(seconds: 1_780_000_001)
        }
        let appended = try await again.append(founding.issue(1))
        _ = try appended.checkpoint.verified(by: signer.verifierKey)
        #expect(appended.record.index == 2)
    }

    @Test("has no checkpoint by a key that was retired")
    func retiredLedgerKey() async throws {
        let founding = try await Founding()
        defer { founding.remove() }
        let ledger = try await founding.open()
        let retired = try founding.recover(.retire(founding.ledgerKey.name), .ledger)
        _ = try await ledger.append(
            AuthorisedStatement(checking: retired, against: ledger.keys()))
        await #expect(throws: LedgerError.signerNotInForce) {
            try await ledger.append(founding.issue(1))
        }
        await #expect(throws: LedgerError.signerNotInForce) { try await founding.open() }
        #expect(try await ledger.checkpoint().checkpoint.size == 2)
    }
}
