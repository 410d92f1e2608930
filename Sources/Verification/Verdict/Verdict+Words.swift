import Credentials
import Records
import Signing
import Trust

/// What a verdict says in English.
///
/// Spec: 07-verify §8.
extension Verdict {
    /// What the list calls the institution, and what became of it since.
    var institutionName: String {
        institution?.name(in: "en", by: asOf.trustDay) ?? "The institution"
    }

    /// The answer in one sentence.
    public var headline: String {
        switch code {
        case .confirmed: return "\(institutionName) confirms this award."
        case .confirmedEnded:
            let day = credential?.validUntil.map { Words.day($0.calendarDate) } ?? "an earlier day"
            return "This was awarded. It was valid until \(day)."
        case .replaced:
            return "The institution has replaced this with a newer version. Ask for the new one."
        case .onHold:
            return "The institution has put this on hold. Ask them before you decide."
        case .withdrawn:
            guard let effectiveDay = effectiveDay.flatMap({ CalendarDate($0.description) }) else {
                return "The institution withdrew this."
            }
            return "The institution withdrew this on \(Words.day(effectiveDay))."
        case .issuerNotRecognised:
            if let check = checks.first(where: { $0.reason == .issuerOutOfScope }) {
                return check.sentence
            }
            return "We cannot tell who made this file: nobody on your list vouches for "
                + "\(claimedIssuer ?? "its issuer")."
        case .altered:
            if checks.allSatisfy({ $0.state != .fail || $0.mayBeOfOldList }) {
                return "This file does not match the keys on your list, which may be older than "
                    + "the institution's. Get the newest edition of your list; if it is still so, "
                    + "ask for the original file."
            }
            return "This file is not what the institution signed. It may be damaged or changed. "
                + "Ask for the original file."
        case .noRecord:
            return "We found no record. This does not prove that the award is false."
        case .incomplete:
            let reason = obstacle?.reason.clause ?? "a check could not be made"
            return "We could not finish the check: \(reason). Do not decide on this result."
        case .testOnly: return "This is a test. It has no value."
        case .erased:
            return "Genuine when issued. The institution no longer keeps the record."
        }
    }

    /// Who, what and when, a sentence each.
    public var sentences: [String] {
        [awardSentence, forceSentence, finalitySentence].compactMap(\.self)
    }

    private var awardSentence: String? {
        guard let award, let title = award.title else { return nil }
        let holder = award.holderNames.first.map { " to \(Words.foreign($0))" } ?? ""
        let day = award.awardDate.map { " on \(Words.day($0))" } ?? ""
        return "\(institutionName) awarded “\(Words.foreign(title))”\(holder)\(day)."
    }

    private var forceSentence: String? {
        guard let standingAge else { return nil }
        if asOf < judgedAt { return sentenceOfThen(standingAge) }
        let age = Words.age(standingAge)
        switch code {
        case .confirmed: return "It was in force when the institution was last asked, \(age) ago."
        case .confirmedEnded, .replaced, .onHold, .withdrawn, .erased:
            return "This is the institution's word of \(age) ago."
        case .issuerNotRecognised, .altered, .noRecord, .incomplete, .testOnly: return nil
        }
    }

    /// What is known of an instant that is over: nobody was asked then.
    private func sentenceOfThen(_ age: Duration) -> String? {
        switch code {
        case .confirmed where institution?.ledgers.isEmpty == true:
            return "It was in force on \(Words.moment(asOf)), by the institution's status lists."
        // Of a ledger that was read further than that.
        case .confirmed where age == .zero:
            return "The institution's word says that it was in force on \(Words.moment(asOf))."
        case .confirmed:
            let moment = Words.moment(asOf - age)
            return "The institution's word of \(moment) says that it was in force."
        case .confirmedEnded, .replaced, .onHold, .withdrawn, .erased:
            return "This is what the institution's word says of \(Words.moment(asOf))."
        case .issuerNotRecognised, .altered, .noRecord, .incomplete, .testOnly: return nil
        }
    }

    /// That there is nowhere to look whether the award is still in force.
    private var finalitySentence: String? {
        guard code == .confirmed || code == .confirmedEnded, institution?.ledgers.isEmpty == true,
            checks.contains(where: { $0.reason == .statusNone })
        else { return nil }
        return "The institution publishes no way to withdraw it."
    }
}
