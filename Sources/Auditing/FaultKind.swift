/// What an audit can find wrong, by stable codes of `spec/errors.md`.
///
/// In the order of explaining: of several faults of one object the first explains the others.
///
/// Spec: 08-audit §5.
public enum FaultKind: String, CaseIterable, Hashable, Sendable {
    /// A checkpoint's bytes are no checkpoint.
    case checkpointMalformed = "audit.checkpoint-malformed"
    /// A bundle of entries is cut, or has bytes left over.
    case entriesMalformed = "audit.entries-malformed"
    /// A tile of hashes has another length than its hashes have.
    case hashesMalformed = "audit.hashes-malformed"
    /// An entry is not strict JSON, or too long for a record.
    case recordMalformed = "audit.record-malformed"
    /// An entry is JSON, but not the one canonical form of it.
    case recordNotCanonical = "audit.record-not-canonical"
    /// An entry is canonical JSON, but breaks the closed schema of records.
    case recordSchema = "audit.record-schema"
    /// The first record is another than the one pinned.
    case genesisDiffers = "audit.genesis-differs"
    /// The first record does not found a ledger.
    case genesisInvalid = "audit.genesis-invalid"
    /// A later record is of the kind that founds a ledger.
    case genesisRepeated = "audit.genesis-repeated"
    /// A record states another index than its place.
    case indexWrong = "audit.index-wrong"
    /// A record's bytes are not those whose hash its tile and its successor state.
    case recordAltered = "audit.record-altered"
    /// A record's statement belongs to another issuer or ledger.
    case otherLedger = "audit.other-ledger"
    /// A signature does not verify.
    case signatureWrong = "audit.signature-wrong"
    /// A record does not state the hash of the record before it.
    case linkWrong = "audit.link-wrong"
    /// A record shows an earlier time than one before it.
    case clockWentBack = "audit.clock-went-back"
    /// A key signed that this ledger never declared.
    case keyUnknown = "audit.key-unknown"
    /// A key signed after it was retired.
    case keyRetired = "audit.key-retired"
    /// A key signed after it was declared compromised.
    case keyCompromised = "audit.key-compromised"
    /// A key signed what keys of its use may not sign.
    case keyUse = "audit.key-use"
    /// No record key signed, or an officer named in a seal did not.
    case signatureMissing = "audit.signature-missing"
    /// A key record does not follow from the key records before it.
    case keyChange = "audit.key-change"
    /// The recovery quorum is missing, is another, or too few of it signed.
    case quorumMissing = "audit.quorum-missing"
    /// A statement's nonce stands in an earlier record too.
    case nonceRepeated = "audit.nonce-repeated"
    /// A record names an earlier one that is not there, or is of a kind that it cannot be about.
    case targetWrong = "audit.target-wrong"
    /// A change of standing does not follow from the standing before it.
    case standingForbidden = "audit.standing-forbidden"
    /// A served hash is not the one that the records give.
    case hashWrong = "audit.hash-wrong"
    /// A checkpoint is of another ledger.
    case originWrong = "audit.origin-wrong"
    /// The key that must have signed a checkpoint did not, or its signature does not verify.
    case checkpointSignature = "audit.checkpoint-signature"
    /// A checkpoint is signed by a key that the ledger's own records do not put in force.
    case checkpointKey = "audit.checkpoint-key"
    /// The records give another root than a checkpoint states.
    case rootWrong = "audit.root-wrong"
    /// The ledger is shorter than a signed checkpoint that was kept of it.
    case ledgerShorter = "audit.ledger-shorter"
    /// The ledger has another history than a signed checkpoint that was kept of it.
    case historyDiffers = "audit.history-differs"
    /// The ledger's keys signed two histories, which was proven before.
    case forked = "audit.forked"

    /// The stable code.
    public var code: String { rawValue }

    /// Which check the fault fails.
    public var check: AuditCheck.Name {
        switch self {
        case .recordMalformed, .recordNotCanonical, .recordSchema, .entriesMalformed: .records
        case .indexWrong, .linkWrong, .recordAltered: .chain
        case .clockWentBack: .clock
        case .signatureWrong: .signatures
        case .genesisInvalid, .genesisRepeated, .otherLedger, .keyUnknown, .keyRetired,
            .keyCompromised, .keyUse, .signatureMissing, .keyChange, .quorumMissing:
            .authority
        case .nonceRepeated: .nonces
        case .targetWrong, .standingForbidden: .standings
        case .hashesMalformed, .hashWrong: .tiles
        case .rootWrong: .root
        case .checkpointMalformed, .checkpointSignature, .checkpointKey: .checkpoint
        case .genesisDiffers, .originWrong: .anchor
        case .ledgerShorter, .historyDiffers, .forked: .knownCheckpoints
        }
    }

    /// Lower explains more.
    var rank: Int { FaultKind.allCases.firstIndex(of: self) ?? FaultKind.allCases.count }
}
