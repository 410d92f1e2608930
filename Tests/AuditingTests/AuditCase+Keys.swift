import Auditing
import Records
import Signing
import TransparencyLog

extension AuditCase {
    // MARK: Keys and signatures

    static func keys() throws -> [AuditCase] {
        [
            try written(
                "signature-wrong", "record 4 is signed by another key under the right name",
                .signatureWrong, at: 4
            ) { sample in
                let thief = try SampleLedger.key("rec-1", seed: 200)
                try sample.append(sample.issue(0), by: [thief])
            },
            try written(
                "key-unknown", "record 4 is signed by a key that no record introduces",
                .keyUnknown, at: 4
            ) { sample in
                let stranger = try SampleLedger.key("rec-2", seed: 201)
                try sample.append(sample.issue(0), by: [stranger])
            },
            try written(
                "key-early", "record 4 is signed by the key that record 5 introduces",
                .keyUnknown, at: 4
            ) { sample in
                let next = try SampleLedger.key("rec-2", seed: 202)
                try sample.append(sample.issue(0), by: [next])
                try sample.introduce(next)
            },
            try written(
                "key-retired", "record 6 is signed by the key that record 5 retired",
                .keyRetired, at: 6
            ) { sample in
                let next = try SampleLedger.key("rec-2", seed: 203)
                try sample.introduce(next)
                try sample.append(
                    sample.keyChange(.retire(sample.record.name), use: .record, previous: 4),
                    by: [next])
            },
            try compromised(),
            try written(
                "key-use", "record 4 is signed by the key for checkpoints", .keyUse, at: 4
            ) { sample in
                try sample.append(sample.issue(0), by: [sample.record, sample.ledgerKey])
            },
            try written(
                "seal-without-officer", "the officer named in record 4 did not sign it",
                .signatureMissing, at: 4
            ) { try $0.append(.seal($0.seal)) },
            try written(
                "officer-alone", "record 4 is signed by an officer and by no record key",
                .signatureMissing, at: 4
            ) { try $0.append($0.issue(0), by: [$0.officer]) },
            try written(
                "key-chain-broken", "record 4 names record 1 as the key record before it",
                .keyChange, at: 4
            ) { sample in
                let next = try SampleLedger.key("rec-2", seed: 204)
                try sample.append(
                    sample.keyChange(
                        .add(SampleLedger.declared(next, for: .record)), use: .record, previous: 1))
            },
            try written(
                "quorum-missing", "record 4 declares a compromise without the quorum",
                .quorumMissing, at: 4
            ) { sample in
                try sample.append(
                    sample.keyChange(
                        .compromised(sample.record.name, from: 2), use: .record, previous: 0))
            },
        ]
    }

    private static func compromised() throws -> AuditCase {
        var sample = try SampleLedger()
        try sample.appendIssues(3)
        try sample.append(
            sample.keyChange(
                .compromised(sample.record.name, from: 3), use: .record, previous: 0,
                opening: .opened),
            by: Array(sample.recovery.prefix(2)))
        try sample.appendIssues(1)
        return AuditCase(
            "key-compromised", "record 5 is signed by the key that record 4 declared compromised",
            .faulty(.keyCompromised, place: "record 5"),
            MemoryLedger(objects: try sample.published()))
    }

    // MARK: Checkpoints

    static func checkpoints() throws -> [AuditCase] {
        var sample = try SampleLedger()
        try sample.appendIssues(6)
        let own = try sample.published()
        let thief = try SampleLedger.key("log-2", seed: 210)
        let forger = try NoteSigner(name: sample.signer.verifierKey.name, key: thief.key)
        let other = try NoteSigner(
            name: SampleLedger.required(KeyName("other.example/l")), key: thief.key)
        let root = FaultKind.rootWrong
        return [
            AuditCase(
                "checkpoint-forged", "signed by a key that is not the ledger's",
                .faulty(.checkpointSignature, place: "checkpoint"),
                MemoryLedger(objects: try sample.published(signedBy: forger))),
            AuditCase(
                "checkpoint-key-not-given", "signed by the ledger's key, but another was given",
                .faulty(.checkpointSignature, place: "checkpoint"), MemoryLedger(objects: own),
                anchor: .key(forger.verifierKey)),
            AuditCase(
                "checkpoint-key-outside-sizes", "pinned for sizes up to five only",
                .faulty(.checkpointSignature, place: "checkpoint"), MemoryLedger(objects: own),
                anchor: .pinned(try sample.pinned(until: 5))),
            AuditCase(
                "checkpoint-key-undeclared", "signed by the key given, which no record introduces",
                .faulty(.checkpointKey, place: "checkpoint"),
                MemoryLedger(objects: try sample.published(signedBy: forger)),
                anchor: .key(forger.verifierKey)),
            AuditCase(
                "origin-wrong", "a checkpoint of another name over the ledger's records",
                .faulty(.originWrong, place: "checkpoint"),
                MemoryLedger(objects: try sample.published(signedBy: other))),
            AuditCase(
                "root-wrong", "signed by the ledger's key, over a root of other records",
                .faulty(root, place: "checkpoint"),
                try sample.ledger(withRoot: .sha256([8]))),
            AuditCase(
                "earlier-root-wrong", "an earlier checkpoint, signed, of another root",
                .faulty(root, place: "earlier checkpoint of 4 records"),
                MemoryLedger(
                    objects: own,
                    earlier: [
                        try sample.checkpoint(of: 2),
                        try sample.checkpoint(size: 4, root: .sha256([8])),
                        try sample.checkpoint(of: 5),
                    ])),
            AuditCase(
                "earlier-forged", "an earlier checkpoint that another key signed",
                .faulty(.checkpointSignature, place: "earlier checkpoint of 3 records"),
                MemoryLedger(
                    objects: own, earlier: [try sample.checkpoint(of: 3, signedBy: forger)])),
            try shortened(), try rewritten(),
        ]
    }

    private static func shortened() throws -> AuditCase {
        var sample = try SampleLedger()
        try sample.appendIssues(3)
        let shorter = try sample.published()
        try sample.appendIssues(3)
        return AuditCase(
            "ledger-shorter", "four records, though a checkpoint of seven was kept",
            .faulty(.ledgerShorter, place: "checkpoint of 7 records known from before"),
            MemoryLedger(objects: shorter), known: [try sample.checkpoint()])
    }

    private static func rewritten() throws -> AuditCase {
        var first = try SampleLedger()
        try first.appendIssues(3)
        var second = first
        try first.appendIssues(3)
        second.now = second.now + .seconds(1)
        try second.appendIssues(3)
        return AuditCase(
            "history-differs", "another history than a checkpoint of six records was signed for",
            .faulty(.historyDiffers, place: "checkpoint of 6 records known from before"),
            MemoryLedger(objects: try second.published()), known: [try first.checkpoint(of: 6)])
    }
}
