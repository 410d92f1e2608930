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

    /// What a page colours a verdict with; never without its icon and its word.
    public enum Tone: String, Hashable, Sendable {
        /// Confirmed.
        case green
        /// Genuine, with something to know.
        case blue
        /// To be asked about.
        case amber
        /// Not to be relied upon.
        case red
        /// Open.
        case grey
        /// A test.
        case purple
    }

    /// What the icon beside a verdict shows.
    public enum Icon: String, Hashable, Sendable {
        /// A tick.
        case tick
        /// A clock.
        case clock
        /// An arrow.
        case arrow
        /// Two bars.
        case pause
        /// A cross.
        case cross
        /// A question mark.
        case question
        /// A circle.
        case circle
        /// A circle with dots.
        case dots
        /// A flask.
        case flask
        /// A closed book.
        case closed
    }
}

extension Verdict.Code {
    /// The word beside the icon.
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

    /// The colour.
    public var tone: Verdict.Tone {
        switch self {
        case .confirmed: .green
        case .confirmedEnded, .replaced, .erased: .blue
        case .onHold, .issuerNotRecognised: .amber
        case .withdrawn, .altered: .red
        case .noRecord, .incomplete: .grey
        case .testOnly: .purple
        }
    }

    /// The icon.
    public var icon: Verdict.Icon {
        switch self {
        case .confirmed: .tick
        case .confirmedEnded: .clock
        case .replaced: .arrow
        case .onHold: .pause
        case .withdrawn, .altered: .cross
        case .issuerNotRecognised: .question
        case .noRecord: .circle
        case .incomplete: .dots
        case .testOnly: .flask
        case .erased: .closed
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
}

extension Verdict {
    /// The exit code of a program that was asked for this verdict: 0 yes, 1 no, 3 not finished.
    ///
    /// - Parameter accepted: answers that the caller takes for a yes, of those that
    ///   ``Code/canBeAccepted``; others in it change nothing.
    public func exitCode(accepting accepted: Set<Code> = []) -> Int32 {
        if code == .confirmed || (code.canBeAccepted && accepted.contains(code)) { return 0 }
        return code == .incomplete ? 3 : 1
    }
}
