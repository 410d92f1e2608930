import Signing
import Testing
import TransparencyLog

@testable import Trust

@Suite("An entry that is brought up to date")
struct UpdateTests {
    /// A description of an institution that is listed as the fixture has it, with another key.
    private func described(_ name: String, genesis: String? = nil) throws -> Institution {
        let ledger = try TrustFixture.ledger(name, keySeed: "the next key")
        let called = try #require(InstitutionName("A new name", language: "en"))
        return try Institution(
            did: TrustFixture.did("did:web:\(name)"),
            names: [called],
            country: Institution.countryUnknown,
            ledgers: [
                PinnedLedger(
                    origin: ledger.origin, genesis: .sha256(Array((genesis ?? name).utf8)),
                    keys: ledger.keys, url: ledger.url)
            ], hosts: [TrustFixture.base("https://new.example")])
    }

    private func limited(_ institution: Institution) throws -> Institution {
        let policy = try WitnessPolicy(parsing: Array("quorum none\n".utf8))
        let scope = try #require(Scope(types: ["MasterDegree"]))
        let day = try #require(TrustDay("2020-01-01"))
        let closed = try #require(Succession(.closed, since: day))
        return try institution.witnessed(under: policy)
            .with(Particulars(scopes: [scope], successions: [closed]))
    }

    @Test("gets new keys, names and addresses, and keeps all that the list's keeper said of it")
    func keepsLimits() throws {
        let known = try limited(TrustFixture.institution("uni.example"))
        let described = try described("uni.example")
        try #require(known.isContinued(by: described))
        let updated = try known.updated(from: described)
        #expect(updated.ledgers[0].keys == described.ledgers[0].keys)
        #expect(updated.ledgers[0].policy == known.ledgers[0].policy)
        #expect(updated.ledgers[0].policy != nil)
        #expect(updated.names == described.names)
        #expect(updated.hosts == described.hosts)
        #expect(updated.country == "PL")
        #expect(updated.particulars == known.particulars)
        let change = try #require(TrustListDifference.change(from: known, to: updated))
        #expect(change.isOfKeys)
        #expect(change.details.map(\.aspect) == ["ledger-key", "host", "name"])
        #expect(
            TrustListDifference.keepersWords(on: updated).map(\.aspect)
                == ["witnesses", "scope", "became"])
        #expect(TrustListDifference.change(from: updated, to: updated) == nil)
    }

    @Test("is not another institution's, nor one with another first record or without its ledger")
    func refused() throws {
        let known = try TrustFixture.institution("uni.example")
        #expect(!known.isContinued(by: try described("uni.example", genesis: "another")))
        #expect(!known.isContinued(by: try TrustFixture.institution("other.example")))
        let bare = try Institution(
            did: known.did, names: known.names, country: "PL", ledgers: [], hosts: [])
        #expect(!known.isContinued(by: bare))
        // One that was listed by its DID alone may have a ledger now.
        #expect(bare.isContinued(by: known))
        #expect(try bare.updated(from: known).ledgers == known.ledgers)
    }

    @Test("without a ledger keeps the keys and addresses that are not told anew")
    func foreign() throws {
        let did = try TrustFixture.did("did:web:uni.example")
        let key = AssertionKey(
            name: try #require(DIDURL("did:web:uni.example#a")),
            key: try TrustFixture.key("a").publicKey)
        let name = try #require(InstitutionName("Uni", language: "en"))
        let known = try Institution(
            did: did, names: [name], country: "PL", ledgers: [],
            hosts: [TrustFixture.base("https://lists.example")], keys: [key])
        let told = try Institution(
            did: did, names: [name], country: Institution.countryUnknown, ledgers: [],
            hosts: [TrustFixture.base("https://uni.example")])
        let updated = try known.updated(from: told)
        #expect(updated.keys == [key])
        #expect(updated.country == "PL")
        #expect(
            updated.hosts.map(\.description) == ["https://lists.example", "https://uni.example"])
    }
}
