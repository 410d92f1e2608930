import Signing
import Testing
import TransparencyLog
import Witnessing

@Suite("What a witness says to a ledger")
struct ContactTests {
    private let log: TestLog
    private let target: VerifiedCheckpoint
    private let now = Instant(seconds: 1_800_000_000)

    init() throws {
        log = try TestLog()
        target = try log.verified(20)
    }

    private func contact() throws -> WitnessContact {
        WitnessContact(
            WitnessPolicy.Witness(
                name: try #require(PolicyWord("w")), key: try TestWitness.cosigner().key))
    }

    private func take(
        _ contact: inout WitnessContact, _ status: Int, _ body: [UInt8] = []
    ) throws -> WitnessContact.Meaning {
        try contact.take(
            WitnessReply(status: status, body: body), to: target, newest: 30, at: now)
    }

    private func line(
        of checkpoint: VerifiedCheckpoint? = nil, by cosigner: Cosigner? = nil,
        at second: Int64 = 1_800_000_000
    ) throws -> [UInt8] {
        try (cosigner ?? TestWitness.cosigner())
            .cosign(checkpoint ?? target, at: Instant(seconds: second)).signature.line
    }

    @Test("is a cosignature if its key made it of this checkpoint, whatever else is there")
    func cosigned() throws {
        var contact = try contact()
        #expect(contact.oldSize == 0)
        let strange = try Cosigner(
            name: #require(KeyName("x.example/witness")), key: .generate(.ed25519))
        let answers = [try line(), try line(by: strange) + line(), try line() + line()]
        for answer in answers {
            guard case .cosigned(let cosignature) = try take(&contact, 200, answer) else {
                Issue.record("not cosigned")
                return
            }
            #expect(cosignature.witness == contact.witness.key)
            #expect(contact.size == 20)
        }
    }

    @Test("is nothing if it is another's, of something else, forged, cut, or no lines at all")
    func badAnswers() throws {
        let namesake = try Cosigner(
            name: TestWitness.cosigner().key.name, key: .generate(.ed25519))
        var forged = try line()
        forged[forged.count - 20] ^= 1
        let other = try TestLog(salt: 1).verified(20)
        let answers: [[UInt8]] = [
            [], [10], Array("ok\n".utf8), try line().dropLast(), try line() + [10],
            try line(by: namesake), try line(of: log.verified(19)), try line(of: other), forged,
            try line() + forged, target.signed.bytes,
        ]
        for answer in answers {
            var contact = try contact()
            #expect(throws: WitnessTrouble.badAnswer) { try take(&contact, 200, answer) }
            #expect(contact.failureCount == 1)
        }
        var ahead = try contact()
        #expect(throws: WitnessTrouble.clock(Instant(seconds: 1_800_000_301))) {
            try take(&ahead, 200, line(at: 1_800_000_301))
        }
        #expect(throws: Never.self) { try take(&ahead, 200, line(at: 1_800_000_300)) }
    }

    @Test("is a size to go on from, unless it is none, the same, or more than there is")
    func conflicts() throws {
        var contact = try contact()
        #expect(try take(&contact, 409, Array("7\n".utf8)) == .again)
        #expect(contact.oldSize == 7)
        #expect(try take(&contact, 409, Array("25\n".utf8)) == .later)
        for body in ["", "\n", "25", "25\n", "x\n", "-1\n", "025\n", "9999999999999999999\n"] {
            var known = contact
            #expect(throws: WitnessTrouble.conflict, "\(body)") {
                try take(&known, 409, Array(body.utf8))
            }
            #expect(known.oldSize == 0)
        }
        #expect(throws: WitnessTrouble.ahead(31)) { try take(&contact, 409, Array("31\n".utf8)) }
    }

    @Test("is no with any other status, and what it was thought to have is forgotten")
    func refusals() throws {
        for status in [100, 201, 204, 301, 400, 403, 404, 413, 422, 429, 500, 502, 503] {
            var contact = try contact()
            _ = try take(&contact, 200, line())
            #expect(throws: WitnessTrouble.refused(status: status)) {
                try take(&contact, status, line())
            }
            #expect(contact.size == nil)
        }
    }

    @Test("makes the pause longer each time, up to the longest, and spread")
    func pauses() throws {
        var contact = try contact()
        let pace = GatheringPace.standard
        for failures in 1...100 {
            contact.fail()
            let full = min(pace.pauseMax, .seconds(1 << min(failures - 1, 20)))
            #expect(contact.pause(pace, random: 1) == full)
            #expect(contact.pause(pace, random: 0) == full / 2)
        }
        contact.fail(retryAfter: .seconds(86_400))
        #expect(contact.pause(pace, random: 0) == pace.pauseMax)
        _ = try take(&contact, 200, line())
        contact.fail(retryAfter: .seconds(30))
        #expect(contact.pause(pace, random: 0) == .seconds(30))
    }
}
