import ArgumentParser
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import Signing
import TransparencyLog

/// Shows what became of an award, and why.
struct StandingCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "standing",
        abstract: "Show an award's standing and how it came about, with your reasons.",
        discussion: """
            The reasons are in your vault only. Give them to those who may ask: with the salt, \
            anyone can check that they are what the ledger's record committed to.
            """)

    static let examples = """
        testamur standing urn:uuid:3f2b6c1e-…
        testamur standing 3f2b6c1e-… --json
        testamur standing anna.testamur
        """

    @OptionGroup var home: HomeOptions

    @Argument(
        help: ArgumentHelp(
            "The number of the award, or its holder's file: that, if it was erased.",
            valueName: "id"))
    var award: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let named = try NamedAward(award)
        let institution = try await home.untouched(passphrase)
        let award = try await named.award(at: institution.registrar, .toSee)
        let report = try await institution.registrar.standing(of: award)
        if output.json {
            Console.output.json(report.json)
        } else {
            Console.output.line(report.text)
        }
        return .success
    }
}

extension StandingReport {
    /// The standing for a person.
    var words: String {
        guard isVoid else { return standing.state.words }
        return standing.state == .inForce ? "void" : "\(standing.state.words), and void"
    }

    fileprivate var text: String {
        var lines = ["\(id)", "  record \(target.record)" + leaf + ", \(words)"]
        if isVoid {
            lines.append(
                "  It counts for nothing since a key was stolen, until you confirm it: testamur "
                    + "reattest")
        }
        for entry in history {
            lines.append("  record \(entry.record), \(entry.at): \(entry.action.rawValue)")
            if let day = entry.effective ?? entry.reason?.effective {
                lines.append("    from         \(day)")
            }
            guard let reason = entry.reason else {
                lines.append("    why          not kept any more")
                continue
            }
            lines.append("    why          \(reason.category.rawValue)")
            if let successor = reason.successor { lines.append("    replaced by  \(successor)") }
            if let words = reason.words {
                lines.append("    reason       \(words.inOneLine.harmless)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private var leaf: String { target.leaf.map { ", leaf \($0)" } ?? "" }

    fileprivate var json: JSONValue {
        var json: JSONValue = [
            "id": .string(id.description), "record": .integer(Int64(target.record.value)),
            "state": .string(standing.state.rawValue), "as_of": .string(standing.asOf.description),
            "void": .boolean(isVoid), "history": .array(history.map(\.json)),
        ]
        if let leaf = target.leaf { json["leaf"] = .integer(Int64(leaf.value)) }
        return json
    }
}

extension StandingEntry {
    fileprivate var json: JSONValue {
        var json: JSONValue = [
            "record": .integer(Int64(record.value)), "at": .string(at.description),
            "action": .string(action.rawValue), "state": .string(state.rawValue),
        ]
        if let day = effective ?? reason?.effective {
            json["effective"] = .string(day.description)
        }
        guard let reason else { return json }
        json["category"] = .string(reason.category.rawValue)
        if let words = reason.words { json["reason"] = .string(words) }
        if let successor = reason.successor {
            json["successor"] = .string(successor.description)
        }
        if let salt { json["salt"] = .string(Base64URL.encode(salt)) }
        return json
    }
}

extension StandingState {
    /// For a person.
    var words: String {
        switch self {
        case .inForce: "in force"
        case .onHold: "on hold"
        case .withdrawn: "withdrawn"
        case .replaced: "replaced"
        case .erased: "erased"
        }
    }
}

extension String {
    /// The text of a file as it stands in a row: its line breaks and tabs as blanks.
    fileprivate var inOneLine: String {
        split { $0.isNewline || $0 == "\t" }.joined(separator: " ")
    }
}
