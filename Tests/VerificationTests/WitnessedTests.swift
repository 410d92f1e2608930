import CanonicalJSON
import Records
import Signing
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("The standard policy")
struct WitnessedTests {
    private let world: World

    init() throws { world = try World() }

    private func cosigner(_ name: String) throws -> Cosigner {
        try Cosigner(
            name: #require(KeyName(name)),
            key: PrivateKey(ed25519Seed: Digest.sha256(Array(name.utf8)).bytes))
    }

    private func list(_ names: [String], quorum: Int) throws -> TrustList {
        let witnesses = try names.enumerated().map { number, name in
            WitnessPolicy.Witness(
                name: try #require(PolicyWord("w\(number)")), key: try cosigner(name).key)
        }
        let policy = try WitnessPolicy.requiring(quorum, of: witnesses, logs: [])
        return try world.list([world.a.listed(ledgers: [world.a.pinned(policy: policy)])])
    }

    /// A bundle whose receipt leads to this checkpoint.
    private func bundle(_ checkpoint: SignedCheckpoint) throws -> Bundle {
        try world.a.bundle(world.award, receipt: world.a.receipt(world.award, in: checkpoint))
    }

    private func verdict(
        _ checkpoint: SignedCheckpoint, trusting list: TrustList? = nil,
        policy: Policy = .standard, with contents: [Evidence.Content] = []
    ) throws -> Verdict {
        let now = try Moment.now
        return try world.verdict(
            bundle(checkpoint), trusting: list, policy: policy,
            with: contents.map { Evidence($0, fetchedAt: now) })
    }

    @Test("leaves open what nobody but the institution has seen, and says what to do")
    func nobody() throws {
        let verdict = try verdict(world.a.checkpoint())
        #expect(verdict.code == .incomplete)
        #expect(verdict.reason(.witnessed) == .witnessNoneListed)
        #expect(verdict.headline.contains("your list names no witness"))
        #expect(verdict.nextSteps.contains { $0.hasPrefix("Check online") })
        #expect(verdict.needs.contains { $0.kind == .checkpoint })
        #expect(
            verdict.needs.first { $0.kind == .checkpoint }?.url.hasSuffix("/checkpoint") == true)
        #expect(verdict.findings.allSatisfy { $0.code != "policy.no-witness" })
    }

    @Test("confirms without a network what a witness on the list has cosigned")
    func cosigned() throws {
        let checkpoint = try world.a.checkpoint(cosigners: [cosigner("partner.example/w")])
        let list = try list(["partner.example/w"], quorum: 1)
        let verdict = try verdict(checkpoint, trusting: list)
        #expect(verdict.code == .confirmed, "\(verdict.text)")
        #expect(verdict.ledger?.witnessNames == ["partner.example/w"])
        #expect(verdict.needs.allSatisfy { $0.kind != .checkpoint })
    }

    @Test("says that a clock is wrong where a record was seen before it was made")
    func seenBefore() throws {
        let list = try list(["partner.example/w"], quorum: 1)
        let recorded = try #require(
            verdict(world.a.checkpoint(), trusting: list).ledger?.recordedAt)
        for (early, isTold) in [(0, false), (300, false), (301, true), (864_000, true)] {
            let checkpoint = try world.a.checkpoint(
                cosigners: [cosigner("partner.example/w")],
                seenAt: Instant(milliseconds: recorded.milliseconds / 1_000 * 1_000 + 1_000)
                    - .seconds(early + 1))
            let verdict = try verdict(checkpoint, trusting: list)
            #expect(verdict.code == .confirmed, "\(verdict.text)")
            let told = verdict.findings.contains { $0.code == "witness.before-record" }
            #expect(told == isTold, "\(early) s\n\(verdict.text)")
        }
    }

    @Test("can be put aside by name, which every answer says")
    func unwitnessed() throws {
        let verdict = try verdict(world.a.checkpoint(), policy: .unwitnessed)
        #expect(verdict.code == .confirmed)
        #expect(verdict.findings.contains { $0.code == "policy.no-witness" })
        #expect(verdict.json["policy"]?["name"]?.canonicalBytes() == Array("\"unwitnessed\"".utf8))
        #expect(verdict.text.contains("under the policy unwitnessed"))
    }

    @Test("counts a verifier that remembers the ledger as a witness, and says since when")
    func remembered() throws {
        let checkpoint = try world.a.checkpoint()
        let since = try Moment.asked
        let seen = SeenLedger(checkpoint, at: since)
        let verdict = try verdict(checkpoint, with: [.seen(seen)])
        #expect(verdict.code == .confirmed, "\(verdict.text)")
        #expect(verdict.ledger?.witnessedTime == since)
        #expect(verdict.ledger?.witnessCount == 0)
        let check = try #require(verdict.checks.first { $0.id == .witnessed })
        #expect(check.sentence.hasPrefix("This verifier itself has seen this state"))
        #expect(
            check.evidence.contains {
                $0.name == "seen_here_since" && $0.value == since.description
            })
        // Nobody remembers when: that is no witness.
        let undated = try self.verdict(checkpoint, with: [.seen(SeenLedger(checkpoint))])
        #expect(undated.code == .incomplete)
        // Nor is what this verifier will see.
        let late = SeenLedger(checkpoint, at: try Moment.now + .seconds(3_600))
        let ahead = try self.verdict(checkpoint, with: [.seen(late)])
        #expect(ahead.reason(.witnessed) == .witnessFromFuture)
        #expect(ahead.code == .incomplete)
    }

    @Test("takes no memory of another state, or one that no key of the ledger signed")
    func otherMemory() throws {
        let checkpoint = try world.a.checkpoint()
        let since = try Moment.asked
        let size = checkpoint.checkpoint.size
        // A smaller tree, of which nobody has shown that it is the beginning.
        let smaller = try world.a.checkpoint(at: TreeSize(size.value - 1))
        let unknown = try verdict(checkpoint, with: [.seen(SeenLedger(smaller, at: since))])
        #expect(unknown.code == .incomplete)
        #expect(unknown.reason(.witnessed) == .witnessNoneListed)
        let stranger = SeenLedger(try world.b.checkpoint(), at: since)
        #expect(try verdict(checkpoint, with: [.seen(stranger)]).code == .incomplete)
        // Once it was, the receipt's own state counts, since the time of the earliest that holds
        // the record.
        let joined = SeenLedger(smaller, at: since)
            .seeing(checkpoint, at: since + .seconds(600))
        let verdict = try verdict(checkpoint, with: [.seen(joined)])
        #expect(verdict.code == .confirmed)
        #expect(verdict.ledger?.witnessedTime == since)
    }

    @Test("prevents deciding when the verifier saw another history, whoever cosigned this one")
    func contradicted() throws {
        let checkpoint = try world.a.checkpoint(cosigners: [cosigner("partner.example/w")])
        let list = try list(["partner.example/w"], quorum: 1)
        let state = Checkpoint(
            origin: checkpoint.checkpoint.origin, size: checkpoint.checkpoint.size,
            root: .sha256([UInt8]()))
        let other = try state.signed(by: world.a.ledgerSigner("ledger-1"))
        let memory = SeenLedger(other, at: try Moment.asked)
        let verdict = try verdict(checkpoint, trusting: list, with: [.seen(memory)])
        #expect(verdict.reason(.recorded) == .recordContradiction)
        #expect(verdict.code == .incomplete)
        let forked = try self.verdict(
            checkpoint, trusting: list, with: [.forked(checkpoint.checkpoint.origin)])
        #expect(forked.reason(.recorded) == .recordContradiction)
        let elsewhere = try self.verdict(
            checkpoint, trusting: list, with: [.forked(world.b.checkpoint().checkpoint.origin)])
        #expect(elsewhere.code == .confirmed)
    }

    @Test("takes cosignatures on a later checkpoint only where both states were seen in one ledger")
    func later() throws {
        let list = try list(["partner.example/w"], quorum: 1)
        let size = try world.a.checkpoint().checkpoint.size
        let receipt = try world.a.checkpoint(at: TreeSize(size.value - 1))
        let later = try world.a.checkpoint(cosigners: [cosigner("partner.example/w")])
        #expect(
            try verdict(receipt, trusting: list, with: [.checkpoint(later)]).code == .incomplete)
        // What this verifier saw is no witness on the list, but ties the two together.
        let memory = try SeenLedger(receipt, at: Moment.asked)
            .seeing(world.a.checkpoint(), at: Moment.asked)
        let partners = Policy.witnessed(by: 1)
        let alone = try verdict(receipt, trusting: list, policy: partners, with: [.seen(memory)])
        #expect(alone.code == .incomplete)
        let both = try verdict(
            receipt, trusting: list, policy: partners, with: [.seen(memory), .checkpoint(later)])
        #expect(both.code == .confirmed, "\(both.text)")
        #expect(both.ledger?.witnessNames == ["partner.example/w"])
    }

    @Test("takes no institution for the independent witness of its own ledger")
    func ownWitness() throws {
        let own = "a.example/witness"
        let checkpoint = try world.a.checkpoint(cosigners: [cosigner(own)])
        let alone = try verdict(checkpoint, trusting: list([own], quorum: 1))
        #expect(alone.code == .incomplete)
        #expect(alone.reason(.witnessed) == .witnessTooFew)
        let partner = "partner.example/w"
        let two = try world.a.checkpoint(cosigners: [cosigner(own), cosigner(partner)])
        let both = try verdict(two, trusting: list([own, partner], quorum: 1))
        #expect(both.code == .confirmed)
        #expect(both.ledger?.witnessNames == [partner])
    }

    @Test("lets a verifier's memory be one of several witnesses, and no more than one")
    func several() throws {
        let list = try list(["partner.example/w", "other.example/w"], quorum: 1)
        let one = try world.a.checkpoint(cosigners: [cosigner("partner.example/w")])
        let memory = Evidence.Content.seen(SeenLedger(one, at: try Moment.asked))
        let two = Policy(name: "two", version: 1, witnessesMin: 2)
        #expect(try verdict(one, trusting: list, policy: two).code == .incomplete)
        #expect(try verdict(one, trusting: list, policy: two, with: [memory]).code == .confirmed)
        let three = Policy(name: "three", version: 1, witnessesMin: 3)
        #expect(try verdict(one, trusting: list, policy: three, with: [memory]).code == .incomplete)
        let listed = Policy.witnessed(by: 2)
        #expect(
            try verdict(one, trusting: list, policy: listed, with: [memory]).code == .incomplete)
    }
}
