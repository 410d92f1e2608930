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
import Trust
import Verification

import class FoundationEssentials.FileManager

@Suite("Erasing an award")
struct ErasingTests {
    /// A name that nothing else has, with letters beyond ASCII.
    private static let name = "Żaneta Wyjątkowa-Erazmus"

    private func input(_ name: String) throws -> JSONDocument {
        let text = String(decoding: try OpenDesk.input(7).root.canonicalBytes(), as: UTF8.self)
        return try JSONDocument(parsing: Array(text.replacing("Student 7", with: name).utf8))
    }

    private func reason(
        _ category: StandingReason.Category, _ words: String? = nil
    ) throws -> StandingReason {
        StandingReason(
            category: category, words: words, effective: try #require(Day("2026-05-20")))
    }

    /// What must not be found: the name as it is and as JSON escapes, the number, the salt and
    /// whatever else only this award has.
    private func needles(_ entry: VaultEntry, _ name: String) -> [String: [UInt8]] {
        var escaped = ""
        for unit in name.utf16 {
            let hex = String(unit, radix: 16)
            escaped +=
                unit < 0x80
                ? String(UnicodeScalar(UInt8(unit)))
                : "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
        var needles: [String: [UInt8]] = [
            "name": Array(name.utf8), "escaped name": Array(escaped.utf8),
            "upper-case escapes": Array(escaped.uppercased().replacing("\\U", with: "\\u").utf8),
            "utf-16": name.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] },
            "number": Array(entry.id.uuid.utf8),
            "number without hyphens": Array(entry.id.uuid.replacing("-", with: "").utf8),
            "number as bytes": Hex.decode(entry.id.uuid.replacing("-", with: "")) ?? [],
        ]
        for trace in entry.traces {
            for (number, form) in trace.forms.enumerated() {
                needles["\(trace.name) \(number)"] = form
            }
        }
        return needles
    }

    private func found(_ needles: [String: [UInt8]], in desk: OpenDesk) throws -> [String] {
        var found: [String] = []
        for file in try Files.names(below: desk.home.path) {
            // What is being published may have its own name by now.
            guard let bytes = Files.read(file) else { continue }
            for (name, needle) in needles where Files.find(needle, in: bytes) {
                found.append("\(name) in \(file.split(separator: "/").last ?? "")")
            }
        }
        return found.sorted()
    }

    /// An award with a history of its own among forty others.
    private struct Case {
        let desk: OpenDesk
        let registrar: Registrar
        let id: CredentialID
        let bundle: Bundle
        let entry: VaultEntry
        let others: [CredentialID]
    }

    private func makeCase() async throws -> Case {
        let desk = try await OpenDesk()
        let registrar = try await desk.open().registrar
        var others = try await registrar.issue(try (1...20).map(OpenDesk.input))
            .compactMap(\.issuedID)
        let outcome = try await registrar.issue([input(ErasingTests.name)])
        let id = try #require(outcome.first?.issuedID)
        others += try await registrar.issue(try (21...40).map(OpenDesk.input))
            .compactMap(\.issuedID)
        _ = try await registrar.change(
            id, .suspend, reason(.underReview, "About \(ErasingTests.name)."))
        _ = try await registrar.change(id, .reinstate, reason(.cleared))
        // It took the place of another, whose history names it.
        _ = try await registrar.supersede(
            others[3], by: input(ErasingTests.name), reason(.nameChange, ErasingTests.name))
        let entry = try #require(try SQLiteVault(path: desk.home.vaultFile).entry(named: id))
        return Case(
            desk: desk, registrar: registrar, id: id,
            bundle: try await registrar.bundle(for: id), entry: entry, others: others)
    }

    private func expectNothing(_ test: Case) throws {
        let found = try found(needles(test.entry, ErasingTests.name), in: test.desk)
        #expect(found.isEmpty, "\(found)")
    }

    @Test("leaves no byte of it in any file of the home, and everything else as it was")
    func nothingLeft() async throws {
        let test = try await makeCase()
        defer { test.desk.remove() }
        let before = try found(needles(test.entry, ErasingTests.name), in: test.desk)
        #expect(before.contains { $0.hasPrefix("name in vault.sqlite") }, "\(before)")
        #expect(before.contains { $0.hasPrefix("salt 0") })
        #expect(before.contains { $0.hasPrefix("number in") })
        // Another program has the home open all the while.
        let beside = try await test.desk.open().registrar
        _ = try await beside.counts()
        let award = try await test.registrar.recorded(test.id)
        let erasure = try await test.registrar.erase(award, reason(.holderRequest, "words"))
        #expect(erasure.outcome.entry.state == .erased)
        #expect(erasure.destroyed.credentialBytes == test.entry.credential.count)
        #expect(erasure.destroyed.detailCount == 3)
        #expect(erasure.destroyed.traces == test.entry.traces)
        try expectNothing(test)
        // Its neighbours have lost nothing.
        #expect(try await beside.counts().issued == 40)
        for id in [test.others[0], test.others[3], test.others[39]] {
            let bundle = try await beside.bundle(for: id)
            #expect(try await verdict(on: bundle, with: nil, test).code != .altered)
        }
        let replaced = try await test.registrar.standing(of: test.others[3])
        #expect(replaced.standing.state == .replaced && replaced.history[0].reason == nil)
        await #expect(throws: RegistrarError.unknownCredential(test.id)) {
            try await test.registrar.bundle(for: test.id)
        }
        #expect(
            try await test.registrar.bundle(
                forPresented: test.bundle.credential.canonicalBytes()) == nil)
    }

    @Test("its holder still proves that it was genuine, and that its record is closed")
    func holder() async throws {
        let test = try await makeCase()
        defer { test.desk.remove() }
        let award = try await test.registrar.recorded(test.id)
        _ = try await test.registrar.erase(award, reason(.retentionEnded))
        let standing = try #require(
            await test.registrar.signedStanding(of: award.target))
        #expect(standing.standing.state == .erased)
        #expect(try await verdict(on: test.bundle, with: standing, test).code == .erased)
        // Its file shows its history, of which only why it was erased is kept.
        let shown = try await test.registrar.recorded(shownBy: test.bundle)
        #expect(shown.keeping == .erased && shown.bit == award.bit)
        let history = try await test.registrar.standing(of: shown).history
        #expect(history.map(\.action) == [.suspend, .reinstate, .erase])
        #expect(history.map(\.reason?.category) == [nil, nil, .retentionEnded])
        #expect(history[2].reason?.words == nil)
    }

    private func verdict(
        on bundle: Bundle, with standing: SignedStanding?, _ test: Case
    ) async throws -> Verdict {
        let institution = try await test.registrar.description().institution
        let now = OpenDesk.clock()
        let list = try TrustList(
            name: "List", issued: now - .seconds(60), expires: now + .seconds(86_400),
            institutions: [institution])
        let verifier = Verifier(trusting: list, policy: .unwitnessed)
        return verifier.verify(
            try verifier.submission(reading: bundle.bytes), at: now,
            with: standing.map { [Evidence(.standing($0), fetchedAt: now)] } ?? [])
    }

    @Test("can be withdrawn later by its holder's file, and is not taken back by that")
    func withdrawnLater() async throws {
        let test = try await makeCase()
        defer { test.desk.remove() }
        let award = try await test.registrar.recorded(test.id)
        _ = try await test.registrar.erase(award, reason(.holderRequest))
        let adopted = try await test.registrar.adopt(test.bundle)
        #expect(adopted.keeping == .erased)
        let outcome = try await test.registrar.change(adopted, .revoke, reason(.fraud))
        #expect(outcome.entry.state == .withdrawn)
        let standing = try #require(
            await test.registrar.signedStanding(of: award.target))
        #expect(try await verdict(on: test.bundle, with: standing, test).code == .withdrawn)
        try expectNothing(test)
        await #expect(throws: LedgerError.standingForbids(.withdrawn)) {
            try await test.registrar.erase(adopted, reason(.holderRequest))
        }
    }

    @Test("the same file issued again is another award with a record of its own")
    func again() async throws {
        let test = try await makeCase()
        defer { test.desk.remove() }
        let award = try await test.registrar.recorded(test.id)
        _ = try await test.registrar.erase(award, reason(.holderRequest))
        let outcome = try await test.registrar.issue([input(ErasingTests.name)])[0]
        let id = try #require(outcome.issuedID)
        #expect(id != test.id)
        let entry = try SQLiteVault(path: test.desk.home.vaultFile).entry(named: id)
        #expect(entry?.bit != test.entry.bit, "its place in the lists stays taken")
    }

    @Test("is finished by the next start, wherever it was interrupted", arguments: 0..<3)
    func interrupted(_ moment: Int) async throws {
        let test = try await makeCase()
        defer { test.desk.remove() }
        var hooks = HookedVault.Hooks()
        switch moment {
        case 0: hooks.beforeErasing = { throw HookedVault.Crash() }
        case 1: hooks.beforeScrubbing = { throw HookedVault.Crash() }
        default: hooks.beforeNoting = { throw HookedVault.Crash() }
        }
        let failing = try await test.desk.open(hooks)
        let award = try await failing.recorded(test.id)
        let why = try reason(.holderRequest)
        let size = try test.desk.size()
        await #expect(throws: HookedVault.Crash.self) { try await failing.erase(award, why) }
        #expect(try test.desk.size() == size + 1)
        let again = try await test.desk.open().registrar
        if moment == 0 {
            // The vault has it still: the same again finishes it without another record.
            let destroyed = try await again.erase(again.recorded(test.id), why).destroyed
            #expect(destroyed.credentialBytes > 0)
        } else {
            try await again.reconcile()
        }
        try expectNothing(test)
        #expect(try test.desk.size() == size + 1)
    }

    @Test("leaves nothing either of a change that another process was making of it")
    func beside() async throws {
        let test = try await makeCase()
        defer { test.desk.remove() }
        let (entered, go) = (Gate(), Gate())
        var hooks = HookedVault.Hooks()
        hooks.beforeDetail = {
            entered.open()
            go.wait()
        }
        let slow = try await test.desk.open(hooks)
        let (id, why) = (test.id, try reason(.fraud, "words"))
        async let late = slow.change(id, .revoke, why)
        try await entered.passed()
        let award = try await test.registrar.recorded(test.id)
        _ = try await test.registrar.erase(award, reason(.holderRequest))
        go.open()
        #expect(try await late.entry.state == .withdrawn)
        try expectNothing(test)
        let history = try await test.registrar.standing(
            of: test.registrar.recorded(shownBy: test.bundle)
        ).history
        #expect(history.last?.reason?.category == .fraud)
    }

    @Test("is done again in a home that came out of a backup of before", arguments: [true, false])
    func restored(isPending: Bool) async throws {
        let test = try await makeCase()
        defer { test.desk.remove() }
        let folder = FileManager.default.temporaryDirectory.path + "/testamur-copy-\(test.id.uuid)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let copied = try test.desk.home.copy(into: folder, at: OpenDesk.clock())
        let lost = try await test.desk.open()
        let award = try await lost.registrar.recorded(test.id)
        _ = try await lost.registrar.erase(award, reason(.holderRequest))
        let size = try #require(copied.checkpoint).size
        let records = try lost.store.records(from: size.nextIndex, count: 100)
        let newest = try #require(try lost.store.head()).checkpoint
        let store = try SQLiteLedgerStore(path: "\(folder)/ledger.sqlite")
        try await Ledger.bringBack(upTo: newest, in: store) { $0 == 0 ? records : nil }
        if isPending {
            let released = "UPDATE credential SET record = NULL, proof = NULL"
            #expect(RawDatabase("\(folder)/vault.sqlite").run(released))
        }
        let vault = try SQLiteVault(path: "\(folder)/vault.sqlite")
        #expect(try vault.entry(named: test.id) != nil)
        let destroyed = try Erasures.apply(from: LedgerView(of: store), to: vault)
        #expect(Array(destroyed.keys) == [test.id])
        for file in try Files.all(below: folder) {
            for (name, needle) in needles(test.entry, ErasingTests.name) {
                #expect(!Files.find(needle, in: file), "\(name)")
            }
        }
        #expect(try Erasures.apply(from: LedgerView(of: store), to: vault).isEmpty)
    }
}
