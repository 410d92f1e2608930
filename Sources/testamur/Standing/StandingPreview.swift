import CanonicalJSON
import Credentials
import Issuance
import Records
import Signing
import TransparencyLog

/// What changing a standing would do: what becomes public, and what stays private.
struct StandingPreview {
    let report: StandingReport
    let action: StandingAction
    let reason: StandingReason
    /// What takes its place, where something does.
    var replacement: ReplacementRehearsal?
    /// The award's own day, where the vault has it.
    var awarded: CalendarDate?

    /// For a person.
    private var text: String {
        var lines = [
            "\(report.id): \(report.word) now; would be stated: "
                + action.rawValue,
            "", "Public, in the ledger for ever",
        ]
        lines += publicRows.map { "  " + $0.words }
        lines += ["", "Private, in your vault"]
        lines += privateRows.map { "  " + $0.words }
        if let replacement { lines += ["", "Old and new"] + awards(of: replacement) }
        if !warnings.isEmpty { lines += [""] + warnings.map { "Look again: \($0)" } }
        return lines.joined(separator: "\n")
    }

    /// For programs.
    private var json: JSONValue {
        var json: JSONValue = [
            "id": .string(report.id.description), "dry_run": true,
            "state": .string(report.standing.state.rawValue), "void": .boolean(report.isVoid),
            "action": .string(action.rawValue),
            "public": .array(publicRows.map { .string($0.name) }),
            "private": .array(privateRows.map { .string($0.name) }),
            "warnings": .array(warnings.map { .string($0) }),
        ]
        if let known = replacement?.issuedBefore {
            json["successor"] = .string(known.description)
        }
        return json
    }

    /// What a registrar may not have meant.
    private var warnings: [String] {
        let early = action.earlyWarning(from: reason.effective, awarded: awarded)
        if let early { return [early] }
        guard let replacement, let known = replacement.issuedBefore else { return [] }
        let new = replacement.successor.holderNames
        let same = replacement.replaced.map { $0.holderNames == new } ?? true
        return [
            "the new file was issued before, as \(known): no award is made, and that one takes "
                + "the place." + (same ? "" : " It names another person.")
        ]
    }

    private func awards(of replacement: ReplacementRehearsal) -> [String] {
        [replacement.replaced, replacement.successor].compactMap(\.self).map { credential in
            let words = [credential.holder, credential.title].filter { !$0.isEmpty }
            return "  " + words.joined(separator: ", ").harmless
        }
    }

    /// Shows it, and that nothing was done.
    func tell(inJSON: Bool) {
        guard !inJSON else { return Console.output.json(json) }
        Console.output.line(text)
        Console.messages.line("Nothing was written.")
    }

    private struct Row {
        let name: String
        let words: String
    }

    private var publicRows: [Row] {
        let target = report.target.record
        var rows = [
            Row(
                name: "record",
                words: "One record: that record \(target) is meant, when it was stated, who "
                    + "signed it,"),
            Row(
                name: "detail",
                words: "and a commitment of 32 bytes that says nothing without your vault."),
        ]
        switch action {
        case .revoke, .suspend, .reinstate:
            rows += [
                Row(name: "effective", words: "From which day it counts: \(reason.effective)."),
                Row(name: "status", words: "The award's place in your status lists."),
            ]
        case .supersede, .erase: break
        }
        return rows
    }

    private var privateRows: [Row] {
        var rows = [
            Row(name: "category", words: "The category: \(reason.category.rawValue).")
        ]
        if reason.words != nil { rows.append(Row(name: "reason", words: "The reason.")) }
        if replacement != nil {
            rows.append(Row(name: "successor", words: "Which award takes its place."))
        }
        return rows
    }
}

extension StandingAction {
    /// What to say where a change of this kind counts from a day before the award's own.
    func earlyWarning(from day: Day, awarded: CalendarDate?) -> String? {
        guard self == .revoke || self == .suspend, let awarded,
            let effective = CalendarDate(day.description), effective < awarded
        else { return nil }
        return "it counts from \(day), and the award itself is of \(awarded)."
    }
}
