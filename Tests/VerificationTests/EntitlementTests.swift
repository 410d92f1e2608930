import CanonicalJSON
import Credentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog
import Trust

@testable import Verification

/// The award of these tests is of 24 June 2026, a master's degree of level EQF 7 in the field
/// 0613, by an institution in Poland; verdicts are given on 26 June 2026.
@Suite("Scope and accreditation")
struct EntitlementTests {
    private let world: World

    init() throws {
        world = try World(
            Order(
                alignments: [
                    ("http://data.europa.eu/snb/eqf/7", "EQF", "7"),
                    ("http://data.europa.eu/snb/isced-f/0613", "ISCED-F 2013", "0613"),
                    ("https://prk.example/7", "PRK", "7"),
                ]))
    }

    private func scope(
        types: [String] = [], levels: [(String, String)] = [], fields: [String] = [],
        countries: [String] = [], from: String? = nil, until: String? = nil
    ) throws -> Scope {
        let period = try #require(
            TrustPeriod(from: from.flatMap { TrustDay($0) }, until: until.flatMap { TrustDay($0) }))
        let levels = try levels.map { try #require(AwardLevel($0.0, $0.1)) }
        return try #require(
            Scope(
                types: types, levels: levels, fields: fields, countries: countries,
                period: period))
    }

    private func agency(
        _ name: String = "Agency", _ scopes: [Scope] = [], key: TrustKey? = nil
    ) throws -> Accreditor {
        try Accreditor(
            names: [#require(InstitutionName(name, language: "en"))], key: key, scopes: scopes)
    }

    private func verdict(
        _ statements: [Scope], by accreditors: [Accreditor]? = nil, policy: Policy = .unwitnessed,
        at instant: Instant? = nil, with evidence: [Evidence] = []
    ) throws -> Verdict {
        let stated = try statements.map {
            try #require(Accreditation(of: world.a.did, by: "Agency", $0, source: "report 1"))
        }
        let register = try AccreditationRegister(accreditors ?? [agency()], stated)
        return try world.verdict(
            at: instant, trusting: world.list().replacing(register: register), policy: policy,
            with: evidence)
    }

    private func listed(_ scopes: [Scope]) throws -> Verdict {
        let institution = try world.a.listed().with(Particulars(scopes: scopes))
        return try world.verdict(trusting: world.list([institution]))
    }

    private func facts(_ verdict: Verdict) -> [String: String] {
        let check = verdict.checks.first { $0.id == .entitled }
        return Dictionary((check?.evidence ?? []).map { ($0.name, $0.value) }) { first, _ in first }
    }

    private func submission() throws -> Submission {
        try Submission(reading: world.a.bundle(world.award).bytes)
    }

    private var strict: Policy {
        Policy(name: "strict", version: 1, witnessesMin: 0, entitlement: .demanded)
    }

    @Test(
        "the day of the award is inside an accreditation on both boundary days",
        arguments: [
            ("2026-06-25", nil, Reason.entitledNotCovered), ("2026-06-24", nil, .entitledGood),
            ("2020-01-01", "2030-01-01", .entitledGood), (nil, "2026-06-24", .entitledGood),
            (nil, "2026-06-23", .entitledNotCovered), (nil, nil, .entitledGood),
        ] as [(String?, String?, Reason)])
    func dates(_ from: String?, _ until: String?, _ reason: Reason) throws {
        let scopes = [try scope(from: from, until: until)]
        let told = try verdict(scopes)
        #expect(told.reason(.entitled) == reason)
        #expect(told.code == .confirmed)
        #expect((told.ladder[3].state == .reached) == (reason == .entitledGood))
        let demanded = try verdict(scopes, policy: strict)
        #expect(demanded.code == (reason == .entitledGood ? .confirmed : .incomplete))
    }

    @Test("then and now are answered each by itself")
    func thenAndNow() throws {
        let ended = try facts(verdict([scope(until: "2026-06-25")]))
        #expect(ended["award_date"] == "2026-06-24")
        #expect(ended["then"] == "accredited" && ended["then_by"] == "Agency")
        #expect(ended["then_until"] == "2026-06-25" && ended["then_source"] == "report 1")
        #expect(ended["now"] == "not covered")
        let begun = try verdict([scope(from: "2026-06-26")])
        #expect(facts(begun)["then"] == "not covered" && facts(begun)["now"] == "accredited")
        #expect(begun.reason(.entitled) == .entitledNotCovered)
        let sentence = try #require(begun.checks.first { $0.id == .entitled }?.sentence)
        #expect(sentence.contains("on the award date, 24 June 2026"))
        #expect(sentence.contains("That does not say that the institution was not accredited"))
        #expect(
            sentence.contains(
                "As of 26 June 2026 it is accredited for such awards, as Agency states "
                    + "(from 26 June 2026; report 1)."))
        let asOf = try Moment.at("2026-06-25T12:00:00.000Z")
        #expect(try facts(verdict([scope(until: "2026-06-25")], at: asOf))["now"] == "accredited")
    }

    @Test("then and now are told with their grounds, and when the nearest one ended")
    func sentences() throws {
        func sentence(_ scopes: [Scope]) throws -> String {
            try #require(verdict(scopes).checks.first { $0.id == .entitled }?.sentence)
        }
        #expect(
            try sentence([scope(from: "2001-10-01", until: "2026-06-25")])
                == "Agency states that the institution was accredited for this award on the award "
                + "date, 24 June 2026 (from 1 October 2001 until 25 June 2026; report 1). As of 26 "
                + "June 2026 no accreditation that is known here covers such awards: the nearest "
                + "one ended on 25 June 2026.")
        #expect(
            try sentence([
                scope(until: "1999-12-31"), scope(until: "2019-12-31"), scope(from: "2030-01-01"),
            ])
                == "No accreditation that is known here covers this award on the award date, 24 "
                + "June 2026: it was awarded before 1 January 2030. That does not say that the "
                + "institution was not accredited then. As of 26 June 2026 no accreditation that "
                + "is known here covers such awards: the nearest one begins on 1 January 2030.")
    }

    @Test("a question about an earlier day is answered for that day too, and for today")
    func earlierDay() throws {
        let stated = try #require(
            Accreditation(of: world.a.did, by: "Agency", scope(until: "2026-06-25")))
        let list = try world.list()
            .replacing(register: AccreditationRegister([agency()], [stated]))
        let asked = try Moment.at("2026-06-25T23:59:59.999Z")
        let told = try Verifier(trusting: list, policy: .unwitnessed).verify(
            submission(), at: Moment.now, asOf: asked)
        let facts = facts(told)
        #expect(facts["then"] == "accredited" && facts["as_of"] == "accredited")
        #expect(facts["now"] == "not covered")
    }

    @Test("an accreditor's file counts by when it is asked, whatever day is asked about")
    func fileTime() throws {
        let key = try PrivateKey(ed25519Seed: Digest.sha256([1]).bytes)
        let name = try #require(DIDURL("did:web:agency.example#list-1"))
        let trusted = TrustKey(name: name, key: key.publicKey)
        let statement = try #require(Accreditation(of: world.a.did, by: "Agency", scope()))
        let list = try world.list().replacing(
            register: AccreditationRegister([agency(key: trusted)]))
        let yesterday = try Moment.at("2026-06-25T12:00:00.000Z")
        func told(_ issued: String, _ expires: String) throws -> Verdict {
            let file = try SignedAccreditations(
                by: "Agency", issued: Moment.at(issued), expires: Moment.at(expires), [statement])
            let signed = try file.signed(by: key, named: name)
            return try Verifier(trusting: list, policy: .unwitnessed, cache: VerifierCache())
                .verify(
                    submission(), at: Moment.now, asOf: yesterday,
                    with: [Evidence(.accreditations(signed), fetchedAt: Moment.now)])
        }
        // The file of today answers about yesterday.
        let today = try told("2026-06-26T00:00:00.000Z", "2027-01-01T00:00:00.000Z")
        #expect(today.reason(.entitled) == .entitledGood)
        // One that ran out today does not, although yesterday it still counted.
        let old = try told("2026-01-01T00:00:00.000Z", "2026-06-26T00:00:00.000Z")
        #expect(old.reason(.entitled) == .entitledNoStatement)
        #expect(old.findings.contains { $0.code == "entitled.file-not-used" })
    }

    @Test("the newest file of an accreditor takes back what it does not repeat, in any order")
    func newestFile() throws {
        let key = try PrivateKey(ed25519Seed: Digest.sha256([1]).bytes)
        let name = try #require(DIDURL("did:web:agency.example#list-1"))
        let list = try world.list().replacing(
            register: AccreditationRegister([
                agency(key: TrustKey(name: name, key: key.publicKey))
            ]))
        func file(_ issued: String, until: String?) throws -> Evidence {
            let statement = try #require(
                Accreditation(of: world.a.did, by: "Agency", scope(until: until)))
            let file = try SignedAccreditations(
                by: "Agency", issued: Moment.at(issued), expires: Moment.now + .seconds(60),
                [statement])
            return Evidence(
                .accreditations(try file.signed(by: key, named: name)), fetchedAt: try Moment.now)
        }
        let older = try file("2026-06-01T00:00:00.000Z", until: nil)
        let newer = try file("2026-06-02T00:00:00.000Z", until: "2020-01-01")
        func told(_ files: [Evidence]) throws -> Reason? {
            try Verifier(trusting: list, policy: .unwitnessed)
                .verify(submission(), at: Moment.now, with: files).reason(.entitled)
        }
        #expect(try told([older]) == .entitledGood)
        for files in [[newer], [older, newer], [newer, older]] {
            #expect(try told(files) == .entitledNotCovered)
        }
    }

    @Test("a signed file is checked once and then remembered, and another never for it")
    func remembered() throws {
        let key = try PrivateKey(ed25519Seed: Digest.sha256([1]).bytes)
        let name = try #require(DIDURL("did:web:agency.example#list-1"))
        let statement = try #require(Accreditation(of: world.a.did, by: "Agency", scope()))
        let file = try SignedAccreditations(
            by: "Agency", issued: Moment.founded, expires: Moment.now + .seconds(60), [statement])
        let good = try file.signed(by: key, named: name)
        let cache = VerifierCache()
        func told(_ file: SignedAccreditations, key: PublicKey) throws -> Reason? {
            let list = try world.list().replacing(
                register: AccreditationRegister([agency(key: TrustKey(name: name, key: key))]))
            return try Verifier(trusting: list, policy: .unwitnessed, cache: cache).verify(
                submission(), at: Moment.now,
                with: [Evidence(.accreditations(file), fetchedAt: Moment.now)]
            ).reason(.entitled)
        }
        for _ in 0..<2 { #expect(try told(good, key: key.publicKey) == .entitledGood) }
        let other = try PrivateKey(ed25519Seed: Digest.sha256([2]).bytes)
        #expect(try told(good, key: other.publicKey) == .entitledNoStatement)
        #expect(try told(file, key: key.publicKey) == .entitledNoStatement)
        #expect(
            try told(file.signed(by: other, named: name), key: key.publicKey)
                == .entitledNoStatement)
    }

    @Test("an award that was recorded after its accreditation ended is told of")
    func recordedLater() throws {
        let world = try World(Order(awarded: "2020-01-01T00:00:00Z"))
        func told(_ scope: Scope) throws -> Verdict {
            let stated = try #require(Accreditation(of: world.a.did, by: "Agency", scope))
            return try world.verdict(
                trusting: world.list()
                    .replacing(register: AccreditationRegister([agency()], [stated])))
        }
        let ended = try told(scope(until: "2020-12-31"))
        #expect(ended.reason(.entitled) == .entitledGood)
        #expect(ended.findings.contains { $0.code == "entitled.recorded-later" })
        let lasting = try told(scope(from: "2020-01-01"))
        #expect(lasting.reason(.entitled) == .entitledGood)
        #expect(!lasting.findings.contains { $0.code == "entitled.recorded-later" })
    }

    @Test("a date for which only the file stands is told where the time for it is over")
    func ownWord() throws {
        let bare = try Institution(
            did: world.a.did, names: world.a.listed().names, country: "PL", ledgers: [], hosts: [])
        func codes(_ institution: Institution, _ scopes: [Scope]) throws -> [String] {
            let stated = try scopes.map {
                try #require(Accreditation(of: world.a.did, by: "Agency", $0))
            }
            return try world.verdict(
                trusting: world.list([institution])
                    .replacing(register: AccreditationRegister([agency()], stated))
            ).findings.map(\.code).filter { $0.hasSuffix("date-own-word") }
        }
        #expect(try codes(bare, [scope(until: "2026-06-25")]) == ["entitled.date-own-word"])
        #expect(try codes(bare, [scope(until: "2026-06-26")]) == [])
        #expect(try codes(world.a.listed(), [scope(until: "2026-06-25")]) == [])
        let over = try bare.with(Particulars(scopes: [scope(until: "2026-06-25")]))
        #expect(try codes(over, []) == ["issuer.date-own-word"])
        let lasting = try bare.with(Particulars(scopes: [scope(from: "2026-06-24")]))
        #expect(try codes(lasting, []) == [])
    }

    @Test("an accreditation covers awards of its types, levels, fields and countries only")
    func limits() throws {
        let inside = try [
            scope(types: ["BachelorDegree", "MasterDegree"]), scope(levels: [("EQF", "7")]),
            scope(levels: [("PRK", "7"), ("EQF", "7")]), scope(fields: ["06"]),
            scope(countries: ["PL"]),
        ]
        for scope in inside {
            #expect(try verdict([scope]).reason(.entitled) == .entitledGood, "\(scope.words)")
        }
        let outside = try [
            scope(types: ["BachelorDegree"]), scope(levels: [("EQF", "6")]),
            scope(levels: [("ISCED", "7")]), scope(fields: ["07"]), scope(countries: ["CZ"]),
        ]
        for scope in outside {
            #expect(
                try verdict([scope]).reason(.entitled) == .entitledNotCovered, "\(scope.words)")
        }
        #expect(try verdict(outside + inside).reason(.entitled) == .entitledGood)
    }

    @Test("what nobody stated, or nobody on the list, is no information and never a no")
    func noInformation() throws {
        let cases = try [
            verdict([]), verdict([scope()], by: []), verdict([scope()], by: [agency("Other")]),
        ]
        for told in cases {
            #expect(told.reason(.entitled) == .entitledNoStatement)
            #expect(told.checks.first { $0.id == .entitled }?.state == .notChecked)
            #expect(told.code == .confirmed)
            #expect(!told.text.contains("not accredited"))
        }
        let demanded = try verdict([], policy: strict)
        #expect(demanded.code == .incomplete)
        #expect(demanded.headline.contains("nothing is known here about who accredited"))
    }

    @Test("an accreditor's word counts only for what the list lets it accredit")
    func accreditorLimits() throws {
        let all = [try scope()]
        for (limit, reason) in try [
            (scope(countries: ["PL"]), Reason.entitledGood),
            (scope(countries: ["CZ"]), .entitledNotCovered),
            (scope(until: "2026-06-23"), .entitledNotCovered),
            (scope(levels: [("EQF", "6")]), .entitledNotCovered),
        ] {
            #expect(
                try verdict(all, by: [agency("Agency", [limit])]).reason(.entitled) == reason,
                "\(limit.words)")
        }
    }

    @Test("a signed file of a listed accreditor counts, and of anybody else does not")
    func handedIn() throws {
        let key = try PrivateKey(ed25519Seed: Digest.sha256([1]).bytes)
        let name = try #require(DIDURL("did:web:agency.example#list-1"))
        let trusted = TrustKey(name: name, key: key.publicKey)
        let statement = try #require(Accreditation(of: world.a.did, by: "Agency", scope()))
        let file = try SignedAccreditations(
            by: "Agency", issued: Moment.founded, expires: Moment.now + .seconds(60), [statement])
        func told(_ file: SignedAccreditations, _ agency: Accreditor) throws -> Verdict {
            try verdict(
                [], by: [agency],
                with: [Evidence(.accreditations(file), fetchedAt: Moment.now)])
        }
        let good = try told(file.signed(by: key, named: name), agency(key: trusted))
        #expect(good.reason(.entitled) == .entitledGood)
        for bad in try [
            told(file, agency(key: trusted)), told(file.signed(by: key, named: name), agency()),
        ] {
            #expect(bad.reason(.entitled) == .entitledNoStatement)
            #expect(bad.findings.contains { $0.code == "entitled.file-not-used" })
        }
    }

    @Test(
        "the list vouches for awards within its limits only, both boundary days included",
        arguments: [
            ("2026-06-24", "2026-06-24", Verdict.Code.confirmed),
            ("2026-06-25", nil, .issuerNotRecognised), (nil, "2026-06-23", .issuerNotRecognised),
        ] as [(String?, String?, Verdict.Code)])
    func vouchedDates(_ from: String?, _ until: String?, _ code: Verdict.Code) throws {
        let told = try listed([scope(from: from, until: until)])
        #expect(told.code == code)
        guard code == .issuerNotRecognised else { return }
        #expect(told.reason(.issuerListed) == .issuerOutOfScope)
        #expect(told.headline.hasPrefix("Your list names University a.example, but does not"))
        #expect(told.award == nil && told.claimed != nil)
        #expect(told.ladder[2].state == .open)
        #expect(told.code.exitCode() == 1)
    }

    @Test(
        "an institution that closed makes no awards afterwards, unless it goes on",
        arguments: [
            ("2026-06-23", nil, false, Verdict.Code.issuerNotRecognised),
            ("2026-06-23", "2027-01-01", false, .issuerNotRecognised),
            ("2026-06-23", nil, true, .confirmed), ("2026-06-24", nil, false, .confirmed),
            ("2026-06-24", "2026-06-23", false, .issuerNotRecognised),
        ] as [(String, String?, Bool, Verdict.Code)])
    func closed(_ day: String, _ until: String?, _ goesOn: Bool, _ code: Verdict.Code) throws {
        let last = try #require(TrustDay(day))
        var became = [try #require(Succession(.closed, since: last))]
        if goesOn {
            let name = try #require(InstitutionName("University N", language: "en"))
            let since = try #require(TrustDay("2026-06-24"))
            became.append(try #require(Succession(.renamed, since: since, name: name)))
        }
        let institution = try world.a.listed().with(
            Particulars(scopes: until.map { [try scope(until: $0)] } ?? [], successions: became))
        let told = try world.verdict(trusting: world.list([institution]))
        #expect(told.code == code)
        guard code == .issuerNotRecognised else { return }
        #expect(told.reason(.issuerListed) == .issuerOutOfScope)
        #expect(told.headline.contains("(closed in 2026)"), "\(told.headline)")
    }

    @Test("an award outside the list's limits is not confirmed, and one that is silent is open")
    func vouchedKinds() throws {
        #expect(
            try listed([scope(types: ["BachelorDegree"])]).reason(.issuerListed)
                == .issuerOutOfScope)
        #expect(
            try listed([scope(levels: [("EQF", "6")])]).reason(.issuerListed) == .issuerOutOfScope)
        let silent = try listed([scope(levels: [("ISCED", "7")])])
        #expect(silent.reason(.issuerListed) == .issuerScopeOpen)
        #expect(silent.code == .incomplete)
        #expect(try listed([scope(levels: [("PRK", "7")], fields: ["06"])]).code == .confirmed)
        #expect(
            try listed([scope(types: ["BachelorDegree"]), scope(fields: ["0613"])]).code
                == .confirmed)
    }

    @Test("a level that cannot be read leaves open whether the award lies within the limits")
    func unreadLevels() throws {
        for code in ["07", "7.0", "level 7", "9"] {
            let world = try World(
                Order(alignments: [
                    ("http://data.europa.eu/snb/eqf/6", "EQF", "6"),
                    ("https://other.example/7", "EQF", code),
                ]))
            func reason(_ scope: Scope) throws -> Reason? {
                let institution = try world.a.listed().with(Particulars(scopes: [scope]))
                return try world.verdict(trusting: world.list([institution]))
                    .reason(.issuerListed)
            }
            #expect(try reason(scope(levels: [("EQF", "6")])) == .issuerScopeOpen, "\(code)")
            #expect(try reason(scope(types: ["MasterDegree"])) == .issuerListed, "\(code)")
        }
    }

    @Test("a changed file outweighs a limit of the list, and a limit outweighs a withdrawal")
    func precedence() throws {
        let institution = try world.a.listed().with(
            Particulars(scopes: [scope(types: ["BachelorDegree"])]))
        let list = try world.list([institution])
        let withdrawn = try world.a.bundle(
            world.award, standings: [world.a.standing(world.award, .withdrawn)])
        #expect(try world.verdict(withdrawn, trusting: list).code == .issuerNotRecognised)
        var json = withdrawn.json
        json[pointer: "/credential/validFrom"] = "2026-06-23T00:00:00Z"
        #expect(try world.verdict(json.canonicalBytes(), trusting: list).code == .altered)
    }

    @Test("the answer says what became of the institution")
    func successor() throws {
        let day = try #require(TrustDay("2026-01-01"))
        let name = try #require(InstitutionName("University B", language: "en"))
        let succession = try #require(Succession(.partOf, since: day, name: name))
        let institution = try world.a.listed().with(Particulars(successions: [succession]))
        let told = try world.verdict(trusting: world.list([institution]))
        #expect(
            told.headline
                == "University a.example (now part of University B since 2026) confirms this award."
        )
        #expect(told.json["issuer"]?["became"] != nil)
    }

    @Test("the policies by name are what they say")
    func policies() {
        #expect(
            Policy.named.map(\.name)
                == ["standard", "employer", "admissions", "unwitnessed", "archive"])
        #expect(Policy.admissions.standingAgeMax == .seconds(86_400))
        #expect(Policy.admissions.demands(.entitled, on: .signatureOnly))
        for ground in [Policy.Ground.ledger, .signatureOnly] {
            for id in Check.ID.allCases {
                #expect(
                    Policy.employer.demands(id, on: ground)
                        == Policy.standard.demands(id, on: ground))
            }
            #expect(!Policy.standard.demands(.entitled, on: ground))
        }
    }
}
