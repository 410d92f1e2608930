import CanonicalJSON
import Credentials
import Records
import Signing
import TransparencyLog

/// One file beside the complete ledger: what it is, what a reader must answer, and its bytes.
struct CompleteCase: Sendable {
    let name: String
    /// The header, in order; `kind`, `expect` and `comment` come first.
    let fields: [Field]
    let body: [UInt8]

    struct Field: Sendable {
        let name: String
        let value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    init(
        _ name: String, kind: String, expect: String, _ comment: String, _ fields: [Field] = [],
        body: [UInt8] = []
    ) {
        self.name = name
        self.fields =
            [Field("kind", kind), Field("expect", expect), Field("comment", comment)] + fields
        self.body = body
    }

    /// The file.
    var bytes: [UInt8] {
        Array((fields.map { "\($0.name): \($0.value)\n" }.joined() + "\n").utf8) + body
    }

    /// The values of a name.
    func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}

extension CompleteLedger {
    /// Every file in the folder `cases`.
    func cases() throws -> [CompleteCase] {
        try inclusions() + consistencies() + cosignedCheckpoints() + standings() + statusLists()
            + exchanges() + damages()
    }

    // MARK: Proofs

    private func inclusion(
        _ name: String, of index: Int, in size: Int, expect: String = "valid", _ comment: String,
        damage: (inout [UInt8]) -> Void = { _ in }
    ) throws -> CompleteCase {
        let proof = try tree(size).inclusionProof(of: LeafIndex(UInt64(index)))
        var text = try LogProof(
            proof, checkpoint: SampleLedger.required(checkpoints[size])
        ).bytes
        damage(&text)
        return CompleteCase(
            name, kind: "log-proof", expect: expect, comment,
            [
                .init("key", "\(signer(of: size).verifierKey)"),
                .init("leaf", Digest.leaf(sample.entries[index]).base64),
            ], body: text)
    }

    private func inclusions() throws -> [CompleteCase] {
        [
            try inclusion("inclusion-0-of-1", of: 0, in: 1, "the only record: no hashes"),
            try inclusion("inclusion-0", of: 0, in: 300, "the first record"),
            try inclusion("inclusion-65", of: 65, in: 74, "signed by the first key"),
            try inclusion("inclusion-255", of: 255, in: 256, "the last record of a full tile"),
            try inclusion("inclusion-256", of: 256, in: 257, "alone in its tile: one hash"),
            try inclusion("inclusion-299", of: 299, in: 300, "the last record"),
            try inclusion(
                "inclusion-of-another", of: 120, in: 300, expect: "not-proved",
                "the proof's index is one digit off"
            ) { text in
                // "index 120": the digit behind the second line's sixth byte and two more.
                if let line = text.firstIndex(of: 10) { text[line + 9] ^= 1 }
            },
        ]
    }

    private func consistency(
        _ name: String, from old: Int, to size: Int, expect: String = "valid", _ comment: String,
        damage: (inout [Digest]) -> Void = { _ in }
    ) throws -> CompleteCase {
        var hashes = try proof(from: old, to: size).hashes
        damage(&hashes)
        return CompleteCase(
            name, kind: "consistency-proof", expect: expect, comment,
            [
                .init("old", "\(old)"), .init("old-root", try root(old).base64),
                .init("new", "\(size)"), .init("new-root", try root(size).base64),
            ], body: Array(hashes.map { "\($0.base64)\n" }.joined().utf8))
    }

    func root(_ size: Int) throws -> Digest { size == 0 ? .emptyTree : try tree(size).root }

    private func consistencies() throws -> [CompleteCase] {
        [
            try consistency("consistency-0-300", from: 0, to: 300, "from nothing: no hashes"),
            try consistency("consistency-1-300", from: 1, to: 300, "from a power of two"),
            try consistency("consistency-74-288", from: 74, to: 288, "across the change of keys"),
            try consistency("consistency-256-257", from: 256, to: 257, "across a full tile"),
            try consistency("consistency-257-300", from: 257, to: 300, "within the second tile"),
            try consistency("consistency-300-300", from: 300, to: 300, "no growth: no hashes"),
            try consistency(
                "consistency-bit", from: 74, to: 288, expect: "inconsistent",
                "one bit of the third hash"
            ) { hashes in
                var bytes = hashes[2].bytes
                bytes[31] ^= 1
                hashes[2] = Digest(bytes) ?? hashes[2]
            },
            try consistency(
                "consistency-short", from: 74, to: 288, expect: "inconsistent", "a hash too few"
            ) { $0.removeLast() },
        ]
    }

    private func cosignedCheckpoints() throws -> [CompleteCase] {
        let lines = policy.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { CompleteCase.Field("policy", String($0)) }
        var cases = checkpoints.sorted { $0.key < $1.key }.map { size, signed in
            let isMet = size != CompleteLedger.size
            let time = CompleteCase.Field("time", "\(1_790_000_000 + 10 * size + 1)")
            return CompleteCase(
                "cosigned-\(size)", kind: "cosigned-checkpoint",
                expect: isMet ? "valid" : "cosignature.quorum-not-met",
                "the checkpoint of \(size) records" + (isMet ? "" : ", seen by one of two"),
                lines + (isMet ? [time] : []), body: signed.bytes)
        }
        let elsewhere = try SampleLedger.required(checkpoints[256]).note.signatures
            .filter { $0.name == witnesses[1].key.name }
        cases.append(
            CompleteCase(
                "cosigned-by-another", kind: "cosigned-checkpoint", expect: "cosignature.invalid",
                "one witness's line of another size", lines,
                body: try checkpoint(257, cosignedBy: [witnesses[0]]).adding(elsewhere).bytes))
        return cases
    }

    // MARK: Standing

    /// The state of each credential that a record says something about.
    static let states: [(target: Int, leaf: Int?, state: StandingState)] = [
        (1, nil, .inForce), (2, nil, .onHold), (3, nil, .withdrawn), (4, nil, .replaced),
        (6, 2, .withdrawn), (7, nil, .erased), (61, nil, .inForce),
    ]
    /// The bits that are set, by list and purpose.
    static let revoked: [Int64] = [1003, 1006]
    static let suspended: [Int64] = [1002]

    private func standing(
        _ name: String, of target: Int, leaf: Int? = nil, _ state: StandingState,
        expect: String = "valid", _ comment: String, by key: NamedPrivateKey? = nil,
        root other: Digest? = nil, record: Digest? = nil
    ) throws -> CompleteCase {
        let origin = try SampleLedger.required(Origin(SampleLedger.origin))
        let asOf = Instant(seconds: 1_790_003_600)
        let isDated = state == .withdrawn || state == .onHold
        let standing = Standing(
            origin: origin, size: 300, root: try other ?? root(300),
            target: Target(
                record: LeafIndex(UInt64(target)), leaf: leaf.map { LeafIndex(UInt64($0)) }),
            record: record ?? Digest.leaf(sample.entries[target]), state: state,
            effective: isDated ? Day("2026-07-01") : nil, keys: 73, asOf: asOf,
            validUntil: asOf + .seconds(7 * 86_400))
        return CompleteCase(
            name, kind: "standing", expect: expect, comment,
            body: try standing.signed(by: key ?? status).json.canonicalBytes())
    }

    private func standings() throws -> [CompleteCase] {
        try CompleteLedger.states.map { target, leaf, state in
            try standing(
                "standing-\(target)", of: target, leaf: leaf, state,
                target == 61
                    ? "the withdrawal is void: a stolen key signed it" : "\(state.rawValue)")
        } + [
            standing("standing-30", of: 30, .inForce, "nothing was ever said of it"),
            standing(
                "standing-by-another-key", of: 30, .inForce, expect: "not-signed",
                "signed with a record key", by: sample.record),
            standing(
                "standing-not-so", of: 3, .inForce, expect: "other-state",
                "in force, says the signer; the ledger says withdrawn"),
            standing(
                "standing-other-root", of: 30, .inForce, expect: "other-root",
                "signed over a root that the ledger never had", root: .sha256([11])),
            standing(
                "standing-other-record", of: 30, .inForce, expect: "other-record",
                "of another record than the ledger has at that place", record: .sha256([12])),
        ]
    }

    /// A published list of 131,072 bits, some of them set.
    func statusList(_ list: Int, _ purpose: StatusPurpose, _ bits: [Int64]) throws -> [UInt8] {
        var string = BitString()
        for bit in bits { string[try SampleLedger.required(StatusListIndex(Int(bit)))] = .set }
        let now = Instant(seconds: 1_790_003_600)
        return try StatusList(
            url: "https://uni.example/status/\(list)",
            issuer: SampleLedger.required(DID(SampleLedger.did)), purposes: [purpose],
            bits: string
        ).unsigned(
            validFrom: now, validUntil: now + .seconds(7 * 86_400), timeToLive: .seconds(300)
        ).signed(by: status.key, verificationMethod: status.name, created: now)
            .json.canonicalBytes()
    }

    private func statusLists() throws -> [CompleteCase] {
        var changed = try statusList(1, .revocation, CompleteLedger.revoked)
        if let digit = String(decoding: changed, as: UTF8.self).firstRange(of: "300000") {
            let text = String(decoding: changed, as: UTF8.self)
            changed = Array(text.replacingCharacters(digit, "300001").utf8)
        }
        return [
            CompleteCase(
                "status-list-1", kind: "status-list", expect: "valid", "what was withdrawn",
                body: try statusList(1, .revocation, CompleteLedger.revoked)),
            CompleteCase(
                "status-list-2", kind: "status-list", expect: "valid", "what is on hold",
                body: try statusList(2, .suspension, CompleteLedger.suspended)),
            CompleteCase(
                "status-list-changed", kind: "status-list", expect: "not-signed",
                "another time to live than was signed", body: changed),
            CompleteCase(
                "status-list-bit-missing", kind: "status-list", expect: "other-bits",
                "a withdrawal that the ledger has is not shown",
                body: try statusList(1, .revocation, [1003])),
            CompleteCase(
                "status-list-bit-void", kind: "status-list", expect: "other-bits",
                "a bit that only a void record sets",
                body: try statusList(1, .revocation, CompleteLedger.revoked + [1061])),
        ]
    }
}
