import CanonicalJSON
import Issuance
import Records
import Signing
import TransparencyLog

/// What changing a standing would do: what becomes public, and what stays private.
struct StandingPreview {
    let report: StandingReport
    let action: StandingAction
    let reason: StandingReason
    let hasSuccessor: Bool

    /// For a person.
    var text: String {
        var lines = [
            "\(report.id): \(report.standing.state.rawValue) now; would be stated: "
                + action.rawValue,
            "", "Public, in the ledger for ever",
        ]
        lines += publicRows.map { "  " + $0.words }
        lines += ["", "Private, in your vault"]
        lines += privateRows.map { "  " + $0.words }
        return lines.joined(separator: "\n")
    }

    /// For programs.
    var json: JSONValue {
        [
            "id": .string(report.id.description), "dry_run": true,
            "state": .string(report.standing.state.rawValue),
            "action": .string(action.rawValue),
            "public": .array(publicRows.map { .string($0.name) }),
            "private": .array(privateRows.map { .string($0.name) }),
        ]
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
        if hasSuccessor {
            rows.append(Row(name: "successor", words: "Which award takes its place."))
        }
        return rows
    }
}
