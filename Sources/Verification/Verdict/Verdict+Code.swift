extension Verdict {
    /// The answers that there are.
    public enum Code: String, CaseIterable, Hashable, Sendable {
        /// The institution confirms the award.
        case confirmed
        /// Awarded for a time that is over.
        case confirmedEnded = "confirmed_ended"
        /// Replaced by a newer version.
        case replaced
        /// On hold.
        case onHold = "on_hold"
        /// Withdrawn.
        case withdrawn
        /// Nobody on the list vouches for who made it.
        case issuerNotRecognised = "issuer_not_recognised"
        /// Not what was signed.
        case altered
        /// The ledger has nothing to say about it.
        case noRecord = "no_record"
        /// The check could not be finished.
        case incomplete
        /// Worth nothing.
        case testOnly = "test_only"
        /// Genuine when issued; no record is kept any more.
        case erased
    }
}

extension Verdict.Code {
    /// The answer in a word or two.
    public var word: String {
        switch self {
        case .confirmed: "Confirmed"
        case .confirmedEnded: "Ended"
        case .replaced: "Replaced"
        case .onHold: "On hold"
        case .withdrawn: "Withdrawn"
        case .issuerNotRecognised: "Issuer not recognised"
        case .altered: "Does not match"
        case .noRecord: "No record"
        case .incomplete: "Not finished"
        case .testOnly: "Test"
        case .erased: "Confirmed, record closed"
        }
    }

    /// Whether somebody may choose to take this answer for a yes: genuine awards only.
    public var canBeAccepted: Bool {
        switch self {
        case .confirmed, .confirmedEnded, .replaced, .erased: true
        case .onHold, .withdrawn, .issuerNotRecognised, .altered, .noRecord, .incomplete,
            .testOnly:
            false
        }
    }

    /// Whether the institution is known to have signed what the file says, so that it may be
    /// shown as the institution's word.
    var vouchesForClaims: Bool {
        switch self {
        case .confirmed, .confirmedEnded, .replaced, .onHold, .withdrawn, .erased, .testOnly: true
        case .issuerNotRecognised, .altered, .noRecord, .incomplete: false
        }
    }

    /// The codes of checks beside which no answer can be taken for a yes: the award was replaced,
    /// and what else became of it is not known.
    public static let codesNotAccepted: Set<String> = [Reason.standingReplacedOpen.rawValue]

    /// The exit code of a program that was asked for this answer: 0 yes, 1 no, 3 not finished.
    ///
    /// - Parameter accepted: answers that the caller takes for a yes, of those that
    ///   ``canBeAccepted``; others in it change nothing.
    public func exitCode(accepting accepted: Set<Verdict.Code> = []) -> Int32 {
        if self == .confirmed || (canBeAccepted && accepted.contains(self)) { return 0 }
        return self == .incomplete ? 3 : 1
    }
}
