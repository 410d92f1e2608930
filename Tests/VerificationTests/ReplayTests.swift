import Records
import Signing
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("A copy of a ledger")
struct ReplayTests {
    private var world: World

    init() throws { world = try World() }

    private func replay(
        _ institution: TestInstitution, to newest: SignedCheckpoint? = nil
    ) throws -> ReplayedLedger {
        let newest = try newest ?? institution.checkpoint()
        let replay = LedgerReplay(
            to: newest, comparing: Set((1...99).map { TreeSize($0) }))
        try replay.take(
            institution.records.prefix(Int(newest.checkpoint.size.value)).map(\.bytes))
        return try replay.finish()
    }

    /// A withdrawal of the award, or a hold of it.
    private func change() throws -> StandingChange {
        StandingChange(
            target: Target(record: world.award.index),
            status: try #require(StatusBit(list: 1, index: 7)),
            effective: try #require(Day("2026-06-25")), detail: .sha256([1]))
    }

    /// The verdict on the award's file as it was handed out, long after the institution was last
    /// heard of unless `instant` says otherwise.
    private func verdict(
        _ replayed: ReplayedLedger, at instant: Instant? = nil, policy: Policy = .unwitnessed,
        trusting list: TrustList? = nil, standings: [SignedStanding] = []
    ) throws -> Verdict {
        let receipt = try world.a.receipt(world.award, in: world.a.checkpoint(at: 5))
        let file = try world.a.bundle(
            world.award, receipt: receipt, keys: [], standings: standings)
        let now = try instant ?? Moment.now
        return try world.verdict(
            file, at: now, trusting: list, policy: policy,
            with: [Evidence(.replayed(replayed), fetchedAt: now)])
    }

    @Test("says how an award stands when its institution says nothing any more")
    func inForce() throws {
        let verdict = try verdict(replay(world.a))
        #expect(verdict.code == .confirmed, "\(verdict.text)")
        #expect(verdict.reason(.keyHistory) == .keysComplete)
        let check = try #require(verdict.checks.first { $0.id == .notWithdrawn })
        #expect(check.reason == .standingInForce)
        #expect(check.sentence.contains("by the copy of its ledger"))
    }

    @Test("tells what was recorded against an award, and what lifted it")
    mutating func changes() throws {
        let target = Target(record: world.award.index)
        let change = try self.change()
        try world.a.append(.suspend(change))
        var answer = try verdict(replay(world.a))
        #expect(answer.code == .onHold, "\(answer.text)")
        try world.a.append(.reinstate(change))
        answer = try verdict(replay(world.a))
        #expect(answer.code == .confirmed, "\(answer.text)")
        try world.a.append(.supersede(FinalChange(target: target, detail: .sha256([2]))))
        answer = try verdict(replay(world.a))
        #expect(answer.code == .replaced, "\(answer.text)")
        try world.a.append(.erase(FinalChange(target: target, detail: .sha256([3]))))
        answer = try verdict(replay(world.a))
        #expect(answer.code == .replaced, "\(answer.text)")
        try world.a.append(.revoke(change))
        answer = try verdict(replay(world.a))
        #expect(answer.code == .withdrawn, "\(answer.text)")
        #expect(answer.effectiveDay?.description == "2026-06-25")
        // Whatever an older file of the institution's says.
        let old = try world.a.standing(world.award)
        answer = try verdict(replay(world.a), standings: [old])
        #expect(answer.code == .withdrawn, "\(answer.text)")
    }

    @Test("of another history lifts no hold that the institution signed, whatever else it has")
    func forkedCopy() throws {
        var fork = world.a
        let size = world.a.size
        var honest = world.a
        try honest.append(
            .suspend(
                try change()))
        for _ in 0..<3 { _ = try fork.issue() }
        let hold = try honest.standing(world.award, .onHold, effective: "2026-06-25")
        #expect(hold.standing.size > size)
        let answer = try verdict(replay(fork), standings: [hold])
        #expect(answer.code == .onHold, "\(answer.text)")
        // Nor does one of the same history that was never compared with the word.
        let newest = try honest.checkpoint()
        var later = honest
        _ = try later.issue()
        let blind = LedgerReplay(to: try later.checkpoint(), comparing: [])
        try blind.take(later.records.map(\.bytes))
        let passed = try verdict(blind.finish(), standings: [hold])
        #expect(passed.code == .onHold, "\(passed.text)")
        #expect(passed.findings.contains { $0.code == "standing.copy-not-compared" })
        #expect(newest.checkpoint.size == hold.standing.size)
    }

    @Test("that could not be compared still counts where it speaks against the award")
    func doubtful() throws {
        var ledger = world.a
        try ledger.append(
            .suspend(
                try change()))
        let word = try world.a.standing(world.award)
        let read = try replay(ledger)
        #expect(try verdict(read, standings: [word]).code == .onHold)
        let doubted = try verdict(read.doubted, standings: [word])
        #expect(doubted.code == .onHold, "\(doubted.text)")
        #expect(doubted.findings.contains { $0.code == "standing.copy-not-compared" })
        // And shows no award in force.
        let good = try verdict(replay(world.a).doubted)
        #expect(good.code == .incomplete, "\(good.text)")
    }

    @Test("that is shorter than what was seen shows no award in force")
    func cutOff() throws {
        var grown = world.a
        _ = try grown.issue()
        let memory = SeenLedger(try world.a.checkpoint(), at: try Moment.asked)
            .seeing(try grown.checkpoint(), at: try Moment.now)
        let now = try Moment.now
        let file = try world.a.bundle(world.award, keys: [], standings: [])
        func answer(_ copy: TestInstitution) throws -> Verdict {
            try world.verdict(
                file, at: now,
                with: [
                    Evidence(.replayed(try replay(copy)), fetchedAt: now),
                    Evidence(.seen(memory), fetchedAt: now),
                ])
        }
        #expect(try answer(grown).code == .confirmed)
        let old = try answer(world.a)
        #expect(old.code == .incomplete, "\(old.text)")
        #expect(old.findings.contains { $0.code == "standing.copy-not-compared" })
    }

    @Test("of another history than was seen before is told, and counts for nothing")
    func remembered() throws {
        var fork = world.a
        var honest = world.a
        _ = try honest.issue()
        _ = try honest.issue()
        let memory = SeenLedger(try honest.checkpoint(), at: try Moment.asked)
        for _ in 0..<5 { _ = try fork.issue(Order(title: "Another")) }
        let now = try Moment.now
        let file = try world.a.bundle(world.award, keys: [], standings: [])
        let answer = try world.verdict(
            file, at: now,
            with: [
                Evidence(.replayed(try replay(fork)), fetchedAt: now),
                Evidence(.seen(memory), fetchedAt: now),
            ])
        #expect(answer.code == .incomplete, "\(answer.text)")
        #expect(answer.reason(.recorded) == .recordContradiction)
    }

    @Test("with a change that is signed in a way not known here leaves the standing open")
    mutating func unknownAlgorithm() throws {
        let record = try world.a.append(
            .suspend(
                try change()))
        let text = String(decoding: record.bytes, as: UTF8.self)
            .replacing("\"alg\":\"Ed25519\"", with: "\"alg\":\"SLH-DSA-SHA2-128s\"")
        world.a.replaceLast(with: try Record(parsing: Array(text.utf8)))
        let copy = try replay(world.a)
        let answer = try verdict(copy)
        #expect(answer.code == .incomplete, "\(answer.text)")
        #expect(answer.reason(.notWithdrawn) == .standingMissing)
        // Whatever the institution said before, however young that is.
        for policy in [Policy.unwitnessed, .archive] {
            let word = try world.a.standing(world.award, at: TreeSize(record.index.value))
            #expect(try verdict(copy, policy: policy, standings: [word]).code == .incomplete)
            let later = try world.a.standing(world.award)
            let open = try verdict(copy, policy: policy, standings: [later])
            #expect(open.reason(.notWithdrawn) == .standingKindUnknown, "\(open.text)")
        }
        // What is known against the award counts all the same.
        let against = try world.a.standing(world.award, .withdrawn, effective: "2026-06-25")
        #expect(try verdict(copy, standings: [against]).code == .withdrawn)
    }

    @Test("shorter than what the institution spoke of shows no award in force on an earlier day")
    func shorterThanAWord() throws {
        let instant = try #require(world.a.records.last).at
        var honest = world.a
        try honest.append(.suspend(try change()))
        try honest.append(.reinstate(try change()))
        _ = try honest.issue()
        let word = try honest.standing(world.award)
        let file = try world.a.bundle(world.award, keys: [], standings: [word])
        var fork = world.a
        _ = try fork.issue(Order(title: "Another"))
        for copy in [world.a, fork] {
            let verifier = Verifier(trusting: try world.list(), policy: .archive)
            let answer = verifier.verify(
                try verifier.submission(reading: file.bytes), at: try Moment.now, asOf: instant,
                with: [Evidence(.replayed(try replay(copy)), fetchedAt: try Moment.now)])
            #expect(answer.code == .incomplete, "\(answer.text)")
            #expect(answer.findings.contains { $0.code == "standing.copy-not-compared" })
        }
    }

    @Test("that no listed key signed is passed over, whatever it shows")
    func unsigned() throws {
        var other = world.a
        try other.append(.suspend(try change()))
        _ = try other.issue()
        let forged = try replay(other, to: other.checkpoint(signer: "ledger-2"))
        let word = try world.a.standing(world.award)
        let file = try world.a.bundle(world.award, standings: [word])
        let now = try Moment.now
        for copies in [[forged], [forged, try replay(world.a)], [try replay(world.a), forged]] {
            let answer = try world.verdict(
                file, with: copies.map { Evidence(.replayed($0), fetchedAt: now) })
            #expect(answer.code == .confirmed, "\(answer.text)")
        }
    }

    @Test("of another history makes no award replaced, and hides no hold")
    func forkWithReplacement() throws {
        var honest = world.a
        try honest.append(.suspend(try change()))
        let hold = try honest.standing(world.award, .onHold, effective: "2026-06-25")
        var fork = world.a
        let end = FinalChange(
            target: Target(record: world.award.index), detail: .sha256([2]))
        try fork.append(.supersede(end))
        for _ in 0..<3 { _ = try fork.issue() }
        for copies in [[fork], [fork, honest], [honest, fork]] {
            let now = try Moment.now
            let file = try world.a.bundle(world.award, standings: [hold])
            let answer = try world.verdict(
                file, with: copies.map { Evidence(.replayed(try replay($0)), fetchedAt: now) })
            #expect(answer.code == .onHold, "\(answer.text)")
        }
        let word = try honest.standing(world.award)
        let answer = try verdict(replay(fork), standings: [word])
        #expect(answer.code == .incomplete, "\(answer.text)")
    }

    @Test("takes no statement twice, and none that is bound to another ledger or issuer")
    mutating func statementsElsewhere() throws {
        let change = try self.change()
        try world.a.append(.suspend(change))
        let lifting = try world.a.append(.reinstate(change))
        try world.a.append(.suspend(change))
        let hold = try world.a.standing(world.award, .onHold, effective: "2026-06-25")
        #expect(try verdict(replay(world.a)).code == .onHold)
        let honest = world.a
        // Whoever has the ledger's key alone can append what the institution signed before.
        _ = try world.a.append(again: lifting)
        for standings in [[], [hold]] {
            let answer = try verdict(replay(world.a), standings: standings)
            #expect(answer.code == .onHold, "\(answer.text)")
        }
        world.a = honest
        try world.a.append(.reinstate(change), in: world.b.origin)
        #expect(try verdict(replay(world.a)).code == .onHold)
        world.a = honest
        try world.a.append(.reinstate(change), as: world.b.did)
        #expect(try verdict(replay(world.a)).code == .onHold)
    }

    @Test("that holds the award's statement twice decides nothing by the later place")
    mutating func repeatedAward() throws {
        try world.a.append(.revoke(try change()))
        let again = try world.a.append(again: world.a.records[Int(world.award.index.value)])
        let repeated = Issued(
            credential: world.award.credential, salt: world.award.salt, index: again.index,
            number: world.award.number)
        _ = try world.a.issue()
        let now = try Moment.now
        let file = try world.a.bundle(repeated, standings: [])
        for policy in [Policy.unwitnessed, .archive] {
            let answer = try world.verdict(
                file, policy: policy,
                with: [Evidence(.replayed(try replay(world.a)), fetchedAt: now)])
            #expect(answer.code == .incomplete, "\(answer.text)")
            #expect(answer.reason(.recorded) == .recordRepeated)
        }
        #expect(try verdict(replay(world.a)).code == .withdrawn)
    }

    @Test("passes over what the institution did not say, and what its key said after a theft")
    mutating func notAuthorised() throws {
        let change = try self.change()
        try world.a.append(.revoke(change), by: ["status-1"])
        #expect(try verdict(replay(world.a)).code == .confirmed)
        let size = world.a.size
        try world.a.append(.revoke(change), by: ["record-2"])
        #expect(try verdict(replay(world.a)).code == .withdrawn)
        try world.a.compromise("record-2", .record, from: size)
        #expect(try verdict(replay(world.a)).code == .confirmed)
    }

    @Test("is as old as what it shows, however young the reading")
    func age() throws {
        let later = try Moment.now + .seconds(30 * 86_400)
        let stale = try verdict(replay(world.a), at: later)
        #expect(stale.code == .incomplete)
        #expect(stale.reason(.notWithdrawn) == .standingTooOld)
        // Nor does the archive take it where nobody but the ledger's key stands for it.
        let alone = try verdict(replay(world.a), at: later, policy: .archive)
        #expect(alone.code == .incomplete)
        let archive = try world.verdict(
            world.a.bundle(world.award, standings: []), at: later, policy: .archive,
            with: [
                Evidence(.replayed(try replay(world.a)), fetchedAt: later),
                Evidence(
                    .seen(SeenLedger(try world.a.checkpoint(), at: try Moment.now)),
                    fetchedAt: later),
            ])
        #expect(archive.reason(.notWithdrawn) == .standingInForce)
        #expect(try #require(archive.standingAge) > .seconds(29 * 86_400))
    }

    @Test("that the ledger's key alone made younger, leaving records out, shows nothing in force")
    func grownByTheKey() throws {
        var honest = world.a
        try honest.append(.suspend(try change()))
        var copy = world.a
        _ = try copy.issue()
        for policy in [Policy.standard, .archive, .witnessed(by: 1)] {
            let answer = try verdict(replay(copy), policy: policy)
            #expect(answer.code == .incomplete, "\(answer.text)")
            #expect(answer.reason(.notWithdrawn) == .standingMissing)
        }
        #expect(try verdict(replay(honest), policy: .standard).code == .onHold)
    }

    @Test("is no younger for what a witness signed again that had seen no more")
    func witnessed() throws {
        let cosigner = try Cosigner(
            name: #require(KeyName("partner.example/w")),
            key: PrivateKey(ed25519Seed: Digest.sha256([7]).bytes))
        let witness = WitnessPolicy.Witness(
            name: try #require(PolicyWord("w")), key: cosigner.key)
        let policy = try WitnessPolicy.requiring(1, of: [witness], logs: [])
        let list = try world.list([world.a.listed(ledgers: [world.a.pinned(policy: policy)])])
        let later = try Moment.now + .seconds(30 * 86_400)
        let seen = try world.a.checkpoint(cosigners: [cosigner], seenAt: later - .seconds(3_600))
        let answer = try verdict(
            replay(world.a, to: seen), at: later, policy: .standard, trusting: list)
        #expect(answer.code == .incomplete, "\(answer.text)")
        #expect(answer.reason(.notWithdrawn) == .standingTooOld)
    }

    @Test("that is larger is the newer, whoever looked at a smaller one later")
    mutating func larger() throws {
        let cosigner = try Cosigner(
            name: #require(KeyName("partner.example/w")),
            key: PrivateKey(ed25519Seed: Digest.sha256([7]).bytes))
        let witness = WitnessPolicy.Witness(
            name: try #require(PolicyWord("w")), key: cosigner.key)
        let policy = try WitnessPolicy.requiring(1, of: [witness], logs: [])
        let list = try world.list([world.a.listed(ledgers: [world.a.pinned(policy: policy)])])
        let small = try replay(
            world.a, to: world.a.checkpoint(cosigners: [cosigner], seenAt: Moment.now))
        let change = StandingChange(
            target: Target(record: world.award.index),
            status: try #require(StatusBit(list: 1, index: 7)),
            effective: try #require(Day("2026-06-24")), detail: .sha256([1]))
        try world.a.append(.suspend(change))
        let large = try replay(world.a)
        for copies in [[small, large], [large, small]] {
            let receipt = try world.a.receipt(world.award, in: world.a.checkpoint(at: 5))
            let file = try world.a.bundle(world.award, receipt: receipt, standings: [])
            let now = try Moment.now
            let verdict = try world.verdict(
                file, trusting: list,
                with: copies.map { Evidence(.replayed($0), fetchedAt: now) })
            #expect(verdict.code == .onHold, "\(verdict.text)")
        }
    }

    @Test("beside another of another history prevents deciding, in either order")
    mutating func contradicting() throws {
        let small = try replay(world.a)
        var other = world.a
        let last = try #require(world.a.records.last)
        other.replaceLast(
            with: try Record(
                last.signed, index: last.index, at: last.at + .seconds(1),
                previous: last.previous))
        _ = try other.issue()
        let newest = try other.checkpoint()
        let fold = LedgerReplay(to: newest, comparing: [small.newest.checkpoint.size])
        try fold.take(other.records.map(\.bytes))
        let large = try fold.finish()
        for copies in [[small, large], [large, small]] {
            let now = try Moment.now
            let receipt = try world.a.receipt(world.award, in: world.a.checkpoint(at: 4))
            let file = try world.a.bundle(world.award, receipt: receipt)
            let verdict = try world.verdict(
                file, with: copies.map { Evidence(.replayed($0), fetchedAt: now) })
            #expect(verdict.reason(.recorded) == .recordContradiction, "\(verdict.text)")
        }
    }

    @Test("of before the award, of another ledger or by another key says nothing")
    func others() throws {
        let early = try replay(world.a, to: world.a.checkpoint(at: 2))
        #expect(try verdict(early).reason(.notWithdrawn) == .standingMissing)
        #expect(try verdict(replay(world.b)).reason(.notWithdrawn) == .standingMissing)
        let forged = try replay(world.a, to: world.a.checkpoint(signer: "ledger-2"))
        let answer = try verdict(forged)
        #expect(answer.code == .incomplete)
        #expect(answer.reason(.keyHistory) == .keysMissing)
    }

    @Test("of another history of the same ledger prevents deciding")
    mutating func forked() throws {
        var other = world.a
        let issued = world.a.records[4]
        other.replaceLast(
            with: try Record(
                issued.signed, index: issued.index, at: issued.at + .seconds(1),
                previous: .sha256([9])))
        let answer = try verdict(replay(other))
        #expect(answer.reason(.recorded) == .recordContradiction)
        #expect(answer.code == .incomplete)
    }

    @Test("with a bit flipped, a record missing or one too many is no copy")
    func damaged() throws {
        let newest = try world.a.checkpoint()
        let entries = world.a.records.map(\.bytes)
        for index in entries.indices {
            for place in stride(from: 0, to: entries[index].count, by: 7) {
                var damaged = entries
                damaged[index][place] ^= 1
                #expect(throws: ReplayError.self) {
                    let replay = LedgerReplay(to: newest, comparing: [])
                    try replay.take(damaged)
                    _ = try replay.finish()
                }
            }
        }
        for short in [Array(entries.dropLast()), Array(entries.dropFirst()), []] {
            #expect(throws: ReplayError.self) {
                let replay = LedgerReplay(to: newest, comparing: [])
                try replay.take(short)
                _ = try replay.finish()
            }
        }
        #expect(throws: ReplayError.self) {
            let replay = LedgerReplay(to: newest, comparing: [])
            try replay.take(entries + [entries[0]])
            _ = try replay.finish()
        }
    }
}
