import AppendOnlyLedger
import ArgumentParser
import CanonicalJSON
import HomeFolder

/// Looks a home over.
struct DoctorCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look a home over, and say what needs attention.",
        discussion: """
            Ends with 0 if all is well, with 1 if something needs attention, and with 4 if the \
            ledger is not what was signed. It changes nothing.
            """)

    static let examples = """
        testamur doctor
        testamur doctor --home /srv/testamur --passphrase-file secret.txt
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let home = try home.open()
        let checkup = Checkup(home: home, passphrase: try passphrase.secret())
        let findings = await checkup.findings()
        let status = findings.reduce(ExitStatus.success) { $0.worse($1.status) }
        if output.json {
            Console.output.json([
                "home": .string(home.path), "well": .boolean(status == .success),
                "findings": .array(findings.map(\.json)),
            ])
            return status
        }
        let console = Console.output
        for finding in findings {
            let word =
                finding.advice == nil
                ? console.styled("ok       ", .green) : console.styled("attention", .amber)
            console.line("\(word)  \(finding.subject.padded(to: 12))\(finding.words)")
            if let advice = finding.advice { console.line("           → \(advice)") }
        }
        return status
    }
}

/// One line of an checkup.
struct DoctorFinding: Sendable {
    /// What was looked at.
    let subject: String
    /// What was found, in one sentence.
    let words: String
    /// What to do; `nil` if all is well.
    let advice: String?
    /// How the program is to end for it.
    let status: ExitStatus

    /// All is well.
    static func ok(_ subject: String, _ words: String) -> DoctorFinding {
        DoctorFinding(subject: subject, words: words, advice: nil, status: .success)
    }

    /// Something needs attention.
    static func attention(
        _ subject: String, _ words: String, _ advice: String, _ status: ExitStatus = .negative
    ) -> DoctorFinding {
        DoctorFinding(subject: subject, words: words, advice: advice, status: status)
    }

    /// Something could not be looked at.
    static func failed(_ subject: String, _ error: any Error) -> DoctorFinding {
        let failure = Failure(error)
        return attention(
            subject, failure.message,
            failure.next ?? "Learn more with: testamur explain \(failure.code)",
            failure.status == .integrity ? .integrity : .negative)
    }

    var json: JSONValue {
        var json: JSONValue = [
            "subject": .string(subject), "state": advice == nil ? "ok" : "attention",
            "words": .string(words),
        ]
        if let advice { json["advice"] = .string(advice) }
        return json
    }
}
