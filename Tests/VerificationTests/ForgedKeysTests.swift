import CanonicalJSON
import Credentials
import Records
import Signing
import Testing
import TransparencyLog
import Trust

@testable import Verification

/// What whoever has the ledger's key can do with key records that nobody else has seen, beside an
/// award whose record is genuine and was cosigned.
@Suite("Key records that nobody else saw")
struct ForgedKeysTests {
    private let list: TrustList
    /// The ledger with the award withdrawn by a key that took the place of the first.
    private let honest: TestInstitution
    private let award: Issued
    private let receipt: Receipt
    private let witness: Cosigner

    init() throws {
        witness = try Cosigner(
            name: #require(KeyName("partner.example/w")),
            key: PrivateKey(ed25519Seed: Digest.sha256([7]).bytes))
        var a = try TestInstitution("a.example")
        award = try a.issue()
        receipt = try a.receipt(award, in: a.checkpoint(cosigners: [witness]))
        try a.addKey("record-2", .record)
        try a.retireKey("record-1", .record, by: "record-2")
        try a.append(
            .revoke(
                StandingChange(
                    target: Target(record: award.index),
                    status: #require(StatusBit(list: 1, index: 7)),
                    effective: #require(Day("2026-06-25")), detail: .sha256([1]))),
            by: ["record-2"])
        honest = a
        let policy = try WitnessPolicy.requiring(
            1,
            of: [WitnessPolicy.Witness(name: #require(PolicyWord("w")), key: witness.key)],
            logs: [])
        list = try World().list([a.listed(ledgers: [a.pinned(policy: policy)])])
    }

    /// Another history from the same first record on, of that many records: the retired key for
    /// records introduces one for standings.
    private func fork(_ size: Int) throws -> TestInstitution {
        var fork = try TestInstitution("a.example")
        try fork.addKey("status-9", .status)
        while fork.records.count < size { _ = try fork.issue(Order(title: "Another")) }
        return fork
    }

    private func forged(by fork: TestInstitution, cosigned: Bool = false) throws -> Bundle {
        let word = try fork.standing(
            award, signer: "status-9", record: honest.records[Int(award.index.value)].leafHash)
        let checkpoint = try fork.checkpoint(cosigners: cosigned ? [witness] : [])
        return try honest.bundle(
            award, receipt: receipt, keys: fork.keyReceipts(in: checkpoint), standings: [word])
    }

    private func verdict(
        _ bundle: Bundle, policy: Policy = .standard, with contents: [Evidence.Content] = []
    ) throws -> Verdict {
        let verifier = Verifier(trusting: list, policy: policy)
        let now = try Moment.now
        return verifier.verify(
            try verifier.submission(reading: bundle.bytes), at: now,
            with: contents.map { Evidence($0, fetchedAt: now) })
    }

    @Test("confirm nothing, in a tree of any size")
    func open() throws {
        for size in 3...9 {
            let file = try forged(by: fork(size))
            let told = try verdict(file)
            #expect(told.code == .incomplete, "\(size): \(told.text)")
            #expect(told.reason(.keyHistory) == .keysNotWitnessed)
            #expect(told.needs.contains { $0.kind == .checkpoint })
            let archived = try verdict(file, policy: .archive)
            #expect(archived.code == .incomplete)
        }
        // The witness that cosigns both is one too few for whoever lists it alone.
        #expect(try verdict(forged(by: fork(9), cosigned: true)).code == .confirmed)
    }

    @Test("confirm nothing where the verifier remembers another history")
    func remembered() throws {
        let memory = try SeenLedger(honest.checkpoint(at: 2), at: Moment.asked)
            .seeing(honest.checkpoint(), at: Moment.asked)
        for size in 3...9 {
            let told = try verdict(forged(by: fork(size)), with: [.seen(memory)])
            #expect(told.code == .incomplete, "\(size): \(told.text)")
        }
    }

    @Test("hide nothing that the institution says against the award")
    func outweighed() throws {
        let word = try honest.standing(award, .withdrawn, effective: "2026-06-25")
        for size in 3...9 {
            for keys in [[Evidence.Content.keys(try honest.keyReceipts())], []] {
                let told = try verdict(forged(by: fork(size)), with: keys + [.standing(word)])
                #expect(told.code != .confirmed, "\(size)")
            }
            let seen = try honest.keyReceipts(in: honest.checkpoint(cosigners: [witness]))
            let told = try verdict(
                forged(by: fork(size)), with: [.keys(seen), .standing(word)])
            #expect(told.code == .withdrawn, "\(size): \(told.text)")
        }
    }

    @Test("let nobody take a replaced award for a yes")
    func replaced() throws {
        let fork = try fork(9)
        let word = try fork.standing(
            award, .replaced, signer: "status-9",
            record: honest.records[Int(award.index.value)].leafHash)
        let told = try verdict(
            honest.bundle(award, receipt: receipt, keys: fork.keyReceipts(), standings: [word]))
        #expect(told.code == .replaced && told.reason(.notWithdrawn) == .standingReplacedOpen)
    }

    @Test("leave a confirmation that was seen what it is, and one that was not open")
    func confirmedAgain() throws {
        var a = try TestInstitution("a.example")
        try a.recoverKey("record-2", .record)
        let cut = a.size
        let award = try a.issue()
        let receipt = try a.receipt(award, in: a.checkpoint(cosigners: [witness]))
        try a.compromise("record-1", .record, from: cut)
        let keys = try a.keyReceipts(in: a.checkpoint(cosigners: [witness]))
        let confirmation = try a.append(
            .reattest(.ranges([award.index..<award.index.sizeAfter.nextIndex])),
            by: ["record-2"])
        func file(cosigned: Bool) throws -> Bundle {
            let checkpoint = try a.checkpoint(cosigners: cosigned ? [witness] : [])
            return Bundle(
                credential: try JSONDocument(parsing: award.credential.canonicalBytes).root,
                receipts: [receipt], keys: keys, standings: [try a.standing(award)],
                confirmations: [
                    KeyReceipt(
                        record: confirmation,
                        proof: try a.proof(of: confirmation.index, in: checkpoint))
                ])
        }
        let told = try verdict(file(cosigned: true))
        #expect(told.code == .confirmed, "\(told.text)")
        let open = try verdict(file(cosigned: false))
        #expect(open.code == .incomplete)
        #expect(open.needs.contains { $0.kind == .checkpoint })
        // Fetched ones do as well.
        let bare = try a.bundle(award, receipt: receipt, keys: keys)
        #expect(try verdict(bare).code == .incomplete)
        let fetched = try file(cosigned: true).confirmations
        #expect(try verdict(bare, with: [.confirmations(fetched)]).code == .confirmed)
    }

    @Test("are told from a confirmation that is missing, which a look at the ledger makes count")
    func confirmationUnseen() throws {
        for (key, use, unseen) in [
            ("record-1", KeyUse.record, Reason.authorityConfirmationUnseen),
            ("assertion-1", .assertion, .keyConfirmationUnseen),
        ] {
            var a = try TestInstitution("a.example")
            try a.recoverKey("record-2", .record)
            let cut = a.size
            let award = try a.issue()
            let receipt = try a.receipt(award, in: a.checkpoint(cosigners: [witness]))
            try a.compromise(key, use, from: cut)
            let keys = try a.keyReceipts(in: a.checkpoint(cosigners: [witness]))
            let confirmation = try a.append(
                .reattest(.ranges([award.index..<award.index.sizeAfter.nextIndex])),
                by: ["record-2"])
            let newest = try a.checkpoint()
            let fetched = Evidence.Content.confirmations([
                KeyReceipt(
                    record: confirmation, proof: try a.proof(of: confirmation.index, in: newest))
            ])
            let bare = try a.bundle(award, receipt: receipt, keys: keys)
            let missing = try verdict(bare)
            #expect(missing.code == .incomplete && missing.reason(unseen.check) != unseen)
            let open = try verdict(bare, with: [fetched])
            #expect(open.code == .incomplete && open.reason(unseen.check) == unseen)
            #expect(open.needs.contains { $0.kind == .checkpoint })
            #expect(open.headline.contains("has confirmed this award again, and too few"))
            let memory = SeenLedger(newest, at: try Moment.asked)
            let seen = try verdict(bare, with: [fetched, .seen(memory)])
            #expect(seen.code == .confirmed, "\(seen.text)")
        }
    }

    @Test("of before a theft give the thief's words no weight beside those of after it")
    func voidWords() throws {
        var a = try TestInstitution("a.example")
        let award = try a.issue()
        let seen = try a.checkpoint(cosigners: [witness])
        let cut = a.size
        try a.compromise("status-1", .status, from: cut)
        try a.addKey("status-2", .status, by: "record-1")
        _ = try a.issue()
        let newest = try a.checkpoint(cosigners: [witness])
        let good = try a.standing(award, signer: "status-2")
        for state in [StandingState.withdrawn, .onHold, .replaced, .erased] {
            let stolen = try a.standing(award, state)
            let file = try a.bundle(
                award, receipt: a.receipt(award, in: seen), keys: a.keyReceipts(in: seen),
                standings: [stolen])
            let told = try verdict(
                file, with: [.keys(a.keyReceipts(in: newest)), .standing(good)])
            #expect(told.code == .confirmed, "\(state): \(told.text)")
        }
    }

    @Test("are found wherever they stand among those of other ledgers")
    func joint() throws {
        let other = try TestInstitution("b.example")
        var a = try TestInstitution("a.example")
        let award = try a.issue()
        let early = try a.receipt(award, in: a.checkpoint(cosigners: [witness]))
        _ = try a.issue()
        let keys = try a.keyReceipts(in: a.checkpoint(cosigners: [witness]))
        for keys in [keys + (try other.keyReceipts()), try other.keyReceipts() + keys] {
            let told = try verdict(
                a.bundle(award, receipt: early, keys: keys, standings: [a.standing(award)]))
            #expect(told.code == .confirmed, "\(told.text)")
        }
    }

    @Test("are no need where a copy that was seen holds the same")
    func copied() throws {
        var a = try TestInstitution("a.example")
        let award = try a.issue()
        let early = try a.bundle(award, keys: a.keyReceipts())
        try a.addKey("status-2", .status)
        let later = try a.bundle(award, keys: a.keyReceipts())
        _ = try a.issue()
        let newest = try a.checkpoint(cosigners: [witness])
        let replay = LedgerReplay(to: newest, comparing: Set((1...9).map { TreeSize($0) }))
        try replay.take(a.records.map(\.bytes))
        let copy = Evidence.Content.replayed(try replay.finish())
        for bundle in [early, later] {
            #expect(try verdict(bundle).code == .incomplete)
            let told = try verdict(bundle, policy: .archive, with: [copy])
            #expect(told.code == .confirmed, "\(told.text)")
            #expect(told.ledger?.witnessNames == ["partner.example/w"])
        }
    }
}
