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
