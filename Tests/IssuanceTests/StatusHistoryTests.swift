import AppendOnlyLedger
import CanonicalJSON
import Credentials
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import Synchronization
import Testing
import TransparencyLog

@Suite("Status lists over time")
struct StatusHistoryTests {
    /// A clock that a test sets.
    private final class Clock: Sendable {
        let now = Mutex(Instant(seconds: 1_780_000_100))
        func set(_ seconds: Int64) { now.withLock { $0 = Instant(seconds: seconds) } }
    }

    private func reason(_ category: StandingReason.Category) throws -> StandingReason {
        StandingReason(category: category, effective: try #require(Day("2026-05-20")))
    }

    private struct Read {
        let indexes: Set<Int>
        let from: Instant?
        let until: Instant?
    }

    private func read(_ list: SignedStatusList?) throws -> Read? {
        guard let list else { return nil }
        let json = try JSONDocument(parsing: list.credential).root
        let encoded = try #require(json["credentialSubject"]?["encodedList"]?.string)
        let bits = try BitString(encodedList: encoded)
        #expect(bits.count == 131_072)
        var indexes: Set<Int> = []
        for place in 0..<bits.count {
            if bits[try #require(StatusListIndex(place))] == .set { indexes.insert(place) }
        }
        func instant(_ name: String) throws -> Instant? {
            try json[name]?.string.flatMap { try DateTimeStamp($0).instant }
        }
        return Read(
            indexes: indexes, from: try instant("validFrom"), until: try instant("validUntil"))
    }

    @Test("of any moment are what the records until then say, and valid for as long as that was so")
    func history() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let clock = Clock()
        let open = try await desk.home.open(
            passphrase: nil, clock: { clock.now.withLock { $0 } }, entropy: Entropy.bytes)
        let registrar = open.registrar
        let id = try #require(try await registrar.issue([OpenDesk.input(1)])[0].issuedID)
        let place = Int(try await registrar.recorded(id).bit.index)
        // Second 200: on hold; 300: free; 400: withdrawn.
        for (second, action, category) in [
            (Int64(200), StandingAction.suspend, StandingReason.Category.appeal),
            (300, .reinstate, .cleared), (400, .revoke, .fraud),
        ] {
            clock.set(1_780_000_000 + second)
            _ = try await registrar.change(id, action, reason(category))
        }
        clock.set(1_780_000_500)
        let table: [(Int64, Set<Int>, Set<Int>)] = [
            (1, [], []), (199, [], []), (200, [], [place]), (299, [], [place]), (300, [], []),
            (399, [], []), (400, [place], []), (500, [place], []),
        ]
        for (second, revoked, held) in table {
            let instant = Instant(seconds: 1_780_000_000 + second)
            for (purpose, expected) in [
                (StatusBits.Purpose.revocation, revoked), (.suspension, held),
            ] {
                let list = try #require(
                    try read(await registrar.statusList(1, purpose, at: .instant(instant))))
                #expect(list.indexes == expected, "\(second) \(purpose)")
                #expect(try #require(list.from) <= instant && instant <= (try #require(list.until)))
            }
        }
        // Records 0 and 1, then one change each.
        for (size, held) in [(UInt64(1), false), (2, false), (3, true), (4, false), (5, false)] {
            let list = try read(
                await registrar.statusList(1, .suspension, at: .size(TreeSize(size))))
            #expect(list?.indexes == (held ? [place] : []), "size \(size)")
        }
        for moment in [
            StatusListMoment.size(.zero), .size(6), .instant(Instant(seconds: 1_779_999_999)),
        ] {
            #expect(try await registrar.statusList(1, .revocation, at: moment) == nil)
        }
        #expect(try await registrar.statusList(2, .revocation, at: .size(2)) == nil)
    }

    @Test("of before a theft was declared, or confirmed, are not valid after it")
    func theft() async throws {
        let home = try await LongHome()
        defer { home.remove() }
        let id = try await home.issue(1)
        let place = Int(try await home.open().registrar.recorded(id).bit.index)
        home.pass(1)
        let cut = try home.size()
        let held = try await home.open().registrar.change(id, .suspend, reason(.appeal))
        home.pass(1)
        let next = home.home.path + "-next"
        defer { try? Files.remove(next) }
        let recovered = try await home.recover(
            from: [.compromised(home.key("record-1"), from: cut)],
            by: home.home.path + "/recovery", next: next)
        home.pass(1)
        let confirmed = try await home.open().registrar.confirmAgain(except: [])
        home.pass(1)
        let last = try #require(confirmed.first?.record)
        let declared = try #require(recovered.records.first)
        // From the hold on, from the theft on, and from the confirmation on.
        let table: [(LeafIndex, Set<Int>, Instant, Instant?)] = [
            (held.entry.record, [place], held.entry.at, declared.at),
            (declared.index, [], declared.at, last.at), (last.index, [place], last.at, nil),
        ]
        for (record, indexes, from, until) in table {
            let list = try #require(
                try read(
                    await home.open().registrar.statusList(
                        1, .suspension, at: .size(record.sizeAfter))))
            #expect(list.indexes == indexes, "record \(record)")
            #expect(list.from == from, "record \(record)")
            if let until { #expect(list.until == until, "record \(record)") }
        }
        let now = try await read(home.open().registrar.statusList(1, .suspension, at: .size(cut)))
        #expect(now?.until == held.entry.at)
    }

    @Test("no place is given twice, whatever fills and wherever it is interrupted")
    func places() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let capacity: Int64 = 64
        var seed = UInt64(7)
        for round in 0..<24 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var hooks = HookedVault.Hooks()
            switch seed >> 33 & 3 {
            case 0: hooks.afterAdding = { throw HookedVault.Crash() }
            case 1: hooks.beforeMarking = { throw HookedVault.Crash() }
            default: break
            }
            let one = try await desk.open(hooks, placesInList: capacity)
            let two = try await desk.open(HookedVault.Hooks(), placesInList: capacity)
            let inputs = try (0..<7).map { try OpenDesk.input(round * 14 + $0) }
            let others = try (7..<14).map { try OpenDesk.input(round * 14 + $0) }
            async let first = try? one.issue(inputs)
            async let second = try? two.issue(others)
            _ = await (first, second)
        }
        let registrar = try await desk.open(HookedVault.Hooks(), placesInList: capacity)
        try await registrar.reconcile()
        #expect(try await registrar.counts() == VaultCounts(issued: 24 * 14, pending: 0))
        var places: Set<StatusBit> = []
        let vault = try SQLiteVault(path: desk.home.vaultFile)
        for entry in try vault.entries(after: nil) {
            #expect(places.insert(entry.bit).inserted)
            #expect(entry.bit.index < capacity)
            let statuses = try JSONDocument(parsing: entry.credential).root["credentialStatus"]
            #expect(
                statuses?.elements.compactMap { $0["statusListIndex"]?.string }
                    == [String(entry.bit.index), String(entry.bit.index)])
        }
        #expect(places.count == 24 * 14)
        let lists = try vault.statusLists()
        #expect(lists == Array(1...Int64(lists.count)) && lists.count > 5)
        try await registrar.publishProjections()
        for list in lists {
            for purpose in StatusBits.Purpose.allCases {
                let name = InstitutionProfile.statusName(list: list, purpose)
                #expect(desk.home.publicFolder.read(name) != nil)
            }
        }
    }

    @Test("more inputs at once than a list has places are given those of the next ones")
    func manyAtOnce() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open(HookedVault.Hooks(), placesInList: 8)
        let outcomes = try await registrar.issue(try (0..<50).map(OpenDesk.input))
        #expect(outcomes.compactMap(\.issuedID).count == 50)
        #expect(try SQLiteVault(path: desk.home.vaultFile).statusLists().count > 6)
    }
}
