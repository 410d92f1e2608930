import CanonicalJSON
import Credentials
import Records
import Signing
import Testing
import TransparencyLog
import Trust

@testable import Verification

/// Questions about an earlier day than today.
@Suite("As of an earlier day")
struct AsOfTests {
    private var world: World

    init() throws { world = try World() }

    private func verdict(
        _ instant: Instant, knowing standings: [SignedStanding], copy: Bool = false,
        at now: Instant? = nil
    ) throws -> Verdict {
        var evidence: [Evidence] = []
        let now = try now ?? Moment.now
        if copy {
            let replay = LedgerReplay(
                to: try world.a.checkpoint(), comparing: Set((1...99).map { TreeSize($0) }))
            try replay.take(world.a.records.map(\.bytes))
            evidence = [Evidence(.replayed(try replay.finish()), fetchedAt: now)]
        }
        let verifier = Verifier(trusting: try world.list(), policy: .unwitnessed)
        let bundle = try world.a.bundle(world.award, standings: standings)
        return verifier.verify(
            try verifier.submission(reading: bundle.bytes), at: now, asOf: instant,
            with: evidence)
    }

    private func change(effective: String) throws -> StandingChange {
        StandingChange(
            target: Target(record: world.award.index),
            status: try #require(StatusBit(list: 1, index: 7)),
            effective: try #require(Day(effective)), detail: .sha256([1]))
    }

    @Test("a day stands for its end, one that goes on somewhere for now, and none to come for any")
    func asked() throws {
        let now = try #require(Instant("2026-06-24T12:00:00.000Z"))
        func asked(_ text: String) throws(AskedInstant.Fault) -> Instant? {
            try AskedInstant(text, at: now).instant
        }
        #expect(try asked("2026-06-23") == Instant("2026-06-23T23:59:59.999Z"))
        #expect(try asked("1970-01-01") == Instant("1970-01-01T23:59:59.999Z"))
        #expect(try asked("2026-06-24T13:59:59+02:00") == Instant("2026-06-24T11:59:59.000Z"))
        for text in ["2026-06-24", "2026-06-25", "2026-06-24T12:00:00Z", "2026-06-24T12:01:59Z"] {
            #expect(try asked(text) == nil, "\(text)")
        }
        for text in ["2026-06-26", "2026-06-24T13:00:00Z", "9999-12-31"] {
            #expect(throws: AskedInstant.Fault.toCome, "\(text)") { try asked(text) }
        }
        for text in ["", "yesterday", "2026-02-30", "1969-12-31", "2026-06-24T12:00:00"] {
            #expect(throws: AskedInstant.Fault.notAnInstant, "\(text)") { try asked(text) }
        }
        // Noon in UTC is the next day where the clock is fourteen hours ahead, and not before.
        let morning = try #require(Instant("2026-06-24T09:59:59.000Z"))
        #expect(throws: AskedInstant.Fault.toCome) {
            try AskedInstant("2026-06-25", at: morning)
        }
    }

    @Test("the answer names both instants, and a word of until then counts")
    func bothInstants() throws {
        let day = try Moment.at("2026-06-25T12:00:00.000Z")
        let word = try world.a.standing(world.award, asOf: day - .seconds(3_600))
        let answer = try verdict(day, knowing: [word])
        #expect(answer.code == .confirmed, "\(answer.text)")
        #expect(answer.asOf == day)
        #expect(answer.judgedAt == (try Moment.now))
        #expect(answer.text.contains("Checked as of 25 June 2026, 12:00 UTC, on 26 June 2026"))
        #expect(answer.json["as_of"] != answer.json["judged_at"])
        #expect(
            answer.sentences.last
                == "The institution's word of 25 June 2026, 11:00 UTC says that it was in force.")
        #expect(try !world.verdict().sentences.contains { $0.contains("word of") })
    }

    @Test("a later word that it is in force says nothing: it may have been on hold")
    func laterInForce() throws {
        let day = try Moment.at("2026-06-25T12:00:00.000Z")
        let answer = try verdict(day, knowing: [world.a.standing(world.award)])
        #expect(answer.code == .incomplete)
        #expect(answer.reason(.notWithdrawn) == .standingLater)
    }

    @Test("a status list of later says nothing of the day, and is told")
    func laterStatusList() throws {
        let world = try World(Order(purposes: [.revocation, .suspension]))
        let day = try Moment.at("2026-06-25T12:00:00.000Z")
        let word = try world.a.standing(world.award, asOf: day - .seconds(3_600))
        let bundle = try world.a.bundle(world.award, standings: [word])
        let verifier = Verifier(trusting: try world.list(), policy: .unwitnessed)
        func verdict(listFrom from: Instant) throws -> Verdict {
            let list = try world.a.statusList(setting: [world.award.number], from: from)
            return verifier.verify(
                try verifier.submission(reading: bundle.bytes), at: try Moment.now, asOf: day,
                with: [
                    Evidence(
                        .statusList(url: "https://a.example/status/1", bytes: list),
                        fetchedAt: try Moment.now)
                ])
        }
        let later = try verdict(listFrom: day + .seconds(3_600))
        #expect(later.code == .confirmed, "\(later.text)")
        #expect(later.findings.contains { $0.code == "status.changed-since" })
        let then = try verdict(listFrom: day - .seconds(3_600))
        #expect(then.code == .withdrawn && then.reason(.statusList) == .statusRevoked)
    }

    @Test("a copy that is older than a withdrawal does not outweigh it")
    func olderCopy() throws {
        let copied = world.a.size
        let word = try world.a.standing(
            world.award, .withdrawn, at: TreeSize(copied.value + 1), effective: "2026-06-23",
            root: .sha256([1]))
        let instant = try #require(world.a.records.last).at
        let answer = try verdict(instant, knowing: [word], copy: true)
        #expect(answer.code == .withdrawn, "\(answer.text)")
    }

    @Test("before a withdrawal counts nobody knows how the award stood, and what followed is told")
    func beforeWithdrawal() throws {
        let word = try world.a.standing(world.award, .withdrawn, effective: "2026-06-26")
        let before = try verdict(Moment.at("2026-06-25T12:00:00.000Z"), knowing: [word])
        #expect(before.code == .incomplete, "\(before.text)")
        #expect(before.reason(.notWithdrawn) == .standingLater)
        #expect(before.findings.contains { $0.code == "standing.changed-since" })
        let on = try verdict(Moment.at("2026-06-26T00:00:00.000Z"), knowing: [word])
        #expect(on.code == .withdrawn, "\(on.text)")
        let today = try verdict(Moment.now, knowing: [word])
        #expect(today.code == .withdrawn)
        #expect(!today.findings.contains { $0.code == "standing.changed-since" })
    }

    @Test("what followed is told by the newest in hand, a copy that nobody else has seen too")
    mutating func followedInCopy() throws {
        let day = try #require(world.a.records.last).at
        for _ in 0..<10 { _ = try world.a.issue() }
        let now = try Moment.at("2026-06-27T00:00:00.000Z")
        let word = try world.a.standing(world.award, asOf: now - .seconds(60))
        try world.a.append(.revoke(change(effective: "2026-06-26")))
        for isWitnessDemanded in [false, true] {
            let replay = LedgerReplay(
                to: try world.a.checkpoint(), comparing: Set((1...99).map { TreeSize($0) }))
            try replay.take(world.a.records.map(\.bytes))
            let verifier = Verifier(
                trusting: try world.list(), policy: isWitnessDemanded ? .standard : .unwitnessed)
            let bundle = try world.a.bundle(world.award, standings: [word])
            let answer = verifier.verify(
                try verifier.submission(reading: bundle.bytes), at: now, asOf: day,
                with: [Evidence(.replayed(try replay.finish()), fetchedAt: now)])
            let told = answer.findings.filter { $0.code == "standing.changed-since" }
            #expect(told.count == 1 && told[0].text.contains("has withdrawn it"), "\(answer.text)")
            #expect(!answer.text.contains("last asked"))
        }
    }

    @Test("that an award is in force as it was is no change")
    mutating func asBefore() throws {
        let day = try #require(world.a.records.last).at
        for _ in 0..<10 { _ = try world.a.issue() }
        let answer = try verdict(day, knowing: [world.a.standing(world.award)], copy: true)
        #expect(answer.code == .confirmed, "\(answer.text)")
        #expect(answer.sentences.last?.contains("says that it was in force on ") == true)
        #expect(!answer.findings.contains { $0.code == "standing.changed-since" })
    }

    @Test("a hold that is told later says nothing of the days before it")
    func beforeHold() throws {
        let word = try world.a.standing(world.award, .onHold, effective: "2026-06-26")
        let before = try verdict(Moment.at("2026-06-25T12:00:00.000Z"), knowing: [word])
        #expect(before.code == .incomplete)
        #expect(before.reason(.notWithdrawn) == .standingLater)
    }

    @Test("a replacement, which says no day, outweighs every day")
    func replaced() throws {
        let word = try world.a.standing(world.award, .replaced)
        let answer = try verdict(Moment.at("2026-06-25T12:00:00.000Z"), knowing: [word])
        #expect(answer.code == .replaced)
    }

    @Test("a later erasure or replacement hides no hold of the day asked about")
    func laterHidesNoHold() throws {
        let day = try Moment.at("2026-06-25T12:00:00.000Z")
        for (state, code) in [
            (StandingState.erased, Verdict.Code.erased), (.replaced, .replaced),
        ] {
            let hold = try world.a.standing(
                world.award, .onHold, at: TreeSize(world.a.size.value - 1), effective: "2026-06-25",
                keys: 1,
                asOf: day - .seconds(600))
            let later = try world.a.standing(world.award, state)
            let verifier = Verifier(trusting: try world.list(), policy: .unwitnessed)
            let file = try world.a.bundle(world.award, standings: [hold])
            let answer = verifier.verify(
                try verifier.submission(reading: file.bytes), at: try Moment.now, asOf: day,
                with: [Evidence(.standing(later), fetchedAt: try Moment.now)])
            #expect(answer.code == .onHold, "\(answer.text)")
            #expect(try verdict(day, knowing: [later]).code == code)
        }
    }

    @Test("a copy of the ledger tells each day for itself")
    mutating func replayed() throws {
        // The test's institution records something each minute.
        try world.a.append(.suspend(change(effective: "2026-06-24")))
        let held = try #require(world.a.records.last)
        for _ in 0..<10 { _ = try world.a.issue() }
        try world.a.append(.reinstate(change(effective: "2026-06-24")))
        let freed = try #require(world.a.records.last)
        for _ in 0..<10 { _ = try world.a.issue() }
        try world.a.append(.revoke(change(effective: "2026-06-26")))
        let revoked = try #require(world.a.records.last)
        let now = try Moment.at("2026-06-27T00:00:00.000Z")
        let word = try world.a.standing(
            world.award, .withdrawn, effective: "2026-06-26", asOf: now)
        let cases: [(Instant, Verdict.Code)] = [
            // The hold was recorded to count from the very day of the award.
            (held.at - .seconds(60), .onHold), (held.at, .onHold),
            (freed.at + .seconds(1), .confirmed), (revoked.at - .seconds(301), .confirmed),
            (revoked.at, .withdrawn), (now, .withdrawn),
        ]
        for (instant, code) in cases {
            let answer = try verdict(instant, knowing: [word], copy: true, at: now)
            #expect(answer.code == code, "\(instant): \(answer.text)")
        }
    }

    @Test("a hold that was recorded later ends on the day of its lift")
    mutating func liftedBefore() throws {
        let founded = "2026-06-20T00:00:00Z"
        world = try World(Order(validFrom: founded, awarded: founded))
        try world.a.append(.suspend(change(effective: "2026-06-22")))
        try world.a.append(.reinstate(change(effective: "2026-06-23")))
        let now = try Moment.at("2026-06-27T00:00:00.000Z")
        let word = try world.a.standing(world.award, asOf: now)
        let cases = [
            ("2026-06-22T23:59:59.999Z", Verdict.Code.onHold),
            ("2026-06-23T23:59:59.999Z", .confirmed),
        ]
        for (day, code) in cases {
            let answer = try verdict(Moment.at(day), knowing: [word], copy: true, at: now)
            #expect(answer.code == code, "\(day): \(answer.text)")
        }
    }

    @Test("a hold that was recorded later and lifted from its own day counts for that day")
    mutating func liftedFromItsDay() throws {
        let founded = "2026-06-20T00:00:00Z"
        world = try World(Order(validFrom: founded, awarded: founded))
        try world.a.append(.suspend(change(effective: "2026-06-22")))
        try world.a.append(.reinstate(change(effective: "2026-06-22")))
        let now = try Moment.at("2026-06-27T00:00:00.000Z")
        let word = try world.a.standing(world.award, asOf: now)
        let cases = [
            ("2026-06-21T23:59:59.999Z", Verdict.Code.confirmed),
            ("2026-06-22T23:59:59.999Z", .onHold), ("2026-06-23T23:59:59.999Z", .confirmed),
        ]
        for (day, code) in cases {
            let answer = try verdict(Moment.at(day), knowing: [word], copy: true, at: now)
            #expect(answer.code == code, "\(day): \(answer.text)")
        }
    }

    @Test("on the last day of its validity an award counts")
    mutating func lastDay() throws {
        let founded = "2026-06-20T00:00:00Z"
        world = try World(
            Order(validFrom: founded, validUntil: "2026-06-25T23:59:59Z", awarded: founded))
        let now = try Moment.at("2026-06-27T00:00:00.000Z")
        let word = try world.a.standing(world.award, asOf: now)
        let cases = [
            ("2026-06-25T23:59:59.999Z", Verdict.Code.confirmed),
            ("2026-06-26T00:00:00.000Z", .confirmedEnded),
        ]
        for (day, code) in cases {
            let answer = try verdict(Moment.at(day), knowing: [word], copy: true, at: now)
            #expect(answer.code == code, "\(day): \(answer.text)")
        }
    }

    @Test("on a day of a hold no later hold and its lift make the award good")
    mutating func heldTwice() throws {
        let founded = "2026-06-20T00:00:00Z"
        world = try World(Order(validFrom: founded, awarded: founded))
        try world.a.append(.suspend(change(effective: "2026-06-24")))
        let held = try #require(world.a.records.last).at
        // So much later that no clock can be the reason.
        for _ in 0..<10 { _ = try world.a.issue() }
        try world.a.append(.reinstate(change(effective: "2026-06-25")))
        try world.a.append(.suspend(change(effective: "2026-06-23")))
        try world.a.append(.reinstate(change(effective: "2026-06-24")))
        let now = try Moment.at("2026-06-27T00:00:00.000Z")
        let word = try world.a.standing(world.award, asOf: now)
        let answer = try verdict(held, knowing: [word], copy: true, at: now)
        #expect(answer.code == .onHold, "\(answer.text)")
        let after = try verdict(
            Moment.at("2026-06-26T00:00:00.000Z"), knowing: [word], copy: true, at: now)
        #expect(after.code == .confirmed, "\(after.text)")
    }

    @Test("what the institution kept silent about was perhaps said before the day asked about")
    func silentInstitution() throws {
        let day = try Moment.at("2026-06-25T12:00:00.000Z")
        let verifier = Verifier(trusting: try world.list(), policy: .unwitnessed)
        func verdict(saidAt time: Instant) throws -> Verdict {
            let word = try world.a.standing(world.award, asOf: time)
            let file = try world.a.bundle(world.award, standings: [word])
            return verifier.verify(
                try verifier.submission(reading: file.bytes), at: try Moment.now, asOf: day,
                with: [Evidence(.unanswered(world.a.origin), fetchedAt: try Moment.now)])
        }
        let before = try verdict(saidAt: day - .seconds(3_600))
        #expect(before.reason(.notWithdrawn) == .standingNoAnswer, "\(before.text)")
        #expect(before.code == .incomplete)
        let then = try verdict(saidAt: day)
        #expect(then.code == .confirmed, "\(then.text)")
    }

    @Test("an award does not count on the day before its own")
    mutating func dayBefore() throws {
        world = try World(Order(validFrom: "2026-06-25T00:00:00Z"))
        for (day, code) in [
            ("2026-06-24T23:59:59.999Z", Verdict.Code.incomplete),
            ("2026-06-25T23:59:59.999Z", .confirmed),
        ] {
            let answer = try verdict(Moment.at(day), knowing: [], copy: true)
            #expect(answer.code == code, "\(day): \(answer.text)")
        }
    }

    @Test("that the award was entered later than the day asked about is told")
    func enteredLater() throws {
        let before = try Moment.founded - .seconds(3_600)
        let answer = try verdict(before, knowing: [], copy: true)
        #expect(answer.findings.contains { $0.code == "record.later" }, "\(answer.text)")
        let after = try verdict(Moment.asked, knowing: [], copy: true)
        #expect(!after.findings.contains { $0.code == "record.later" })
    }

    @Test("an expired list is expired whatever day is asked about")
    func expiredList() throws {
        let later = try Moment.founded + .seconds(400 * 86_400)
        let answer = try verdict(
            Moment.now, knowing: [world.a.standing(world.award)], at: later)
        #expect(answer.reason(.listCurrent) == .listExpired)
        #expect(answer.code == .incomplete)
    }

    @Test("a word of later than now is one from the future")
    func future() throws {
        let word = try world.a.standing(
            world.award, asOf: Moment.now + .seconds(86_400))
        let answer = try verdict(Moment.at("2026-06-25T12:00:00.000Z"), knowing: [word])
        #expect(answer.reason(.notWithdrawn) == .standingFromFuture)
    }
}
