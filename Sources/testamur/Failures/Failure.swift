import CanonicalJSON

/// Why a command could not do what it was asked, in words for the person who asked.
struct Failure: Error, Hashable, Sendable {
    /// The stable code of `spec/errors.md`.
    let code: String
    /// How the program ends.
    let status: ExitStatus
    /// What happened, in one sentence.
    let message: String
    /// What to do now; `nil` where the message says it.
    let next: String?
    /// The places where something is wrong, for input that was refused.
    let findings: [Finding]

    /// One thing that is wrong with an input.
    struct Finding: Hashable, Sendable {
        /// Where: a JSON pointer (RFC 6901), or the row and column of a table; empty for the whole.
        let pointer: String
        /// The stable code.
        let code: String
        /// What, in one sentence.
        let text: String
    }

    /// Describes a failure.
    init(
        _ code: String, _ status: ExitStatus, _ message: String, next: String? = nil,
        findings: [Finding] = []
    ) {
        self.code = code
        self.status = status
        self.message = message
        self.next = next
        self.findings = findings
    }

    /// The same failure, said of a file, unless it names the file already.
    func about(_ file: String) -> Failure {
        if message.hasPrefix(file) { return self }
        return Failure(code, status, "\(file): \(message)", next: next, findings: findings)
    }

    /// The failure as JSON.
    var json: JSONValue {
        var json: JSONValue = ["code": .string(code), "message": .string(message)]
        if let next { json["next"] = .string(next) }
        if !findings.isEmpty {
            json["errors"] = .array(
                findings.map { finding in
                    [
                        "pointer": .string(finding.pointer), "code": .string(finding.code),
                        "detail": .string(finding.text),
                    ]
                })
        }
        return json
    }

    /// The failure as a person reads it, without a newline at its end.
    var text: String {
        var lines = [message]
        lines += findings.map { finding in
            let parts = [finding.pointer, finding.text == message ? "" : finding.text]
            return "  " + parts.filter { !$0.isEmpty }.joined(separator: "  ")
        }
        if let next { lines.append(next) }
        // They quote names and texts of others.
        return lines.map(\.harmless).joined(separator: "\n")
    }
}

extension Failure {
    /// Something is in the way that must not be written over.
    static func exists(_ path: String) -> Failure {
        Failure(
            "file.exists", .refused, "\(path) exists, and nothing is written over.",
            next: "Name another file, or move this one away.")
    }

    /// A file could not be written.
    static func unwritable(_ path: String, _ why: String) -> Failure {
        Failure(
            "file.unwritable", .inputOutput, "\(path) \(why).",
            next: "Check that the folder exists, that you may write there, and the disk's space.")
    }

    /// A file could not be read.
    static func unreadable(_ path: String) -> Failure {
        Failure(
            "file.unreadable", .usage, "\(path) cannot be read.",
            next: "Check the name, and that you may read the file.")
    }

    /// An argument is not what it must be.
    static func wrongUse(_ message: String, next: String? = nil) -> Failure {
        Failure("use.wrong", .usage, message, next: next)
    }
}

/// Tells failures in the form that was asked for.
struct FailureReporter: Sendable {
    private let inJSON: Bool

    /// Looks for `--json`; before the arguments are understood there is no better way.
    init(arguments: [String]) {
        inJSON = arguments.prefix { $0 != "--" }.contains("--json")
    }

    /// Tells a failure on stderr and returns how the program is to end.
    func report(_ failure: Failure) -> ExitStatus {
        let messages = Console.messages
        if inJSON {
            messages.write((["error": failure.json] as JSONValue).prettyText())
        } else {
            messages.line(messages.styled("error:", .red) + " " + failure.text)
        }
        return failure.status
    }
}
