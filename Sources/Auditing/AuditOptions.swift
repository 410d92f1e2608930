public import TransparencyLog

/// How an audit is made.
public struct AuditOptions: Sendable {
    /// Whether the signatures of records are verified: nearly all of an audit's time.
    public enum Signatures: Hashable, Sendable {
        /// Every signature is verified.
        case verified
        /// Only those of key records are; the report says so.
        case skipped
    }

    /// What follows a fault.
    public enum AfterFault: Hashable, Sendable {
        /// The audit goes on as far as it sensibly can, and counts.
        case goOn
        /// The audit ends with the first fault or unreadable object.
        case stop
    }

    /// Whether the signatures of records are verified. Default: `.verified`.
    public var signatures: Signatures
    /// What follows a fault. Default: `.goOn`.
    public var afterFault: AfterFault
    /// A folder for temporary files, needed for the uniqueness of nonces beyond
    /// ``nonceMemoryMax`` records and for standings beyond 262,144 changes: 24 bytes for each.
    /// It must exist. Without it these are reported as not checked. Default: none.
    public var scratch: String?
    /// How many bundles are read and checked at once, at most. Default: 16; a machine with more
    /// than 8 cores wants twice its cores. Fewer are when the records are long, so that memory
    /// stays bounded.
    public var bundlesInFlightMax: Int
    /// Checkpoints of the same ledger kept from earlier or by others, with which the recomputed
    /// history is compared; each counts only if a key of the ledger signed it. Default: none.
    public var known: [SignedCheckpoint]
    /// Proofs that were kept of the ledger's signing two histories; each counts only if keys of the
    /// ledger signed it. Default: none.
    public var forks: [ForkProof] = []

    /// How many records are known by a bit each; the others are looked up again.
    var issuedBitsMax = StandingFold.bitsMax
    /// How many lists and how many seals are known by their index.
    var listsMax = StandingFold.listsMax
    /// How many records may change keys.
    var keyRecordsMax = KeyFold.keyRecordsMax

    /// The largest ledger whose nonces are compared in memory.
    public static let nonceMemoryMax = 1 << 20

    /// Makes options; those not given have the default.
    public init(
        signatures: Signatures = .verified, afterFault: AfterFault = .goOn,
        scratch: String? = nil, bundlesInFlightMax: Int = 16, known: [SignedCheckpoint] = []
    ) {
        precondition(bundlesInFlightMax >= 1, "at least one bundle is in flight")
        self.signatures = signatures
        self.afterFault = afterFault
        self.scratch = scratch
        self.bundlesInFlightMax = bundlesInFlightMax
        self.known = known
    }
}

/// How far an audit is.
public struct AuditProgress: Hashable, Sendable {
    /// How many records have been checked.
    public let recordsDone: UInt64
    /// How many records the checkpoint promises.
    public let recordsTotal: UInt64

    /// States how far an audit is.
    init(recordsDone: UInt64, recordsTotal: UInt64) {
        self.recordsDone = recordsDone
        self.recordsTotal = recordsTotal
    }
}
