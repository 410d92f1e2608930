import CanonicalJSON
import Credentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("A status list")
struct StatusListTests {
    private let world: World

    init() throws {
        world = try World(Order(purposes: [.revocation, .suspension]))
    }

    private let url = "https://a.example/status/1"

    private func verdict(
        _ list: [UInt8], from url: String? = nil, at fetched: Instant? = nil,
        now: Instant? = nil, standing: StandingState = .inForce
    ) throws -> Verdict {
        let evidence = Evidence(
            .statusList(url: url ?? self.url, bytes: list), fetchedAt: try fetched ?? Moment.now)
        let bundle = try world.a.bundle(
            world.award, standings: [world.a.standing(world.award, standing)])
        return try world.verdict(bundle, at: now, with: [evidence])
    }

    private func expect(
        _ code: Verdict.Code, _ reason: Reason, _ verdict: Verdict,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(verdict.code == code, sourceLocation: sourceLocation)
        #expect(verdict.reason(.statusList) == reason, sourceLocation: sourceLocation)
    }

    @Test("that was not fetched is asked for, and not needed beside a fresh standing")
    func notFetched() throws {
        let found = try world.verdict()
        expect(.confirmed, .statusNotFetched, found)
        #expect(
            found.needs.filter { $0.kind == .statusList }
                == [Verdict.Need(kind: .statusList, url: url)])
    }

    @Test("that is clear agrees with the standing")
    func clear() throws {
        expect(.confirmed, .statusClear, try verdict(world.a.statusList()))
    }

    @Test("with the bit set outweighs a standing that says otherwise")
    func bits() throws {
        let number = world.award.number
        let revoked = try verdict(
            world.a.statusList([.revocation, .suspension], setting: [number]))
        expect(.withdrawn, .statusRevoked, revoked)
        #expect(revoked.findings.contains { $0.code == "status.differs" })
        #expect(revoked.headline == "The institution withdrew this.")
        expect(
            .confirmed, .statusClear, try verdict(world.a.statusList(setting: [number + 1])))
    }

    @Test("for holding only puts on hold")
    func suspension() throws {
        let world = try World(Order(purposes: [.suspension]))
        let list = try world.a.statusList([.suspension], setting: [world.award.number])
        let found = try world.verdict(
            with: [Evidence(.statusList(url: url, bytes: list), fetchedAt: Moment.now)])
        expect(.onHold, .statusSuspended, found)
    }

    @Test("with a note decides nothing")
    func refresh() throws {
        let world = try World(Order(purposes: [.refresh]))
        let list = try world.a.statusList([.refresh], setting: [world.award.number])
        let found = try world.verdict(
            with: [Evidence(.statusList(url: url, bytes: list), fetchedAt: Moment.now)])
        expect(.confirmed, .statusClear, found)
        #expect(found.findings.contains { $0.code == "status.message" })
    }

    @Test("is signed by a status key of the institution in force")
    func signature() throws {
        for signer in ["assertion-1", "record-1"] {
            expect(
                .incomplete, .statusNotSigned, try verdict(world.a.statusList(signer: signer)))
        }
        var a = world.a
        try a.addKey("status-2", .status)
        try a.retireKey("status-1", .status)
        let bundle = try a.bundle(
            world.award, standings: [a.standing(world.award, signer: "status-2")])
        for (signer, code) in [("status-1", Verdict.Code.incomplete), ("status-2", .confirmed)] {
            let list = try a.statusList(signer: signer)
            let found = try world.verdict(
                bundle, with: [Evidence(.statusList(url: url, bytes: list), fetchedAt: Moment.now)])
            #expect(found.code == code)
        }
    }

    @Test("signed with a key newer than the file's key records takes newer ones")
    func newerKey() throws {
        var a = world.a
        let bundle = try a.bundle(world.award)
        try a.addKey("status-2", .status)
        let list = try Evidence(
            .statusList(url: url, bytes: a.statusList(signer: "status-2")), fetchedAt: Moment.now)
        let open = try world.verdict(bundle, with: [list])
        expect(.confirmed, .statusKeyNewer, open)
        #expect(open.needs.map(\.kind).contains(.receipt), "a receipt comes with key records")
        let keys = try Evidence(.keys(a.keyReceipts()), fetchedAt: Moment.now)
        let word = try Evidence(
            .standing(a.standing(world.award, asOf: Moment.now)), fetchedAt: Moment.now)
        expect(.confirmed, .statusClear, try world.verdict(bundle, with: [list, keys, word]))
    }

    @Test("signed with a key that nobody here knows shows nothing, and hides nothing")
    func unknownKey() throws {
        var a = world.a
        let bundle = try a.bundle(world.award)
        let number = world.award.number
        let against = try a.statusList(setting: [number], signer: "status-2")
        expect(.incomplete, .statusKeyNewerAgainst, try verdict(against))
        // A word that is not young shows nothing beside it.
        let old = try Moment.now + Policy.standard.standingAgeMax
        let clear = try a.statusList(lasting: .seconds(86_400 * 30), signer: "status-2")
        expect(.incomplete, .statusKeyNewer, try verdict(clear, at: old, now: old))
        // Without key records that have it, whatever was fetched before counts.
        func evidence(_ lists: [[UInt8]]) throws -> [Evidence] {
            try lists.map { Evidence(.statusList(url: url, bytes: $0), fetchedAt: try Moment.now) }
        }
        let known = try a.statusList(setting: [number])
        expect(
            .withdrawn, .statusRevoked, try world.verdict(with: evidence([known, clear])))
        expect(
            .withdrawn, .statusRevoked, try world.verdict(with: evidence([known, against])))
        expect(
            .incomplete, .statusNotSigned,
            try world.verdict(with: evidence([a.statusList(signer: "record-1"), clear])))
        expect(
            .incomplete, .statusOtherPurpose,
            try world.verdict(with: evidence([a.statusList([.revocation]), clear])))
        // With them it counts as any other.
        try a.addKey("status-2", .status)
        let keys = try Evidence(.keys(a.keyReceipts()), fetchedAt: Moment.now)
        expect(
            .withdrawn, .statusRevoked,
            try world.verdict(bundle, with: evidence([against]) + [keys]))
    }

    @Test("that cannot be read, or is another's, is nobody's whatever key it names")
    func unknownKeyUnreadable() throws {
        let other = try world.a.statusList(signer: "status-2", url: url + "0")
        expect(.incomplete, .statusNotSigned, try verdict(other))
        let short = try world.a.statusList(
            signer: "status-2", encodedList: TestInstitution.shortList)
        expect(.incomplete, .statusNotSigned, try verdict(short))
        var json = try JSONDocument(parsing: world.a.statusList(signer: "status-2")).root.value
        var foreign = json
        foreign[pointer: "/proof/verificationMethod"] = "did:web:b.example#status-2"
        expect(.incomplete, .statusNotSigned, try verdict(foreign.canonicalBytes()))
        // Beside a proof by a key that is known it is judged by that one.
        let known = try JSONDocument(parsing: world.a.statusList(signer: "assertion-1")).root.value
        json["proof"] = .array([try #require(json["proof"]), try #require(known["proof"])])
        expect(.incomplete, .statusNotSigned, try verdict(json.canonicalBytes()))
    }

    @Test("is the institution's own")
    func issuer() throws {
        let foreign = try world.b.statusList(url: url)
        expect(.incomplete, .statusOtherIssuer, try verdict(foreign))
    }

    @Test("is the one that the credential names, and about what the credential asks")
    func identity() throws {
        expect(
            .incomplete, .statusMalformed,
            try verdict(world.a.statusList(url: "https://a.example/status/2")))
        expect(
            .incomplete, .statusOtherPurpose, try verdict(world.a.statusList([.revocation])))
        // Another list is evidence about other awards.
        expect(
            .confirmed, .statusNotFetched,
            try verdict(
                world.a.statusList(url: "https://a.example/status/2"),
                from: "https://a.example/status/2"))
    }

    @Test("that says nothing of the award is told of by what it lacks")
    func saysNothing() throws {
        func told(_ order: Order, _ list: (TestInstitution) throws -> [UInt8]) throws -> Verdict {
            let world = try World(order)
            let content = Evidence.Content.statusList(url: url, bytes: try list(world.a))
            return try world.verdict(with: [Evidence(content, fetchedAt: Moment.now)])
        }
        let count = BitString.entryCountMin
        let last = try told(Order(purposes: [.revocation], statusIndex: count - 1)) {
            try $0.statusList(setting: [count - 1])
        }
        expect(.withdrawn, .statusRevoked, last)
        let reasons: [(Verdict, Reason, String)] = [
            (
                try told(Order(purposes: [.revocation], statusIndex: count)) {
                    try $0.statusList()
                }, .statusOutOfRange, "RANGE_ERROR"
            ),
            (
                try told(Order(purposes: [.revocation])) {
                    try $0.statusList(encodedList: TestInstitution.shortList)
                }, .statusTooShort, "STATUS_LIST_LENGTH_ERROR"
            ),
            (
                try told(Order(purposes: [.refresh])) { try $0.statusList() },
                .statusOtherPurpose, "STATUS_VERIFICATION_ERROR"
            ),
        ]
        for (verdict, reason, type) in reasons {
            expect(.incomplete, reason, verdict)
            #expect(
                verdict.nextSteps == ["Ask the institution, by an address that you know already."])
            let told = verdict.conformance.warnings.first { $0.code == reason.rawValue }
            #expect(told?.type == "https://www.w3.org/ns/credentials/status-list#" + type)
        }
    }

    @Test("speaks for its own interval only, except of withdrawals")
    func interval() throws {
        let from = try Moment.asked
        let list = try world.a.statusList(from: from, lasting: .seconds(3_600))
        let end = from + .seconds(3_600)
        expect(.confirmed, .statusClear, try verdict(list, at: end, now: end))
        let after = end + .milliseconds(1)
        expect(.confirmed, .statusNotCurrent, try verdict(list, at: after, now: after))
        let early = from - Policy.standard.clockSkew
        expect(.confirmed, .statusClear, try verdict(list, at: early, now: early))
        let number = world.award.number
        let revoking = try world.a.statusList(
            setting: [number], from: from, lasting: .seconds(3_600))
        expect(.withdrawn, .statusRevoked, try verdict(revoking, at: after, now: after))
    }

    @Test("fetched too long ago is not of now")
    func age() throws {
        let limit = try Moment.now - Policy.standard.standingAgeMax
        let list = try world.a.statusList(from: limit, lasting: .seconds(30 * 86_400))
        expect(.confirmed, .statusClear, try verdict(list, at: limit))
        expect(
            .confirmed, .statusNotCurrent, try verdict(list, at: limit - .milliseconds(1)))
    }

    @Test("damaged in any byte never passes for a clear one")
    func damage() throws {
        let list = try world.a.statusList()
        for index in stride(from: 0, to: list.count, by: 7) {
            var damaged = list
            damaged[index] ^= 1 << UInt8(index % 8)
            let found = try verdict(damaged)
            // In the name of its key it names one that is not known.
            #expect(
                found.code == .incomplete || found.reason(.statusList) == .statusKeyNewer,
                "byte \(index)")
            #expect(found.reason(.statusList) != .statusClear, "byte \(index)")
        }
    }

    @Test("at an address that the trust list does not name is neither asked for nor believed")
    func foreignHost() throws {
        let institution = try Institution(
            did: world.a.did, names: world.a.listed().names, country: "PL",
            ledgers: [world.a.pinned()], hosts: [#require(WebBase("https://other.example"))])
        let list = try world.list([institution])
        let found = try world.verdict(
            trusting: list,
            with: [
                Evidence(
                    .statusList(url: url, bytes: world.a.statusList(setting: [])),
                    fetchedAt: Moment.now)
            ])
        expect(.confirmed, .statusHostNotListed, found)
        #expect(!found.needs.contains { $0.kind == .statusList })
        #expect(found.needs.allSatisfy { institution.serves($0.url) })
    }
}
