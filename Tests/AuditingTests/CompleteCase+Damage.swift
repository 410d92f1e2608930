import Signing
import TransparencyLog

extension CompleteLedger {
    /// One object of the folder `ledger` in another form, and what an audit must find. `offset`
    /// says that the body stands there in place of what the object has; `keep` that only so many
    /// bytes of the object are left; `gone` that it is not there; else the body is the object.
    func damages() throws -> [CompleteCase] {
        try inRecords() + inBundles() + inHashes() + inCheckpoints() + inOtherCheckpoint()
    }

    private static let fullBundle = "tile/entries/000"
    private static let lastBundle = "tile/entries/001.p/44"
    private static let fullTile = "tile/0/000"
    private static let lastTile = "tile/0/001.p/44"
    private static let upperTile = "tile/1/000.p/1"

    private func damage(
        _ name: String, _ expect: String, place: String?, record: Int? = nil, object: String,
        _ comment: String, _ fields: [CompleteCase.Field] = [], body: [UInt8] = []
    ) -> CompleteCase {
        let at = record.map { [CompleteCase.Field("record", "\($0)")] } ?? []
        return CompleteCase(
            "damaged-\(name)", kind: "damaged", expect: expect, comment,
            (place.map { [.init("place", $0)] } ?? []) + at + [.init("object", object)] + fields,
            body: body)
    }

    // MARK: Records

    /// A record in which a text was exchanged for another one of the same length.
    private func altered(
        _ name: String, _ code: String, record: Int, _ old: String, _ new: String,
        _ comment: String
    ) throws -> CompleteCase {
        precondition(old.utf8.count == new.utf8.count, "an altered record keeps its length")
        let first = record / 256 * 256
        let text = String(decoding: sample.entries[record], as: UTF8.self)
        let range = try SampleLedger.required(text.firstRange(of: old))
        let start = sample.entries[first..<record].reduce(0) { $0 + $1.count + 2 } + 2
        let offset = start + text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        return damage(
            name, code, place: "record \(record)", record: record,
            object: first == 0 ? CompleteLedger.fullBundle : CompleteLedger.lastBundle, comment,
            [.init("offset", "\(offset)")], body: Array(new.utf8))
    }

    private func inRecords() throws -> [CompleteCase] {
        [
            try altered(
                "record-time", "audit.record-altered", record: 100, "\"at\":\"2026",
                "\"at\":\"2025", "a time, which no signature covers"),
            try altered(
                "record-time-of-last", "audit.record-altered", record: 299, "\"at\":\"2026",
                "\"at\":\"2027", "the time of the last record, which none follows"),
            try altered(
                "record-index", "audit.index-wrong", record: 101, "\"index\":101",
                "\"index\":102", "the record says that it is the next one"),
            try altered(
                "record-issuer", "audit.record-altered", record: 256,
                "\"issuer\":\"did:web:uni", "\"issuer\":\"did:web:uno",
                "the statement names another issuer"),
            try altered(
                "record-target", "audit.record-altered", record: 13, "\"target\":3",
                "\"target\":4", "a withdrawal of another record than was signed"),
            try altered(
                "record-number", "audit.record-not-canonical", record: 100, "\"index\":100",
                "\"index\":1e2", "the same number in another spelling"),
            try altered(
                "record-member", "audit.record-schema", record: 260, "\"index\":260",
                "\"indey\":260", "a member that no record has"),
            try altered(
                "record-brace", "audit.record-malformed", record: 5, "{\"at\"", "[\"at\"",
                "bytes that are no JSON"),
        ]
    }

    private func inBundles() throws -> [CompleteCase] {
        let length = try SampleLedger.required(published()[CompleteLedger.fullBundle]).count
        let last = try SampleLedger.required(published()[CompleteLedger.lastBundle])
        return [
            damage(
                "bundle-cut", "audit.entries-malformed", place: CompleteLedger.fullBundle,
                record: 255, object: CompleteLedger.fullBundle, "a bundle without its last byte",
                [.init("keep", "\(length - 1)")]),
            damage(
                "bundle-longer", "audit.entries-malformed", place: CompleteLedger.lastBundle,
                record: 299, object: CompleteLedger.lastBundle,
                "a byte behind the last entry", body: last + [0]),
            damage(
                "bundle-gone", "unfinished", place: CompleteLedger.lastBundle,
                object: CompleteLedger.lastBundle, "a bundle that is not there",
                [.init("gone", "yes")]),
        ]
    }

    // MARK: Hashes

    private func inHashes() throws -> [CompleteCase] {
        let objects = try published()
        func flipped(
            _ name: String, in path: String, at offset: Int, record: Int, _ comment: String
        ) throws -> CompleteCase {
            damage(
                name, "audit.hash-wrong", place: path, record: record, object: path, comment,
                [.init("offset", "\(offset)")],
                body: [try SampleLedger.required(objects[path])[offset] ^ 1])
        }
        return [
            try flipped(
                "hash-17", in: CompleteLedger.fullTile, at: 17 * 32, record: 17,
                "one bit of the hash of record 17"),
            try flipped(
                "hash-299", in: CompleteLedger.lastTile, at: 43 * 32 + 31, record: 299,
                "one bit of the hash of the last record: the checkpoint's root decides"),
            try flipped(
                "hash-above", in: CompleteLedger.upperTile, at: 8, record: 299,
                "one bit of the hash over the first 256 records"),
            damage(
                "hashes-cut", "audit.hashes-malformed", place: CompleteLedger.lastTile,
                record: 299, object: CompleteLedger.lastTile, "a tile without its last byte",
                [.init("keep", "\(44 * 32 - 1)")]),
            damage(
                "hashes-gone", "unfinished", place: CompleteLedger.fullTile,
                object: CompleteLedger.fullTile, "a tile that is not there",
                [.init("gone", "yes")]),
        ]
    }

    // MARK: Checkpoints

    private func inCheckpoints() throws -> [CompleteCase] {
        let latest = try SampleLedger.required(checkpoints[CompleteLedger.size])
        let own = try checkpoint(CompleteLedger.size, cosignedBy: [])
        let origin = latest.checkpoint.origin
        func replaced(
            _ name: String, _ expect: String, _ comment: String,
            place: String = "checkpoint", known: SignedCheckpoint? = nil, _ body: [UInt8]
        ) -> CompleteCase {
            damage(
                name, expect, place: place, object: "checkpoint.latest", comment,
                known.map { [.init("known", Base64.encode($0.bytes))] } ?? [], body: body)
        }
        var forged = own.bytes
        forged[forged.count - 12] = forged[forged.count - 12] == 65 ? 66 : 65
        let fork = try Checkpoint(origin: origin, size: 288, root: .sha256([8])).signed(by: second)
        return [
            replaced(
                "checkpoint-forged", "audit.checkpoint-signature",
                "one letter of the signature", forged),
            replaced(
                "checkpoint-cut", "audit.checkpoint-malformed", "it ends within its signature",
                Array(own.bytes.dropLast(20))),
            replaced(
                "checkpoint-first-key", "audit.checkpoint-signature",
                "signed by the ledger's first key, which signs no tree as large",
                try sample.checkpoint(of: CompleteLedger.size).bytes),
            replaced(
                "checkpoint-root", "audit.root-wrong", "signed over a root of other records",
                try Checkpoint(origin: origin, size: 300, root: .sha256([8]))
                    .signed(by: second).bytes),
            replaced(
                "ledger-shorter", "audit.ledger-shorter",
                "the checkpoint of 288 records, though one of 300 was kept",
                place: "checkpoint of 300 records known from before", known: latest,
                try SampleLedger.required(checkpoints[288]).bytes),
            replaced(
                "history-differs", "audit.history-differs",
                "a checkpoint of 288 records was kept that has another root",
                place: "checkpoint of 288 records known from before", known: fork, latest.bytes),
        ]
    }

    /// The checkpoint of 288 records, which every C2SP reader fetches, beside the newest.
    private func inOtherCheckpoint() throws -> [CompleteCase] {
        let cosigned = try SampleLedger.required(checkpoints[288])
        let origin = cosigned.checkpoint.origin
        func replaced(
            _ name: String, _ expect: String, _ comment: String, place: String?,
            _ fields: [CompleteCase.Field] = [], body: [UInt8] = []
        ) -> CompleteCase {
            damage(
                "cosigned-\(name)", expect, place: place, object: "checkpoint", comment, fields,
                body: body)
        }
        func fork(_ size: TreeSize) throws -> [UInt8] {
            try Checkpoint(origin: origin, size: size, root: .sha256([8])).signed(by: second).bytes
        }
        var forged = try checkpoint(288, cosignedBy: []).bytes
        forged[forged.count - 12] = forged[forged.count - 12] == 65 ? 66 : 65
        let earlier = "earlier checkpoint of 288 records"
        return [
            replaced(
                "root", "audit.root-wrong", "another history of 288 records, signed",
                place: earlier, body: try fork(288)),
            replaced(
                "root-of-newest", "audit.root-wrong",
                "another history of as many records as the newest, signed",
                place: "earlier checkpoint of 300 records", body: try fork(300)),
            replaced(
                "forged", "audit.checkpoint-signature", "one letter of the signature",
                place: earlier, body: forged),
            replaced(
                "empty", "audit.checkpoint-malformed", "no bytes at all",
                place: "cosigned checkpoint", [.init("keep", "0")]),
            replaced(
                "gone", "intact", "not there: no checkpoint has met a policy yet", place: nil,
                [.init("gone", "yes")]),
        ]
    }
}
