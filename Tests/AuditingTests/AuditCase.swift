import Auditing
import Records
import Signing
import TransparencyLog

/// A small ledger with one thing wrong, and what an audit must say of it.
struct AuditCase: Sendable, CustomStringConvertible {
    /// What an audit must say.
    enum Expectation: Hashable, Sendable {
        case intact
        case unfinished(path: String)
        case faulty(FaultKind, place: String)
    }

    /// The name of its vector.
    let name: String
    /// The rule that it is about, in a sentence.
    let comment: String
    let expectation: Expectation
    var anchor = AuditAnchor.none
    var known: [SignedCheckpoint] = []
    let ledger: MemoryLedger

    var description: String { name }

    init(
        _ name: String, _ comment: String, _ expectation: Expectation, _ ledger: MemoryLedger,
        anchor: AuditAnchor = .none, known: [SignedCheckpoint] = []
    ) {
        self.name = name
        self.comment = comment
        self.expectation = expectation
        self.ledger = ledger
        self.anchor = anchor
        self.known = known
    }

    /// Makes a case of a ledger of seven records in which a writer broke a rule on purpose: tree
    /// and checkpoint agree with what was written.
    static func written(
        _ name: String, _ comment: String, _ kind: FaultKind, at index: UInt64,
        _ write: (inout SampleLedger) throws -> Void
    ) throws -> AuditCase {
        var sample = try SampleLedger()
        try sample.appendIssues(3)
        try write(&sample)
        try sample.appendIssues(2)
        return AuditCase(
            name, comment, .faulty(kind, place: "record \(index)"),
            MemoryLedger(objects: try sample.published()))
    }

    /// Makes a case of an intact ledger of seven records of which one object was damaged.
    static func damaged(
        _ name: String, _ comment: String, _ expectation: Expectation, object path: String,
        _ damage: (inout [UInt8]?) -> Void
    ) throws -> AuditCase {
        var sample = try SampleLedger()
        try sample.appendIssues(6)
        var objects = try sample.published()
        damage(&objects[path])
        return AuditCase(name, comment, expectation, MemoryLedger(objects: objects))
    }

    /// Every case: at least one for each kind of fault.
    static func all() throws -> [AuditCase] { try made.get() }

    private static let made = Result {
        try intact() + damage() + forms() + chains() + keys() + standings() + checkpoints()
    }

    // MARK: Intact

    private static func intact() throws -> [AuditCase] {
        var sample = try SampleLedger()
        try sample.appendIssues(6)
        let ledger = MemoryLedger(objects: try sample.published())
        return [
            AuditCase(
                "intact", "seven records, self-consistent, compared with nothing", .intact, ledger),
            AuditCase(
                "intact-key", "the same, compared with the ledger's key", .intact, ledger,
                anchor: .key(sample.signer.verifierKey)),
            AuditCase(
                "intact-pinned", "the same, compared with what a trust list pins", .intact,
                ledger, anchor: .pinned(try sample.pinned())),
            AuditCase(
                "intact-known", "the same, compared with a checkpoint of four records kept before",
                .intact, ledger, known: [try sample.checkpoint(of: 4)]),
            AuditCase(
                "intact-all-kinds", "a record of every kind", .intact,
                MemoryLedger(objects: try SampleLedger.allKinds().published())),
        ]
    }

    // MARK: Damaged objects

    private static let bundle = "tile/entries/000.p/7"
    private static let tile = "tile/0/000.p/7"

    private static func damage() throws -> [AuditCase] {
        [
            try damaged(
                "checkpoint-cut", "a checkpoint that ends within its signature",
                .faulty(.checkpointMalformed, place: "checkpoint"), object: "checkpoint"
            ) { $0?.removeLast(20) },
            try damaged(
                "checkpoint-missing", "no checkpoint: nothing can be said",
                .unfinished(path: "checkpoint"), object: "checkpoint"
            ) { $0 = nil },
            try damaged(
                "entries-cut", "a bundle that ends within its last entry",
                .faulty(.entriesMalformed, place: bundle), object: bundle
            ) { $0?.removeLast(10) },
            try damaged(
                "entries-more", "a bundle with a byte behind its last entry",
                .faulty(.entriesMalformed, place: bundle), object: bundle
            ) { $0?.append(0) },
            try damaged(
                "entries-missing", "no bundle, though the checkpoint promises it",
                .unfinished(path: bundle), object: bundle
            ) { $0 = nil },
            try damaged(
                "hashes-cut", "a tile one byte short",
                .faulty(.hashesMalformed, place: tile), object: tile
            ) { $0?.removeLast() },
            try damaged(
                "hashes-missing", "no tile of hashes, though the records are all there",
                .unfinished(path: tile), object: tile
            ) { $0 = nil },
            try damaged(
                "hash-bit", "one bit of the fourth hash in a tile",
                .faulty(.hashWrong, place: tile), object: tile
            ) { $0?[100] ^= 1 },
            try damaged(
                "record-bit-in-time", "one bit of the time of record 3, which no signature covers",
                .faulty(.recordAltered, place: "record 3"), object: bundle
            ) { bytes in
                guard let old = bytes else { return }
                // The last digit of the milliseconds, two before the closing quote.
                bytes?[AuditCase.offset(of: 3, in: old) + 29] ^= 1
            },
            try damaged(
                "record-bit-in-last", "one bit of the time of the last record, without successor",
                .faulty(.recordAltered, place: "record 6"), object: bundle
            ) { bytes in
                guard let old = bytes else { return }
                bytes?[AuditCase.offset(of: 6, in: old) + 29] ^= 1
            },
            try damaged(
                "record-bit-in-name", "one bit of a member's name in record 3",
                .faulty(.recordSchema, place: "record 3"), object: bundle
            ) { bytes in
                guard let old = bytes else { return }
                bytes?[AuditCase.offset(of: 3, in: old) + 2] ^= 2
            },
        ]
    }

    /// Where an entry begins in a bundle, behind its length.
    static func offset(of index: Int, in bundle: [UInt8]) -> Int {
        EntryPrefix.bytes(of: bundle, count: index).count + 2
    }
}
