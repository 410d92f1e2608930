import AppendOnlyLedger
import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import Testing
import TransparencyLog
import Verification

@Suite("A copy of a home")
struct CopyTests {
    private func folder() throws -> String {
        let path =
            FileManager.default.temporaryDirectory.path
            + "/testamur-copy-\(Hex.encode(Entropy.bytes(8)))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        return path
    }

    /// Every credential of a copy, by whether it is pending.
    private func entries(of folder: String) throws -> [VaultEntry] {
        let vault = try SQLiteVault(path: folder + "/vault.sqlite")
        var entries: [VaultEntry] = []
        while true {
            let page = try vault.entries(after: entries.last?.id)
            if page.isEmpty { return entries }
            entries += page
        }
    }

    /// Opens a copy as if it were known that nobody has seen more.
    private func open(_ folder: String) async throws -> OpenHome {
        try? FileManager.default.removeItem(atPath: folder + "/restored.json")
        return try await Home(opening: folder).open(
            passphrase: nil, clock: OpenDesk.clock, entropy: Entropy.bytes)
    }

    @Test("made while others append has the credential of each of its records, and none beyond")
    func underLoad() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        _ = try await registrar.issue([OpenDesk.input(0)])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var batch = 0
                while !Task.isCancelled {
                    batch += 1
                    let first = batch * 100
                    let inputs = try (first..<first + 25).map { try OpenDesk.input($0) }
                    for outcome in try await registrar.issue(inputs) {
                        #expect(outcome.issuedID != nil)
                    }
                }
            }
            var sizes: Set<TreeSize> = []
            // As often as it takes to meet the ledger at four sizes.
            for _ in 0..<2_000 where sizes.count < 4 {
                let folder = try folder()
                defer { try? FileManager.default.removeItem(atPath: folder) }
                let copy = try desk.home.copy(into: folder, at: Instant(seconds: 1_780_000_002))
                let store = try SQLiteLedgerStore(path: folder + "/ledger.sqlite")
                let head = try #require(try store.head())
                #expect(copy.checkpoint == head.checkpoint.checkpoint)
                #expect(
                    try RightEdge(size: head.size, tiles: store).root
                        == head.checkpoint.checkpoint.root)
                var found: Set<LeafIndex> = []
                for entry in try entries(of: folder) {
                    if let place = entry.place {
                        #expect(place.proof.checkpoint.checkpoint.size <= head.size)
                    }
                    if let index = try store.index(ofNonce: entry.statement.statement.nonce) {
                        #expect(entry.place.map { $0.index == index } ?? true)
                        found.insert(index)
                    }
                }
                #expect(found.count == Int(head.size.value) - 1)
                sizes.insert(head.size)
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(sizes.count == 4, "nothing was appended meanwhile")
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test("of a vault that is ahead of its ledger issues nothing twice and loses nothing")
    func vaultAhead() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        _ = try await registrar.issue([OpenDesk.input(1), OpenDesk.input(2)])
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let size = try SQLiteCopy.ledger(
            at: desk.home.ledgerFile, to: folder + "/behind.sqlite"
        ).size
        let later = try await registrar.issue([OpenDesk.input(3), OpenDesk.input(4)])
            .compactMap(\.issuedID)
        _ = try desk.home.copy(into: folder, at: Instant(seconds: 1_780_000_002))
        for name in ["ledger.sqlite", "vault.sqlite"] {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        try FileManager.default.moveItem(
            atPath: folder + "/behind.sqlite", toPath: folder + "/ledger.sqlite")
        let handedOut = try SQLiteCopy.vault(
            at: desk.home.vaultFile, to: folder + "/vault.sqlite", besideLedgerOf: size)
        #expect(handedOut?.checkpoint.size == size.adding(2))
        let pending = try entries(of: folder).filter { $0.place == nil }
        #expect(Set(pending.map(\.id)) == Set(later))

        let restored = try await open(folder)
        #expect(try await restored.registrar.reconcile() == 2)
        #expect(try await restored.registrar.reconcile() == 0)
        let inputs = try (1...4).map { try OpenDesk.input($0) }
        let again = try await restored.registrar.issue(inputs)
        #expect(again.allSatisfy { $0.knownID != nil })
        #expect(try restored.store.head()?.size == size.adding(2))
        for id in later { _ = try await restored.registrar.bundle(for: id) }
    }

    @Test("draws no status bit that may have been given away since, here or by another copy")
    func statusBits() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        _ = try await desk.open().registrar.issue([OpenDesk.input(1)])
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try desk.home.copy(into: folder, at: Instant(seconds: 1_780_000_002))
        var lists: Set<Int64> = [1]
        for number in 2...9 {
            let vault = try SQLiteVault(path: "\(folder)/vault.sqlite")
            let next = lists.map { $0 + 1 }
            try vault.beginOtherStatusList(entropy: Entropy.bytes)
            let restored = try await open(folder)
            _ = try await restored.registrar.issue([OpenDesk.input(number)])
            try await restored.registrar.publishProjections()
            lists.formUnion(try entries(of: folder).map(\.bit.list))
            #expect(lists.count == number)
            let near = lists.contains { one in
                lists.contains { $0 != one && abs($0 - one) <= 1_000 }
            }
            #expect(!near)
            let published = try FileManager.default.contentsOfDirectory(
                atPath: "\(folder)/public/status")
            #expect(Set(published).isSuperset(of: lists.union(next).map(String.init)))
        }
    }

    @Test("takes a credential back from its holder, and draws no bit from that credential's list")
    func adopting() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        _ = try await desk.open().registrar.issue([OpenDesk.input(1)])
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let copied = try desk.home.copy(into: folder, at: Instant(seconds: 1_780_000_002))
        // The lost home drew from a list with a greater number than the copy's.
        let lostVault = try SQLiteVault(path: desk.home.vaultFile)
        try lostVault.beginOtherStatusList { _ in [0, 0x90, 0, 0] }
        let lost = try await desk.open()
        let outcomes = try await lost.registrar.issue([OpenDesk.input(2)])
        guard case .issued(let id, let bundle) = try #require(outcomes.first) else {
            Issue.record("not issued: \(outcomes)")
            return
        }
        let size = try #require(copied.checkpoint).size
        let records = try lost.store.records(from: size.nextIndex, count: 100)
        let newest = try #require(try lost.store.head()).checkpoint
        let store = try SQLiteLedgerStore(path: "\(folder)/ledger.sqlite")
        try await Ledger.bringBack(upTo: newest, in: store) { $0 == 0 ? records : nil }
        let registrar = try await open(folder).registrar
        let vault = try SQLiteVault(path: "\(folder)/vault.sqlite")
        let drawing = try vault.statusList()
        for _ in 1...2 { #expect(try await registrar.adopt(bundle).id == id) }
        #expect(try vault.statusList() == drawing)
        #expect(try vault.statusLists().count == 2)
        let entry = try #require(try vault.entry(named: id))
        #expect(entry.bit == (try lostVault.entry(named: id))?.bit)
        #expect(entry.bit.list > drawing)
        let reason = StandingReason(category: .fraud, effective: Day(OpenDesk.clock()))
        let change = try await registrar.change(id, .revoke, reason)
        let record = try store.record(at: change.entry.record).map(Record.init(parsing:))
        #expect(record?.statement.body.target?.record == entry.place?.index)
        #expect(
            try await registrar.bundle(for: id).credential.canonicalBytes()
                == bundle.credential.canonicalBytes())
    }

    @Test("is not opened for appending, and cannot be copied again, but can be looked at")
    func heldBack() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try desk.home.copy(into: folder, at: Instant(seconds: 1_780_000_002))
        let home = try Home(opening: folder)
        #expect(home.isRestored)
        let mark = try home.restoredMark()
        #expect(mark.made == Instant(seconds: 1_780_000_002))
        #expect(mark.handedOut == nil)
        await #expect(throws: HomeError.restored(folder)) {
            try await home.open(
                passphrase: nil, clock: OpenDesk.clock, entropy: Entropy.bytes)
        }
        #expect(throws: HomeError.restored(folder)) {
            try home.witness(passphrase: nil, clock: OpenDesk.clock)
        }
        let other = try self.folder()
        defer { try? FileManager.default.removeItem(atPath: other) }
        #expect(throws: HomeError.restored(folder)) {
            try home.copy(into: other, at: Instant(seconds: 1_780_000_003))
        }
        let looking = try await home.open(
            for: .looking, passphrase: nil, clock: OpenDesk.clock, entropy: Entropy.bytes)
        _ = try await looking.registrar.description()
    }

    @Test("sets the witness's key and memory aside")
    func witness() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let witnessing = try desk.home.makeWitness(passphrase: nil)
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let copy = try witnessing.copy(into: folder, at: Instant(seconds: 1_780_000_002))
        #expect(copy.files.contains("set-aside/witness.sqlite"))
        #expect(copy.files.contains("set-aside/witness-1.pem"))
        #expect(!copy.files.contains("keys/witness-1.pem"))
        let home = try Home(opening: folder)
        #expect(!home.configuration.roles.contains(.witness))
        #expect(throws: HomeError.restored(folder)) { try home.makeWitness(passphrase: nil) }
        #expect(!FileManager.default.fileExists(atPath: home.witnessFile))
        try FileManager.default.removeItem(atPath: folder + "/restored.json")
        let anew = try home.makeWitness(passphrase: nil)
        #expect(anew.configuration.roles.contains(.witness))
    }
}
