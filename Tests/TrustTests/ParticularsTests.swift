import CanonicalJSON
import Signing
import Testing

@testable import Trust

@Suite("What a list says of an institution beyond its keys")
struct ParticularsTests {
    static func particulars() throws -> Particulars {
        try Particulars(
            scopes: [
                #require(
                    Scope(
                        types: ["MasterDegree"], levels: [ScopeTests.level("EQF", "7")],
                        period: ScopeTests.period("2001-10-01", "2019-12-31")))
            ],
            identifiers: [
                #require(InstitutionIdentifier(.ror, "03VEK6S52")),
                #require(
                    InstitutionIdentifier(
                        .national, "PL-42", register: "RAD-on",
                        period: ScopeTests.period(nil, "2019-09-30"))),
            ],
            successions: [
                #require(
                    Succession(
                        .partOf, since: ScopeTests.day("2019-10-01"),
                        name: InstitutionName("Uniwersytet Większy", language: "pl")))
            ],
            reciprocity: Reciprocity(.oneWay, asOf: ScopeTests.day("2026-01-01")))
    }

    static func register(key: PrivateKey? = nil) throws -> AccreditationRegister {
        let did = try TrustFixture.did("did:web:agency.example")
        let trusted = try key.map {
            TrustKey(name: try #require(DIDURL("\(did)#list-1")), key: $0.publicKey)
        }
        let scope = try #require(Scope(period: ScopeTests.period("2001-10-01", nil)))
        return try AccreditationRegister(
            [
                Accreditor(
                    names: [#require(InstitutionName("Agency", language: "en"))], did: did,
                    key: trusted, scopes: [#require(Scope(countries: ["PL"]))])
            ],
            [
                #require(
                    Accreditation(
                        of: TrustFixture.did("did:web:a.example"), by: did.description,
                        scope,
                        source: "report 1"))
            ])
    }

    private func list() throws -> TrustList {
        try TrustFixture.list([
            TrustFixture.institution("a.example").with(ParticularsTests.particulars()),
            TrustFixture.institution("b.example"),
        ])
        .replacing(register: ParticularsTests.register(key: TrustFixture.key("agency")))
    }

    private func reason(_ json: JSONValue) -> TrustError? {
        do {
            _ = try SignedTrustList(parsing: json.canonicalBytes())
            return nil
        } catch {
            return error
        }
    }

    @Test("stays what it was when the list is written and read again, edited and signed")
    func roundTrip() throws {
        let list = try list()
        let read = try SignedTrustList(parsing: list.json.canonicalBytes()).keptLocally()
        #expect(read.json.canonicalBytes() == list.json.canonicalBytes())
        #expect(read.version == .scoped)
        let key = try TrustFixture.key("ministry")
        let name = try #require(DIDURL("did:web:ministry.example#list-1"))
        let signed = try list.signed(by: key, named: name)
        let believed = try SignedTrustList(parsing: signed.json.canonicalBytes())
            .verified(by: [TrustKey(name: name, key: key.publicKey)])
        let edited = try believed.adding(TrustFixture.institution("c.example"))
            .reissued(at: list.issued, until: list.expires)
            .removing(TrustFixture.did("did:web:b.example"))
        for other in [believed, edited] {
            #expect(
                try other.institution(TrustFixture.did("did:web:a.example"))?.particulars
                    == ParticularsTests.particulars())
            #expect(other.register.members.count == 2)
        }
        #expect(believed.digest == list.digest)
    }

    @Test("makes a list of the second version, and nothing else does")
    func versions() throws {
        let plain = try TrustFixture.list([TrustFixture.institution("a.example")])
        #expect(plain.version == .first)
        #expect(plain.json["version"]?.canonicalBytes() == Array("1".utf8))
        var old = try list().json
        old["version"] = 1
        #expect(reason(old)?.reason == .unknownMember)
        // One that was read in the second version stays in it, so that its digest stays.
        var new = plain.json
        new["version"] = 2
        let read = try SignedTrustList(parsing: new.canonicalBytes()).keptLocally()
        #expect(read.json.canonicalBytes() == new.canonicalBytes())
        let description = try InstitutionDescription(
            TrustFixture.institution("a.example").with(ParticularsTests.particulars()))
        #expect(throws: TrustError(.unknownMember, at: "/institution")) {
            try InstitutionDescription(parsing: description.json.canonicalBytes())
        }
    }

    @Test(
        "is read strictly",
        arguments: [
            ("scope", [[:]]), ("scope", [["eqf": [6]]]), ("scope", []),
            ("scope", [["from": "2020-01-02", "until": "2020-01-01"]]),
            ("scope", [["levels": [["framework": "EQF", "level": "9"]]]]),
            ("identifiers", [["scheme": "ror", "value": "03vek6s52"]]),
            ("identifiers", [["scheme": "ror", "value": "https://ror.org/03vek6s53"]]),
            ("identifiers", [["scheme": "national", "value": "1"]]),
            ("identifiers", [["scheme": "isni", "value": "1"]]),
            ("became", [["kind": "part-of", "since": "2019-10-01"]]),
            ("became", [["kind": "closed", "since": "2019"]]),
            (
                "became",
                [
                    ["kind": "closed", "since": "2019-10-02"],
                    ["kind": "closed", "since": "2019-10-01"],
                ]
            ),
            ("listing", ["state": "perhaps", "as_of": "2026-01-01"]), ("listing", true),
        ] as [(String, JSONValue)])
    func strict(_ member: String, _ value: JSONValue) throws {
        var json = try list().json
        guard case .array(var institutions)? = json["institutions"] else { return }
        institutions[0][member] = value
        json["institutions"] = .array(institutions)
        let found = reason(json)
        #expect(found?.pointer.hasPrefix("/institutions/0/\(member)") == true, "\(found as Any)")
    }

    @Test("knows the forms of identifiers, and the check digits of ROR")
    func identifiers() throws {
        let good: [(InstitutionIdentifier.Scheme, String, String)] = [
            (.ror, "03vek6s52", "https://ror.org/03vek6s52"),
            (.ror, "https://ror.org/052gg0110", "https://ror.org/052gg0110"),
            (.ror, "01ggx4157", "https://ror.org/01ggx4157"), (.eter, "be0035", "BE0035"),
            (.deqar, "deqarinst0245", "DEQARINST0245"), (.schac, "uw.edu.pl", "uw.edu.pl"),
            (
                .schac, "urn:schac:homeOrganization:int:uw.edu.pl",
                "urn:schac:homeOrganization:int:uw.edu.pl"
            ),
        ]
        for (scheme, text, value) in good {
            #expect(InstitutionIdentifier(scheme, text)?.value == value, "\(text)")
        }
        let bad: [(InstitutionIdentifier.Scheme, String)] = [
            (.ror, "03vek6s5"), (.ror, "13vek6s52"), (.ror, "03vel6s52"),
            (.ror, "https://ror.example/03vek6s52"), (.eter, "B0035"), (.eter, "BE00355"),
            (.deqar, "DEQARINST12"), (.deqar, "0245"), (.schac, "UW.edu.pl"), (.schac, "uw"),
            (.schac, "uw.edu.pl/x"), (.schac, "urn:schac:"), (.national, "1"),
        ]
        for (scheme, text) in bad { #expect(InstitutionIdentifier(scheme, text) == nil, "\(text)") }
    }

    @Test("takes no letter for another because their capitals are the same")
    func capitals() {
        for text in ["\u{DF}0035", "\u{FB01}0035", "be0035\u{301}"] {
            #expect(InstitutionIdentifier(.eter, text) == nil, "\(text)")
        }
        for text in ["03ve\u{212A}6s52", "https://ror.org/\u{301}03vek6s52", "03vek6s52\u{301}"] {
            #expect(InstitutionIdentifier(.ror, text) == nil, "\(text)")
        }
    }

    @Test(
        "a text of which nothing is seen is no name",
        arguments: [
            " ", "\u{A0}", "\u{200B}", "\u{3164}", "\u{2800}", "--", "\u{301}", "\u{115F}\u{1160}",
        ])
    func unseenNames(_ text: String) {
        #expect(InstitutionName(text, language: "en") == nil)
    }

    @Test(
        "a name of any script is one, and so is a number",
        arguments: [
            "Ä", "7", "模範大学", "دانشگاه\u{200C}ها", "วิทยาลัย", "Ⅳ", "𝒰", "विश्वविद्यालय",
        ])
    func seenNames(_ text: String) {
        #expect(InstitutionName(text, language: "und") != nil)
    }

    @Test("every digit of a ROR identifier changes its check digits")
    func checkDigits() {
        let good = Array("03vek6s52".utf8)
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        for place in 1..<7 {
            for byte in alphabet where byte != good[place] {
                var other = good
                other[place] = byte
                #expect(!InstitutionIdentifier.isROR(other))
            }
        }
    }

    @Test("gives an identifier to one institution at a time, and after a merger to another")
    func oneAtATime() throws {
        func institution(_ name: String, _ period: TrustPeriod) throws -> Institution {
            try TrustFixture.institution(name).with(
                Particulars(identifiers: [
                    #require(InstitutionIdentifier(.eter, "PL0001", period: period))
                ]))
        }
        let before = try institution("a.example", ScopeTests.period(nil, "2019-09-30"))
        let after = try institution("b.example", ScopeTests.period("2019-10-01", nil))
        let sameDay = try institution("b.example", ScopeTests.period("2019-09-30", nil))
        #expect(throws: Never.self) { try TrustFixture.list([before, after]) }
        #expect(throws: TrustError(.duplicate, at: "/institutions/1/identifiers/0")) {
            try TrustFixture.list([before, sameDay])
        }
    }

    @Test("tells what became of an institution from the day on which it did")
    func successions() throws {
        let institution = try TrustFixture.institution("a.example")
            .with(ParticularsTests.particulars())
        let before = try ScopeTests.day("2019-09-30")
        let since = try ScopeTests.day("2019-10-01")
        #expect(institution.name(in: "en", by: before) == "University of a.example")
        #expect(
            institution.name(in: "en", by: since)
                == "University of a.example (now part of Uniwersytet Większy since 2019)")
    }
}
