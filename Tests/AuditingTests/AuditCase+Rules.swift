import Auditing
import Records
import Signing
import TransparencyLog

extension AuditCase {
    // MARK: Bytes that are not what a record must be

    static func forms() throws -> [AuditCase] {
        [
            try written(
                "record-not-json", "an entry that is not JSON", .recordMalformed, at: 4
            ) { $0.append(entry: Array("not a record".utf8)) },
            try written(
                "record-too-long", "an entry of 32,769 bytes", .recordMalformed, at: 4
            ) { $0.append(entry: Array(repeating: UInt8(ascii: " "), count: 32_769)) },
            try written(
                "record-spaced", "a record with a space before it", .recordNotCanonical, at: 4
            ) { sample in
                let entry = try sample.next()
                sample.append(entry: Array(" ".utf8) + entry)
            },
            try written(
                "record-unknown-member", "a record with a member that no schema knows",
                .recordSchema, at: 4
            ) { sample in
                let entry = try sample.next()
                sample.append(entry: Array("{\"aa\":1,".utf8) + entry.dropFirst())
            },
            try written(
                "record-nonce-short", "a nonce of 15 bytes", .recordSchema, at: 4
            ) { sample in
                let text = String(decoding: try sample.next(), as: UTF8.self)
                guard let nonce = text.firstRange(of: "\"nonce\":\"") else { return }
                let start = nonce.upperBound
                let end = text.index(start, offsetBy: 22)
                sample.append(
                    entry: Array(text.replacingCharacters(start..<end, "AAAAAAAAAAAAAAAAAAAA").utf8)
                )
            },
        ]
    }

    // MARK: Places in the chain

    static func chains() throws -> [AuditCase] {
        [
            try written(
                "index-wrong", "record 4 says that it is record 9", .indexWrong, at: 4
            ) { try $0.append($0.signedIssue(), index: 9) },
            try written(
                "link-wrong", "record 4 names another record before it", .linkWrong, at: 4
            ) { try $0.append($0.signedIssue(), previous: .sha256([1])) },
            try written(
                "clock-back", "record 5 is a minute older than record 4", .clockWentBack, at: 5
            ) { sample in
                try sample.appendIssues(1)
                sample.now = sample.now - .seconds(60)
            },
            try exchanged(), try dropped(), try inserted(),
            try written(
                "nonce-repeated", "record 5 has the nonce of record 4", .nonceRepeated, at: 5
            ) { sample in
                let nonce: [UInt8] = Array(repeating: 5, count: 16)
                for _ in 0..<2 { try sample.append(sample.issue(0), nonce: nonce) }
            },
            try written(
                "other-ledger", "record 4 was stated for another ledger", .otherLedger, at: 4
            ) { sample in
                let statement = try sample.statement(sample.issue(0), ledger: "other.example/l")
                try sample.append(statement.signed(by: [sample.record]))
            },
            try written(
                "genesis-repeated", "record 4 founds the ledger again", .genesisRepeated, at: 4
            ) { sample in
                let first = try Record(parsing: sample.entries[0])
                try sample.append(first.statement.body)
            },
            try unfounded(), try otherGenesis(),
        ]
    }

    private static func exchanged() throws -> AuditCase {
        try rearranged(
            "records-exchanged", "records 3 and 4 in each other's place", at: 3
        ) { $0.swapAt(3, 4) }
    }

    private static func dropped() throws -> AuditCase {
        try rearranged("record-dropped", "record 3 left out", at: 3) { $0.remove(at: 3) }
    }

    private static func inserted() throws -> AuditCase {
        try rearranged("record-inserted", "record 2 twice", at: 3) { $0.insert($0[2], at: 3) }
    }

    /// A ledger whose entries were rearranged and for which a new tree was then made.
    private static func rearranged(
        _ name: String, _ comment: String, at index: UInt64, _ change: (inout [[UInt8]]) -> Void
    ) throws -> AuditCase {
        var sample = try SampleLedger()
        try sample.appendIssues(6)
        var entries = sample.entries
        change(&entries)
        var other = try SampleLedger()
        for entry in entries.dropFirst() { other.append(entry: entry) }
        return AuditCase(
            name, comment, .faulty(.indexWrong, place: "record \(index)"),
            MemoryLedger(objects: try other.published()))
    }

    private static func unfounded() throws -> AuditCase {
        var sample = try SampleLedger(founding: .no)
        try sample.appendIssues(3)
        return AuditCase(
            "genesis-none", "a ledger whose first record is an ordinary one",
            .faulty(.genesisInvalid, place: "record 0"),
            MemoryLedger(objects: try sample.published()))
    }

    private static func otherGenesis() throws -> AuditCase {
        var sample = try SampleLedger(seed: 9)
        try sample.appendIssues(3)
        return AuditCase(
            "genesis-other", "another ledger of the same name than the one pinned",
            .faulty(.genesisDiffers, place: "record 0"),
            MemoryLedger(objects: try sample.published()),
            anchor: .pinned(try SampleLedger().pinned()))
    }

    // MARK: Standings

    static func standings() throws -> [AuditCase] {
        [
            try written(
                "target-none", "record 4 withdraws record 0, which issued nothing",
                .targetWrong, at: 4
            ) { try $0.append(.revoke(SampleLedger.change(of: 0))) },
            try written(
                "target-ahead", "record 4 withdraws record 5", .targetWrong, at: 4
            ) { try $0.append(.revoke(SampleLedger.change(of: 5))) },
            try written(
                "target-leaf", "record 5 withdraws leaf 3 of a list of three", .targetWrong, at: 5
            ) { sample in
                try sample.append(.issueList(IssueList(count: 3, root: .sha256([4]))))
                try sample.append(.revoke(SampleLedger.change(of: 4, leaf: 3)))
            },
            try written(
                "list-not-sealed", "record 4 names record 2 as the seal of its list",
                .targetWrong, at: 4
            ) { sample in
                let commitment = Commitment(form: .jcs, salt: sample.salt, content: .sha256([1]))
                try sample.append(
                    .issue(
                        Issue(commitments: [commitment], provenance: Provenance(list: 2))))
            },
            try written(
                "list-ahead", "record 4 names itself as the seal of its list",
                .targetWrong, at: 4
            ) { sample in
                try sample.append(
                    .issueList(
                        IssueList(
                            count: 3, root: .sha256([4]), provenance: Provenance(list: 4))))
            },
            try written(
                "reattested-ahead", "record 4 confirms records up to itself", .targetWrong, at: 4
            ) { try $0.append(.reattest(.ranges([LeafIndex(1)..<LeafIndex(5)]))) },
            try written(
                "withdrawn-twice", "record 5 withdraws what record 4 withdrew",
                .standingForbidden, at: 5
            ) { sample in
                for _ in 0..<2 { try sample.append(.revoke(SampleLedger.change(of: 2))) }
            },
            try written(
                "reinstated-by-other-bit", "record 5 lifts a hold by another bit than record 4 set",
                .standingForbidden, at: 5
            ) { sample in
                try sample.append(.suspend(SampleLedger.change(of: 2)))
                try sample.append(.reinstate(SampleLedger.change(of: 2, bit: 77)))
            },
            try written(
                "reinstated-after-withdrawal", "record 6 lifts the hold of what was withdrawn",
                .standingForbidden, at: 6
            ) { sample in
                try sample.append(.suspend(SampleLedger.change(of: 2)))
                try sample.append(.revoke(SampleLedger.change(of: 2)))
                try sample.append(.reinstate(SampleLedger.change(of: 2)))
            },
        ]
    }
}

extension String {
    /// The text with a part replaced.
    func replacingCharacters(_ range: Range<Index>, _ text: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: text)
        return copy
    }
}
