import Records
import Signing
import Synchronization
import TransparencyLog
import Witnessing

extension CompleteLedger {
    /// What the first witness answered, one file each.
    func exchanges() throws -> [CompleteCase] {
        try grown() + refused() + contradicted()
    }

    private func exchange(
        _ name: String, last: Int, expect: String = "valid", _ comment: String,
        _ body: [UInt8]
    ) throws -> CompleteCase {
        let memory = try OneLedgerMemory(self, last: last)
        let seconds = Int64(1_790_010_000)
        let witness = Witness(
            witnesses[0], store: memory, clock: { Instant(seconds: seconds) })
        let answer = try witness.answer(to: body)
        var fields: [CompleteCase.Field] = [
            .init("key", "\(sample.signer.verifierKey)"), .init("key", "\(second.verifierKey)"),
            .init("witness", "\(witness.key)"), .init("last", "\(last)"),
            .init("last-root", try root(last).base64), .init("status", "\(answer.status)"),
        ]
        switch answer {
        case .cosigned(let lines):
            fields += [.init("content-type", "text/plain; charset=utf-8")]
            fields += lines.map {
                .init("answer", String(decoding: $0.line.dropLast(), as: UTF8.self))
            }
        case .otherSize(let size):
            fields += [
                .init("content-type", "text/x.tlog.size"),
                .init("answer", "\(size)"),
            ]
        case .malformed, .unknownLog, .notSigned, .inconsistent:
            fields.append(.init("content-type", "application/problem+json"))
        }
        return CompleteCase(name, kind: "exchange", expect: expect, comment, fields, body: body)
    }

    private func request(
        old: Int, to size: Int, hashes: [Digest]? = nil, _ signed: [UInt8]? = nil
    ) throws -> [UInt8] {
        let hashes = try hashes ?? proof(from: old, to: size).hashes
        let head = "old \(old)\n" + hashes.map { "\($0.base64)\n" }.joined() + "\n"
        return try Array(head.utf8) + (signed ?? checkpoint(size, cosignedBy: []).bytes)
    }

    private func grown() throws -> [CompleteCase] {
        [
            try exchange(
                "exchange-200-first", last: 0, "the first checkpoint that the witness sees",
                request(old: 0, to: 1)),
            try exchange(
                "exchange-200-grown", last: 257, "31 records more", request(old: 257, to: 288)),
            try exchange(
                "exchange-200-across-keys", last: 61, "signed by the next key for checkpoints",
                request(old: 61, to: 256)),
            try exchange(
                "exchange-200-again", last: 288, "the same once more", request(old: 288, to: 288)),
            try exchange(
                "exchange-200-cosigned", last: 257,
                "other lines beside the ledger's are passed over",
                request(
                    old: 257, to: 288,
                    SampleLedger.required(checkpoints[288]).bytes)),
        ]
    }

    private func refused() throws -> [CompleteCase] {
        let honest = try request(old: 257, to: 288)
        let text = String(decoding: honest, as: UTF8.self)
        let stolen = try SampleLedger.key("log-9", seed: 210).key
        let thief = try NoteSigner(name: second.verifierKey.name, key: stolen)
        let other = try NoteSigner(
            name: SampleLedger.required(KeyName("other.example/l")), key: stolen)
        let root = try SampleLedger.required(text.firstRange(of: "\n\(root(288).base64)\n"))
        var forged = honest
        // Within the signature's last group of letters, before the padding and the newline.
        forged[forged.count - 12] = forged[forged.count - 12] == 65 ? 66 : 65
        return [
            try exchange(
                "exchange-400-leading-zero", last: 257, expect: "witness.request-malformed",
                "a size with a zero before it",
                Array("old 0".utf8) + honest.dropFirst(4)),
            try exchange(
                "exchange-400-old-larger", last: 288, expect: "witness.old-size-larger",
                "from 288 to 257", request(old: 288, to: 257, hashes: [])),
            try exchange(
                "exchange-400-checkpoint-cut", last: 257, expect: "checkpoint.malformed",
                "a checkpoint without its root",
                Array(text.replacingCharacters(root, "\n").utf8)),
            try exchange(
                "exchange-403-forged", last: 257, expect: "witness.not-signed",
                "one letter of the ledger's signature", forged),
            try exchange(
                "exchange-403-stranger", last: 257, expect: "witness.not-signed",
                "signed by a key that the witness does not know",
                request(old: 257, to: 288, sample.checkpoint(of: 288, signedBy: thief).bytes)),
            try exchange(
                "exchange-404", last: 257, expect: "witness.unknown-log",
                "a ledger that is not cosigned here",
                request(old: 257, to: 288, sample.checkpoint(of: 288, signedBy: other).bytes)),
        ]
    }

    private func contradicted() throws -> [CompleteCase] {
        let origin = try SampleLedger.required(Origin(SampleLedger.origin))
        let fork = try Checkpoint(origin: origin, size: 288, root: .sha256([8]))
            .signed(by: second).bytes
        let empty = try Checkpoint(origin: origin, size: 0, root: .sha256([8]))
            .signed(by: sample.signer).bytes
        var hashes = try proof(from: 257, to: 288).hashes
        hashes.swapAt(0, 1)
        return [
            try exchange(
                "exchange-409-behind", last: 257, expect: "conflict",
                "the ledger thinks that 61 was cosigned last", request(old: 61, to: 288)),
            try exchange(
                "exchange-409-first", last: 257, expect: "conflict",
                "a ledger that asks for the first time says 0", request(old: 0, to: 288)),
            try exchange(
                "exchange-409-never", last: 0, expect: "conflict",
                "nothing was cosigned yet", request(old: 61, to: 288)),
            try exchange(
                "exchange-409-before-422", last: 257, expect: "conflict",
                "the size is compared before the proof",
                request(old: 61, to: 288, hashes: [])),
            try exchange(
                "exchange-422-proof", last: 257, expect: "witness.inconsistent",
                "two hashes of the proof in each other's place",
                request(old: 257, to: 288, hashes: hashes)),
            try exchange(
                "exchange-422-fork", last: 288, expect: "witness.inconsistent",
                "the same size with another root, signed by the ledger's key",
                request(old: 288, to: 288, fork)),
            try exchange(
                "exchange-422-empty", last: 0, expect: "witness.inconsistent",
                "no records, and a root that is not that of nothing",
                request(old: 0, to: 0, hashes: [], empty)),
        ]
    }
}

/// The memory of a witness that has cosigned one checkpoint of the ledger, or none.
private final class OneLedgerMemory: WitnessStore {
    private let state: Mutex<WitnessedLog>

    init(_ ledger: CompleteLedger, last: Int) throws {
        let origin = try SampleLedger.required(Origin(SampleLedger.origin))
        let latest =
            last == 0
            ? nil
            : try CosignedCheckpoint(
                kept: ledger.checkpoint(last, cosignedBy: [ledger.witnesses[0]]).bytes)
        state = Mutex(
            WitnessedLog(
                origin: origin,
                keys: [
                    try SampleLedger.required(WitnessedKey(ledger.sample.signer.verifierKey)),
                    try SampleLedger.required(WitnessedKey(ledger.second.verifierKey)),
                ], standing: .active, latest: latest))
    }

    func log(_ origin: Origin) throws -> WitnessedLog? {
        state.withLock { $0.origin == origin ? $0 : nil }
    }

    func log(hash: Digest) throws -> WitnessedLog? { nil }
    func logs() throws -> [WitnessedLog] { state.withLock { [$0] } }
    func add(_ origin: Origin, keys: [WitnessedKey]) throws {}
    func disable(_ origin: Origin) throws {}

    func replace(
        _ last: CosignedCheckpoint?, with next: CosignedCheckpoint
    ) throws -> Bool { true }
}
