import Records
import Signing
import TransparencyLog

extension AuditReport {
    /// The report for a person at a terminal: the answer first, then what it rests on.
    public var text: String {
        var lines = [headline, ""]
        lines += faultLines
        lines += unreadLines
        lines += [
            row("ledger", origin?.description ?? "unknown"),
            row("records", countWords),
            row("root", root?.base64 ?? "not recomputed"),
            row("outside", anchor.description),
        ]
        lines += checkLines
        lines += voidLines
        lines += kindLines
        lines += keyLines
        if let rate = recordsPerSecond {
            lines.append(row("time", "\(seconds) s, \(UInt64(rate)) records a second"))
        }
        return lines.map(AuditReport.plain).joined(separator: "\n") + "\n"
    }

    /// A line without characters that steer a terminal or hide in it; a ledger chooses its names.
    private static func plain(_ line: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in line.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                plain.append("\u{FFFD}")
            default: plain.append(scalar)
            }
        }
        return String(plain)
    }

    /// The answer in one line.
    public var headline: String {
        switch verdict {
        case .faulty where isOfOldList:
            "Not as your list says, and no other fault was found in the records: the list may be "
                + "older than the institution's keys."
        case .intact: "Intact: everything that was checked agrees."
        case .faulty(let first, 1): "Not intact: one fault, at \(first.place)."
        case .faulty(let first, let count):
            "Not intact: \(count) faults, the first at \(first.place)."
        case .unfinished(let object): "Not finished: \(object.path) could not be read."
        }
    }

    private var countWords: String {
        guard let size else { return "\(recordCount) read" }
        return recordCount == size.value ? "\(size)" : "\(recordCount) of \(size) read"
    }

    private var faultLines: [String] {
        var lines: [String] = []
        for fault in faults.prefix(5) {
            lines.append("\(fault.place)  (\(fault.kind.code))")
            lines.append("  \(fault.cause)")
            lines.append(row("  expected", fault.expected))
            lines.append(row("  found", fault.found))
            lines.append("  What to do: \(fault.nextStep)")
            lines.append("")
        }
        if faultCount > 5 { lines += ["… and \(faultCount - 5) more.", ""] }
        return lines
    }

    private var unreadLines: [String] {
        guard !unread.isEmpty else { return [] }
        var lines = ["Could not be read, so nothing is said of them:"]
        lines += unread.prefix(5).map { "  \($0)" }
        if unread.count > 5 { lines.append("  … and more.") }
        return lines + [""]
    }

    private var checkLines: [String] {
        checks.map { check in
            switch check.state {
            case .pass: row("checked", check.name.words)
            case .fail: row("FAILED", check.name.words)
            case .notChecked(let reason): row("NOT CHECKED", "\(check.name.words): \(reason)")
            case .notApplicable: row("nothing to do", check.name.words)
            }
        }
    }

    private var voidLines: [String] {
        voidCheckpoints.flatMap { void in
            [
                row(
                    "void since",
                    "\(void.count) earlier checkpoints, of \(void.first) to \(void.last) records: "
                        + "their key was declared compromised later."),
                row("", "Their roots are this ledger's. Receipts that end in them count no more."),
            ]
        }
    }

    private var kindLines: [String] {
        let counts = StatementKind.allCases.compactMap { kind in
            kinds[kind].map { "\(kind.rawValue) \($0)" }
        }
        return counts.isEmpty ? [] : [row("kinds", counts.joined(separator: ", "))]
    }

    private var keyLines: [String] {
        let lines = keys.prefix(20).map { key in
            var words = "\(key.name), \(key.use.rawValue), from record \(key.introduced)"
            if let retired = key.retired { words += ", retired by record \(retired)" }
            if let size = key.voidFrom { words += ", void from size \(size)" }
            if key.records > 0 { words += ", signed \(key.records)" }
            return row("key", words)
        }
        return keys.count > 20 ? lines + [row("key", "… and \(keys.count - 20) more")] : lines
    }

    /// Seconds with one decimal, without the formatting of another library.
    private var seconds: String {
        let tenths = Int64((duration.inSeconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func row(_ name: String, _ words: String) -> String {
        name + String(repeating: " ", count: max(2, 15 - name.count)) + words
    }
}
