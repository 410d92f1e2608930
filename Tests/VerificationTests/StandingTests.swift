import Credentials
import Records
import Signing
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("The institution's word on an award's standing")
struct StandingTests {
    private let world: World

    init() throws { world = try World() }

    private func verdict(
        _ standings: [SignedStanding], at instant: Instant? = nil, with evidence: [Evidence] = []
    ) throws -> Verdict {
        try world.verdict(
            world.a.bundle(world.award, standings: standings), at: instant, with: evidence)
    }

    private func expect(
        _ code: Verdict.Code, _ reason: Reason, _ verdict: Verdict,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(verdict.code == code, sourceLocation: sourceLocation)
        #expect(verdict.reason(reason.check) == reason, sourceLocation: sourceLocation)
    }

    private func fetched(_ standing: SignedStanding) throws -> Evidence {
        Evidence(.standing(standing), fetchedAt: try Moment.now)
    }

    @Test("decides the verdict")
    func states() throws {
        for (state, code, reason) in [
            (StandingState.inForce, Verdict.Code.confirmed, Reason.standingInForce),
            (.onHold, .onHold, .standingOnHold), (.withdrawn, .withdrawn, .standingWithdrawn),
            (.replaced, .replaced, .standingReplaced), (.erased, .erased, .standingErased),
        ] {
            let found = try verdict([world.a.standing(world.award, state)])
            expect(code, reason, found)
            #expect(found.award != nil, "the institution did sign it")
            #expect(found.standingAge == .seconds(3 * 3_600))
        }
    }

    @Test("tells from which day a withdrawal counts")
    func effective() throws {
        let standing = try world.a.standing(world.award, .withdrawn, effective: "2026-06-25")
        #expect(
            try verdict([standing]).headline == "The institution withdrew this on 25 June 2026.")
        #expect(
            try verdict([world.a.standing(world.award, .withdrawn)]).headline
                == "The institution withdrew this.")
    }

    @Test("is needed")
    func missing() throws {
        let found = try verdict([])
        expect(.incomplete, .standingMissing, found)
        #expect(found.needs.map(\.url).contains("https://a.example/v1/receipts"))
    }

    @Test("counts at the greatest age that the policy allows, and not a millisecond longer")
    func age() throws {
        let standing = try world.a.standing(world.award)
        let limit = try Moment.asked + Policy.standard.standingAgeMax
        expect(.confirmed, .standingInForce, try verdict([standing], at: limit))
        expect(
            .incomplete, .standingTooOld,
            try verdict([standing], at: limit + .milliseconds(1)))
    }

    @Test("counts until its own end, and not a millisecond longer")
    func validUntil() throws {
        let standing = try world.a.standing(world.award, validFor: .seconds(3_600))
        let limit = try Moment.asked + .seconds(3_600)
        expect(.confirmed, .standingInForce, try verdict([standing], at: limit))
        expect(
            .incomplete, .standingExpired, try verdict([standing], at: limit + .milliseconds(1)))
    }

    @Test("may be ahead of the verifier's clock by the allowed difference, and no more")
    func future() throws {
        let standing = try world.a.standing(world.award)
        let limit = try Moment.asked - Policy.standard.clockSkew
        let found = try verdict([standing], at: limit)
        expect(.confirmed, .standingInForce, found)
        #expect(found.standingAge == .zero)
        expect(
            .incomplete, .standingFromFuture,
            try verdict([standing], at: limit - .milliseconds(1)))
    }

    @Test("is about this record of this ledger")
    func target() throws {
        expect(
            .incomplete, .standingOtherRecord,
            try verdict([world.a.standing(world.otherAward)]))
        expect(
            .incomplete, .standingOtherRecord,
            try verdict([
                world.a.standing(
                    world.award, target: Target(record: world.award.index, leaf: 0))
            ]))
        expect(
            .incomplete, .standingMissing,
            try verdict([world.a.standing(world.award, origin: world.b.origin)]))
    }

    @Test("was read from a ledger that had the record and the key records it names")
    func size() throws {
        let index = world.award.index.value
        expect(
            .incomplete, .standingLedgerTooSmall,
            try verdict([world.a.standing(world.award, at: TreeSize(index), keys: 1)]))
        expect(
            .incomplete, .standingKeysOlder,
            try verdict([world.a.standing(world.award, at: TreeSize(index + 1), keys: 1)]))
        let head = try #require(world.a.keyRecords.last)
        expect(
            .incomplete, .standingLedgerTooSmall,
            try verdict([world.a.standing(world.award, at: TreeSize(head.value), keys: head)]))
    }

    @Test("has the root of the receipt's checkpoint if it has its size")
    func root() throws {
        expect(
            .incomplete, .standingContradiction,
            try verdict([world.a.standing(world.award, root: .sha256([1]))]))
    }

    @Test("names the record itself, and not only its place in some history")
    func otherHistory() throws {
        // Whoever has the ledger's key puts a withdrawn award where another one stands.
        var fork = world.a
        var honest = world.a
        let other = try honest.issue()
        let good = try honest.standing(other)
        let moved = try fork.append(again: world.a.records[Int(world.award.index.value)])
        let forged = Issued(
            credential: world.award.credential, salt: world.award.salt, index: moved.index,
            number: world.award.number)
        _ = try fork.issue()
        let bundle = try fork.bundle(forged, standings: [good])
        expect(.incomplete, .standingOtherRecord, try world.verdict(bundle))
        let named = try honest.bundle(other)
        #expect(try world.verdict(named).code == .confirmed)
    }

    @Test("counts against an award in whichever of the institution's ledgers it stands")
    func severalLedgers() throws {
        var second = try TestInstitution("a.example", ledger: "second")
        let commitment = Commitment(
            form: .jcs, salt: world.award.salt, content: world.award.credential.digest)
        let record = try second.append(.issue(Issue(commitments: [commitment])))
        let there = Issued(
            credential: world.award.credential, salt: world.award.salt, index: record.index,
            number: world.award.number)
        let list = try world.list([
            world.a.listed(ledgers: [world.a.pinned(), second.pinned(key: "ledger-9")])
        ])
        let newest = try second.checkpoint(signer: "ledger-9")
        let receipts = try [world.a.receipt(world.award), second.receipt(there, in: newest)]
        let keys = try world.a.keyReceipts() + second.keyReceipts(in: newest)
        let good = try second.standing(there)
        for (state, code) in [
            (StandingState.withdrawn, Verdict.Code.withdrawn), (.onHold, .onHold),
            (.inForce, .confirmed),
        ] {
            let word = try world.a.standing(world.award, state, effective: "2026-06-25")
            for receipts in [receipts, receipts.reversed()] {
                let bundle = try Bundle(
                    credential: world.award.credential, receipts: receipts, keys: keys,
                    standings: [word, good])
                let answer = try world.verdict(bundle, trusting: list)
                #expect(answer.code == code, "\(answer.text)")
            }
        }
    }

    @Test("agrees with what the verifier has seen of the ledger")
    func memory() throws {
        var honest = world.a
        _ = try honest.issue()
        let before = try Moment.asked - .seconds(3_600)
        let memory = SeenLedger(try world.a.checkpoint(), at: before)
            .seeing(try honest.checkpoint(), at: before)
        let now = try Moment.now
        func verdict(_ word: [SignedStanding], online: [SignedStanding] = []) throws -> Verdict {
            try world.verdict(
                world.a.bundle(world.award, standings: word),
                with: [Evidence(.seen(memory), fetchedAt: now)]
                    + online.map { Evidence(.standing($0), fetchedAt: now) })
        }
        #expect(try verdict([honest.standing(world.award)]).code == .confirmed)
        // Of another history.
        var fork = world.a
        _ = try fork.issue(Order(title: "Another"))
        expect(.incomplete, .standingContradiction, try verdict([fork.standing(world.award)]))
        let withdrawn = try fork.standing(world.award, .withdrawn, effective: "2026-06-25")
        #expect(try verdict([withdrawn]).code == .withdrawn)
        // Of fewer records than were seen before it was said; a better word overtakes it.
        let short = try world.a.standing(world.award)
        expect(.incomplete, .standingShrank, try verdict([short]))
        var later = honest
        _ = try later.issue()
        #expect(try verdict([short], online: [later.standing(world.award)]).code == .confirmed)
        // What was said before more was seen is as good as it ever was.
        let old = try world.a.standing(world.award, asOf: before)
        #expect(try verdict([old]).code == .confirmed)
    }

    @Test("names the newest key record of the file")
    func keys() throws {
        expect(
            .incomplete, .standingKeysOlder, try verdict([world.a.standing(world.award, keys: 1)]))
        var a = world.a
        let keys = try a.keyReceipts()
        try a.addKey("record-3", .record)
        expect(
            .incomplete, .keysBehindStanding,
            try world.verdict(
                a.bundle(
                    world.award, keys: keys, standings: [a.standing(world.award)])))
        // The newer key records, fetched, settle it.
        let settled = try world.verdict(
            a.bundle(world.award, keys: keys, standings: [a.standing(world.award)]),
            with: [Evidence(.keys(a.keyReceipts()), fetchedAt: Moment.now)])
        #expect(settled.code == .confirmed)
    }

    @Test("is signed")
    func signature() throws {
        for signer in ["status-9", "record-1"] {
            expect(
                .incomplete, .standingNotSigned,
                try verdict([world.a.standing(world.award, signer: signer)]))
        }
    }

    @Test("that is nobody's does not hide a withdrawal that the institution signed")
    func maskedWithdrawal() throws {
        for (state, code) in [
            (StandingState.withdrawn, Verdict.Code.withdrawn), (.onHold, .onHold),
            (.replaced, .replaced), (.erased, .incomplete), (.inForce, .incomplete),
        ] {
            let word = try fetched(world.a.standing(world.award, state))
            let forged = try verdict(
                [world.a.standing(world.award, signer: "status-9")], with: [word])
            #expect(forged.code == code, "\(state)")
            let other = try verdict([world.a.standing(world.otherAward)], with: [word])
            #expect(other.code == code, "\(state)")
        }
    }

    @Test("when newer, lifts a hold, and lifts nothing else")
    func newer() throws {
        let later = try Moment.asked + .seconds(60)
        let good = try fetched(world.a.standing(world.award, asOf: later))
        expect(
            .confirmed, .standingInForce,
            try verdict([world.a.standing(world.award, .onHold)], with: [good]))
        for (state, code) in [
            (StandingState.withdrawn, Verdict.Code.withdrawn), (.replaced, .replaced),
            (.erased, .erased),
        ] {
            #expect(
                try verdict([world.a.standing(world.award, state)], with: [good]).code == code)
        }
        let hold = try fetched(world.a.standing(world.award, .onHold, asOf: later))
        #expect(try verdict([world.a.standing(world.award)], with: [hold]).code == .onHold)
    }

    @Test("of the same instant counts as the worse of two")
    func sameInstant() throws {
        let hold = try fetched(world.a.standing(world.award, .onHold))
        let good = try fetched(world.a.standing(world.award))
        #expect(try verdict([world.a.standing(world.award)], with: [hold]).code == .onHold)
        #expect(try verdict([world.a.standing(world.award, .onHold)], with: [good]).code == .onHold)
    }

    @Test("when old, still tells of what is never taken back, and of the last hold known")
    func oldButBad() throws {
        let now = try Moment.asked + .seconds(400 * 86_400)
        let list = try TrustList(
            name: "Partners", issued: Moment.founded, expires: now + .seconds(1),
            institutions: [world.a.listed()])
        for (state, code) in [
            (StandingState.withdrawn, Verdict.Code.withdrawn), (.replaced, .replaced),
            (.onHold, .onHold), (.erased, .incomplete), (.inForce, .incomplete),
        ] {
            let bundle = try world.a.bundle(
                world.award, standings: [world.a.standing(world.award, state)])
            #expect(try world.verdict(bundle, at: now, trusting: list).code == code)
        }
    }

    @Test("about other awards is passed over when fetched")
    func unrelatedEvidence() throws {
        let other = try fetched(world.a.standing(world.otherAward, .withdrawn))
        let foreign = try fetched(world.b.standing(world.foreignAward, .withdrawn))
        #expect(
            try verdict([world.a.standing(world.award)], with: [other, foreign]).code == .confirmed)
    }

    @Test("for a credential by itself is fetched together with receipt and keys")
    func bareCredential() throws {
        let bytes = world.award.credential.canonicalBytes
        let bare = try world.verdict(bytes)
        expect(.incomplete, .recordNoReceipt, bare)
        #expect(
            bare.needs == [
                Verdict.Need(kind: .receipt, url: "https://a.example/v1/receipts")
            ] + bare.needs.dropFirst())
        let now = try Moment.now
        let evidence = try [
            Evidence(.receipt(world.a.receipt(world.award)), fetchedAt: now),
            Evidence(.keys(world.a.keyReceipts()), fetchedAt: now),
            fetched(world.a.standing(world.award)),
        ]
        #expect(try world.verdict(bytes, with: evidence).code == .confirmed)
        for index in evidence.indices {
            var fewer = evidence
            fewer.remove(at: index)
            #expect(try world.verdict(bytes, with: fewer).code == .incomplete, "without \(index)")
        }
        expect(
            .noRecord, .recordUnknown,
            try world.verdict(
                bytes, with: [Evidence(.noRecord(world.a.origin), fetchedAt: now)]))
        // An answer of another ledger, or of long ago, says nothing.
        for answer in [
            Evidence(.noRecord(world.b.origin), fetchedAt: now),
            Evidence(.noRecord(world.a.origin), fetchedAt: now - .seconds(8 * 86_400)),
        ] {
            #expect(try world.verdict(bytes, with: [answer]).code == .incomplete)
        }
    }
}
