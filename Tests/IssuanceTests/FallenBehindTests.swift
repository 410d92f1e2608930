import AppendOnlyLedger
import HomeFolder
import Issuance
import SQLiteStorage
import Signing
import Testing
import TransparencyLog

import class FoundationEssentials.FileManager

/// What witnesses say of a home, and what of it proves that the home lacks what was signed.
@Suite("A home of which a witness has seen more")
struct FallenBehindTests {
    private static let address = "https://w.example/witness"

    /// A policy of so many witnesses at addresses of their own, none of whom has to cosign.
    private func policy(_ count: Int = 1) throws -> WitnessPolicy {
        let witnesses = try (0..<count).map { number in
            let key = try CosignatureKey(
                name: #require(KeyName("w\(number).example")),
                publicKey: PrivateKey.generate(.ed25519).publicKey)
            let (name, url) = ("w\(number)", "\(Self.address)\(number)")
            return WitnessPolicy.Witness(
                name: try #require(PolicyWord(name)), key: key, url: PolicyWord(url))
        }
        return try .requiring(0, of: witnesses, logs: [])
    }

    private func ledgerKey(of home: Home) throws -> PrivateKey {
        try PrivateKey(opening: home.keysFolder + "/ledger-1.pem", passphrase: nil)
    }

    private func note(
        of home: Home, size: TreeSize, root: Digest = .sha256([7]), by key: PrivateKey,
        origin: Origin? = nil
    ) throws -> [UInt8] {
        let origin = origin ?? home.configuration.origin
        return try Checkpoint(origin: origin, size: size, root: root)
            .signed(by: NoteSigner(name: origin.keyName, key: key)).bytes
    }

    /// Asks one witness that shows these bytes.
    private func ask(_ home: Home, shown: [UInt8]) async throws {
        try await home.requireNewest(under: policy(), at: Instant(seconds: 1_780_000_009)) {
            _ in shown
        }
    }

    @Test("is held back for every program by a checkpoint that its own key has signed")
    func proven() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let institution = try await desk.open()
        _ = try await institution.registrar.issue([OpenDesk.input(1), OpenDesk.input(2)])
        let key = try ledgerKey(of: desk.home)
        #expect(try desk.size() == 3)
        for size in [TreeSize(4), 1_000_000, 3, 2] {
            let shown = try note(of: desk.home, size: size, by: key)
            await #expect(throws: HomeError.self, "\(size)") {
                try await ask(desk.home, shown: shown)
            }
            #expect(try desk.home.restoredMark().witnessed?.checkpoint.bytes == shown)
            // Who has it open appends nothing, who wants to open it cannot.
            await #expect(throws: LedgerError.self) {
                try await institution.registrar.issue([OpenDesk.input(3)])
            }
            await #expect(throws: HomeError.self) { try await desk.open() }
            #expect(try desk.size() == 3)
            try FileManager.default.removeItem(atPath: desk.home.restoredFile)
        }
        // Once it is let go, who had it open all the time goes on.
        #expect(try await institution.registrar.issue([OpenDesk.input(3)])[0].issuedID != nil)
    }

    @Test("is not held back by what anybody could say")
    func unproven() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let institution = try await desk.open()
        let early = try await institution.ledger.checkpoint().bytes
        _ = try await institution.registrar.issue([OpenDesk.input(1), OpenDesk.input(2)])
        let now = try await institution.ledger.checkpoint().bytes
        let (own, stranger) = (try ledgerKey(of: desk.home), try PrivateKey.generate(.ed25519))
        let other = try #require(Origin("other.example/ledger"))
        var flipped = try note(of: desk.home, size: 9, by: own)
        flipped[flipped.count - 30] ^= 1
        let answers: [[UInt8]] = [
            early, now, [], Array("9\n".utf8), [UInt8](repeating: 0xFF, count: 1_000_000),
            try note(of: desk.home, size: 9, by: stranger),
            try note(of: desk.home, size: 3, by: stranger),
            try note(of: desk.home, size: 9, by: own, origin: other),
            try note(of: desk.home, size: 0, by: own), flipped,
        ]
        for (number, answer) in answers.enumerated() {
            try await ask(desk.home, shown: answer)
            #expect(!desk.home.isRestored, "answer \(number)")
        }
        try await desk.home.requireNewest(under: policy(), at: OpenDesk.clock()) { _ in
            throw CancellationError()
        }
        #expect(try await institution.registrar.issue([OpenDesk.input(3)])[0].issuedID != nil)
    }

    @Test("waits for those that never answer two seconds in all, and for none after a proof")
    func patience() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let proof = try note(of: desk.home, size: 9, by: ledgerKey(of: desk.home))
        let four = try policy(4)
        var start = ContinuousClock.now
        try await desk.home.requireNewest(under: four, at: OpenDesk.clock()) { _ in
            try await Task.sleep(for: .seconds(60))
            return proof
        }
        let waited = ContinuousClock.now - start
        #expect(waited >= .seconds(2) && waited < .seconds(45), "\(waited)")
        start = .now
        await #expect(throws: HomeError.self) {
            try await desk.home.requireNewest(under: four, at: OpenDesk.clock()) { url in
                let isLast = url.hasPrefix(Self.address + "3/")
                if !isLast { try await Task.sleep(for: .seconds(60)) }
                return proof
            }
        }
        #expect(ContinuousClock.now - start < .seconds(45))
    }

    @Test("is not held back by whoever has a key that was declared stolen")
    func stolen() async throws {
        let victim = try await LongHome()
        defer { victim.remove() }
        _ = try await victim.issue(1)
        let (key, cut) = (try ledgerKey(of: victim.home), try victim.size())
        let next = victim.home.path + "-next"
        defer { try? Files.remove(next) }
        _ = try await victim.recover(
            from: [.compromised(victim.key("ledger-1"), from: cut)],
            by: victim.home.path + "/recovery", next: next)
        _ = try await victim.issue(2)
        // Of no size: an honest witness may have taken it for one from before the theft.
        for size in [1, cut, TreeSize(cut.value + 1), try victim.size(), 99] {
            try await ask(victim.home, shown: note(of: victim.home, size: size, by: key))
            #expect(!victim.home.isRestored, "\(size)")
        }
    }

    @Test("goes on with a loss that was accepted, until more is seen than was given up")
    func accepted() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let key = try ledgerKey(of: desk.home)
        let head = try await desk.open().ledger.checkpoint().checkpoint
        try AcceptedLoss.write(
            [AcceptedLoss(at: OpenDesk.clock(), checkpoint: head, largestSeen: 4, sources: [])],
            of: desk.home)
        for size in [TreeSize(2), 4] {
            try await ask(desk.home, shown: note(of: desk.home, size: size, by: key))
        }
        let registrar = try await desk.open().registrar
        _ = try await registrar.issue((1...5).map(OpenDesk.input))
        try await ask(desk.home, shown: note(of: desk.home, size: 5, by: key))
        #expect(!desk.home.isRestored)
        // What was there before the loss is of one history still; so is what is larger than all.
        for size in [TreeSize(1), 7] {
            await #expect(throws: HomeError.self, "\(size)") {
                try await ask(desk.home, shown: note(of: desk.home, size: size, by: key))
            }
            try FileManager.default.removeItem(atPath: desk.home.restoredFile)
        }
    }
}
