import Signing
import Testing

@testable import Trust

@Suite("What deserves a look in a list")
struct RemarkTests {
    private let now: Instant

    init() throws { now = try TrustFixture.at("2026-06-01T00:00:00.000Z") }

    private func kinds(
        _ list: TrustList, at instant: Instant? = nil
    ) -> [TrustListRemark.Kind] {
        TrustListRemark.all(about: list, at: instant ?? now).map(\.kind)
    }

    private func plain(_ host: String, _ name: String, keys: [AssertionKey] = []) throws
        -> Institution
    {
        try Institution(
            did: TrustFixture.did("did:web:\(host)"),
            names: [#require(InstitutionName(name, language: "en"))], country: "PL", ledgers: [],
            hosts: [], keys: keys)
    }

    @Test("is nothing in a list in which all is well")
    func nothing() throws {
        let list = try TrustFixture.list([
            TrustFixture.institution("a.example").with(ParticularsTests.particulars())
        ])
        .replacing(register: ParticularsTests.register())
        #expect(kinds(list) == [])
    }

    @Test("is its end, in the last 30 days and not before")
    func end() throws {
        let list = try TrustFixture.list([])
        let month = TrustListRemark.noticeBefore
        #expect(kinds(list, at: list.expires - month - .milliseconds(1)) == [])
        #expect(kinds(list, at: list.expires - month) == [.endsSoon])
        #expect(kinds(list, at: list.expires - .milliseconds(1)) == [.endsSoon])
        // What is over is no remark.
        #expect(kinds(list, at: list.expires) == [])
    }

    @Test("is a name like another's, and a key that two have")
    func doubles() throws {
        let key = try TrustFixture.key("x").publicKey
        func keyed(_ host: String, _ name: String) throws -> Institution {
            try plain(
                host, name,
                keys: [AssertionKey(name: #require(DIDURL("did:web:\(host)#k")), key: key)])
        }
        let list = try TrustFixture.list([
            keyed("north.example", "University of the North"),
            keyed("south.example", "College of Music"),
            plain("other.example", "University of the N0rth"),
        ])
        #expect(kinds(list) == [.lookAlike, .keyShared])
        #expect(
            TrustListRemark.all(about: list, at: now).map(\.who) == [nil, "did:web:south.example"])
    }

    @Test("is a DID by which no key can be had, of an institution without a ledger")
    func unusable() throws {
        let list = try TrustFixture.list([
            plain("a.example", "College of Music"), TrustFixture.institution("b.example"),
        ])
        #expect(
            TrustListRemark.unusable(on: list) { "\($0) is none." }.map(\.words)
                == ["did:web:a.example is none."])
    }

    @Test("is an institution that became another which became it")
    func circles() throws {
        func became(_ host: String, _ name: String, _ heir: String?) throws -> Institution {
            let succession = try Succession(
                .partOf, since: ScopeTests.day("2019-01-01"),
                name: InstitutionName("Heir", language: "en"),
                did: heir.map { try TrustFixture.did("did:web:\($0)") })
            return try plain(host, name)
                .with(Particulars(successions: [#require(succession)]))
        }
        let circle = try [
            became("north.example", "University of the North", "south.example"),
            became("south.example", "College of Music", "east.example"),
            became("east.example", "Polytechnic", "north.example"),
            // Beside the circle, and leading into it.
            became("west.example", "Old School", "north.example"),
            became("self.example", "Lonely Institute", "self.example"),
            became("gone.example", "Bygone Academy", "nobody.example"),
        ]
        let found = try TrustListRemark.all(about: TrustFixture.list(circle), at: now)
        #expect(found.allSatisfy { $0.kind == .successionCircle })
        #expect(
            found.map(\.who) == [
                "did:web:north.example", "did:web:south.example", "did:web:east.example",
                "did:web:self.example",
            ])
    }

    @Test("are statements by nobody whose word counts, or about nobody who is listed")
    func statements() throws {
        let list = try TrustFixture.list([plain("a.example", "College of Music")])
        func statement(_ host: String, _ by: String) throws -> Accreditation {
            try #require(Accreditation(of: TrustFixture.did("did:web:\(host)"), by: by))
        }
        let agency = try Accreditor(names: [#require(InstitutionName("Agency", language: "en"))])
        let register = try AccreditationRegister(
            [agency],
            [
                statement("a.example", "Agency"), statement("a.example", "Mill"),
                statement("b.example", "Agency"), statement("b.example", "Mill"),
            ])
        let found = try TrustListRemark.all(about: list.replacing(register: register), at: now)
        #expect(found.map(\.kind) == [.statementNotCounted, .statementOfNobody])
        #expect(found.map(\.who) == ["Mill", "did:web:b.example"])
    }
}
