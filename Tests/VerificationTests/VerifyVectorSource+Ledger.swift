import CanonicalJSON
import Credentials
import Records
import Signing
import Testing
import TransparencyLog
import Trust

@testable import Verification

/// Vectors about receipts and key records.
extension VerifyVectorSource {
    mutating func addReceipts() throws {
        let (a, b, award) = (world.a, world.b, world.award)
        let receipt = try a.receipt(award)
        try add(
            "receipt-other-ledger", .incomplete, .recordLedgerNotListed,
            "the receipt names a ledger that the list does not name for the institution",
            changed("/receipts/0/origin", .string(b.origin.description)))
        let foreign = try b.receipt(world.foreignAward).proof.bytes
        try add(
            "receipt-other-checkpoint", .altered, .recordOtherOrigin,
            "the proof leads to another ledger's checkpoint",
            changed("/receipts/0/proof", .string(String(decoding: foreign, as: UTF8.self))))
        let elsewhere = try a.proof(of: world.otherAward.index, in: a.checkpoint()).bytes
        try add(
            "receipt-other-index", .altered, .recordOtherIndex,
            "the proof is of another place than the record's",
            changed("/receipts/0/proof", .string(String(decoding: elsewhere, as: UTF8.self))))
        var hashes = receipt.proof.hashes
        hashes[0] = .sha256([0])
        let wrong = LogProof(
            InclusionProof(index: award.index, size: a.size, hashes: hashes),
            checkpoint: receipt.proof.checkpoint
        ).bytes
        try add(
            "receipt-not-included", .altered, .recordNotIncluded, "a hash of the path is wrong",
            changed("/receipts/0/proof", .string(String(decoding: wrong, as: UTF8.self))))
        try add(
            "receipt-checkpoint-not-signed", .altered, .recordCheckpointNotSigned,
            "the checkpoint is signed by a key that the list does not name",
            a.bundle(award, receipt: a.receipt(award, in: a.checkpoint(signer: "ledger-2"))).bytes)
        let good = try a.bundle(award).bytes
        let early = try a.pinned(until: TreeSize(a.size.value - 1))
        try add(
            "receipt-checkpoint-too-large", .incomplete, .recordCheckpointOutsideSizes,
            "the key signs smaller trees only", good,
            list: world.list([a.listed(ledgers: [early])]))
        try add(
            "receipt-checkpoint-largest", .confirmed, nil, "the largest tree that the key signs",
            good, list: world.list([a.listed(ledgers: [a.pinned(from: a.size, until: a.size)])]))
        try add(
            "receipt-other-salt", .altered, .matchOtherContent, "the salt of another award",
            changed("/receipts/0/salt", .string(Base64URL.encode(world.otherAward.salt))))
        try add(
            "receipt-other-award", .altered, .matchOtherContent, "the receipt of another award",
            changed("/receipts/0", a.receipt(world.otherAward).json))
        try addMovedRecords()
        try addContradictions()
    }

    /// Vectors in which the ledger itself holds something else than it should.
    private mutating func addMovedRecords() throws {
        let body = world.a.records[Int(world.award.index.value)].statement.body
        func moved(_ change: (inout TestInstitution) throws -> Record) throws -> [UInt8] {
            var a = world.a
            let record = try change(&a)
            let issued = Issued(
                credential: world.award.credential, salt: world.award.salt, index: record.index,
                number: 0)
            return try a.bundle(issued).bytes
        }
        let other = world.b.did
        try add(
            "record-other-issuer", .altered, .matchOtherIssuer,
            "the record is stated in another institution's name",
            moved { try $0.append(body, as: other) })
        let erasure = FinalChange(target: Target(record: world.award.index), detail: .sha256([1]))
        try add(
            "record-not-an-issue", .altered, .matchNotAnIssue, "the record erases something",
            moved { try $0.append(.erase(erasure)) })
        try add(
            "record-whole-list", .incomplete, .matchWholeList, "the record is that of a list",
            moved { try $0.append(.issueList(IssueList(count: 8, root: .sha256([1])))) })
        try add(
            "record-unknown-key", .altered, .authorityUnknownKey,
            "the record is signed by no key of the ledger",
            moved { try $0.append(body, by: ["record-9"]) })
        try add(
            "record-key-for-other-use", .altered, .authorityUnknownKey,
            "the record is signed by a key for credentials",
            moved { try $0.append(body, by: ["assertion-1"]) })
        try add(
            "record-key-not-yet", .altered, .authorityKeyNotInForce,
            "the record's key is introduced only after it",
            moved {
                let record = try $0.append(body, by: ["record-3"])
                try $0.addKey("record-3", .record)
                return record
            })
    }

    private mutating func addContradictions() throws {
        var fork = world.a
        try fork.append(.erase(FinalChange(target: Target(record: 2), detail: .sha256([1]))))
        var honest = world.a
        try honest.append(.erase(FinalChange(target: Target(record: 2), detail: .sha256([2]))))
        try add(
            "fork-keys", .incomplete, .recordContradiction,
            "receipt and key records lead to different roots of one size",
            honest.bundle(world.award, keys: fork.keyReceipts()).bytes)
        try add(
            "fork-standing", .incomplete, .standingContradiction,
            "receipt and standing state different roots of one size",
            honest.bundle(world.award, standings: [fork.standing(world.award)]).bytes)
    }

    mutating func addKeyRecords() throws {
        let (a, award) = (world.a, world.award)
        let good = try a.bundle(award).bytes
        try add(
            "keys-other-genesis", .altered, .keysOtherGenesis,
            "the list pins another first record", good,
            list: world.list([a.listed(ledgers: [a.pinned(genesis: .sha256([1]))])]))
        try add(
            "keys-missing", .incomplete, .keysMissing, "no key records", changed("/keys", []))
        try add(
            "keys-gap", .altered, .keysBrokenChain, "a key record is missing in the middle",
            changed("/keys/1", nil))
        try add(
            "keys-behind", .incomplete, .keysBehindStanding,
            "the newest key record, which the standing names, is missing", changed("/keys/2", nil))
        let keys = try a.keyReceipts()
        let earlier = try a.keyReceipts(in: a.checkpoint(at: 3))
        try add(
            "keys-several-checkpoints", .altered, .keysSeveralCheckpoints,
            "the first key record was read from an earlier checkpoint",
            a.bundle(award, keys: [earlier[0], keys[1], keys[2]]).bytes)
        try add(
            "keys-not-included", .altered, .keysNotIncluded,
            "a key record stands elsewhere than its proof says",
            a.bundle(
                award,
                keys: [keys[0], KeyReceipt(record: keys[1].record, proof: keys[2].proof), keys[2]]
            ).bytes)
        try add(
            "keys-checkpoint-not-signed", .altered, .keysCheckpointNotSigned,
            "their checkpoint is signed by a key that the list does not name",
            a.bundle(award, keys: a.keyReceipts(in: a.checkpoint(signer: "ledger-2"))).bytes)
        var usurped = a
        try usurped.addKey("record-3", .record, by: "assertion-1")
        try add(
            "keys-not-authorised", .altered, .keysNotAuthorised,
            "a key for credentials introduced a key for records", usurped.bundle(award).bytes)
    }
}
