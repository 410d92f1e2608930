import Credentials
import Signing
import Trust

/// The verdict as plain text, without colour: for terminals, for paper, for short messages.
extension Verdict {
    /// The longest short message, in UTF-16 units, as networks count them.
    public static let shortTextMax = 160

    /// The whole verdict, one fact a line.
    public var text: String {
        var lines = ["\(code.word): \(headline)"]
        lines += sentences
        section("", facts, to: &lines)
        section(
            "What has been proven",
            ladder.map { "[\($0.state == .reached ? "x" : " ")] \($0.number). \($0.sentence)" },
            to: &lines)
        section("What we checked", checks.map { "\($0.state.column) \($0.sentence)" }, to: &lines)
        section("Worth a look", findings.map(\.text), to: &lines)
        section("What this does not tell you", Limit.allCases.map(\.sentence), to: &lines)
        section("What to do now", nextSteps, to: &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ title: String, _ content: [String], to lines: inout [String]) {
        guard !content.isEmpty else { return }
        lines.append("")
        if !title.isEmpty { lines.append(title) }
        lines += content.map { "  \($0)" }
    }

    /// Labels and values: of the award if the institution vouches for it, else as the file says.
    private var facts: [String] {
        var rows: [String] = []
        if award == nil, claimed != nil {
            switch code {
            case .incomplete, .noRecord:
                rows.append("The file says the following, which is not confirmed.")
            default: rows.append("The file says the following; nobody vouches for it.")
            }
        }
        guard let shown = award ?? claimed else { return rows }
        for title in shown.titles {
            let language = title.language.map { " (\(Words.foreign($0, lengthMax: 35)))" } ?? ""
            rows.append("Award        \(Words.foreign(title.text))\(language)")
        }
        for name in shown.holderNames { rows.append("Holder       \(Words.foreign(name))") }
        if let day = shown.awardDate { rows.append("Award date   \(Words.day(day)) (\(day))") }
        if let until = shown.validUntil {
            rows.append(
                "Valid until  \(Words.day(until.calendarDate)) (\(until.calendarDate))")
        }
        if let institution {
            let label = award == nil ? "In the name of" : "Institution "
            rows.append("\(label) \(institutionName) (\(institution.country), \(institution.did))")
        }
        rows.append("Your list    \(trustList.words)")
        let asked = asOf == judgedAt ? "" : ", on \(Words.moment(judgedAt)),"
        rows.append(
            "Checked as of \(Words.moment(asOf))\(asked) under the policy \(policy.name).")
        return rows
    }

    /// The verdict in at most ``shortTextMax`` units: the word first, then as much of the rest as
    /// fits.
    public var shortText: String {
        var text = "\(code.word): \(headline)"
        if text.utf16.count > Verdict.shortTextMax {
            return Verdict.cut(text)
        }
        var parts: [String] = []
        if let award {
            parts += [award.title, award.holderNames.first].compactMap(\.self)
                .map { Words.foreign($0, lengthMax: 80) }
            if let day = award.awardDate { parts.append(day.description) }
        }
        parts.append("As of \(asOf.dateText).")
        for part in parts {
            let separator = text.hasSuffix(".") ? " " : ". "
            if (text + separator + part).utf16.count <= Verdict.shortTextMax {
                text += separator + part
            }
        }
        return text
    }

    static func cut(_ text: String) -> String {
        var result = ""
        for character in text {
            guard result.utf16.count + character.utf16.count < shortTextMax else { break }
            result.append(character)
        }
        return result + "…"
    }
}

extension TrustListReference {
    /// The list's name and edition, and why it is believed, in a few words.
    public var words: String {
        switch provenance {
        case .localUnsigned: "\(name), edition \(sequence), kept here, unsigned"
        case .signed(let keys):
            "\(name), edition \(sequence), signed by "
                + keys.map(\.description).joined(separator: ", ")
        }
    }
}

extension Check.State {
    /// The state in a column of one width.
    var column: String {
        switch self {
        case .pass: "pass       "
        case .fail: "FAIL       "
        case .notChecked: "not checked"
        case .notApplicable: "-          "
        }
    }
}
