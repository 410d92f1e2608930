import CanonicalJSON
import Credentials
import Records
import Signing
import Testing
import TransparencyLog
import Trust

@testable import Verification

@Suite("A key")
struct KeyTests {
    private func expect(
        _ code: Verdict.Code, _ reason: Reason, _ verdict: Verdict,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(verdict.code == code, sourceLocation: sourceLocation)
        #expect(verdict.reason(reason.check) == reason, sourceLocation: sourceLocation)
    }

    @Test("that counts is enough beside one that does not, in whatever order they signed")
    func besideRetired() throws {
        var a = try World().a
        try a.addKey("assertion-3", .assertion)
        try a.retireKey("assertion-1", .assertion)
        let award = try a.issue(Order(assertionKey: "assertion-3"))
        let document = try JSONDocument(parsing: award.credential.canonicalBytes).root.value
        let good = try #require(document["proof"])
        let old = try a.key("assertion-1")
        let other = try DataIntegrityProof.signing(
            document.removing(name: "proof"), with: old.key,
            options: ProofOptions(verificationMethod: old.name, created: nil))
        for (proofs, code) in [
            ([good, other], Verdict.Code.confirmed), ([other, good], .confirmed),
            ([other], .altered),
        ] {
            var credential = document
            credential["proof"] = .array(proofs)
            let json = try JSONDocument(parsing: credential.canonicalBytes()).root
            let bundle = try Bundle(
                credential: json, receipts: [a.receipt(award)], keys: a.keyReceipts(),
                standings: [a.standing(award)])
            #expect(try World().verdict(bundle).code == code)
        }
    }

    @Test("that was retired after it signed still confirms, ten rotations later")
    func rotations() throws {
        var world = try World()
        for number in 3...12 {
            let old = number == 3 ? 1 : number - 1
            for (stem, use) in [
                ("record", KeyUse.record), ("assertion", .assertion), ("status", .status),
            ] {
                let signer = "record-\(old)"
                try world.a.addKey("\(stem)-\(number)", use, by: signer)
            }
            for (stem, use) in [
                ("assertion", KeyUse.assertion), ("status", .status), ("record", .record),
            ] {
                try world.a.retireKey("\(stem)-\(old)", use, by: "record-\(number)")
            }
        }
        let bundle = try world.a.bundle(
            world.award, standings: [world.a.standing(world.award, signer: "status-12")])
        #expect(try world.verdict(bundle).code == .confirmed)
        let later = try world.a.issue(Order(assertionKey: "assertion-12", recordKey: "record-12"))
        #expect(
            try world.verdict(
                world.a.bundle(later, standings: [world.a.standing(later, signer: "status-12")])
            ).code == .confirmed)
        // The standing may not be signed by the retired key.
        expect(
            .incomplete, .standingKeyNotInForce, try world.verdict(world.a.bundle(world.award)))
    }

    @Test("that was retired before signs nothing more")
    func retired() throws {
        var world = try World()
        try world.a.retireKey("assertion-1", .assertion)
        expect(.altered, .keyRetired, try world.verdict(world.a.issuedBundle()))
        let order = Order(assertionKey: "assertion-2")
        let other = try world.a.issue(order)
        #expect(try world.verdict(world.a.bundle(other)).code == .confirmed)
        try world.a.retireKey("record-1", .record)
        expect(
            .altered, .authorityKeyNotInForce,
            try world.verdict(world.a.issuedBundle(order)))
    }

    @Test("that is introduced later signed nothing before")
    func notYet() throws {
        var world = try World()
        let early = try world.a.issue(Order(assertionKey: "assertion-3"))
        let forged = try world.a.issue(Order(recordKey: "record-3"))
        try world.a.addKey("assertion-3", .assertion)
        try world.a.addKey("record-3", .record)
        expect(.altered, .keyNotYet, try world.verdict(world.a.bundle(early)))
        expect(.altered, .authorityKeyNotInForce, try world.verdict(world.a.bundle(forged)))
    }

    @Test("that the ledger does not know signs nothing")
    func unknown() throws {
        var world = try World()
        expect(
            .altered, .signerOther,
            try world.verdict(world.a.issuedBundle(Order(assertionKey: "assertion-9"))))
        expect(
            .altered, .authorityUnknownKey,
            try world.verdict(world.a.issuedBundle(Order(recordKey: "record-9"))))
    }

    @Test("has one use")
    func oneUse() throws {
        var world = try World()
        for other in ["record-1", "status-1"] {
            expect(
                .altered, .signerOther,
                try world.verdict(world.a.issuedBundle(Order(assertionKey: other))))
        }
        for other in ["assertion-1", "status-1"] {
            expect(
                .altered, .authorityUnknownKey,
                try world.verdict(world.a.issuedBundle(Order(recordKey: other))))
            if other == "status-1" { continue }
            expect(
                .incomplete, .standingNotSigned,
                try world.verdict(
                    world.a.bundle(
                        world.award,
                        standings: [world.a.standing(world.award, signer: other)])))
        }
    }

    @Test("that was stolen leaves good what it signed before the cut-off, and nothing after")
    func compromise() throws {
        for (fragment, use, reason) in [
            ("assertion-1", KeyUse.assertion, Reason.keyCompromised),
            ("record-1", .record, .authorityKeyCompromised),
        ] {
            var world = try World()
            let after = try world.a.issue()
            try world.a.compromise(fragment, use, from: TreeSize(after.index.value))
            let verdict = try world.verdict(world.a.bundle(after))
            expect(.incomplete, reason, verdict)
            #expect(
                try world.verdict(world.a.bundle(world.award)).code == .confirmed, "\(fragment)")
        }
    }

    @Test("that was stolen says nothing of an award whose record nobody shows")
    func compromiseWithoutRecord() throws {
        var world = try World()
        let bare = { (world: World) throws -> Verdict in
            let submission = try Submission(
                reading: world.a.bundle(world.award).credential.canonicalBytes())
            let keys = Evidence(.keys(try world.a.keyReceipts()), fetchedAt: try Moment.now)
            return Verifier(trusting: try world.list(), policy: .unwitnessed)
                .verify(submission, at: try Moment.now, with: [keys])
        }
        let before = try bare(world)
        #expect(before.reason(.keyValidThen) == .keyTimeUnknown)
        #expect(before.conformance.isVerified)
        try world.a.compromise("assertion-1", .assertion, from: world.a.size)
        let after = try bare(world)
        expect(.incomplete, .keyCompromised, after)
        #expect(!after.conformance.isVerified)
    }

    @Test("for standings that was stolen says nothing more")
    func compromisedStatusKey() throws {
        var world = try World()
        try world.a.compromise("status-1", .status, from: world.a.size)
        expect(
            .incomplete, .standingKeyNotInForce, try world.verdict(world.a.bundle(world.award)))
    }

    @Test("introduced by a stolen key falls with it")
    func introducedByStolen() throws {
        var world = try World()
        try world.a.addKey("record-3", .record, by: "record-1")
        let after = try world.a.issue(Order(recordKey: "record-3"))
        try world.a.compromise("record-1", .record, from: TreeSize(after.index.value))
        expect(.incomplete, .authorityKeyCompromised, try world.verdict(world.a.bundle(after)))
    }

    @Test("of a kind not known here leaves the record open rather than refused")
    func unknownKind() throws {
        var world = try World()
        let issued = try world.a.issue()
        let text = String(decoding: world.a.records[Int(issued.index.value)].bytes, as: UTF8.self)
        let other = text.split(separator: "\"alg\":\"Ed25519\"", omittingEmptySubsequences: false)
            .joined(separator: "\"alg\":\"ML-DSA-44\"")
        world.a.replaceLast(with: try Record(parsing: Array(other.utf8)))
        expect(.incomplete, .authorityKindUnknown, try world.verdict(world.a.bundle(issued)))
    }

    @Test("two officers may sign one record; a bad signature of either spoils it")
    func severalSigners() throws {
        var world = try World()
        let issued = try world.a.issue()
        let body = world.a.records[Int(issued.index.value)].statement.body
        for (second, reason) in [
            ("record-2", Reason.authorityGood), ("record-9", .authorityUnknownKey),
        ] {
            let record = try world.a.append(body, by: ["record-1", second])
            let moved = Issued(
                credential: issued.credential, salt: issued.salt, index: record.index, number: 0)
            let verdict = try world.verdict(world.a.bundle(moved))
            #expect(verdict.reason(.recordSigned) == reason)
        }
    }
}
