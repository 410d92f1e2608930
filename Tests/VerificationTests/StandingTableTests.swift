import Records
import Signing
import Testing
import TransparencyLog

@testable import Verification

@Suite("A standing, by its age and by the day from which it counts")
struct StandingTableTests {
    /// How old the institution's word is when it is judged.
    private enum Age: CaseIterable {
        case fresh, old, expired
    }

    @Test("asked now, the day never weighs, and the age only where all may be well")
    func cells() throws {
        let table: [(StandingState, [Verdict.Code])] = [
            (.inForce, [.confirmed, .incomplete, .incomplete]),
            (.onHold, [.onHold, .onHold, .onHold]),
            (.withdrawn, [.withdrawn, .withdrawn, .withdrawn]),
            (.replaced, [.replaced, .replaced, .replaced]),
            (.erased, [.erased, .incomplete, .incomplete]),
        ]
        let world = try World()
        for (state, codes) in table {
            for (age, code) in zip(Age.allCases, codes) {
                // Asked on 26 June 2026: the day before, the day itself, the day after.
                for day in ["2026-06-25", "2026-06-26", "2026-06-27", nil] {
                    let isPublic = state == .onHold || state == .withdrawn
                    if day != nil, !isPublic { continue }
                    let found = try verdict(world, state, age, day)
                    #expect(found == code, "\(state), \(age), \(day ?? "no day")")
                }
            }
        }
    }

    private func verdict(
        _ world: World, _ state: StandingState, _ age: Age, _ day: String?
    ) throws -> Verdict.Code {
        let now = try Moment.now
        let standing =
            switch age {
            case .fresh:
                try world.a.standing(
                    world.award, state, effective: day, asOf: now - .seconds(60))
            case .old:
                try world.a.standing(
                    world.award, state, effective: day,
                    asOf: now - Policy.standard.standingAgeMax - .seconds(1))
            case .expired:
                try world.a.standing(
                    world.award, state, effective: day, asOf: now - .seconds(60),
                    validFor: .seconds(59))
            }
        return try world.verdict(world.a.bundle(world.award, standings: [standing])).code
    }

    @Test("of two words the newer says whether there is a hold, and what is final stays")
    func two() throws {
        let world = try World()
        let now = try Moment.now
        // The older word, the newer word, the verdict.
        let table: [(StandingState, StandingState, Verdict.Code)] = [
            (.onHold, .inForce, .confirmed), (.inForce, .onHold, .onHold),
            (.withdrawn, .inForce, .withdrawn), (.replaced, .inForce, .replaced),
            (.replaced, .onHold, .onHold), (.onHold, .replaced, .replaced),
            (.onHold, .withdrawn, .withdrawn), (.erased, .inForce, .erased),
            (.replaced, .erased, .replaced), (.onHold, .erased, .erased),
        ]
        for (older, newer, code) in table {
            let words = try [
                world.a.standing(world.award, older, asOf: now - .seconds(3_600)),
                world.a.standing(world.award, newer, asOf: now - .seconds(60)),
            ]
            // One in the file, the other as it was fetched.
            for (own, other) in [(words[0], words[1]), (words[1], words[0])] {
                let found = try world.verdict(
                    world.a.bundle(world.award, standings: [own]),
                    with: [Evidence(.standing(other), fetchedAt: now)])
                #expect(found.code == code, "\(older), then \(newer)")
            }
        }
    }
}
