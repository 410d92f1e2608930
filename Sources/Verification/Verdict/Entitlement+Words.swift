import Credentials
import Trust

extension Words {
    /// A day of a trust list, as in `24 June 2026`.
    static func day(_ day: TrustDay) -> String {
        CalendarDate(day.description).map { Words.day($0) } ?? day.description
    }
}

extension ScopeMiss {
    /// Why an award does not lie within a scope, in half a sentence. The award's own texts are
    /// made harmless by whoever shows the sentence's evidence; here they are cut.
    var words: String {
        switch self {
        case .severalAwards: "the file may hold several awards"
        case .typeUnstated: "the award does not say its type"
        case .type(let type): "the award is of the type \(Words.foreign(type, lengthMax: 60))"
        case .levelUnstated: "the award does not clearly say its level"
        case .level(let level):
            "the award is of level \(Words.foreign(level.description, lengthMax: 60))"
        case .fieldUnstated: "the award does not say its field"
        case .field(let field): "the award is in the field \(field)"
        case .countryUnknown: "your list does not say where the institution is"
        case .country(let country): "the institution is in \(country)"
        case .dayUnstated: "the award has no date"
        case .before(let day): "it was awarded before \(Words.day(day))"
        case .after(let day): "it was awarded after \(Words.day(day))"
        }
    }
}

extension [ScopeMiss] {
    /// All of them, in half a sentence.
    var words: String {
        let parts = map(\.words)
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// When the nearest one ended, or begins, if it is that alone which it misses.
    fileprivate var bound: String {
        guard count == 1 else { return "" }
        return switch self[0] {
        case .after(let day): ": the nearest one ended on \(Words.day(day))"
        case .before(let day): ": the nearest one begins on \(Words.day(day))"
        default: ""
        }
    }
}

extension Accreditation {
    /// From when until when it holds and where it can be looked up, in brackets.
    fileprivate var grounds: String {
        let parts = [
            scope.period.from.map { "from \(Words.day($0))" },
            scope.period.until.map { "until \(Words.day($0))" },
        ].compactMap(\.self)
        let period = parts.isEmpty ? [] : [parts.joined(separator: " ")]
        let all = period + [source.map { Words.foreign($0, lengthMax: 120) }].compactMap(\.self)
        return all.isEmpty ? "" : " (\(all.joined(separator: "; ")))"
    }
}

extension Entitlement {
    /// What is known of the award date, in one or two sentences.
    func words(onAwardDate day: TrustDay?) -> String {
        let when = day.map { "on the award date, \(Words.day($0))" } ?? "on the award date"
        return switch self {
        case .accredited(let accreditor, let statement):
            "\(accreditor) states that the institution was accredited for this award \(when)"
                + "\(statement.grounds)."
        case .notCovered(let misses):
            "No accreditation that is known here covers this award \(when): \(misses.words). "
                + "That does not say that the institution was not accredited then."
        case .noInformation: "Nothing is known here of the institution's accreditation \(when)."
        }
    }

    /// What is known of another day, in one sentence.
    func words(asOf day: TrustDay?) -> String {
        let when = day.map { Words.day($0) } ?? "that day"
        return switch self {
        case .accredited(let accreditor, let statement):
            "As of \(when) it is accredited for such awards, as \(accreditor) states"
                + "\(statement.grounds)."
        case .notCovered(let misses):
            "As of \(when) no accreditation that is known here covers such awards"
                + "\(misses.bound)."
        case .noInformation: "As of \(when) nothing is known here either."
        }
    }

    /// The facts about one of the days.
    func facts(_ name: String) -> [Check.Fact] {
        switch self {
        case .accredited(let accreditor, let statement):
            [
                Check.Fact(name, "accredited"), Check.Fact("\(name)_by", accreditor),
                statement.scope.period.from.map { Check.Fact("\(name)_from", $0) },
                statement.scope.period.until.map { Check.Fact("\(name)_until", $0) },
                statement.source.map { Check.Fact("\(name)_source", $0) },
            ].compactMap(\.self)
        case .notCovered: [Check.Fact(name, "not covered")]
        case .noInformation: [Check.Fact(name, "no information")]
        }
    }
}
