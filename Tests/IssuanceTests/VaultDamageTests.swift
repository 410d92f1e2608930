import AppendOnlyLedger
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import TestSupport
import Testing
import TransparencyLog
import Verification

/// A vault whose file was changed behind its back.
@Suite("A credential that was damaged in the vault")
struct VaultDamageTests {
    @Test("and a vault that failed is told of in words and not in a program's own form")
    func failureWords() {
        let words = "storage.full: could not add a credential"
        #expect(
            "\(VaultError.failed(code: "storage.full", words: words))"
                == "the vault could not add a credential")
    }

    private let desk: OpenDesk
    private let ids: [CredentialID]
    private let first: Bundle

    init() async throws {
        desk = try await OpenDesk()
        let outcomes = try await desk.open().registrar.issue(
            [OpenDesk.input(1), OpenDesk.input(2)])
        ids = try outcomes.map { try #require($0.issuedID) }
        first = try await desk.open().registrar.bundle(for: ids[0])
    }

    private func damage(_ what: String, _ with: String) {
        let set = "document = CAST(replace(CAST(document AS TEXT), '\(what)', '\(with)') AS BLOB)"
        #expect(
            RawDatabase(desk.home.vaultFile).run(
                "UPDATE credential SET \(set) WHERE id = '\(ids[0].description)'"))
    }

    @Test("is not handed out, and the others are", arguments: ["Student 1", "\"proofValue\":\"z"])
    func handedOut(_ what: String) async throws {
        defer { desk.remove() }
        damage(what, String(what.dropLast()) + "q")
        let registrar = try await desk.open().registrar
        await #expect(throws: RegistrarError.credentialDamaged(first.receipts[0].record.index)) {
            try await registrar.bundle(for: ids[0])
        }
        await #expect(throws: RegistrarError.credentialDamaged(first.receipts[0].record.index)) {
            try await registrar.token(for: ids[0])
        }
        #expect(try await registrar.bundle(for: ids[1]).credential["id"]?.string != nil)
        let damaged = try VaultCheck.all(in: desk.home)
        #expect(damaged == [first.receipts[0].record.index])
    }

    @Test("that cannot even be read is named by its record, and comes back")
    func unreadable() async throws {
        defer { desk.remove() }
        let record = first.receipts[0].record.index
        #expect(
            RawDatabase(desk.home.vaultFile).run(
                "UPDATE credential SET statement = x'7b' WHERE id = '\(ids[0].description)'"))
        #expect(try VaultCheck.all(in: desk.home) == [record])
        let registrar = try await desk.open().registrar
        await #expect(throws: VaultError.self) { try await registrar.bundle(for: ids[0]) }
        _ = try await registrar.adopt(first)
        #expect(try VaultCheck.all(in: desk.home).isEmpty)
    }

    @Test("comes back from a vault that still has it whole, and from no other")
    func mended() async throws {
        defer { desk.remove() }
        let vault = try SQLiteVault(path: desk.home.vaultFile)
        let whole = try #require(try vault.entry(named: ids[0]))
        damage("Student 1", "Student 9")
        let damaged = try #require(try vault.entry(named: ids[0]))
        let registrar = try await desk.open().registrar
        await #expect(throws: RegistrarError.notRecordedHere) {
            try await registrar.mend(with: damaged)
        }
        try await registrar.mend(with: whole)
        #expect(try vault.entry(named: ids[0]) == whole)
    }

    @Test("can be withdrawn or held by its number all the same, also after a key was stolen")
    func withdrawn() async throws {
        defer { desk.remove() }
        let next = desk.home.path + "-next"
        defer { try? Files.remove(next) }
        let key = try #require(
            DIDURL(did: desk.home.configuration.did, fragment: "assertion-1"))
        try await desk.recover(from: [.compromised(key, from: 1)], next: next)
        #expect(
            RawDatabase(desk.home.vaultFile).run("UPDATE credential SET document = x'7b'"))
        let registrar = try await desk.open().registrar
        let day = try #require(Day("2026-05-20"))
        for (id, action) in zip(ids, [StandingAction.revoke, .suspend]) {
            let award = try await registrar.recorded(id)
            #expect(try await registrar.credential(of: award) == nil)
            // Any key may have signed what is damaged.
            #expect(try await registrar.standing(of: id).isVoid)
            let category = try #require(action.categories.first)
            let reason = StandingReason(category: category, effective: day)
            let outcome = try await registrar.change(award, action, reason)
            #expect(outcome.entry.action == action)
        }
    }

    @Test("is told from one that a clock which is behind would not count yet")
    func clockBehind() async throws {
        defer { desk.remove() }
        let ledger = try LedgerView(of: SQLiteLedgerStore(path: desk.home.ledgerFile))
        let vault = try SQLiteVault(path: desk.home.vaultFile)
        func damaged(_ behind: Duration) throws -> Int {
            let now = OpenDesk.clock() - behind
            return try VaultCheck(of: vault, beside: ledger, at: now).damaged.count
        }
        #expect(try damaged(.seconds(60)) == 0)
        #expect(throws: LedgerError.self) { try damaged(.seconds(86_400)) }
    }

    @Test("comes back from its holder's file")
    func adopted() async throws {
        defer { desk.remove() }
        damage("Student 1", "Student 9")
        let registrar = try await desk.open().registrar
        _ = try await registrar.adopt(first)
        let again = try await registrar.bundle(for: ids[0])
        #expect(again.credential.canonicalBytes() == first.credential.canonicalBytes())
        #expect(try VaultCheck.all(in: desk.home).isEmpty)
        // The input is still known: it is not issued again.
        #expect(try await registrar.issue([OpenDesk.input(1)])[0].knownID == ids[0])
    }
}

extension VaultCheck {
    /// The records of what is damaged in a home.
    fileprivate static func all(in home: Home) throws -> [LeafIndex?] {
        let ledger = try LedgerView(of: SQLiteLedgerStore(path: home.ledgerFile))
        return try VaultCheck(
            of: SQLiteVault(path: home.vaultFile), beside: ledger, at: OpenDesk.clock()
        ).damaged.map(\.record)
    }
}
