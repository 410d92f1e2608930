import ArgumentParser
import CanonicalJSON
import Signing
import Trust

/// Shows what changed from one list to another.
struct TrustDiffCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed from one list to another: who came, who went, which keys.",
        discussion: """
            Nobody's signature is checked: look at a new edition this way before you use it. Ends \
            with 0 if the lists say the same, and with 1 if they do not; their numbers, dates and \
            signatures may differ.
            """)

    static let examples = """
        testamur trust diff list.json newer.json
        """

    @Argument(help: "The older list, or - for stdin.")
    var old: String

    @Argument(help: "The newer list.")
    var new: String

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let older = try SignedTrustList(
            parsing: InputFile(old).bytes(max: TrustList.bytesMax))
        let newer = try SignedTrustList(
            parsing: InputFile(new).bytes(max: TrustList.bytesMax))
        let difference = newer.difference(from: older)
        if output.json {
            Console.output.json(report(difference, older, newer))
        } else {
            tell(difference, older, newer)
        }
        return difference.isEmpty ? .success : .negative
    }

    private func tell(
        _ difference: TrustListDifference, _ older: SignedTrustList, _ newer: SignedTrustList
    ) {
        let output = Console.output
        output.line("older  \(older.heading)".harmless)
        output.line("newer  \(newer.heading)".harmless)
        let changes = difference.institutions + difference.accreditation
        if changes.isEmpty { output.line("Both say the same.") }
        for change in changes {
            let name = change.name.isEmpty ? "" : "  \(change.name)"
            output.line()
            output.line("\(change.kind.rawValue.padded(to: 9))\(change.who)\(name)".harmless)
            for row in change.details.flatMap(\.rows) { output.line(row) }
        }
        if newer.claimedSequence < older.claimedSequence {
            Console.messages.line(
                "warning: the second list is an earlier edition than the first.")
        }
    }

    private func report(
        _ difference: TrustListDifference, _ older: SignedTrustList, _ newer: SignedTrustList
    ) -> JSONValue {
        [
            "older": older.headingJSON, "newer": newer.headingJSON,
            "same": .boolean(difference.isEmpty),
            "institutions": .array(difference.institutions.map(\.json)),
            "accreditation": .array(difference.accreditation.map(\.json)),
        ]
    }
}

extension SignedTrustList {
    fileprivate var claimedSequence: Int64 {
        if case .integer(let number)? = claimed["sequence"] { number } else { 0 }
    }

    private func text(_ name: String) -> String {
        if case .string(let text)? = claimed[name] { text } else { "" }
    }

    private var signers: [String] { signatures.map(\.key.description) }

    fileprivate var heading: String {
        "\(text("name")), edition \(claimedSequence), until \(text("expires").prefix(10)), "
            + (signers.isEmpty
                ? "unsigned" : "said to be signed by \(signers.joined(separator: ", "))")
    }

    fileprivate var headingJSON: JSONValue {
        [
            "name": .string(text("name")), "sequence": .integer(claimedSequence),
            "expires": .string(text("expires")),
            "said_to_be_signed_by": .array(signers.map { .string($0) }),
        ]
    }
}

extension TrustListDifference.Change {
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "who": .string(who), "name": .string(name),
            "details": .array(details.map(\.json)),
        ]
    }
}

extension TrustListDifference.Detail {
    /// What is gone and what has come, a line each.
    var rows: [String] { went.map { row("-", $0) } + came.map { row("+", $0) } }

    private func row(_ sign: String, _ text: String) -> String {
        "  \(sign) \(aspect.padded(to: 16))\(text)".harmless
    }

    /// The same for programs.
    var json: JSONValue {
        [
            "aspect": .string(aspect), "came": .array(came.map { .string($0) }),
            "went": .array(went.map { .string($0) }),
        ]
    }
}
