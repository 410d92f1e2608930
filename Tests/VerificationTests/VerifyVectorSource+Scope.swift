import Testing
import Trust

@testable import Verification

/// Lists that vouch for some awards only, and what accreditors state. The award is a master's
/// degree of 24 June 2026 without a level.
extension VerifyVectorSource {
    mutating func addScopes() throws {
        let good = try world.a.bundle(world.award).bytes
        let day = try #require(TrustDay("2026-06-24"))
        let before = try #require(TrustDay("2026-06-23"))
        let theDay = try #require(TrustPeriod(from: day, until: day))
        let untilBefore = try #require(TrustPeriod(until: before))
        let onTheDay = try #require(Scope(types: ["MasterDegree"], period: theDay))
        let cases: [(String, Verdict.Code, Reason?, String, Scope?)] = try [
            ("scope-boundary-day", .confirmed, nil, "the list vouches for that one day", onTheDay),
            (
                "scope-day-before", .issuerNotRecognised, .issuerOutOfScope,
                "the list vouches for awards until the day before",
                Scope(period: untilBefore)
            ),
            (
                "scope-other-type", .issuerNotRecognised, .issuerOutOfScope,
                "the list vouches for bachelor's degrees", Scope(types: ["BachelorDegree"])
            ),
            (
                "scope-level-unstated", .incomplete, .issuerScopeOpen,
                "the list vouches for a level, and the award states none",
                Scope(levels: [#require(AwardLevel("EQF", "7"))])
            ),
        ]
        for (name, expect, check, comment, scope) in cases {
            let scopes = [try #require(scope)]
            try add(
                name, expect, check, comment, good,
                list: world.list([world.a.listed().with(Particulars(scopes: scopes))]))
        }
        for (name, check, comment, id, scope) in [
            ("entitled", Reason.entitledGood, "accredited on that day", "Agency", onTheDay),
            (
                "entitled-not-covered", .entitledNotCovered, "accredited until the day before",
                "Agency", try #require(Scope(period: untilBefore))
            ),
            (
                "entitled-accreditor-not-listed", .entitledNoStatement,
                "the list does not name who accredited it", "Nobody", onTheDay
            ),
        ] {
            let agency = try Accreditor(
                names: [#require(InstitutionName("Agency", language: "en"))])
            let statement = try #require(Accreditation(of: world.a.did, by: id, scope))
            try add(
                name, .confirmed, check, comment, good,
                list: world.list([world.a.listed()])
                    .replacing(register: AccreditationRegister([agency], [statement])))
        }
    }
}
