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
    /// Whose awards need a receipt.
    public let ledgers: LedgerRule

    /// The policy that serves unless somebody chooses another: standings of at most 7 days,
    /// clocks within 300 seconds, no witness demanded yet, receipts where a ledger is listed.
    public static let standard = Policy(name: "standard", version: 1)

    /// Makes a policy; by default with the values of ``standard``.
    public init(
        name: String, version: Int, standingAgeMax: Duration = .seconds(7 * 86_400),
        clockSkew: Duration = .seconds(300), witnessesMin: Int = 0,
        ledgers: LedgerRule = .whereListed
    ) {
        precondition(witnessesMin >= 0, "a number of witnesses is not negative")
        precondition(standingAgeMax >= .zero && clockSkew >= .zero, "times are not negative")
        self.name = name
        self.version = version
        self.standingAgeMax = standingAgeMax
        self.clockSkew = clockSkew
        self.witnessesMin = witnessesMin
        self.ledgers = ledgers
    }

    /// Whether an award of an institution is judged by a ledger.
    public enum Ground: Hashable, Sendable {
        /// By its receipt.
        case ledger
        /// By its signature and its status lists alone.
        case signatureOnly
    }

    /// The checks that must pass before an award can be confirmed; those not made make the
    /// verdict `incomplete`.
    public func mandatory(on ground: Ground) -> Set<Check.ID> {
        var checks: Set<Check.ID> = [
            .wellFormed, .issuerListed, .listCurrent, .fileIntact, .signedByInstitution,
            .keyValidThen, .datesInOrder,
        ]
        if ground == .ledger || ledgers == .always {
            checks.formUnion([
                .recorded, .recordMatches, .keyHistory, .recordSigned, .notWithdrawn,
            ])
            if witnessesMin > 0 { checks.insert(.witnessed) }
        } else {
            checks.insert(.statusList)
        }
        return checks
    }

    /// The policy as it stands in a verdict.
    public var json: JSONValue {
        [
            "name": .string(name), "version": .integer(Int64(version)),
            "standing_age_max_seconds": .integer(standingAgeMax.components.seconds),
            "clock_skew_seconds": .integer(clockSkew.components.seconds),
            "witnesses_min": .integer(Int64(witnessesMin)),
            "ledgers": .string(ledgers.rawValue),
        ]
    }
}
