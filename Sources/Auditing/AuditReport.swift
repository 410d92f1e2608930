public import Records
public import Signing
public import TransparencyLog

/// What an audit found.
///
/// Spec: 08-audit §6.
public struct AuditReport: Sendable {
    /// The answer.
    public enum Verdict: Hashable, Sendable {
        /// Whatever was checked agrees; ``AuditReport/checks`` says what was not checked.
        case intact
        /// Something is wrong: the first fault, and how many there are.
        case faulty(first: AuditFault, count: Int)
        /// Nothing wrong was found, but not everything could be read: the first such object.
        case unfinished(UnreadObject)
    }

    /// The most faults and unread objects that a report lists.
    public static let listedMax = 100

    /// The ledger's name, as its checkpoint states it.
    public internal(set) var origin: Origin?
    /// How many records the checkpoint states.
    public internal(set) var size: TreeSize?
    /// The root over all records, a damaged one counted as tree and chain state it; `nil` if the
    /// audit did not get to the end.
    public internal(set) var root: Digest?
    /// What the ledger was compared with.
    public let anchor: AuditAnchor
    /// Every check and what became of it.
    public internal(set) var checks: [AuditCheck]
    /// The first faults, in the order of records.
    public internal(set) var faults: [AuditFault]
    /// How many faults there are.
    public internal(set) var faultCount: Int
    /// Whether all faults are of keys that the list does not have, and the ledger's records do.
    public internal(set) var isOfOldList = false
    /// The first objects that could not be read.
    public internal(set) var unread: [UnreadObject]
    /// How many records were read as records.
    public internal(set) var recordCount: UInt64
    /// How many records there are of each kind.
    public internal(set) var kinds: [StatementKind: UInt64]
    /// The keys that the ledger's records declare, in the order of introduction.
    public internal(set) var keys: [AuditedKey]
    /// The bits of the institution's status lists as the records set them that count; `nil` if not
    /// everything could be read, or if they are too many to keep.
    public internal(set) var statusBits: StatusBits?
    /// The time of the last record that could be read; `nil` if none could.
    public internal(set) var lastAt: Instant?
    /// How many earlier checkpoints and checkpoints given were compared.
    public internal(set) var checkpointCount: UInt64
    /// Earlier checkpoints by a key that was declared void at their sizes later, as far as the list
    /// no longer gives the key those sizes.
    public internal(set) var voidCheckpoints: [VoidCheckpoints] = []
    /// How long the audit took.
    public internal(set) var duration: Duration

    /// Begins with nothing found.
    init(anchor: AuditAnchor) {
        self.anchor = anchor
        checks = []
        faults = []
        faultCount = 0
        unread = []
        recordCount = 0
        kinds = [:]
        keys = []
        checkpointCount = 0
        duration = .zero
    }

    /// The answer.
    public var verdict: Verdict {
        if let first = faults.first { return .faulty(first: first, count: faultCount) }
        if let first = unread.first { return .unfinished(first) }
        return .intact
    }

    /// The exit code of a program that reports this: 0 intact, 3 unfinished, 4 faulty.
    public var exitCode: Int32 {
        switch verdict {
        case .intact: 0
        case .unfinished: 3
        case .faulty: 4
        }
    }

    /// How many records were checked in a second; `nil` if it went too fast to say.
    public var recordsPerSecond: Double? {
        duration > .milliseconds(1) ? Double(recordCount) / duration.inSeconds : nil
    }
}

/// A key as the ledger's records tell its life.
public struct AuditedKey: Hashable, Sendable {
    /// Its name.
    public let name: DIDURL
    /// The key itself.
    public let key: PublicKey
    /// Its use.
    public let use: KeyUse
    /// The record that introduced it.
    public let introduced: LeafIndex
    /// The record that retired it.
    public let retired: LeafIndex?
    /// The tree size from which on what it signed is void unless confirmed again.
    public let voidFrom: TreeSize?
    /// How many records it signed.
    public let records: UInt64
}

/// One check of an audit and what became of it.
public struct AuditCheck: Hashable, Sendable {
    /// What is checked.
    public enum Name: String, CaseIterable, Hashable, Sendable {
        /// Every entry is a record: strict, canonical, of a closed schema.
        case records
        /// Every record states its place and the hash of the record before it.
        case chain
        /// Time never goes back.
        case clock
        /// Every signature of a record verifies.
        case signatures
        /// Every record is signed by keys in force for it then.
        case authority
        /// No nonce is used twice.
        case nonces
        /// Every change of standing follows from the standing before it.
        case standings
        /// Every served hash is the one that the records give.
        case tiles
        /// The records give the root that the checkpoint states.
        case root
        /// The checkpoint is signed by the ledger's key.
        case checkpoint
        /// The earlier checkpoints of the source, each at its size.
        case earlierCheckpoints = "earlier-checkpoints"
        /// Origin, first record and keys are those given from outside.
        case anchor
        /// The checkpoints given from outside, each at its size.
        case knownCheckpoints = "known-checkpoints"
    }

    /// What became of a check.
    public enum State: Hashable, Sendable {
        /// It was made, and nothing is wrong.
        case pass
        /// It was made, and something is wrong.
        case fail
        /// It was not made, or not to the end; why.
        case notChecked(String)
        /// There was nothing to check.
        case notApplicable

        /// The state's name in a report.
        public var name: String {
            switch self {
            case .pass: "pass"
            case .fail: "fail"
            case .notChecked: "not_checked"
            case .notApplicable: "not_applicable"
            }
        }
    }

    /// What is checked.
    public let name: Name
    /// What became of it.
    public let state: State
}

extension AuditCheck.Name {
    /// The check in plain words.
    public var words: String {
        switch self {
        case .records: "every entry is a well-formed record"
        case .chain: "every record states its place and follows the one before it"
        case .clock: "time never goes back"
        case .signatures: "every signature of a record verifies"
        case .authority: "every record is signed by keys in force for it then"
        case .nonces: "no statement stands twice"
        case .standings: "every change of standing follows from what came before"
        case .tiles: "every served hash is the one that the records give"
        case .root: "the records give the root that the checkpoint states"
        case .checkpoint: "the checkpoint is signed by the ledger's key"
        case .earlierCheckpoints: "every earlier checkpoint kept here agrees"
        case .anchor: "the ledger is the one named from outside"
        case .knownCheckpoints: "every checkpoint known from before agrees"
        }
    }
}

extension Duration {
    /// The duration in seconds.
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
