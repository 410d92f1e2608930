import Signing
import Testing

@testable import Trust

@Suite("The difference between two lists")
struct DifferenceTests {
    private func summary(_ difference: TrustListDifference) -> [String] {
        (difference.institutions + difference.accreditation).map { change in
            "\(change.kind.rawValue) \(change.who) "
                + change.details.map(\.aspect).joined(separator: " ")
        }
    }

    private func difference(
        _ old: [Institution], _ new: [Institution]
    ) throws -> TrustListDifference {
        try TrustListDifference(from: TrustFixture.list(old), to: TrustFixture.list(new))
    }

    @Test("names who came, who went and what changed, keys first")
    func changes() throws {
        let a = try TrustFixture.institution("a.example")
        let b = try TrustFixture.institution("b.example")
        let c = try TrustFixture.institution("c.example")
        let thief = try TrustFixture.institution("b.example", keySeed: "thief")
            .with(ParticularsTests.particulars())
        let found = try difference([a, b], [thief, c])
        #expect(
            summary(found) == [
                "went did:web:a.example ",
                "changed did:web:b.example ledger-key scope identifier became listing",
                "came did:web:c.example ",
            ])
        let keys = try #require(found.institutions[1].details.first)
        #expect(keys.came.count == 1 && keys.went.count == 1 && keys.came != keys.went)
    }

    @Test("is none between a list and itself, whatever its edition, and shows itself both ways")
    func symmetry() throws {
        let a = try TrustFixture.institution("a.example")
        let changed = try a.with(ParticularsTests.particulars())
        let list = try TrustFixture.list([changed])
        #expect(
            try TrustListDifference(
                from: list, to: list.reissued(at: list.issued, until: list.expires)
            ).isEmpty)
        let there = try difference([a], [changed]).institutions[0].details
        let back = try difference([changed], [a]).institutions[0].details
        #expect(there.map(\.came) == back.map(\.went))
        #expect(there.map(\.went) == back.map(\.came))
    }

    @Test("tells a ledger begun anew, a test that became real, and other witnesses")
    func ledgers() throws {
        let real = try TrustFixture.institution("a.example")
        let test = try TrustFixture.institution("a.example", purpose: .test)
        #expect(
            try summary(difference([test], [real])) == ["changed did:web:a.example purpose"])
        let other = try Institution(
            did: real.did, names: real.names, country: real.country,
            ledgers: [
                PinnedLedger(
                    origin: real.ledgers[0].origin, genesis: .sha256([1]),
                    keys: real.ledgers[0].keys, url: real.ledgers[0].url)
            ], hosts: real.hosts)
        #expect(
            try summary(difference([real], [other]))
                == ["changed did:web:a.example first-record"])
    }

    @Test("is told of entries whose words are the same, and whose meaning is not")
    func unseen() throws {
        let a = try TrustFixture.institution("a.example")
        func changed(_ names: [InstitutionName], _ more: Particulars = .none) throws -> Institution
        {
            try Institution(
                did: a.did, names: names, country: a.country, ledgers: a.ledgers, hosts: a.hosts,
                particulars: more)
        }
        // The first name is the one that verdicts tell.
        #expect(
            try summary(difference([a], [changed(a.names.reversed())]))
                == ["changed did:web:a.example other"])
        func level(_ levels: [(String, String)]) throws -> Institution {
            let levels = try levels.map { try #require(AwardLevel($0.0, $0.1)) }
            return try changed(
                a.names, Particulars(scopes: [#require(Scope(levels: levels))]))
        }
        let (two, one) = try (
            level([("NQF", "1"), ("EQF", "6")]), level([("NQF 1 EQF", "6")])
        )
        #expect(two.particulars.scopes[0].words == one.particulars.scopes[0].words)
        #expect(try summary(difference([two], [one])) == ["changed did:web:a.example other"])
        let composed = try changed([#require(InstitutionName("\u{E9}cole", language: "fr"))])
        let decomposed = try changed([#require(InstitutionName("e\u{301}cole", language: "fr"))])
        #expect(
            try summary(difference([composed], [decomposed])) == ["changed did:web:a.example name"])
        func heir(_ did: String) throws -> Institution {
            let succession = try #require(
                Succession(
                    .succeeded, since: ScopeTests.day("2019-10-01"),
                    name: InstitutionName("B", language: "en"), did: TrustFixture.did(did)))
            return try changed(a.names, Particulars(successions: [succession]))
        }
        #expect(
            try summary(difference([heir("did:web:b.example")], [heir("did:web:c.example")]))
                == ["changed did:web:a.example became"])
    }

    @Test("tells accreditors and their statements")
    func accreditation() throws {
        let bare = try TrustFixture.list([TrustFixture.institution("a.example")])
        let full = try bare.replacing(register: ParticularsTests.register())
        let keyed = try bare.replacing(
            register: ParticularsTests.register(key: TrustFixture.key("x")))
        #expect(
            summary(TrustListDifference(from: bare, to: full)) == [
                "came did:web:agency.example ", "came did:web:a.example ",
            ])
        #expect(
            summary(TrustListDifference(from: full, to: keyed))
                == ["changed did:web:agency.example key"])
    }
}
