import CanonicalJSON
import Signing
import Testing

@testable import Trust

@Suite("An accreditor's own statements")
struct AccreditationTests {
    private let key: PrivateKey
    private let name: DIDURL
    private let did: DID

    init() throws {
        key = try TrustFixture.key("agency")
        name = try #require(DIDURL("did:web:agency.example#list-1"))
        did = try TrustFixture.did("did:web:a.example")
    }

    private func file() throws -> SignedAccreditations {
        let scope = try #require(Scope(types: ["MasterDegree"]))
        return try SignedAccreditations(
            by: "did:web:agency.example", issued: TrustFixture.at("2026-01-01T00:00:00.000Z"),
            expires: TrustFixture.at("2027-01-01T00:00:00.000Z"),
            [
                #require(
                    Accreditation(
                        of: did, by: "did:web:agency.example",
                        scope, source: "report 2"))
            ])
    }

    private func verify(
        _ bytes: [UInt8], at text: String = "2026-06-01T00:00:00.000Z",
        by register: AccreditationRegister? = nil
    ) throws -> [Accreditation] {
        try SignedAccreditations(parsing: bytes)
            .verified(by: register ?? ParticularsTests.register(key: key))
            .statements(about: did, at: TrustFixture.at(text))
    }

    @Test("count if the list names the accreditor and the key that signed them")
    func good() throws {
        let signed = try file().signed(by: key, named: name)
        let statements = try verify(signed.json.canonicalBytes())
        #expect(statements == signed.statements)
        #expect(statements.first?.institution == did)
        // Pretty or not, the same is signed.
        #expect(try verify(Array(signed.json.prettyText().utf8)).count == 1)
    }

    @Test("count for nothing where anything is amiss")
    func bad() throws {
        let signed = try file().signed(by: key, named: name).json.canonicalBytes()
        #expect(throws: TrustError(.notSigned)) { try verify(file().json.canonicalBytes()) }
        #expect(throws: TrustError(.notListed, at: "/by")) {
            try verify(signed, by: .empty)
        }
        #expect(throws: TrustError(.notListed, at: "/by")) {
            try verify(signed, by: ParticularsTests.register())
        }
        let other = try TrustFixture.key("other")
        #expect(throws: TrustError(.otherKey, at: "/signatures/0/public")) {
            try verify(file().signed(by: other, named: name).json.canonicalBytes())
        }
        // Where the file does not show the key, the signature alone tells.
        var mute = try file().signed(by: other, named: name).json
        guard case .array(let signatures)? = mute["signatures"] else { throw Unexpected() }
        mute["signatures"] = .array(signatures.map { $0.removing(name: "public") })
        #expect(throws: TrustError(.badSignature, at: "/signatures/0")) {
            try verify(mute.canonicalBytes())
        }
        let otherName = try #require(DIDURL("did:web:agency.example#list-2"))
        #expect(throws: TrustError(.otherKey, at: "/signatures")) {
            try verify(file().signed(by: key, named: otherName).json.canonicalBytes())
        }
        for (time, isCurrent) in [
            ("2025-12-31T23:59:59.999Z", false), ("2026-01-01T00:00:00.000Z", true),
            ("2026-12-31T23:59:59.999Z", true), ("2027-01-01T00:00:00.000Z", false),
        ] {
            if isCurrent {
                #expect(try verify(signed, at: time).count == 1)
            } else {
                #expect(throws: TrustError(.notCurrent)) { try verify(signed, at: time) }
            }
        }
    }

    @Test("count for nothing after any bit of them changed")
    func bits() throws {
        let good = try file().signed(by: key, named: name).json.canonicalBytes()
        let statements = try verify(good)
        for place in good.indices {
            for bit in [UInt8(1), 4, 32] {
                var bad = good
                bad[place] ^= bit
                #expect((try? verify(bad)) == nil, "byte \(place), bit \(bit)")
            }
        }
        #expect(try verify(good) == statements)
    }

    @Test("say nothing of institutions that they do not name")
    func others() throws {
        let signed = try file().signed(by: key, named: name)
            .verified(by: ParticularsTests.register(key: key))
        let now = try TrustFixture.at("2026-06-01T00:00:00.000Z")
        #expect(try signed.statements(about: did, at: now).count == 1)
        let other = try TrustFixture.did("did:web:b.example")
        #expect(try signed.statements(about: other, at: now).isEmpty)
    }

    @Test("that miss least are told of, by the number of limits and then by the days")
    func nearest() throws {
        let scopes = try [
            ScopeTests.period(nil, "1995-06-30"), ScopeTests.period(nil, "1997-12-31"),
            ScopeTests.period("2003-01-01", nil), ScopeTests.period(nil, "1990-01-01"),
        ].map { try #require(Scope(period: $0)) }
        let far = try #require(
            Scope(types: ["BachelorDegree"], period: ScopeTests.period("1998-07-02", nil)))
        let register = try ParticularsTests.register()
        let statements = try (scopes + [far]).map {
            try #require(Accreditation(of: did, by: "did:web:agency.example", $0))
        }
        for all in [statements, statements.reversed()] {
            let found = try Entitlement(
                of: ScopeTests.award(), on: ScopeTests.day("1998-07-01"), all, by: register)
            #expect(try found == .notCovered([.after(ScopeTests.day("1997-12-31"))]))
        }
    }

    @Test("are named by the list's own statements of the same rank")
    func entitlement() throws {
        let register = try ParticularsTests.register()
        let award = try ScopeTests.award()
        let statements = register.statements(about: did)
        func found(_ day: String, _ award: AwardProfile) throws -> Entitlement {
            try Entitlement(of: award, on: ScopeTests.day(day), statements, by: register)
        }
        #expect(
            try found("2001-10-01", award) == .accredited(by: "Agency", statements[0]))
        #expect(
            try found("2001-09-30", award)
                == .notCovered([.before(ScopeTests.day("2001-10-01"))]))
        // The accreditor's own limits count too.
        #expect(
            try found("2001-10-01", ScopeTests.award(country: "CZ"))
                == .notCovered([.country("CZ")]))
        #expect(
            try Entitlement(
                of: award, on: ScopeTests.day("2001-10-01"), statements, by: .empty)
                == .noInformation)
    }
}
