import CanonicalJSON
import Credentials
import Records
import Signing
import TestSupport
import Testing
import TransparencyLog
import Trust

@testable import Verification

/// Breaks each equality that a trust list's pins demand, one at a time.
@Suite("A pin that does not hold")
struct PinTests {
    private let world: World

    init() throws { world = try World() }

    private func expect(
        _ code: Verdict.Code, _ reason: Reason, _ verdict: Verdict,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(verdict.code == code, sourceLocation: sourceLocation)
        #expect(verdict.reason(reason.check) == reason, sourceLocation: sourceLocation)
    }

    /// The verdict on the award's bundle with the JSON at one place replaced.
    private func verdict(_ pointer: String, _ value: JSONValue?) throws -> Verdict {
        var json = try world.a.bundle(world.award).json
        json[pointer: pointer] = value
        return try world.verdict(json.canonicalBytes())
    }

    @Test("issuer of the credential: nobody on the list")
    func issuerNotListed() throws {
        let verdict = try world.verdict(trusting: world.list([world.b.listed()]))
        expect(.issuerNotRecognised, .issuerNotListed, verdict)
        #expect(
            verdict.headline
                == "We cannot tell who made this file: nobody on your list vouches for "
                + "Politechnika Przykładowa.")
        #expect(verdict.award == nil)
        #expect(verdict.needs.isEmpty)
    }

    @Test("issuer of the statement: another institution's")
    func statementIssuer() throws {
        var a = world.a
        let issued = try a.issue()
        // The same commitment, stated in the name of somebody else.
        let record = try a.append(
            a.records[Int(issued.index.value)].statement.body, as: world.b.did)
        let moved = Issued(
            credential: issued.credential, salt: issued.salt, index: record.index,
            number: issued.number)
        expect(.altered, .matchOtherIssuer, try world.verdict(a.bundle(moved)))
    }

    @Test("ledger of the statement: another than the receipt's")
    func statementLedger() throws {
        var a = world.a
        let issued = try a.issue()
        let record = try a.append(
            a.records[Int(issued.index.value)].statement.body, in: world.b.origin)
        let moved = Issued(
            credential: issued.credential, salt: issued.salt, index: record.index,
            number: issued.number)
        var json = try a.bundle(moved).json
        json[pointer: "/receipts/0/origin"] = .string(a.origin.description)
        expect(.altered, .recordOtherOrigin, try world.verdict(json.canonicalBytes()))
    }

    @Test("origin of the checkpoint: another ledger's")
    func checkpointOrigin() throws {
        let receipt = try world.b.receipt(world.foreignAward)
        let proof = JSONValue.string(String(decoding: receipt.proof.bytes, as: UTF8.self))
        var json = try world.a.bundle(world.award).json
        json[pointer: "/receipts/0/proof"] = proof
        expect(.altered, .recordOtherOrigin, try world.verdict(json.canonicalBytes()))
    }

    @Test("origin of the receipt: a ledger that the list does not name for the institution")
    func receiptOrigin() throws {
        expect(
            .incomplete, .recordLedgerNotListed,
            try verdict("/receipts/0/origin", .string(world.b.origin.description)))
    }

    @Test("index of the proof: another than the record's")
    func index() throws {
        let receipt = try world.a.receipt(world.award)
        let moved = Receipt(
            record: receipt.record, salt: receipt.salt,
            proof: try world.a.proof(of: world.otherAward.index, in: world.a.checkpoint()))
        expect(
            .altered, .recordOtherIndex,
            try world.verdict(world.a.bundle(world.award, receipt: moved)))
    }

    @Test("inclusion: a hash of the path is wrong")
    func inclusion() throws {
        let receipt = try world.a.receipt(world.award)
        let proof = receipt.proof
        var hashes = proof.hashes
        hashes[0] = .sha256([0])
        let wrong = LogProof(
            InclusionProof(index: proof.index, size: world.a.size, hashes: hashes),
            checkpoint: proof.checkpoint)
        expect(
            .altered, .recordNotIncluded,
            try world.verdict(
                world.a.bundle(
                    world.award,
                    receipt: Receipt(record: receipt.record, salt: receipt.salt, proof: wrong))))
    }

    @Test("signature of the checkpoint: a key that the list does not name")
    func checkpointSigner() throws {
        let receipt = try world.a.receipt(
            world.award, in: world.a.checkpoint(signer: "ledger-2"))
        let told = try world.verdict(world.a.bundle(world.award, receipt: receipt))
        expect(.altered, .recordCheckpointNotSigned, told)
        // An honest award looks so to whoever has an old list.
        #expect(told.headline.contains("newest edition of your list"))
        let whole = try world.verdict(
            world.a.bundle(
                world.award, receipt: receipt,
                keys: world.a.keyReceipts(in: world.a.checkpoint(signer: "ledger-2"))))
        #expect(whole.code == .altered && whole.headline == told.headline)
        var json = try world.a.bundle(world.award, receipt: receipt).json
        json[pointer: "/credential/validFrom"] = "2026-06-23T00:00:00Z"
        let changed = try world.verdict(json.canonicalBytes())
        #expect(changed.code == .altered && changed.headline.contains("damaged or changed"))
    }

    @Test("size of the checkpoint: outside those that the key signs")
    func checkpointSize() throws {
        let size = world.a.size
        for (from, until) in [(size.adding(1), nil), (0, TreeSize(size.value - 1))] {
            let pinned = try world.a.pinned(from: from, until: until)
            let verdict = try world.verdict(
                trusting: world.list([world.a.listed(ledgers: [pinned])]))
            expect(.incomplete, .recordCheckpointOutsideSizes, verdict)
        }
        for (from, until) in [(size, nil), (0, size)] {
            let pinned = try world.a.pinned(from: from, until: until)
            #expect(
                try world.verdict(trusting: world.list([world.a.listed(ledgers: [pinned])])).code
                    == .confirmed)
        }
    }

    @Test("size of the checkpoint: its key fell, and what is fetched shows the same record again")
    func checkpointOfFallenKey() throws {
        let size = world.a.size
        let old = try world.a.checkpoint()
        var a = world.a
        _ = try a.issue()
        let pinned = try PinnedLedger(
            origin: a.origin, genesis: a.records[0].leafHash,
            keys: [
                #require(
                    LedgerKey(
                        a.ledgerSigner("ledger-1").verifierKey, until: TreeSize(size.value - 1))),
                #require(LedgerKey(a.ledgerSigner("ledger-2").verifierKey, from: size)),
            ], url: #require(WebBase("https://a.example/ledger")))
        let list = try world.list([a.listed(ledgers: [pinned])])
        let bundle = try a.bundle(
            world.award, receipt: world.a.receipt(world.award, in: old),
            keys: world.a.keyReceipts(in: old))
        let alone = try world.verdict(bundle, trusting: list)
        expect(.incomplete, .recordCheckpointOutsideSizes, alone)
        #expect(alone.checks.contains { $0.reason == .keysCheckpointOutsideSizes })
        #expect(alone.needs.contains { $0.kind == .receipt })

        let newer = try a.checkpoint(signer: "ledger-2")
        let receipt = try Evidence(
            .receipt(a.receipt(world.award, in: newer)), fetchedAt: Moment.now)
        let keys = try Evidence(.keys(a.keyReceipts(in: newer)), fetchedAt: Moment.now)
        #expect(
            try world.verdict(bundle, trusting: list, with: [receipt, keys]).code == .confirmed)
        for evidence in [[receipt], [keys]] {
            #expect(try world.verdict(bundle, trusting: list, with: evidence).code == .incomplete)
        }
    }

    @Test("commitment: another salt")
    func salt() throws {
        expect(
            .altered, .matchOtherContent,
            try verdict("/receipts/0/salt", .string(Base64URL.encode(world.otherAward.salt))))
    }

    @Test("commitment: the receipt of another award, itself in order")
    func otherAward() throws {
        let bundle = try Bundle(
            credential: world.award.credential, receipts: [world.a.receipt(world.otherAward)],
            keys: world.a.keyReceipts(), standings: [world.a.standing(world.otherAward)])
        expect(.altered, .matchOtherContent, try world.verdict(bundle))
    }

    @Test("commitment: other forms of the award only")
    func otherForm() throws {
        var a = world.a
        let issued = try a.issue(Order(form: .sdJWT))
        expect(.incomplete, .matchOtherForm, try world.verdict(a.bundle(issued)))
    }

    @Test("kind of the record: not that of an award")
    func kind() throws {
        var a = world.a
        let record = try a.append(
            .erase(FinalChange(target: Target(record: world.award.index), detail: .sha256([1]))))
        let moved = Issued(
            credential: world.award.credential, salt: world.award.salt, index: record.index,
            number: 0)
        expect(.altered, .matchNotAnIssue, try world.verdict(a.bundle(moved)))
    }

    @Test("a record for a whole list is left open")
    func wholeList() throws {
        var a = world.a
        let record = try a.append(.issueList(IssueList(count: 8, root: .sha256([1]))))
        let moved = Issued(
            credential: world.award.credential, salt: world.award.salt, index: record.index,
            number: 0)
        expect(.incomplete, .matchWholeList, try world.verdict(a.bundle(moved)))
    }

    @Test("first record: another than the pinned one")
    func genesis() throws {
        let pinned = try world.a.pinned(genesis: .sha256([1]))
        expect(
            .altered, .keysOtherGenesis,
            try world.verdict(trusting: world.list([world.a.listed(ledgers: [pinned])])))
    }

    @Test("first record: a history started anew by whoever has the ledger's key and the domain")
    func rewrittenHistory() throws {
        var thief = try TestInstitution("a.example")
        let award = try thief.issue()
        // Same DID, same origin, same keys: only the pinned first record tells.
        let honest = try World()
        var other = honest.a
        try other.addKey("record-9", .record)
        let pinned = try honest.a.pinned(genesis: other.records[1].leafHash)
        expect(
            .altered, .keysOtherGenesis,
            try world.verdict(
                thief.bundle(award), trusting: world.list([honest.a.listed(ledgers: [pinned])])))
    }

    @Test("key records: the one in the middle is missing")
    func keyRecordMissing() throws {
        expect(.altered, .keysBrokenChain, try verdict("/keys/1", nil))
    }

    @Test("key records: the newest is missing, which the standing names")
    func newestKeyRecordMissing() throws {
        expect(.incomplete, .keysBehindStanding, try verdict("/keys/2", nil))
    }

    @Test("key records: out of order")
    func keyRecordsOutOfOrder() throws {
        let keys = try world.a.keyReceipts()
        expect(
            .altered, .keysBrokenChain,
            try world.verdict(
                world.a.bundle(world.award, keys: [keys[0], keys[2], keys[1]])))
    }

    @Test("key records: none")
    func noKeyRecords() throws {
        expect(
            .incomplete, .keysMissing,
            try world.verdict(world.a.bundle(world.award, keys: [])))
    }

    @Test("key records: read from two checkpoints")
    func severalCheckpoints() throws {
        let keys = try world.a.keyReceipts()
        let earlier = try world.a.keyReceipts(in: world.a.checkpoint(at: 3))
        expect(
            .altered, .keysSeveralCheckpoints,
            try world.verdict(
                world.a.bundle(world.award, keys: [earlier[0], keys[1], keys[2]])))
    }

    @Test("key records: one is not where its proof says")
    func keyRecordNotIncluded() throws {
        var keys = try world.a.keyReceipts()
        keys[1] = KeyReceipt(record: keys[1].record, proof: keys[2].proof)
        expect(
            .altered, .keysNotIncluded,
            try world.verdict(world.a.bundle(world.award, keys: keys)))
    }

    @Test("key records: their checkpoint is signed by a key not on the list")
    func keysCheckpoint() throws {
        let keys = try world.a.keyReceipts(in: world.a.checkpoint(signer: "ledger-2"))
        expect(
            .altered, .keysCheckpointNotSigned,
            try world.verdict(world.a.bundle(world.award, keys: keys)))
    }

    @Test("key records: one is signed by a key that may not do so")
    func keyRecordNotAuthorised() throws {
        var a = world.a
        try a.addKey("record-3", .record, by: "assertion-1")
        expect(.altered, .keysNotAuthorised, try world.verdict(a.bundle(world.award)))
    }

    @Test("key records: those of another institution under this one's origin")
    func foreignKeyRecords() throws {
        let pinned = try PinnedLedger(
            origin: world.b.origin, genesis: world.b.records[0].leafHash,
            keys: [#require(LedgerKey(world.b.ledgerSigner().verifierKey))],
            url: #require(WebBase("https://b.example/ledger")))
        let list = try world.list([world.a.listed(ledgers: [pinned])])
        let bundle = try Bundle(
            credential: world.award.credential, receipts: [world.b.receipt(world.foreignAward)],
            keys: world.b.keyReceipts(), standings: [world.b.standing(world.foreignAward)])
        expect(.altered, .keysOtherGenesis, try world.verdict(bundle, trusting: list))
    }

    @Test("two signed states of one size that differ")
    func contradiction() throws {
        var fork = world.a
        try fork.append(.erase(FinalChange(target: Target(record: 2), detail: .sha256([1]))))
        var honest = world.a
        try honest.append(.erase(FinalChange(target: Target(record: 2), detail: .sha256([2]))))
        expect(
            .incomplete, .recordContradiction,
            try world.verdict(
                honest.bundle(world.award, keys: fork.keyReceipts())))
        expect(
            .incomplete, .standingContradiction,
            try world.verdict(
                honest.bundle(
                    world.award, standings: [fork.standing(world.award)])))
    }

    @Test("key records that were fetched and are bad say nothing against a file")
    func badFetchedKeys() throws {
        var thief = try TestInstitution("b.example")
        try thief.addKey("record-2", .record)
        let good = try world.a.keyReceipts()
        let strange = try KeyReceipt(
            record: #require(thief.records.last),
            proof: thief.proof(of: #require(thief.keyRecords.last), in: thief.checkpoint()))
        let bad = try [
            Array(good.reversed()), Array(good.dropFirst()),
            [KeyReceipt(record: #require(good.last).record, proof: strange.proof)],
        ]
        for keys in bad {
            let evidence = try [Evidence(.keys(keys), fetchedAt: Moment.now)]
            #expect(try world.verdict(with: evidence).code == .confirmed)
            let bare = try world.a.bundle(world.award, keys: [])
            let answer = try world.verdict(bare, with: evidence)
            #expect(answer.code == .incomplete)
            #expect(answer.reason(.keyHistory) == .keysMissing)
        }
    }

    @Test(
        "a ledger that claims more records than a JSON number holds gets its verdict all the same")
    func hugeLedger() throws {
        let record = world.a.records[Int(world.award.index.value)]
        let size = TreeSize(1 << 60)
        let path = InclusionProof(
            index: world.award.index, size: size,
            hashes: (0..<60).map { .sha256([UInt8($0)]) })
        let root = try #require(path.impliedRoot(leaf: record.leafHash))
        let signed = try Checkpoint(origin: world.a.origin, size: size, root: root)
            .signed(by: world.a.ledgerSigner())
        let receipt = Receipt(
            record: record, salt: world.award.salt, proof: LogProof(path, checkpoint: signed))
        let verdict = try world.verdict(world.a.bundle(world.award, receipt: receipt))
        #expect(verdict.ledger?.checkpoint.size == size)
        let json = String(decoding: verdict.json.canonicalBytes(), as: UTF8.self)
        #expect(json.contains("\"size\":\"1152921504606846976\""))
    }

    @Test("the same receipt, keys and standing at different sizes agree")
    func differentSizes() throws {
        var a = world.a
        let receipt = try a.receipt(world.award)
        for _ in 0..<3 { _ = try a.issue() }
        let keys = try a.keyReceipts()
        for _ in 0..<5 { _ = try a.issue() }
        #expect(
            try world.verdict(a.bundle(world.award, receipt: receipt, keys: keys)).code
                == .confirmed)
    }
}
