import CanonicalJSON
import Credentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog
import Trust

@testable import Verification

/// Everything that a verdict rests on is made to fail: one source at a time, two, and many.
///
/// The policy demands all there is: two witnesses on the list, accreditation, a young standing.
@Suite("No failure of any source")
struct InjectedFailureTests {
    @Test("of an award in a ledger is confirmed")
    func byLedger() throws {
        try Scene.byLedger().expectNothingConfirmed(seed: 1)
    }

    @Test("of an award without a ledger is confirmed")
    func bySignature() throws {
        try Scene.bySignature().expectNothingConfirmed(seed: 2)
    }

    @Test("of an award whose institution is gone is confirmed")
    func byCopy() throws {
        try Scene.byCopy().expectNothingConfirmed(seed: 3)
    }
}

/// What a verdict rests on; each part can be made to fail.
private struct Situation {
    let world: World
    let award: [UInt8]?
    /// What was found before: that must hide no failure either.
    let cache = VerifierCache()
    var ledgers: [PinnedLedger]
    var did: DID
    var issued: Instant
    var expires: Instant
    var accreditors: [Accreditor]
    var statements: [Accreditation]
    var receipts: [Receipt] = []
    var keys: [KeyReceipt] = []
    var standings: [SignedStanding] = []
    var evidence: [Evidence.Content] = []
    var fetchedAt: Instant
    var now: Instant

    static let policy = Policy(
        name: "all", version: 1, witnessesMin: 2, ownSightings: .told, entitlement: .demanded)

    func verdict() throws -> Verdict {
        let name = try #require(InstitutionName("University", language: "en"))
        let host = try #require(WebBase("https://a.example"))
        let institution = try Institution(
            did: did, names: [name], country: "PL", ledgers: ledgers, hosts: [host])
        let list = try TrustList(
            name: "Partners", issued: issued, expires: expires, institutions: [institution],
            register: AccreditationRegister(accreditors, statements))
        let file = try Bundle(
            credential: world.award.credential, receipts: receipts, keys: keys,
            standings: standings)
        let verifier = Verifier(trusting: list, policy: Situation.policy, cache: cache)
        return verifier.verify(
            try verifier.submission(reading: award ?? file.bytes), at: now,
            with: evidence.map { Evidence($0, fetchedAt: fetchedAt) })
    }
}

/// A situation in which an award is confirmed, and what can be made to fail in it.
private struct Scene {
    typealias Failure = (name: String, inject: (inout Situation) throws -> Void)

    let good: Situation
    let failures: [Failure]

    func expectNothingConfirmed(seed: UInt64) throws {
        let verdict = try good.verdict()
        #expect(verdict.code == .confirmed, "\(verdict.text)")
        var random = Seeded(seed: seed)
        var sets = failures.indices.map { [$0] }
        for first in failures.indices {
            for second in failures.indices where second > first { sets.append([first, second]) }
        }
        for _ in 0..<300 {
            let count = Int.random(in: 3...6, using: &random)
            sets.append(
                (0..<count).map { _ in failures.indices.randomElement(using: &random) ?? 0 })
        }
        for set in sets {
            var bad = good
            for place in set { try failures[place].inject(&bad) }
            let code = try bad.verdict().code
            #expect(code != .confirmed, "seed \(seed): \(set.map { failures[$0].name })")
        }
    }

    // MARK: What can fail everywhere

    private static func everywhere(_ world: World) throws -> [Failure] {
        let elsewhere = try #require(
            Accreditation(
                of: world.b.did, by: "Agency", try scope(until: nil), source: nil))
        let ended = try #require(
            Accreditation(
                of: world.a.did, by: "Agency", try scope(until: "2026-06-23"), source: nil))
        let years: Duration = .seconds(10 * 365 * 86_400)
        return [
            (
                "the list has run out",
                {
                    $0.issued = $0.now - .seconds(60)
                    $0.expires = $0.now - .seconds(1)
                }
            ),
            (
                "the list is of the future",
                {
                    $0.issued = $0.now + .seconds(1)
                    $0.expires = $0.now + .seconds(60)
                }
            ),
            ("the list names somebody else", { $0.did = world.b.did }),
            ("the clock is far ahead", { $0.now = $0.now + years }),
            ("the clock is behind", { $0.now = try Moment.founded - .seconds(86_400) }),
            ("nobody accredits", { $0.statements = [] }),
            ("somebody else is accredited", { $0.statements = [elsewhere] }),
            ("accreditation ended before", { $0.statements = [ended] }),
            ("the accreditor is not listed", { $0.accreditors = [] }),
        ]
    }

    private static func scope(until: String?) throws -> Scope {
        let day = until.flatMap { TrustDay($0) }
        let period = try #require(TrustPeriod(from: nil, until: day))
        return try #require(Scope(period: period))
    }

    private static func situation(
        _ world: World, did: DID, ledgers: [PinnedLedger], award: [UInt8]? = nil
    ) throws -> Situation {
        let name = try #require(InstitutionName("Agency", language: "en"))
        let always = try scope(until: nil)
        let statement = try #require(
            Accreditation(of: did, by: "Agency", always, source: nil))
        let founded = try Moment.founded
        return Situation(
            world: world, award: award, ledgers: ledgers, did: did,
            issued: founded - .seconds(86_400), expires: founded + .seconds(365 * 86_400),
            accreditors: [try Accreditor(names: [name])], statements: [statement],
            fetchedAt: try Moment.now, now: try Moment.now)
    }

    /// Damages a status list as it was fetched.
    private static func damage(_ contents: inout [Evidence.Content], _ list: [UInt8]?) {
        contents.removeAll { if case .statusList = $0 { true } else { false } }
        if let list { contents.append(.statusList(url: url, bytes: list)) }
    }

    private static let url = "https://a.example/status/1"

    private static func damaged(_ bytes: [UInt8], at place: Int) -> [UInt8] {
        var damaged = bytes
        damaged[place] ^= 1
        return damaged
    }

    /// Lists that were fetched and say nothing that counts.
    private static func badLists(
        _ world: World
    ) throws -> [Failure] {
        func make(_ change: StatusListChange) throws -> [UInt8] { try change.list(of: world.a) }
        let number = world.award.number
        let good = try make(StatusListChange())
        let other = try world.b.statusList(url: url)
        let asked = try Moment.asked
        let bad: [(String, [UInt8])] = [
            ("has another bit", damaged(good, at: good.count / 2)),
            ("is cut", Array(good.dropLast())), ("is empty", []), ("is a page", Array("<p>".utf8)),
            ("is of somebody else", other),
            ("is signed by another key", try make(StatusListChange(signer: "record-1"))),
            ("is of another address", try make(StatusListChange(url: "https://a.example/x"))),
            ("is about something else", try make(StatusListChange(purposes: [.message]))),
            ("withdraws it", try make(StatusListChange(bits: [number]))),
        ]
        var failures: [Failure] = bad.map { name, bytes in
            ("the status list \(name)", { damage(&$0.evidence, bytes) })
        }
        let old = try make(StatusListChange(bits: [number], from: asked - .seconds(864_000)))
        failures.append(
            ("an old status list withdraws it", { damage(&$0.evidence, old) }))
        return failures
    }

    // MARK: A ledger

    private static func cosigner(_ name: String) throws -> Cosigner {
        try Cosigner(
            name: #require(KeyName(name)),
            key: PrivateKey(ed25519Seed: Digest.sha256(Array(name.utf8)).bytes))
    }

    private static func pinned(_ institution: TestInstitution) throws -> PinnedLedger {
        let witnesses = try ["w1.example/w", "w2.example/w"].map { name in
            WitnessPolicy.Witness(
                name: try #require(PolicyWord(String(name.prefix(2)))),
                key: try cosigner(name).key)
        }
        return try institution.pinned(policy: .requiring(2, of: witnesses, logs: []))
    }

    static func byLedger() throws -> Scene {
        let world = try World(Order(purposes: [.revocation, .suspension]))
        let (one, two) = (try cosigner("w1.example/w"), try cosigner("w2.example/w"))
        let seen = try world.a.checkpoint(cosigners: [one, two])
        var good = try situation(world, did: world.a.did, ledgers: [pinned(world.a)])
        good.receipts = [try world.a.receipt(world.award, in: seen)]
        good.keys = try world.a.keyReceipts()
        good.standings = [try world.a.standing(world.award)]
        good.evidence = [.statusList(url: url, bytes: try world.a.statusList())]
        var failures = try everywhere(world) + ofWitnesses(world)
        failures += try ofRecords(world) + ofStandings(world)
        failures += try badLists(world)
        let document = Evidence.Content.didDocument(of: world.a.did, bytes: Array("{}".utf8))
        failures.append(("the web address shows no keys", { $0.evidence.append(document) }))
        let forked = Evidence.Content.forked(world.a.origin)
        failures.append(("the ledger signed two histories", { $0.evidence.append(forked) }))
        return Scene(good: good, failures: failures)
    }

    private static func ofWitnesses(_ world: World) throws -> [Failure] {
        let (one, two) = (try cosigner("w1.example/w"), try cosigner("w2.example/w"))
        let stranger = try cosigner("w3.example/w")
        let later = try Moment.now + .seconds(86_400)
        let cosigned: [(String, SignedCheckpoint)] = [
            ("nobody has cosigned", try world.a.checkpoint()),
            ("one witness is too few", try world.a.checkpoint(cosigners: [one])),
            ("a stranger has cosigned", try world.a.checkpoint(cosigners: [one, stranger])),
            (
                "the witnesses' clocks are ahead",
                try world.a.checkpoint(cosigners: [one, two], seenAt: later)
            ),
        ]
        return try cosigned.map { name, checkpoint in
            let receipt = try world.a.receipt(world.award, in: checkpoint)
            return (name, { $0.receipts = [receipt] })
        }
    }

    private static func ofRecords(_ world: World) throws -> [Failure] {
        let a = world.a
        let foreign = try a.checkpoint(signer: "ledger-9")
        let other = try a.receipt(world.otherAward)
        let unsigned = try a.receipt(world.award, in: foreign)
        let elsewhere = try world.b.keyReceipts()
        let unsignedKeys = try a.keyReceipts(in: foreign)
        let anotherGenesis = try a.pinned(genesis: world.b.records[0].leafHash)
        let anotherKey = try a.pinned(key: "ledger-9")
        let salted = try #require(other.salt.isEmpty ? nil : other.salt)
        return [
            ("there is no receipt", { $0.receipts = [] }),
            ("the receipt is another award's", { $0.receipts = [other] }),
            ("the checkpoint is signed by no key of the ledger", { $0.receipts = [unsigned] }),
            (
                "the salt is another",
                { situation in
                    situation.receipts = situation.receipts.map {
                        Receipt(record: $0.record, salt: salted, proof: $0.proof)
                    }
                }
            ),
            ("there are no key records", { $0.keys = [] }),
            ("the key records are cut", { $0.keys = Array($0.keys.dropLast()) }),
            ("the first key record is missing", { $0.keys = Array($0.keys.dropFirst()) }),
            ("the key records are another's", { $0.keys = elsewhere }),
            ("the key records' checkpoint is not signed", { $0.keys = unsignedKeys }),
            ("the list pins another history", { $0.ledgers = [anotherGenesis] }),
            ("the list pins another key", { $0.ledgers = [anotherKey] }),
        ]
    }

    private static func ofStandings(_ world: World) throws -> [Failure] {
        let a = world.a
        let now = try Moment.now
        let standings: [(String, SignedStanding)] = [
            (
                "too old",
                try a.standing(
                    world.award, asOf: now - .seconds(8 * 86_400), validFor: .seconds(86_400_000))
            ),
            ("over", try a.standing(world.award, validFor: .seconds(60))),
            ("of the future", try a.standing(world.award, asOf: now + .seconds(3_600))),
            ("another award's", try a.standing(world.otherAward)),
            ("signed by another key", try a.standing(world.award, signer: "record-1")),
            ("of another history", try a.standing(world.award, root: .sha256([1]))),
            ("of too small a ledger", try a.standing(world.award, at: 1, keys: 0)),
            ("from before a key was added", try a.standing(world.award, keys: 0)),
            ("that it is on hold", try a.standing(world.award, .onHold)),
            ("that it was withdrawn", try a.standing(world.award, .withdrawn)),
            ("that it was replaced", try a.standing(world.award, .replaced)),
        ]
        var failures: [Failure] = standings.map { name, standing in
            ("the standing is \(name)", { $0.standings = [standing] })
        }
        failures.append(("there is no standing", { $0.standings = [] }))
        return failures
    }

    // MARK: No ledger

    static func bySignature() throws -> Scene {
        let world = try World(Order(purposes: [.revocation, .suspension]))
        let methods = try ["assertion-1", "status-1"].map { fragment in
            VerificationMethod(
                id: try world.a.key(fragment).name, key: try world.a.key(fragment).key.publicKey,
                relationships: [.assertionMethod])
        }
        let document = DIDDocument(id: world.a.did, methods: methods).json.canonicalBytes()
        let bare = world.award.credential.canonicalBytes
        var good = try situation(world, did: world.a.did, ledgers: [], award: bare)
        good.evidence = [
            .statusList(url: url, bytes: try world.a.statusList()),
            .didDocument(of: world.a.did, bytes: document),
        ]
        var failures = try everywhere(world)
        failures += try badLists(world)
        let stale = try world.a.statusList(
            from: Moment.asked - .seconds(864_000), lasting: .seconds(60))
        failures += [
            ("no status list can be had", { damage(&$0.evidence, nil) }),
            ("the status list is over", { damage(&$0.evidence, stale) }),
            ("nothing can be had", { $0.evidence = [] }),
            ("no keys can be had", { $0.evidence = Array($0.evidence.prefix(1)) }),
            ("it was fetched long ago", { $0.fetchedAt = $0.now - .seconds(30 * 86_400) }),
        ]
        let others = DIDDocument(id: world.a.did, methods: []).json.canonicalBytes()
        failures.append(
            (
                "the keys are others",
                {
                    $0.evidence.removeAll { if case .didDocument = $0 { true } else { false } }
                    $0.evidence.append(.didDocument(of: world.a.did, bytes: others))
                }
            ))
        return Scene(good: good, failures: failures)
    }

    // MARK: A copy

    static func byCopy() throws -> Scene {
        let world = try World()
        let (one, two) = (try cosigner("w1.example/w"), try cosigner("w2.example/w"))
        let seen = try world.a.checkpoint(cosigners: [one, two], seenAt: Moment.asked)
        var good = try situation(world, did: world.a.did, ledgers: [pinned(world.a)])
        // The copy alone shows who saw the award.
        good.receipts = [try world.a.receipt(world.award)]
        good.evidence = [.replayed(try replay(world.a, to: seen))]
        let stranger = try world.a.checkpoint(
            signer: "ledger-9", cosigners: [one, two], seenAt: Moment.asked)
        var onHold = world.a
        let bit = try #require(StatusBit(list: 1, index: 7))
        let day = try #require(Day("2026-06-25"))
        try onHold.append(
            .suspend(
                StandingChange(
                    target: Target(record: world.award.index), status: bit, effective: day,
                    detail: .sha256([1]))))
        var otherHistory = try World().b
        for _ in 0..<6 { _ = try otherHistory.issue() }
        let copies: [(String, [ReplayedLedger])] = [
            ("is missing", []),
            ("is signed by no key of the ledger", [try replay(world.a, to: stranger)]),
            ("is another ledger's", [try replay(otherHistory, to: otherHistory.checkpoint())]),
            ("shows a hold", [try replay(onHold, to: onHold.checkpoint())]),
            (
                "is one of two, and the longer shows a hold",
                [try replay(world.a, to: seen), try replay(onHold, to: onHold.checkpoint())]
            ),
            ("is from before the award", [try replay(world.a, to: world.a.checkpoint(at: 2))]),
            ("was cosigned by nobody", [try replay(world.a, to: world.a.checkpoint())]),
            (
                "was cosigned by too few",
                [try replay(world.a, to: world.a.checkpoint(cosigners: [one]))]
            ),
        ]
        var failures = try everywhere(world).filter { !$0.name.contains("clock is behind") }
        failures += copies.map { name, copies in
            ("the copy \(name)", { $0.evidence = copies.map { .replayed($0) } })
        }
        let aged = try Moment.asked + .seconds(30 * 86_400)
        failures.append(("the copy is old", { $0.now = aged }))
        return Scene(good: good, failures: failures)
    }

    private static func replay(
        _ institution: TestInstitution, to newest: SignedCheckpoint
    ) throws -> ReplayedLedger {
        let replay = LedgerReplay(
            to: newest, comparing: Set((1...99).map { TreeSize($0) }))
        try replay.take(
            institution.records.prefix(Int(newest.checkpoint.size.value)).map(\.bytes))
        return try replay.finish()
    }
}

/// How a status list differs from the one that is served.
private struct StatusListChange {
    var signer = "status-1"
    var url: String?
    var purposes: [StatusPurpose] = [.revocation, .suspension]
    var bits: [Int] = []
    var from: Instant?

    func list(of institution: TestInstitution) throws -> [UInt8] {
        try institution.statusList(
            purposes, setting: bits, from: from, signer: signer, url: url)
    }
}
