import CanonicalJSON
import Credentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("The words of a verdict")
struct WordsTests {
    private let world: World

    init() throws { world = try World() }

    /// One verdict of each code.
    private func all() throws -> [Verdict.Code: Verdict] {
        var found: [Verdict.Code: Verdict] = [:]
        func take(_ verdict: Verdict) { found[verdict.code] = verdict }
        for state in StandingState.allCases {
            let standing = try world.a.standing(world.award, state, effective: "2026-06-25")
            take(try world.verdict(world.a.bundle(world.award, standings: [standing])))
        }
        take(try world.verdict(world.a.bundle(world.award, standings: [])))
        take(try world.verdict(trusting: world.list([world.b.listed()])))
        take(try world.verdict(trusting: world.list([world.a.listed(.test)])))
        var changed = try world.a.bundle(world.award).json
        changed[pointer: "/credential/name/0/@value"] = "Doktor"
        take(try world.verdict(changed.canonicalBytes()))
        take(
            try world.verdict(
                world.award.credential.canonicalBytes,
                with: [Evidence(.noRecord(world.a.origin), fetchedAt: Moment.now)]))
        let ended = try World(Order(validUntil: "2026-06-25T12:00:00Z"))
        take(try ended.verdict())
        return found
    }

    private static let headlines: [Verdict.Code: String] = [
        .confirmed: "University a.example confirms this award.",
        .confirmedEnded: "This was awarded. It was valid until 25 June 2026.",
        .replaced: "The institution has replaced this with a newer version. Ask for the new one.",
        .onHold: "The institution has put this on hold. Ask them before you decide.",
        .withdrawn: "The institution withdrew this on 25 June 2026.",
        .issuerNotRecognised:
            "We cannot tell who made this file: nobody on your list vouches for "
            + "Politechnika Przykładowa.",
        .altered:
            "This file is not what the institution signed. It may be damaged or changed. Ask for "
            + "the original file.",
        .noRecord: "We found no record. This does not prove that the award is false.",
        .incomplete:
            "We could not finish the check: nothing in the file says whether the award is still "
            + "in force. Do not decide on this result.",
        .testOnly: "This is a test. It has no value.",
        .erased: "Genuine when issued. The institution no longer keeps the record.",
    ]

    @Test("are those of the master text, for each code")
    func headlines() throws {
        let all = try all()
        for code in Verdict.Code.allCases {
            #expect(all[code]?.headline == WordsTests.headlines[code], "\(code)")
        }
    }

    @Test("are true of a signature that is dated ahead, too")
    func datedAhead() throws {
        let found = try world.verdict(at: Moment.founded - .seconds(3_600))
        #expect(found.reason(.fileIntact) == .intactProofExpired)
        #expect(found.headline.contains("does not count yet, or no more"), "\(found.headline)")
        #expect(found.nextSteps.first?.hasPrefix("Compare this machine's clock") == true)
        #expect(found.checks.contains { $0.sentence.contains("counts from 24 June 2026") })
    }

    @Test("never include those that mislead")
    func bannedWords() throws {
        let banned = [
            "fake", "fraud", "authentic", "equivalent", "blockchain", "hash", "merkle",
            "congratulations", "invalid", "tampered", "forged",
        ]
        var texts = Reason.allCases.flatMap { [$0.cause, $0.nextStep ?? ""] }
        for verdict in try all().values {
            texts += [verdict.text, verdict.shortText, verdict.headline] + verdict.sentences
            texts += verdict.checks.map(\.sentence) + verdict.findings.map(\.text)
        }
        for text in texts {
            for word in banned where text.lowercased().contains(word) {
                Issue.record("“\(word)” in: \(text)")
            }
        }
    }

    @Test("say for every code what it means and, unless all is well, what to do")
    func reasons() {
        for reason in Reason.allCases {
            #expect(reason.cause.hasSuffix("."))
            #expect(reason.clause.first?.isLowercase == true, "\(reason)")
            #expect(reason.nextStep?.hasSuffix(".") ?? true)
            if reason.state == .fail { #expect(reason.nextStep != nil, "\(reason)") }
        }
        for id in Check.ID.allCases {
            #expect(Reason.allCases.contains { $0.check == id }, "\(id)")
            #expect(id.notMade.check == id)
            // The part of a code before its point tells the check, and no other has it.
            let areas = Set(
                Reason.allCases.filter { $0.check == id }.map { $0.rawValue.prefix { $0 != "." } })
            #expect(areas.count == 1, "\(id)")
            #expect(
                Reason.allCases.allSatisfy {
                    $0.check == id || !areas.contains($0.rawValue.prefix { $0 != "." })
                })
            #expect(id.notMade.state != .pass)
        }
    }

    @Test("of at most 160 characters begin with the answer")
    func shortText() throws {
        for verdict in try all().values {
            #expect(verdict.shortText.utf16.count <= 160)
            #expect(verdict.shortText.hasPrefix(verdict.code.word))
        }
        let long = try World(
            Order(
                title: String(repeating: "Inżynieria ", count: 40),
                holder: String(repeating: "Żółć ", count: 60)))
        #expect(try long.verdict().shortText.utf16.count <= 160)
        let confirmed = try world.verdict().shortText
        #expect(confirmed.contains("Master of Engineering"))
        #expect(confirmed.contains("As of 2026-06-26."))
    }

    @Test("show every check and every rung, and what the verdict does not tell")
    func text() throws {
        for verdict in try all().values {
            let text = verdict.text
            #expect(text.hasPrefix("\(verdict.code.word): \(verdict.headline)\n"))
            for check in verdict.checks { #expect(text.contains(check.sentence)) }
            for limit in Verdict.Limit.allCases { #expect(text.contains(limit.sentence)) }
            #expect(verdict.checks.map(\.id) == Check.ID.allCases)
            #expect(verdict.ladder.map(\.number) == Array(1...6))
            #expect(text.contains("kept here, unsigned") || verdict.code == .incomplete)
        }
    }

    @Test("name the day of the award in the institution's place")
    func awardDate() throws {
        let nairobi = try World(Order(awarded: "2026-06-20T00:00:00+03:00"))
        let verdict = try nairobi.verdict()
        #expect(verdict.award?.awardDate?.description == "2026-06-20")
        #expect(verdict.text.contains("20 June 2026 (2026-06-20)"))
    }

    @Test("cannot be changed by what a file says")
    func foreignText() throws {
        #expect(Words.foreign("a\u{1B}[31mb\nc\u{202E}d") == "a\u{FFFD}[31mb\u{FFFD}c\u{FFFD}d")
        #expect(Words.foreign("12345", lengthMax: 5) == "12345")
        #expect(Words.foreign("123456", lengthMax: 5) == "1234…")
        let sly = try World(Order(title: "Doktor\\u001b[2J\\nConfirmed", holder: "A\\u202eB"))
        let text = try sly.verdict().text
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("Confirmed") }.count == 1)
    }

    @Test("for times and days are plain")
    func times() throws {
        #expect(Words.age(.seconds(59)) == "less than a minute")
        #expect(Words.age(.seconds(60)) == "1 minute")
        #expect(Words.age(.seconds(7_199)) == "1 hour")
        #expect(Words.age(.seconds(172_800)) == "2 days")
        #expect(Words.moment(try Moment.at("2026-06-04T09:05:00.000Z")) == "4 June 2026, 09:05 UTC")
    }

    @Test("as JSON carry the same answer")
    func json() throws {
        for verdict in try all().values {
            let json = try JSONDocument(parsing: verdict.json.canonicalBytes()).root
            #expect(json["verdict"]?.equals(verdict.code.rawValue) == true)
            #expect(json["headline"]?.equals(verdict.headline) == true)
            #expect(json["checks"]?.elements.count == Check.ID.allCases.count)
            #expect(json["limits"]?.elements.count == 2)
            #expect(json["trust_list"]?["provenance"]?.equals("local-unsigned") == true)
            #expect((json["award"] != nil) == verdict.code.vouchesForClaims)
            #expect((json["award"] != nil) != (json["claimed"] != nil))
        }
        let confirmed = try world.verdict()
        let json = try JSONDocument(parsing: confirmed.json.canonicalBytes()).root
        #expect(json["award"]?["title"]?["pl"]?.equals("Magister inżynier informatyki") == true)
        #expect(json["award"]?["award_date"]?.equals("2026-06-24") == true)
        #expect(json["status_age_seconds"]?.integer == 10_800)
        #expect(json["log"]?["index"]?.integer == 3)
        #expect(json["issuer"]?["names"]?.elements.count == 2)
    }

    @Test("name who signed the list")
    func signedList() throws {
        let name = try #require(DIDURL("did:web:ministry.example#trust-1"))
        let key = try PrivateKey(ed25519Seed: Digest.sha256([9]).bytes)
        let signed = try world.list().signed(by: key, named: name)
        let list = try signed.verified(by: [TrustKey(name: name, key: key.publicKey)])
        let verdict = try world.verdict(trusting: list)
        #expect(verdict.text.contains("signed by did:web:ministry.example#trust-1"))
        #expect(!verdict.findings.contains { $0.code == "list.local-unsigned" })
        #expect(verdict.json["trust_list"]?["provenance"]?.text == "signed")
    }

    @Test("say that an old award was entered late")
    func backfill() throws {
        let late = try World(
            Order(
                awarded: "1998-07-01T00:00:00+02:00",
                provenance: Provenance(list: 1, entry: .backfill)))
        let verdict = try late.verdict()
        #expect(verdict.code == .confirmed)
        #expect(
            verdict.findings.contains {
                $0.text == "Recorded in 2026 for an award of 1998, from an older register."
            })
        #expect(verdict.reason(.sealedList) == .sealedNotCarried)
    }
}

extension JSONValue {
    fileprivate var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
