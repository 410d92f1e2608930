import CanonicalJSON
import Credentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog
import Trust

@testable import Verification

/// In these tests the institution B checks an award of A, signs what it answered, and somebody
/// looks at the receipt years later.
@Suite("A receipt of a verification")
struct ReceiptTests {
    private let world: World

    init() throws {
        world = try World(
            Order(validUntil: "2031-05-17T00:00:00+02:00", purposes: [.revocation, .suspension]))
    }

    private func receipt(
        on bytes: [UInt8], enclosing: Bool = false, policy: Policy = .unwitnessed,
        trusting list: TrustList? = nil, at now: Instant? = nil, asOf: Instant? = nil,
        with evidence: [Evidence] = [], cache: VerifierCache? = nil
    ) throws -> SignedVerificationReceipt {
        let verifier = try Verifier(
            trusting: list ?? world.list(), policy: policy, cache: cache)
        return try signed(
            VerificationReceipt(
                on: Submission(reading: bytes), holding: enclosing ? bytes : nil, by: verifier,
                at: now ?? Moment.now, asOf: asOf, with: evidence))
    }

    private func signed(
        _ receipt: VerificationReceipt, by key: String = "status-1"
    ) throws -> SignedVerificationReceipt {
        try SignedVerificationReceipt(
            receipt, with: world.b.key(key),
            declaredIn: world.b.keyRecords.map { world.b.records[Int($0.value)] })
    }

    private func examined(
        _ receipt: SignedVerificationReceipt, _ bytes: [UInt8]?, trusting list: TrustList? = nil,
        at now: Instant? = nil, own: [Record] = []
    ) throws -> VerificationReceiptVerdict {
        try receipt.examined(
            with: bytes.map { try Submission(reading: $0) }, trusting: list ?? world.list(),
            at: now ?? Moment.now, own: own)
    }

    /// An award, what was in hand for it, and what was answered.
    private struct Case {
        let name: String
        let bytes: [UInt8]
        var policy = Policy.unwitnessed
        var list: TrustList?
        var asOf: Instant?
        var evidence: [Evidence] = []
        let code: Verdict.Code
    }

    private func cases() throws -> [Case] {
        let file = try world.a.bundle(world.award).bytes
        let number = world.award.number
        let now = try Moment.now
        let url = "https://a.example/status/1"
        func list(_ bits: [Int]) throws -> Evidence {
            Evidence(
                .statusList(url: url, bytes: try world.a.statusList(setting: bits)),
                fetchedAt: now)
        }
        let seen = SeenLedger(try world.a.checkpoint(), at: try Moment.asked)
        let bare = world.award.credential.canonicalBytes
        let fetched = [
            Evidence(.receipt(try world.a.receipt(world.award)), fetchedAt: now),
            Evidence(.keys(try world.a.keyReceipts()), fetchedAt: now),
            Evidence(.standing(try world.a.standing(world.award)), fetchedAt: now),
        ]
        let altered = String(decoding: file, as: UTF8.self).replacing("Łucja", with: "Marta")
        let name = try #require(InstitutionName("Agency", language: "en"))
        let agency = try Accreditor(names: [name])
        let always = try #require(TrustPeriod(from: nil, until: nil))
        let whole = try #require(Scope(period: always))
        let register = try AccreditationRegister(
            [agency],
            [#require(Accreditation(of: world.a.did, by: "Agency", whole, source: nil))])
        return [
            Case(name: "good", bytes: file, code: .confirmed),
            Case(name: "clear list", bytes: file, evidence: [try list([])], code: .confirmed),
            Case(
                name: "withdrawn", bytes: file, evidence: [try list([number])], code: .withdrawn),
            Case(name: "unwitnessed", bytes: file, policy: .standard, code: .incomplete),
            Case(
                name: "seen", bytes: file, policy: .standard,
                evidence: [Evidence(.seen(seen), fetchedAt: now)], code: .confirmed),
            Case(
                name: "forked", bytes: file,
                evidence: [Evidence(.forked(world.a.origin), fetchedAt: now)], code: .incomplete),
            Case(
                name: "unlisted", bytes: file, list: try world.list([world.b.listed()]),
                code: .issuerNotRecognised),
            Case(name: "altered", bytes: Array(altered.utf8), code: .altered),
            Case(name: "bare", bytes: bare, code: .incomplete),
            Case(name: "fetched", bytes: bare, evidence: fetched, code: .confirmed),
            Case(
                name: "no record", bytes: bare,
                evidence: [Evidence(.noRecord(world.a.origin), fetchedAt: now)], code: .noRecord),
            Case(
                name: "checkpoint", bytes: file,
                evidence: [
                    Evidence(.checkpoint(try world.a.checkpoint()), fetchedAt: now),
                    Evidence(.didDocument(of: world.a.did, bytes: [0x7B]), fetchedAt: now),
                ], code: .incomplete),
            Case(
                name: "accredited", bytes: file,
                list: try world.list().replacing(register: register), code: .confirmed),
            Case(
                name: "earlier", bytes: file, asOf: try Moment.asked + .seconds(60),
                code: .confirmed),
        ]
    }

    @Test("gives the same answer again, whatever it was")
    func reproduced() throws {
        for item in try cases() {
            let receipt = try receipt(
                on: item.bytes, policy: item.policy, trusting: item.list, asOf: item.asOf,
                with: item.evidence)
            #expect(receipt.receipt.conclusion.code == item.code, "\(item.name)")
            let read = try SignedVerificationReceipt(parsing: receipt.text)
            let verdict = try examined(read, item.bytes)
            #expect(verdict.code == .reproduced, "\(item.name): \(verdict.text)")
            #expect(verdict.again?.code == item.code, "\(item.name)")
            #expect(verdict.institution?.did == world.b.did)
            #expect(read.text == receipt.text)
        }
    }

    @Test("is the same whether or not its verifier had found the same before")
    func cached() throws {
        let cache = VerifierCache()
        for item in try cases() {
            let texts = try [nil, cache, cache].map { cache in
                try receipt(
                    on: item.bytes, policy: item.policy, trusting: item.list, asOf: item.asOf,
                    with: item.evidence, cache: cache
                ).receipt.conclusion.json.prettyText()
            }
            #expect(texts[0] == texts[1], "\(item.name), once")
            #expect(texts[0] == texts[2], "\(item.name), twice")
        }
    }

    @Test("says nothing of the person, unless the award was to be put into it")
    func personalData() throws {
        for item in try cases() {
            let receipt = try receipt(
                on: item.bytes, policy: item.policy, trusting: item.list, asOf: item.asOf,
                with: item.evidence)
            let part = receipt.text.split(separator: UInt8(ascii: "."))[1]
            let payload = String(decoding: try #require(Base64URL.decode(part)), as: UTF8.self)
            for word in [
                "Łucja", "Żółć", "Marta", "Magister", "Master of", "urn:uuid", "2031-05-1",
                "2026-06-24T00:00", "2026-06-24\"",
            ] {
                #expect(!payload.contains(word), "\(item.name): \(word)")
            }
        }
    }

    @Test("needs the very award, in it or beside it")
    func award() throws {
        let bytes = try world.a.bundle(world.award).bytes
        let alone = try receipt(on: bytes)
        #expect(try examined(alone, nil).code == .awardNeeded)
        let other = try examined(alone, world.a.bundle(world.otherAward).bytes)
        #expect(other.code == .otherAward)
        #expect(other.again == nil)
        let enclosing = try SignedVerificationReceipt(
            parsing: receipt(on: bytes, enclosing: true).text)
        let kept = try #require(enclosing.receipt.award)
        #expect(try examined(enclosing, kept).code == .reproduced)
    }

    @Test("is worth what its signer is worth")
    func signer() throws {
        let bytes = try world.a.bundle(world.award).bytes
        let receipt = try receipt(on: bytes)
        let stranger = try examined(receipt, bytes, trusting: world.list([world.a.listed()]))
        #expect(stranger.code == .signerNotRecognised)
        #expect(stranger.again?.code == .confirmed)
        #expect(stranger.institution == nil)
        // The reader's own receipts count whatever his list says.
        let own = try examined(
            receipt, bytes, trusting: world.list([world.a.listed()]),
            own: [world.b.records[0]])
        #expect(own.code == .reproduced)
        // A list that has run out, or that says that all of it is for trying things out.
        let late = try examined(receipt, bytes, at: Moment.now + .seconds(800 * 86_400))
        #expect(late.code == .signerNotRecognised)
        let test = try examined(
            receipt, bytes, trusting: world.list([world.a.listed(), world.b.listed(.test)]))
        #expect(test.code == .signerNotRecognised)
        // Somebody else's history under the same name.
        let pinned = try world.b.pinned(genesis: world.a.records[0].leafHash)
        let impostor = try examined(
            receipt, bytes, trusting: world.list([world.b.listed(ledgers: [pinned])]))
        #expect(impostor.code == .signerNotRecognised)
        // Keys for other uses sign no receipts, nor do keys of others.
        for key in ["assertion-1", "record-1", "status-9"] {
            let signed = try signed(receipt.receipt, by: key)
            let found = try examined(signed, bytes)
            #expect(found.code == .altered, "\(key)")
            // Nothing in it is believed, nor told.
            #expect(found.again == nil && found.institution == nil)
            #expect(!found.text.contains("Confirmed") && !found.text.contains("University"))
        }
    }

    @Test("by a key that was put out of use, or that was stolen, is none")
    func fallenKey() throws {
        var world = world
        let bytes = try world.a.bundle(world.award).bytes
        try world.b.addKey("status-2", .status)
        try world.b.retireKey("status-1", .status)
        let receipt = try receipt(on: bytes).receipt
        func code(_ key: String) throws -> VerificationReceiptVerdict.Code {
            let signed = try SignedVerificationReceipt(
                receipt, with: world.b.key(key),
                declaredIn: world.b.keyRecords.map { world.b.records[Int($0.value)] })
            return try examined(signed, bytes).code
        }
        #expect(try code("status-1") == .altered)
        #expect(try code("status-2") == .reproduced)
        let before = try SignedVerificationReceipt(
            receipt, with: world.b.key("status-2"),
            declaredIn: world.b.keyRecords.map { world.b.records[Int($0.value)] })
        try world.b.compromise("status-2", .status, from: 1)
        #expect(try code("status-2") == .altered)
        // With key records of before the theft: its own keeper knows better.
        let own = world.b.keyRecords.map { world.b.records[Int($0.value)] }
        #expect(try examined(before, bytes, own: own).code == .keyFallen)
        #expect(try examined(before, bytes).code == .reproduced)
    }

    @Test("tells nothing of what else its verifier has seen, and when")
    func otherSightings() throws {
        let bytes = try world.a.bundle(world.award).bytes
        let since = try Moment.asked
        let size = world.a.size
        var memory = SeenLedger(try world.a.checkpoint(at: 1), at: since - .seconds(60))
        for count in 2...size.value {
            let checkpoint = try world.a.checkpoint(at: TreeSize(count))
            memory = memory.seeing(checkpoint, at: since + .seconds(Int64(count)))
        }
        let receipt = try receipt(
            on: bytes, policy: .standard, with: [Evidence(.seen(memory), fetchedAt: Moment.now)])
        #expect(receipt.receipt.conclusion.code == .confirmed)
        guard case .seen(let kept)? = receipt.receipt.evidence.first?.content else {
            Issue.record("what was seen is not in it")
            return
        }
        #expect(kept.sightings.map(\.size) == [size])
        #expect(try examined(receipt, bytes).code == .reproduced)
    }

    @Test("has a conclusion of known parts, each of which is judged again")
    func closedConclusion() throws {
        let bytes = try world.a.bundle(world.award).bytes
        let good = try receipt(on: bytes)
        func changed(_ change: (inout JSONValue) -> Void) throws -> SignedVerificationReceipt {
            try payload(of: good) { payload in
                var conclusion = payload["conclusion"] ?? .null
                change(&conclusion)
                payload["conclusion"] = conclusion
            }
        }
        let lies: [(String, (inout JSONValue) -> Void)] = [
            ("as_of", { $0["as_of"] = "2020-01-01T00:00:00.000Z" }),
            ("log", { $0[pointer: "/log/index"] = 99_999 }),
            ("status_age_seconds", { $0["status_age_seconds"] = 1 }),
            ("well_formed", { $0[pointer: "/checks/0/holder"] = "Anna" }),
        ]
        for (name, lie) in lies {
            let verdict = try examined(changed(lie), bytes)
            #expect(verdict.code == .differs, "\(name)")
            #expect(verdict.differences == [name])
        }
        let malformed: [(String, (inout JSONValue) -> Void)] = [
            ("a member", { $0["holder"] = "Anna" }), ("no checks", { $0["checks"] = [] }),
            ("an unknown check", { $0[pointer: "/checks/0/id"] = "anna" }),
            ("a check twice", { $0[pointer: "/checks/1/id"] = "well_formed" }),
        ]
        for (name, lie) in malformed {
            #expect(throws: VerificationReceiptError.self, "\(name)") { _ = try changed(lie) }
        }
        let policy: [(String, JSONValue)] = [
            ("name", "unwitnessed\u{1B}[2J"), ("name", ""), ("witnesses_min", 7),
        ]
        for (name, value) in policy {
            #expect(throws: VerificationReceiptError.self, "\(name)") {
                _ = try payload(of: good) { $0[pointer: "/policy/\(name)"] = value }
            }
        }
    }

    @Test("that gives another answer than its own contents is found out")
    func differs() throws {
        let bytes = try world.a.bundle(world.award).bytes
        let good = try receipt(on: bytes).receipt
        let bits = try world.a.statusList(setting: [world.award.number])
        let revoked = Evidence(
            .statusList(url: "https://a.example/status/1", bytes: bits),
            fetchedAt: try Moment.now)
        let bad = try receipt(on: bytes, with: [revoked])
        #expect(bad.receipt.conclusion.code == .withdrawn)
        let lie = try payload(of: bad) { payload in
            payload["conclusion"] = good.conclusion.json
        }
        let found = try examined(lie, bytes)
        #expect(found.code == .differs)
        #expect(found.differences.contains("status_list"))
        #expect(found.again?.code == .withdrawn)
        // What is left out is missed.
        let cut = try payload(of: bad) { payload in payload["evidence"] = [] }
        #expect(try examined(cut, bytes).code == .differs)
    }

    /// A receipt whose payload was changed and signed again by the same key.
    private func payload(
        of receipt: SignedVerificationReceipt, _ change: (inout JSONValue) -> Void
    ) throws -> SignedVerificationReceipt {
        let jws = try CompactJWS(parsing: receipt.text)
        var payload = jws.payload.value
        change(&payload)
        let key = try world.b.key("status-1")
        return try SignedVerificationReceipt(
            parsing: CompactJWS.signing(
                payload, as: "vnd.testamur.verification-receipt+jwt", with: key.key,
                named: key.name))
    }

    @Test("is not read in another form: every member, and no other")
    func closed() throws {
        let receipt = try receipt(on: world.a.bundle(world.award).bytes)
        let payload = try CompactJWS(parsing: receipt.text).payload.value
        guard case .object(let members) = payload else {
            Issue.record("a payload is an object")
            return
        }
        for member in members {
            #expect(throws: VerificationReceiptError.self, "\(member.name)") {
                _ = try self.payload(of: receipt) { $0 = $0.removing(name: member.name) }
            }
            #expect(throws: VerificationReceiptError.self, "\(member.name)") {
                _ = try self.payload(of: receipt) { $0[member.name] = 7 }
            }
        }
        #expect(throws: VerificationReceiptError.self) {
            _ = try self.payload(of: receipt) { $0["extra"] = 1 }
        }
        #expect(throws: VerificationReceiptError.tooLong) {
            _ = try SignedVerificationReceipt(
                parsing: [UInt8](repeating: 0x41, count: VerificationReceipt.bytesMax + 1))
        }
    }

    @Test("holds no bit that could be another")
    func bitFlips() throws {
        let bytes = try world.a.bundle(world.award).bytes
        let text = try receipt(on: bytes).text
        let submission = try Submission(reading: bytes)
        let list = try world.list()
        let now = try Moment.now
        var random = Seeded(seed: 3)
        for index in stride(from: 0, to: text.count, by: 29) {
            var damaged = text
            damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            guard let read = try? SignedVerificationReceipt(parsing: damaged) else { continue }
            let verdict = read.examined(with: submission, trusting: list, at: now)
            // White space around a token is passed over, so that a flipped end may be none.
            #expect(
                verdict.code == .altered || read.text == text, "seed 3, byte \(index)")
        }
    }

    @Test("keeps only what concerns the award, and no ledger that was read whole")
    func relevance() throws {
        let now = try Moment.now
        let bytes = try world.a.bundle(world.award).bytes
        let others = [
            Evidence(
                .statusList(
                    url: "https://b.example/status/1", bytes: try world.b.statusList()),
                fetchedAt: now),
            Evidence(.keys(try world.b.keyReceipts()), fetchedAt: now),
            Evidence(.forked(world.b.origin), fetchedAt: now),
        ]
        #expect(try receipt(on: bytes, with: others).receipt.evidence.isEmpty)
        let replay = LedgerReplay(to: try world.a.checkpoint(), comparing: [])
        try replay.take(world.a.records.map(\.bytes))
        let read = Evidence(.replayed(try replay.finish()), fetchedAt: now)
        #expect(throws: VerificationReceiptError.notKept) {
            _ = try self.receipt(on: bytes, with: [read])
        }
    }
}
