import CanonicalJSON
import Credentials
import Records
import Signing
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("A policy")
struct PolicyTests {
    private let world: World

    init() throws { world = try World() }

    private func cosigner(_ name: String) throws -> Cosigner {
        try Cosigner(
            name: #require(KeyName(name)),
            key: PrivateKey(ed25519Seed: Digest.sha256(Array(name.utf8)).bytes))
    }

    private func list(_ names: [String], quorum: Int) throws -> TrustList {
        let witnesses = try names.map { name in
            WitnessPolicy.Witness(
                name: try #require(PolicyWord(name)), key: try cosigner(name).key)
        }
        let policy = try WitnessPolicy.requiring(quorum, of: witnesses, logs: [])
        return try world.list([world.a.listed(ledgers: [world.a.pinned(policy: policy)])])
    }

    private func verdict(
        seenBy names: [String], at time: Instant? = nil, min: Int, trusting list: TrustList
    ) throws -> Verdict {
        let checkpoint = try world.a.checkpoint(
            cosigners: names.map { try cosigner($0) }, seenAt: time)
        let bundle = try world.a.bundle(
            world.award, receipt: world.a.receipt(world.award, in: checkpoint))
        let policy = Policy(name: "witnessed", version: 1, witnessesMin: min)
        return try world.verdict(bundle, trusting: list, policy: policy)
    }

    @Test("is met when everything about the award holds, without a network")
    func confirmed() throws {
        let verdict = try world.verdict()
        #expect(verdict.code == .confirmed, "\(verdict.text)")
        #expect(verdict.failures.isEmpty)
        for id in Check.ID.allCases where Policy.unwitnessed.demands(id, on: .ledger) {
            #expect(verdict.checks.first { $0.id == id }?.state == .pass, "\(id)")
        }
    }

    @Test("that asks for no witness reports what they saw all the same")
    func reported() throws {
        let list = try list(["w1", "w2"], quorum: 2)
        let seen = try verdict(seenBy: ["w1", "w2"], min: 0, trusting: list)
        #expect(seen.code == .confirmed)
        #expect(seen.reason(.witnessed) == .witnessSeen)
        #expect(seen.ledger?.witnessCount == 2)
        #expect(try seen.ledger?.witnessedTime == Moment.founded + .seconds(7_200))
        #expect(seen.ladder[4].state == .reached)
        let json = try JSONDocument(parsing: seen.json.canonicalBytes()).root
        let witnessed = try #require(
            json["checks"]?.elements.first { $0["id"]?.string == "witnessed" })
        #expect(witnessed["evidence"]?["witness"]?.string == "w1 w2")
        let few = try verdict(seenBy: ["w1"], min: 0, trusting: list)
        #expect(few.code == .confirmed)
        #expect(few.reason(.witnessed) == .witnessTooFew)
        #expect(few.ladder[4].state == .open)
        let none = try verdict(seenBy: [], min: 0, trusting: world.list())
        #expect(none.reason(.witnessed) == .witnessNoneListed)
        #expect(none.code == .confirmed)
    }

    @Test("that asks for witnesses leaves open what too few have seen")
    func demanded() throws {
        let list = try list(["w1", "w2"], quorum: 1)
        #expect(try verdict(seenBy: ["w1"], min: 1, trusting: list).code == .confirmed)
        #expect(try verdict(seenBy: ["w2"], min: 2, trusting: list).code == .incomplete)
        #expect(try verdict(seenBy: [], min: 1, trusting: list).code == .incomplete)
        #expect(try verdict(seenBy: ["stranger"], min: 1, trusting: list).code == .incomplete)
        #expect(try verdict(seenBy: ["w1"], min: 1, trusting: world.list()).code == .incomplete)
    }

    @Test("that asks for witnesses takes the receipt that they have seen, once it was fetched")
    func fetched() throws {
        let list = try list(["w1", "w2"], quorum: 1)
        let bare = try world.a.receipt(world.award, in: world.a.checkpoint())
        let seen = try world.a.receipt(
            world.award, in: world.a.checkpoint(cosigners: [cosigner("w2")]))
        let policy = Policy(name: "witnessed", version: 1, witnessesMin: 1)
        let bundle = try world.a.bundle(world.award, receipt: bare)
        let offline = try world.verdict(bundle, trusting: list, policy: policy)
        #expect(offline.code == .incomplete)
        #expect(offline.needs.contains { $0.kind == .receipt })
        let evidence = [Evidence(.receipt(seen), fetchedAt: try Moment.now)]
        let online = try world.verdict(bundle, trusting: list, policy: policy, with: evidence)
        #expect(online.code == .confirmed)
        #expect(online.ledger?.witnessNames == ["w2"])
        let check = online.checks.first { $0.id == .witnessed }
        #expect(check?.evidence.contains { $0.name == "witness" && $0.value == "w2" } == true)
        // A receipt of another record does not take its place; who saw that state saw this.
        let other = Receipt(record: seen.record, salt: bare.salt.map { $0 ^ 1 }, proof: seen.proof)
        let wrong = [Evidence(.receipt(other), fetchedAt: try Moment.now)]
        let judged = try world.verdict(bundle, trusting: list, policy: policy, with: wrong)
        #expect(judged.code == .confirmed && judged.reason(.recordMatches) == .matchGood)
        let strange = try world.a.receipt(
            world.award, in: world.a.checkpoint(cosigners: [cosigner("stranger")]))
        let useless = [Evidence(.receipt(strange), fetchedAt: try Moment.now)]
        #expect(
            try world.verdict(bundle, trusting: list, policy: policy, with: useless).code
                == .incomplete)
    }

    @Test("never takes a witness's word for something later than now")
    func future() throws {
        let list = try list(["w1"], quorum: 1)
        let limit = try Moment.now + Policy.standard.clockSkew
        #expect(try verdict(seenBy: ["w1"], at: limit, min: 1, trusting: list).code == .confirmed)
        let ahead = try verdict(seenBy: ["w1"], at: limit + .seconds(1), min: 1, trusting: list)
        #expect(ahead.reason(.witnessed) == .witnessFromFuture)
        #expect(ahead.code == .incomplete)
    }

    @Test("refuses a receipt with a known witness's damaged signature")
    func damaged() throws {
        let list = try list(["w1"], quorum: 1)
        let good = try world.a.checkpoint(cosigners: [cosigner("w1")])
        var lines = good.note.signatures
        var payload = lines[1].payload
        payload[20] ^= 1
        lines[1] = NoteSignature(name: lines[1].name, keyID: lines[1].keyID, payload: payload)
        let bad = try SignedCheckpoint(note: SignedNote(text: good.note.text, signatures: lines))
        let bundle = try world.a.bundle(
            world.award, receipt: world.a.receipt(world.award, in: bad))
        let verdict = try world.verdict(bundle, trusting: list)
        #expect(verdict.code == .altered)
        #expect(verdict.reason(.witnessed) == .witnessBadSignature)
    }

    @Test("names itself in every verdict")
    func named() throws {
        let json = try world.verdict(policy: .standard).json
        #expect(json["policy"]?.canonicalBytes() == Policy.standard.json.canonicalBytes())
        #expect(Policy.standard.standingAgeMax == .seconds(604_800))
        #expect(Policy.standard.witnessesMin == 1)
        #expect(Policy.standard.ownSightings == .counted)
        #expect(Policy.standard.version == 2)
    }
}
