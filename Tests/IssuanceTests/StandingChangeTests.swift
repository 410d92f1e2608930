import AppendOnlyLedger
import CanonicalJSON
import Credentials
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import Synchronization
import TestSupport
import Testing
import TransparencyLog
import Verification

@Suite("Changing the standing of an award")
struct StandingChangeTests {
    private func reason(
        _ category: StandingReason.Category, _ words: String? = nil, day: String = "2026-05-20"
    ) throws -> StandingReason {
        StandingReason(category: category, words: words, effective: try #require(Day(day)))
    }

    private func issued(_ number: Int, _ registrar: Registrar) async throws -> CredentialID {
        try #require(try await registrar.issue([OpenDesk.input(number)])[0].issuedID)
    }

    private func bit(
        _ desk: OpenDesk, _ id: CredentialID, _ purpose: StatusBits.Purpose
    ) throws -> BitString.Bit {
        let vault = try SQLiteVault(path: desk.home.vaultFile)
        let bit = try #require(try vault.entry(named: id)?.bit)
        let name = InstitutionProfile.statusName(list: bit.list, purpose)
        let list = try JSONDocument(parsing: #require(desk.home.publicFolder.read(name))).root
        let subject = try #require(list["credentialSubject"])
        #expect(subject["statusPurpose"]?.string == purpose.rawValue)
        let encoded = try #require(subject["encodedList"]?.string)
        let index = try #require(StatusListIndex(Int(bit.index)))
        return try BitString(encodedList: encoded)[index]
    }

    @Test("a hold is laid and lifted again and again, and both lists say so each time")
    func holds() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try await issued(1, registrar)
        for round in 0..<2 {
            let held = try await registrar.change(id, .suspend, reason(.underReview))
            #expect(held.entry.state == .onHold && held.unpublished == nil)
            #expect(try bit(desk, id, .suspension) == .set)
            #expect(try bit(desk, id, .revocation) == .clear)
            #expect(try await registrar.bundle(for: id).standings[0].standing.state == .onHold)
            let freed = try await registrar.change(id, .reinstate, reason(.cleared))
            #expect(freed.entry.state == .inForce, "round \(round)")
            #expect(try bit(desk, id, .suspension) == .clear)
        }
        _ = try await registrar.change(id, .suspend, reason(.appeal))
        let last = try await registrar.change(id, .revoke, reason(.fraud))
        #expect(last.entry.state == .withdrawn)
        #expect(try bit(desk, id, .revocation) == .set)
        #expect(
            try await registrar.standing(of: id).history.map(\.action.rawValue) == [
                "suspend", "reinstate", "suspend", "reinstate", "suspend", "revoke",
            ])
    }

    @Test("a hold is not lifted from a day before its own")
    func beforeHold() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try await issued(1, registrar)
        _ = try await registrar.change(id, .suspend, reason(.appeal, day: "2026-05-19"))
        let early = try reason(.cleared, day: "2026-05-18")
        await #expect(throws: RegistrarError.beforeHold(try #require(Day("2026-05-19")))) {
            try await registrar.change(id, .reinstate, early)
        }
        #expect(try await registrar.standing(of: id).history.count == 1)
        let same = try reason(.cleared, day: "2026-05-19")
        #expect(try await registrar.change(id, .reinstate, same).entry.state == .inForce)
    }

    @Test("what cannot follow is refused, and nothing of it is kept")
    func refused() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try await issued(1, registrar)
        await #expect(throws: LedgerError.standingForbids(.inForce)) {
            try await registrar.change(id, .reinstate, reason(.cleared))
        }
        await #expect(throws: RegistrarError.otherCategory(.suspend)) {
            try await registrar.change(id, .suspend, reason(.fraud))
        }
        let ahead = try reason(.fraud, day: "2026-05-30")
        await #expect(throws: RegistrarError.notYetEffective(ahead.effective)) {
            try await registrar.change(id, .revoke, ahead)
        }
        let unknown = try #require(CredentialID("00000000-0000-4000-8000-000000000000"))
        await #expect(throws: RegistrarError.unknownCredential(unknown)) {
            try await registrar.change(unknown, .suspend, reason(.appeal))
        }
        #expect(try desk.size() == 2)
        let detail = "CREATE TABLE t (x CHECK (x < 0)); INSERT INTO t SELECT 1 FROM detail"
        #expect(RawDatabase(desk.home.vaultFile).run(detail), "a detail was kept")
    }

    @Test("the reason opens the record's commitment, and is nowhere but in the vault")
    func details() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let institution = try await desk.open()
        let registrar = institution.registrar
        let id = try await issued(1, registrar)
        _ = try await registrar.change(id, .suspend, reason(.appeal, "Her lawyer wrote."))
        let entry = try #require(try await registrar.standing(of: id).history.first)
        #expect(entry.reason?.words == "Her lawyer wrote." && entry.reason?.category == .appeal)
        let record = try #require(try await institution.ledger.record(at: entry.record))
        let content = try JSONDocument(
            parsing: Array(
                #"{"category":"appeal","effective":"2026-05-20","reason":"Her lawyer wrote."}"#
                    .utf8)
        ).canonicalBytes()
        let salt = try #require(entry.salt)
        #expect(
            record.statement.body.detail == StandingDetail(content: content, salt: salt).digest)
        let text = String(decoding: record.bytes, as: UTF8.self)
        #expect(!text.contains("appeal") && !text.contains("lawyer"))
    }

    @Test("an award without the place in a list of holds is held in the ledger alone")
    func beforeHolds() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try await issued(1, registrar)
        let bundle = try await registrar.bundle(for: id)
        let statuses = bundle.credential["credentialStatus"]?.elements ?? []
        #expect(
            statuses.compactMap { $0["statusPurpose"]?.string } == ["revocation", "suspension"])
        #expect(Set(statuses.compactMap { $0["statusListIndex"]?.string }).count == 1)
        // What names only the list of withdrawals is judged by that and by the ledger's word.
        _ = try await registrar.change(id, .suspend, reason(.appeal))
        #expect(try bit(desk, id, .revocation) == .clear)
        #expect(try await registrar.bundle(for: id).standings[0].standing.state == .onHold)
    }

    @Test("a replacement names neither its successor nor why, in anything public")
    func replacing() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try await issued(1, registrar)
        let replacement = try await registrar.supersede(
            id, by: OpenDesk.input(2), reason(.nameChange, "She married."))
        #expect(replacement.outcome.entry.state == .replaced)
        let old = try await registrar.bundle(for: id)
        #expect(old.standings[0].standing.state == .replaced)
        let new = try await registrar.bundle(for: replacement.successor)
        #expect(new.standings[0].standing.state == .inForce)
        let texts = [old.bytes, new.bytes].map { String(decoding: $0, as: UTF8.self) }
        #expect(!texts[0].contains(replacement.successor.uuid) && !texts[0].contains("Student 2"))
        #expect(!texts[1].contains(id.uuid) && !texts[1].contains("Student 1"))
        let public_ =
            try Files.all(below: desk.home.publicFolder.path)
            + [desk.home.ledgerFile, desk.home.ledgerFile + "-wal"].compactMap(Files.read)
        for needle in [id.uuid, replacement.successor.uuid, "Student", "name_change", "married"] {
            #expect(!public_.contains { Files.find(needle, in: $0) }, "\(needle)")
        }
        let reason = try await registrar.standing(of: id).history[0].reason
        #expect(reason?.successor == replacement.successor && reason?.category == .nameChange)
    }

    @Test("a replacement that was interrupted anywhere is finished by the same again")
    func interrupted() async throws {
        for moment in 0..<3 {
            let desk = try await OpenDesk()
            defer { desk.remove() }
            let registrar = try await desk.open().registrar
            let id = try await issued(1, registrar)
            var hooks = HookedVault.Hooks()
            switch moment {
            case 0: hooks.afterAdding = { throw HookedVault.Crash() }
            case 1: hooks.beforeMarking = { throw HookedVault.Crash() }
            default: hooks.beforeDetail = { throw HookedVault.Crash() }
            }
            let failing = try await desk.open(hooks)
            let reason = try reason(.correction)
            await #expect(throws: HookedVault.Crash.self, "moment \(moment)") {
                try await failing.supersede(id, by: OpenDesk.input(2), reason)
            }
            let again = try await desk.open().registrar
            let first = try await again.supersede(id, by: OpenDesk.input(2), reason)
            let second = try await again.supersede(id, by: OpenDesk.input(2), reason)
            #expect(first == second)
            // The first record, two awards, one replacement.
            #expect(try desk.size() == 4)
            // Another successor is not issued, and what is replaced is not replaced again.
            await #expect(throws: (any Error).self) {
                try await again.supersede(id, by: OpenDesk.input(3), reason)
            }
            #expect(try desk.size() == 4)
        }
    }

    @Test("of two replacements at the same moment one is issued, and the other is refused")
    func oneSuccessor() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try await issued(1, registrar)
        let other = try await issued(2, registrar)
        let reason = try reason(.correction)
        var hooks = HookedVault.Hooks()
        let file = desk.home.vaultFile
        hooks.beforeAdding = {
            try SQLiteVault(path: file).add(
                [], succession: Succession(replaced: id, successor: other))
        }
        let late = try await desk.open(hooks)
        await #expect(throws: RegistrarError.otherSuccessor(other)) {
            try await late.supersede(id, by: OpenDesk.input(3), reason)
        }
        // The first record and two awards: the late one is neither in the ledger nor on its way.
        #expect(try desk.size() == 3)
        #expect(try await registrar.counts().pending == 0)
        let first = try await registrar.supersede(id, by: OpenDesk.input(2), reason)
        #expect(first.successor == other && first.outcome.entry.state == .replaced)
    }

    @Test("of two awards that are to replace each other at the same moment one stays")
    func crossing() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try await issued(1, registrar)
        let other = try await issued(2, registrar)
        var hooks = HookedVault.Hooks()
        let file = desk.home.vaultFile
        hooks.beforeAdding = {
            try SQLiteVault(path: file).add(
                [], succession: Succession(replaced: other, successor: id))
        }
        let late = try await desk.open(hooks)
        do {
            _ = try await late.supersede(id, by: OpenDesk.input(2), reason(.correction))
            Issue.record("both were replaced")
        } catch RegistrarError.successorNotInForce(let successor, let state, _) {
            #expect(successor == other && state == .replaced)
        }
        let first = try await registrar.supersede(
            other, by: OpenDesk.input(1), reason(.correction))
        #expect(first.successor == id && first.outcome.entry.state == .replaced)
    }

    @Test("many replacements at once leave one award in force", arguments: 0..<4)
    func race(round: Int) async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try await issued(1, registrar)
        let reason = try reason(.regrade)
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 2..<8 {
                let registrar = try await desk.open().registrar
                group.addTask {
                    do {
                        _ = try await registrar.supersede(id, by: OpenDesk.input(number), reason)
                        return true
                    } catch is RegistrarError {
                        return false
                    } catch LedgerError.standingForbids {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 1)
        // The first record, two awards, one replacement.
        #expect(try desk.size() == 4)
        #expect(try await registrar.counts().issued == 2)
    }

    @Test("a replacement that was given up makes room for another once it is withdrawn")
    func givenUp() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let id = try await issued(1, try await desk.open().registrar)
        let reason = try reason(.correction)
        var hooks = HookedVault.Hooks()
        hooks.beforeMarking = { throw HookedVault.Crash() }
        let failing = try await desk.open(hooks)
        await #expect(throws: HookedVault.Crash.self) {
            try await failing.supersede(id, by: OpenDesk.input(2), reason)
        }
        let again = try await desk.open().registrar
        var given: CredentialID?
        do {
            _ = try await again.supersede(id, by: OpenDesk.input(3), reason)
        } catch RegistrarError.otherSuccessor(let other) {
            given = other
        }
        let first = try #require(given)
        _ = try await again.reconcile()
        _ = try await again.change(first, .revoke, self.reason(.issuedInError))
        let second = try await again.supersede(id, by: OpenDesk.input(3), reason)
        #expect(second.successor != first)
        #expect(try await again.standing(of: second.successor).standing.state == .inForce)
    }

    @Test("an award is not its own successor")
    func itself() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try await issued(1, registrar)
        await #expect(throws: RegistrarError.notASuccessor(id)) {
            try await registrar.supersede(id, by: OpenDesk.input(1), reason(.reprint))
        }
        #expect(try desk.size() == 2)
    }

    @Test("a vault of the version before is brought up to date, with what it holds")
    func migration() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try await issued(1, registrar)
        _ = try await registrar.change(id, .suspend, reason(.appeal, "old"))
        let old = RawDatabase(desk.home.vaultFile).run(
            """
            DROP INDEX detail_of_credential; DROP INDEX detail_of_successor;
            ALTER TABLE detail DROP COLUMN credential;
            ALTER TABLE detail DROP COLUMN successor; DROP TABLE succession;
            PRAGMA user_version = 2
            """)
        #expect(old)
        let later = try await desk.open().registrar
        #expect(try await later.standing(of: id).history[0].reason?.words == "old")
        _ = try await later.change(id, .reinstate, reason(.cleared, "new"))
        #expect(try await later.standing(of: id).history[1].reason?.words == "new")
        #expect(
            RawDatabase(desk.home.vaultFile).run(
                "DROP TABLE succession; PRAGMA user_version = 3"))
        let last = try await desk.open().registrar
        _ = try await last.supersede(id, by: OpenDesk.input(2), reason(.reprint))
        #expect(RawDatabase(desk.home.vaultFile).run("PRAGMA user_version = 99"))
        #expect(throws: VaultError.self) { try SQLiteVault(path: desk.home.vaultFile) }
    }
}
