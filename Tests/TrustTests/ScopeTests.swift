import Testing

@testable import Trust

@Suite("A scope")
struct ScopeTests {
    static func day(_ text: String) throws -> TrustDay { try #require(TrustDay(text)) }

    static func period(_ from: String?, _ until: String?) throws -> TrustPeriod {
        try #require(
            TrustPeriod(from: from.map { try day($0) }, until: until.map { try day($0) }))
    }

    static func level(_ framework: String, _ level: String) throws -> AwardLevel {
        try #require(AwardLevel(framework, level))
    }

    static func award(
        types: [String] = ["MasterDegree"], levels: [(String, String)] = [("EQF", "7")],
        fields: [String] = ["0613"], country: String? = "PL"
    ) throws -> AwardProfile {
        AwardProfile(
            types: types, levels: try levels.map { try level($0.0, $0.1) }, fields: fields,
            country: country)
    }

    @Test(
        "holds on both of its boundary days and on none beyond them",
        arguments: [
            ("2001-09-30", false), ("2001-10-01", true), ("2010-01-01", true),
            ("2019-12-31", true), ("2020-01-01", false),
        ])
    func boundaries(_ day: String, _ isInside: Bool) throws {
        let scope = try #require(
            Scope(period: ScopeTests.period("2001-10-01", "2019-12-31")))
        let misses = try scope.misses(ScopeTests.award(), on: ScopeTests.day(day))
        #expect(misses.isEmpty == isInside)
        #expect(misses.allSatisfy { !$0.isUnstated })
        #expect(try scope.misses(ScopeTests.award(), on: nil) == [.dayUnstated])
    }

    @Test("names each limit that an award does not keep")
    func limits() throws {
        let scope = try #require(
            Scope(
                types: ["BachelorDegree"], levels: [ScopeTests.level("EQF", "6")],
                fields: ["07"], countries: ["CZ"]))
        #expect(
            try scope.misses(ScopeTests.award(), on: nil) == [
                .type("MasterDegree"), .level(ScopeTests.level("EQF", "7")), .field("0613"),
                .country("PL"),
            ])
        let silent = try ScopeTests.award(types: [], levels: [], fields: [], country: nil)
        #expect(
            scope.misses(silent, on: nil) == [
                .typeUnstated, .levelUnstated, .fieldUnstated, .countryUnknown,
            ])
    }

    @Test("derives no level from another framework's")
    func frameworks() throws {
        let scope = try #require(Scope(levels: [ScopeTests.level("PRK", "7")]))
        let byEQF = try ScopeTests.award(levels: [("EQF", "7")])
        #expect(scope.misses(byEQF, on: nil) == [.levelUnstated])
        let both = try ScopeTests.award(levels: [("EQF", "8"), ("PRK", "7")])
        #expect(scope.misses(both, on: nil).isEmpty)
    }

    @Test("finds a framework by any of its names, and one that only looks like it is in doubt")
    func names() throws {
        func misses(_ limit: (String, String), _ stated: StatedLevels) throws -> [ScopeMiss] {
            let award = AwardProfile(
                types: [], levels: stated.levels, unreadFrameworks: stated.unreadFrameworks,
                fields: [], country: nil)
            return try #require(Scope(levels: [ScopeTests.level(limit.0, limit.1)]))
                .misses(award, on: nil)
        }
        func stated(_ framework: String, _ code: String, _ url: String? = nil) -> StatedLevels {
            StatedLevels(
                address: url, eqfLevel: nil, frameworks: [framework], code: .text(code))
        }
        #expect(try misses(("European Qualifications Framework", "7"), stated("eqf", "7")).isEmpty)
        #expect(try misses(("ISCED", "7"), stated("isced 2011", "7")).isEmpty)
        #expect(try misses(("PRK", "7"), stated(" prk ", "7")).isEmpty)
        #expect(
            try misses(("PRK", "7"), stated("\u{420}RK", "7"))
                == [.levelUnstated])
        #expect(try misses(("ISCED", "7"), stated("ISCED-F 2013", "0613")) == [.levelUnstated])
        #expect(stated("ISCED-F 2013", "0613").unreadFrameworks.isEmpty)
        let url = "http://data.europa.eu/snb/isced/8"
        #expect(stated("ISCED", "7", url).unreadFrameworks == ["ISCED"])
        let code = StatedLevels(address: nil, eqfLevel: 7, frameworks: [], code: .unread)
        #expect(code.unreadFrameworks == ["EQF"] && code.levels.isEmpty)
    }

    @Test("holds every level and field that an award states")
    func everyValue() throws {
        let scope = try #require(
            Scope(levels: [ScopeTests.level("EQF", "6")], fields: ["06"]))
        let mixed = try ScopeTests.award(
            levels: [("EQF", "6"), ("EQF", "8")], fields: ["0613", "0711"])
        #expect(
            try scope.misses(mixed, on: nil)
                == [.level(ScopeTests.level("EQF", "8")), .field("0711")])
    }

    @Test("is left open for an award that states more than is held against it")
    func tooMuch() throws {
        let scope = try #require(Scope(levels: [ScopeTests.level("EQF", "6")]))
        func award(_ others: Int) throws -> AwardProfile {
            let codes = (0..<others).map { ("Framework of \($0)", "\($0)") }
            return try ScopeTests.award(levels: [("EQF", "6")] + codes)
        }
        #expect(try scope.misses(award(AwardProfile.valuesMax - 1), on: nil).isEmpty)
        #expect(
            try scope.misses(award(AwardProfile.valuesMax), on: nil) == [.levelUnstated])
        let unread = try AwardProfile(
            types: [], levels: [ScopeTests.level("EQF", "6")],
            unreadFrameworks: (0...AwardProfile.valuesMax).map { "Framework of \($0)" },
            fields: [], country: nil)
        #expect(scope.misses(unread, on: nil) == [.levelUnstated])
        let field = try #require(Scope(fields: ["06"]))
        let same = Array(repeating: "0613", count: AwardProfile.valuesMax + 1)
        #expect(try field.misses(ScopeTests.award(fields: same), on: nil).isEmpty)
        let many = (0...AwardProfile.valuesMax).map { "\(1_000 + $0)" }
        let wide = try #require(Scope(fields: ["10", "11", "12"]))
        #expect(try wide.misses(ScopeTests.award(fields: many), on: nil) == [.fieldUnstated])
    }

    @Test("of several suffices, and what may be inside is told from what is not")
    func several() throws {
        let bachelor = try #require(Scope(types: ["BachelorDegree"]))
        let early = try #require(Scope(period: ScopeTests.period(nil, "2000-01-01")))
        let award = try ScopeTests.award()
        let late = try ScopeTests.day("2001-01-01")
        #expect(ScopeJudgement(award, on: late, by: []) == .inside)
        #expect(
            try ScopeJudgement(award, on: ScopeTests.day("1999-01-01"), by: [bachelor, early])
                == .inside)
        #expect(
            ScopeJudgement(award, on: late, by: [bachelor, early])
                == .outside([.type("MasterDegree")]))
        #expect(ScopeJudgement(award, on: nil, by: [bachelor, early]) == .open([.dayUnstated]))
    }

    @Test("takes no level, field, country or day that there is not")
    func forms() throws {
        #expect(AwardLevel("EQF", "9") == nil && AwardLevel("EQF", "0") == nil)
        #expect(AwardLevel("ISCED", "0") != nil && AwardLevel("ISCED", "10") == nil)
        #expect(Scope(fields: ["6"]) == nil && Scope(countries: ["Poland"]) == nil)
        #expect(Scope(types: ["Master Degree"]) == nil)
        for text in ["2026-02-29", "2026-13-01", "0999-01-01", "2026-1-1", "", "2026-06-24T"] {
            #expect(TrustDay(text) == nil)
        }
        #expect(TrustDay("2024-02-29") != nil)
        #expect(
            try TrustPeriod(from: ScopeTests.day("2020-01-02"), until: ScopeTests.day("2020-01-01"))
                == nil)
    }
}
