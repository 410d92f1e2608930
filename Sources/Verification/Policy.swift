public import CanonicalJSON

/// How strict a verifier is, as data with a name.
///
/// Spec: 07-verify §4.
public struct Policy: Hashable, Sendable {
    /// Whose awards need a ledger's receipt.
    public enum LedgerRule: String, Hashable, Sendable {
        /// Those of institutions for which the trust list names a ledger; others are judged by
        /// their signature and their status lists, and their rungs of the ladder stay empty.
        case whereListed = "where-listed"
        /// All.
        case always
    }

    /// What it is worth that the verifier has seen the ledger itself.
    public enum OwnSightings: String, Hashable, Sendable {
        /// It counts as one witness.
        case counted
        /// It is told, and only witnesses on the list count.
        case told
    }

    /// What it is worth that an accreditor vouches for the institution's entitlement.
    public enum EntitlementRule: String, Hashable, Sendable {
        /// It is told, and decides nothing.
        case told
        /// Without it an award is not confirmed.
        case demanded
    }

    /// What the policy is called.
    public let name: String
    /// Which edition of it.
    public let version: Int
    /// How old the newest knowledge of an award's standing may be.
    public let standingAgeMax: Duration
    /// How far clocks may differ.
    public let clockSkew: Duration
    /// How many witnesses independent of the institution must have seen the record's ledger; with
    /// 0 the check is made and reported, and decides nothing.
    public let witnessesMin: Int
    /// Whether a verifier that looks at ledgers and remembers what it saw is one of the witnesses.
    public let ownSightings: OwnSightings
    /// Whose awards need a receipt.
    public let ledgers: LedgerRule
    /// Whether the institution must be known to have been accredited on the award date.
    public let entitlement: EntitlementRule

    /// The policy that serves unless somebody chooses another: standings of at most 7 days,
    /// clocks within 300 seconds, one witness, receipts where a ledger is listed.
    public static let standard = Policy(name: "standard", version: 2)

    /// The standard under the name of those for whom it is made.
    public static let employer = Policy(name: "employer", version: 2)

    /// For whoever admits people to further study: the institution's word of today, and its
    /// accreditation on the award date.
    public static let admissions = Policy(
        name: "admissions", version: 1, standingAgeMax: .seconds(86_400), entitlement: .demanded)

    /// The standard without a witness: for whoever takes the institution's word for its ledger.
    public static let unwitnessed = Policy(name: "unwitnessed", version: 1, witnessesMin: 0)

    /// For whoever asks about the past, or about an institution that is gone: the newest that is
    /// known counts, however old, and its age is told.
    public static let archive = Policy(
        name: "archive", version: 1, standingAgeMax: .seconds(36_525 * 86_400))

    /// The standard with so many witnesses on the list, whatever the verifier has seen itself.
    public static func witnessed(by count: Int) -> Policy {
        Policy(
            name: "standard, witnessed", version: 2, witnessesMin: count, ownSightings: .told)
    }

    /// The policies that can be chosen by their name.
    public static let named = [standard, employer, admissions, unwitnessed, archive]

    /// Makes a policy; by default with the values of ``standard``.
    public init(
        name: String, version: Int, standingAgeMax: Duration = .seconds(7 * 86_400),
        clockSkew: Duration = .seconds(300), witnessesMin: Int = 1,
        ownSightings: OwnSightings = .counted, ledgers: LedgerRule = .whereListed,
        entitlement: EntitlementRule = .told
    ) {
        precondition(witnessesMin >= 0, "a number of witnesses is not negative")
        precondition(standingAgeMax >= .zero && clockSkew >= .zero, "times are not negative")
        self.name = name
        self.version = version
        self.standingAgeMax = standingAgeMax
        self.clockSkew = clockSkew
        self.witnessesMin = witnessesMin
        self.ownSightings = ownSightings
        self.ledgers = ledgers
        self.entitlement = entitlement
    }

    /// Whether an award of an institution is judged by a ledger.
    public enum Ground: Hashable, Sendable {
        /// By its receipt.
        case ledger
        /// By its signature and its status lists alone.
        case signatureOnly
    }

    /// Whether a check must pass before an award can be confirmed; one that was not made makes the
    /// verdict `incomplete`.
    func demands(_ check: Check.ID, on ground: Ground) -> Bool {
        let isByLedger = ground == .ledger || ledgers == .always
        return switch check {
        case .wellFormed, .issuerListed, .listCurrent, .fileIntact, .signedByInstitution,
            .keyValidThen, .datesInOrder:
            true
        case .recorded, .recordMatches, .keyHistory, .recordSigned, .notWithdrawn: isByLedger
        case .witnessed: isByLedger && witnessesMin > 0
        case .statusList: !isByLedger
        case .entitled: entitlement == .demanded
        case .keyOnDomain, .sealedList, .nameCompared: false
        }
    }

    /// The policy as it stands in a verdict.
    public var json: JSONValue {
        [
            "name": .string(name), "version": .integer(Int64(version)),
            "standing_age_max_seconds": .integer(standingAgeMax.components.seconds),
            "clock_skew_seconds": .integer(clockSkew.components.seconds),
            "witnesses_min": .integer(Int64(witnessesMin)),
            "own_sightings": .string(ownSightings.rawValue),
            "ledgers": .string(ledgers.rawValue),
            "entitlement": .string(entitlement.rawValue),
        ]
    }
}
