import CanonicalJSON
import Credentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("Of several answers")
struct PrecedenceTests {
    private static let ended = Order(
        validFrom: "2026-06-24T00:00:00+02:00", validUntil: "2026-06-25T23:59:59+02:00")

    @Test("the one that counts most is given")
    func order() throws {
        let world = try World(PrecedenceTests.ended)
        func verdict(
            _ state: StandingState?, changed: Bool = false, list: TrustList? = nil
        ) throws -> Verdict.Code {
            let standings = try state.map { [try world.a.standing(world.award, $0)] } ?? []
            var json = try world.a.bundle(world.award, standings: standings).json
            if changed { json[pointer: "/credential/name/0/@value"] = "Doktor" }
            return try world.verdict(json.canonicalBytes(), trusting: list).code
        }
        let test = try world.list([world.a.listed(.test)])
        let foreign = try world.list([world.b.listed()])
        #expect(try verdict(.withdrawn, changed: true) == .altered)
        #expect(try verdict(.inForce, changed: true, list: test) == .altered)
        #expect(try verdict(.withdrawn, list: foreign) == .issuerNotRecognised)
        for state in StandingState.allCases {
            #expect(try verdict(state, list: test) == .testOnly)
        }
        #expect(try verdict(.withdrawn) == .withdrawn)
        #expect(try verdict(.onHold) == .onHold)
        #expect(try verdict(.replaced) == .replaced)
        #expect(try verdict(.erased) == .confirmedEnded)
        #expect(try verdict(.inForce) == .confirmedEnded)
        #expect(try verdict(nil) == .incomplete)
    }

    @Test("an award for a limited time has ended when that is over, and not before")
    func ended() throws {
        let world = try World(PrecedenceTests.ended)
        let end = try Moment.at("2026-06-25T21:59:59.000Z") + Policy.standard.clockSkew
        let bundle = try world.a.bundle(
            world.award, standings: [world.a.standing(world.award, asOf: end)])
        #expect(try world.verdict(bundle, at: end).code == .confirmed)
        let after = try world.verdict(bundle, at: end + .milliseconds(1))
        #expect(after.code == .confirmedEnded)
        #expect(after.headline == "This was awarded. It was valid until 25 June 2026.")
        #expect(after.award?.validUntil != nil)
    }

    @Test("an award that does not count yet is left open until it does")
    func notYet() throws {
        let world = try World(
            Order(validFrom: "2026-06-27T00:00:00Z", awarded: "2026-06-24T00:00:00Z"))
        let start = try Moment.at("2026-06-27T00:00:00.000Z") - Policy.standard.clockSkew
        let before = try world.verdict(at: start - .milliseconds(1))
        #expect(before.code == .incomplete)
        #expect(before.reason(.datesInOrder) == .datesNotYet)
        #expect(try world.verdict(at: start).code == .confirmed)
        let ahead = try World(Order(awarded: "2026-06-28T00:00:00Z"))
        #expect(try ahead.verdict().reason(.datesInOrder) == .datesAwardAhead)
        #expect(try ahead.verdict().code == .incomplete)
    }

    @Test("an expired list lets nothing pass, and hides nothing bad")
    func expiredList() throws {
        let world = try World()
        let list = try TrustList(
            name: "Old", issued: Moment.founded - .seconds(60), expires: Moment.now,
            institutions: [world.a.listed()])
        let late = try world.verdict(at: Moment.now, trusting: list)
        #expect(late.code == .incomplete)
        #expect(late.reason(.listCurrent) == .listExpired)
        #expect(late.headline.contains("your list has run out"))
        #expect(
            try world.verdict(at: Moment.now - .milliseconds(1), trusting: list).code == .confirmed)
        let withdrawn = try world.a.bundle(
            world.award, standings: [world.a.standing(world.award, .withdrawn)])
        #expect(try world.verdict(withdrawn, trusting: list).code == .withdrawn)
        let early = try TrustList(
            name: "New", issued: Moment.now + .milliseconds(1),
            expires: Moment.now + .seconds(60), institutions: [world.a.listed()])
        #expect(try world.verdict(trusting: early).reason(.listCurrent) == .listNotYetIssued)
        #expect(try world.verdict(trusting: early).code == .incomplete)
    }

    @Test("every code is told by its own word, and the exit code follows")
    func exitCodes() throws {
        let world = try World()
        func code(_ state: StandingState) throws -> Verdict.Code {
            try world.verdict(
                world.a.bundle(world.award, standings: [world.a.standing(world.award, state)])
            ).code
        }
        #expect(try code(.inForce).exitCode() == 0)
        #expect(try code(.erased).exitCode() == 1)
        #expect(try code(.erased).exitCode(accepting: [.erased]) == 0)
        #expect(try code(.replaced).exitCode(accepting: [.erased]) == 1)
        #expect(try code(.replaced).exitCode(accepting: [.replaced]) == 0)
        #expect(try code(.withdrawn).exitCode(accepting: Set(Verdict.Code.allCases)) == 1)
        #expect(try code(.onHold).exitCode(accepting: Set(Verdict.Code.allCases)) == 1)
        let open = try world.verdict(world.a.bundle(world.award, standings: [])).code
        #expect(open.exitCode() == 3)
        #expect(open.exitCode(accepting: Set(Verdict.Code.allCases)) == 3)
        #expect(Set(Verdict.Code.allCases.map(\.word)).count == Verdict.Code.allCases.count)
    }

    /// Every combination of effects that reasons can have, against the rule as the design says it.
    @Test("the table of precedence holds for every two reasons")
    func table() throws {
        let world = try World()
        let order: [Verdict.Code] = [
            .altered, .issuerNotRecognised, .testOnly, .withdrawn, .onHold, .replaced, .noRecord,
            .incomplete, .confirmedEnded, .erased, .confirmed,
        ]
        func rank(_ reason: Reason) -> Int {
            let isDemanded = Policy.unwitnessed.demands(reason.check, on: .ledger)
            let code: Verdict.Code =
                switch reason.effect {
                case .decides(let code): code
                case .preventsDeciding: .incomplete
                case .leavesOpen, .none:
                    isDemanded && reason.state != .pass ? .incomplete : .confirmed
                }
            return order.firstIndex(of: code) ?? -1
        }
        let good = try world.verdict().checks.map(\.reason)
        let verifier = try Verifier(trusting: world.list(), policy: .unwitnessed)
        let institution = try world.a.listed()
        let now = try Moment.now
        let submission = try Submission(reading: world.a.bundle(world.award).bytes)
        for first in Reason.allCases {
            for second in Reason.allCases where second.check != first.check {
                var examination = Examination(
                    submission, verifier: verifier, at: now, asOf: now, with: [])
                examination.institution = institution
                for reason in good where reason.check != first.check && reason.check != second.check
                {
                    examination.note(reason)
                }
                examination.note(first)
                examination.note(second)
                let expected = order[min(rank(first), rank(second))]
                #expect(examination.verdict().code == expected, "\(first) and \(second)")
            }
        }
    }
}
