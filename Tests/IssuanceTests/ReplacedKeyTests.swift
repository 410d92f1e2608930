import AppendOnlyLedger
import HomeFolder
import Issuance
import Signing
import Testing
import TransparencyLog
import Witnessing

import class FoundationEssentials.FileManager

/// What witnesses show of a ledger whose key was replaced after a copy of its home was made.
@Suite("A home of which witnesses have seen more under a key that it does not know")
struct ReplacedKeyTests {
    /// Three witnesses, of which two are a quorum, and a key that the home does not know.
    private struct Scene {
        let desk: OpenDesk
        let stranger: PrivateKey
        let cosigners: [Cosigner]
        let policy: WitnessPolicy

        init() async throws {
            desk = try await OpenDesk()
            stranger = try .generate(.ed25519)
            cosigners = try (0..<3).map { number in
                let name = try #require(KeyName("w\(number).example"))
                return try Cosigner(name: name, key: .generate(.ed25519))
            }
            let witnesses = try cosigners.enumerated().map { number, cosigner in
                WitnessPolicy.Witness(
                    name: try #require(PolicyWord("w\(number)")), key: cosigner.key,
                    url: PolicyWord("https://w\(number).example/witness"))
            }
            policy = try .requiring(2, of: witnesses, logs: [])
        }

        /// A note of this size, signed by a key and cosigned by some of the witnesses.
        func note(
            _ size: TreeSize, root: Digest = .sha256([7]), by key: PrivateKey? = nil,
            _ numbers: [Int]
        ) throws -> SignedCheckpoint {
            let origin = desk.home.configuration.origin
            let signer = try NoteSigner(name: origin.keyName, key: key ?? stranger)
            let verified = try Checkpoint(origin: origin, size: size, root: root)
                .signed(by: signer).verified(by: signer.verifierKey)
            let cosignatures = try numbers.map {
                try cosigners[$0].cosign(verified, at: OpenDesk.clock())
            }
            return try verified.adding(cosignatures).signed
        }

        /// Asks the witnesses, the first of which shows the first note, and so on.
        func ask(_ shown: [SignedCheckpoint?], under policy: WitnessPolicy? = nil) async throws {
            try await desk.home.requireNewest(
                under: policy ?? self.policy, at: OpenDesk.clock()
            ) { url in
                for (number, note) in shown.enumerated()
                where url.hasPrefix("https://w\(number).") {
                    if let note { return note.bytes }
                }
                throw CancellationError()
            }
        }
    }

    @Test("is held back by what a quorum of its own witnesses has cosigned")
    func quorum() async throws {
        let scene = try await Scene()
        defer { scene.desk.remove() }
        let institution = try await scene.desk.open()
        _ = try await institution.registrar.issue([OpenDesk.input(1), OpenDesk.input(2)])
        for size in [TreeSize(4), 1_000_000, 3, 2] {
            let (one, two) = (try scene.note(size, [1]), try scene.note(size, [2]))
            let error = await #expect(throws: HomeError.self, "\(size)") {
                try await scene.ask([nil, one, two])
            }
            let words = error.map { "\($0)" } ?? ""
            #expect(words.contains("(w1.example, w2.example)"), "\(words)")
            #expect(words.contains("key may have been replaced since"), "\(words)")
            #expect(!words.contains("signed by the ledger's own key"), "\(words)")
            let mark = try scene.desk.home.restoredMark()
            #expect(mark.witnessed?.grounds == .quorum)
            #expect(mark.witnessed?.checkpoint.checkpoint == one.checkpoint)
            await #expect(throws: LedgerError.self) {
                try await institution.registrar.issue([OpenDesk.input(3)])
            }
            try FileManager.default.removeItem(atPath: scene.desk.home.restoredFile)
        }
        _ = try await institution.registrar.issue([OpenDesk.input(3)])
    }

    @Test("is not held back by fewer, by others, or by what it has")
    func fewer() async throws {
        let scene = try await Scene()
        defer { scene.desk.remove() }
        let early = try await scene.desk.open().ledger.checkpoint().checkpoint
        _ = try await scene.desk.open().registrar.issue([OpenDesk.input(1)])
        let head = try await scene.desk.open().ledger.checkpoint().checkpoint
        let others = try await Scene()
        defer { others.desk.remove() }
        let answers: [[SignedCheckpoint?]] = try [
            [scene.note(9, [0])], [scene.note(9, [0]), scene.note(9, [0]), scene.note(9, [0])],
            [scene.note(9, []), scene.note(9, []), scene.note(9, [])],
            // No checkpoint of them is cosigned by two.
            [scene.note(9, [0]), scene.note(8, [1]), scene.note(9, root: .sha256([8]), [2])],
            [others.note(9, [0, 1, 2]), others.note(9, [0, 1, 2])],
            [scene.note(head.size, root: head.root, [0, 1, 2])],
            [scene.note(early.size, root: early.root, [0, 1, 2])],
        ]
        for (number, shown) in answers.enumerated() {
            try await scene.ask(shown)
            #expect(!scene.desk.home.isRestored, "answer \(number)")
        }
        let none = try WitnessPolicy.requiring(0, of: scene.policy.witnesses, logs: [])
        try await scene.ask([scene.note(9, [0, 1, 2])], under: none)
        #expect(!scene.desk.home.isRestored)
    }

    @Test("no witness can keep the others' cosignatures from counting")
    func crowded() async throws {
        let scene = try await Scene()
        defer { scene.desk.remove() }
        let (bare, good) = (try scene.note(9, []), try scene.note(9, [1]))
        let line = try #require(scene.note(9, [0]).note.signatures.last)
        // Of another text, and so wrong here.
        let wrong = try #require(scene.note(8, [2]).note.signatures.last)
        let own = try (0..<60).map { number in
            let time = OpenDesk.clock() + .seconds(number)
            let verifier = try NoteSigner(
                name: bare.checkpoint.origin.keyName, key: scene.stranger
            ).verifierKey
            return try scene.cosigners[0].cosign(bare.verified(by: verifier), at: time).signature
        }
        let crowded = try bare.adding([wrong, line] + own)
        await #expect(throws: HomeError.self) {
            try await scene.ask([crowded, good, scene.note(9, [2])])
        }
    }

    @Test("is not held back by whoever has a key that it knows, and that does not count any more")
    func stolen() async throws {
        let victim = try await LongHome()
        defer { victim.remove() }
        _ = try await victim.issue(1)
        let stolen = try PrivateKey(
            opening: victim.home.keysFolder + "/ledger-1.pem", passphrase: nil)
        let next = victim.home.path + "-next"
        defer { try? Files.remove(next) }
        _ = try await victim.recover(
            from: [.compromised(victim.key("ledger-1"), from: victim.size())],
            by: victim.home.path + "/recovery", next: next)
        let scene = try await Scene()
        defer { scene.desk.remove() }
        #expect(scene.desk.home.configuration.origin == victim.home.configuration.origin)
        let note = try scene.note(99, by: stolen, [0, 1, 2])
        try await victim.home.requireNewest(under: scene.policy, at: OpenDesk.clock()) { _ in
            note.bytes
        }
        #expect(!victim.home.isRestored)
        let strange = try scene.note(99, [0, 1, 2])
        await #expect(throws: HomeError.self) {
            try await victim.home.requireNewest(under: scene.policy, at: OpenDesk.clock()) { _ in
                strange.bytes
            }
        }
    }

    @Test("goes on with a loss that was accepted")
    func accepted() async throws {
        let scene = try await Scene()
        defer { scene.desk.remove() }
        let head = try await scene.desk.open().ledger.checkpoint().checkpoint
        try AcceptedLoss.write(
            [AcceptedLoss(at: OpenDesk.clock(), checkpoint: head, largestSeen: 4, sources: [])],
            of: scene.desk.home)
        try await scene.ask([scene.note(4, [0, 1, 2])])
        #expect(!scene.desk.home.isRestored)
        await #expect(throws: HomeError.self) {
            try await scene.ask([scene.note(5, [0, 1, 2])])
        }
    }
}
