import Testing
import Trust

@testable import Verification

/// Levels written otherwise than plainly, beside a plain EQF 7, under limits of EQF 6 and 7.
@Suite("A level")
struct LevelTests {
    typealias Place = (url: String, framework: String, code: String)

    static let eqf = "http://data.europa.eu/snb/eqf/"
    static let plain: Place = (eqf + "7", "", "")

    private func scope() throws -> Scope {
        try #require(Scope(levels: ["6", "7"].compactMap { AwardLevel("EQF", $0) }))
    }

    private func verdict(_ places: [Place]) throws -> Verdict {
        let world = try World(Order(alignments: places))
        let institution = try world.a.listed().with(Particulars(scopes: [scope()]))
        return try world.verdict(trusting: world.list([institution]))
    }

    @Test(
        "that cannot be read as one leaves open whether the award lies within the limits",
        arguments: [
            (eqf + "8/", "", ""), (eqf + "8#x", "", ""), (eqf + "8?x", "", ""),
            (eqf + "%38", "", ""), (eqf + "banana", "", ""), (eqf + "08", "", ""),
            ("https://data.europa.eu/snb/eqf/8", "", ""),
            ("http://DATA.europa.eu/snb/eqf/8", "", ""),
            ("HTTP://DATA.EUROPA.EU/SNB/EQF/8", "", ""),
            ("http://data.europa.eu:80/snb/eqf/8", "", ""),
            ("http://data.europa.eu./snb//eqf/8", "", ""),
            ("http://data.europa.eu/snb/%65qf/8", "", ""),
            (eqf + "7", "EQF", "8"), (eqf + "7", "European Qualifications Framework", "8"),
            (eqf + "7", "eqf", "8"), (eqf + "7", "", "8"), (eqf + "7", "EQF", "level 7"),
            (eqf + "x", "EQF", "7"), ("https://x.example/a", "EQF", "Level 8"),
            ("https://x.example/a", "EQF", ""), ("https://x.example/a", "EQF level", "8"),
            ("https://x.example/a", "\u{415}QF", "7"),
            ("http://data.europa.eu/snb/isced-f/0613", "EQF", "7"),
        ] as [Place])
    func unread(_ place: Place) throws {
        for places in [[place], [Self.plain, place]] {
            let told = try verdict(places)
            #expect(told.reason(.issuerListed) == .issuerScopeOpen, "\(place)")
            #expect(told.code == .incomplete)
        }
    }

    @Test(
        "outside the limits counts by whatever name its framework has",
        arguments: [
            "EQF", "eqf", " EQF ", "European Qualifications Framework",
            "EUROPEAN QUALIFICATIONS FRAMEWORK (EQF)",
        ])
    func outside(_ framework: String) throws {
        let place = ("https://x.example/a", framework, "8")
        #expect(try verdict([Self.plain, place]).reason(.issuerListed) == .issuerOutOfScope)
        let good = ("https://x.example/a", framework, "7")
        #expect(try verdict([good]).code == .confirmed)
    }

    @Test(
        "of another framework, or a field, leaves nothing open",
        arguments: [
            ("http://data.europa.eu/snb/isced-f/0613", "ISCED-F 2013", "0613"),
            ("https://prk.example/8", "PRK", "8"), ("https://x.example/a", "", "8"),
            ("https://sdgs.un.org/goals/goal13", "SDG", ""),
            ("https://x.example/isced", "ISCED 2011", "8"),
            (eqf + "6", "European Qualifications Framework", "6"), (eqf + "7", "PRK", "8"),
        ] as [Place])
    func others(_ place: Place) throws {
        #expect(try verdict([Self.plain, place]).code == .confirmed, "\(place)")
    }
}
