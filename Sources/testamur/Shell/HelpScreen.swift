import ArgumentParser

/// The help of one command, which begins with examples.
struct HelpScreen {
    /// How wide it is, whatever the terminal: a help screen is also read in documents.
    static let columns = 80

    private let path: CommandPath

    /// The screen that the arguments ask for; `nil` if they ask for none.
    init?(asked arguments: [String]) {
        let words = arguments.prefix { $0 != "--" }
        if words.first == "help" {
            path = HelpScreen.path(Array(words.dropFirst()))
        } else if words.isEmpty || words.contains("--help") || words.contains("-h") {
            path = HelpScreen.path(Array(words))
        } else {
            path = HelpScreen.path(Array(words))
            guard path.type is any CommandFamily.Type, path.names.count == words.count else {
                return nil
            }
        }
    }

    /// The command that the first words name, and those words.
    static func path(_ arguments: [String]) -> CommandPath {
        var path = CommandPath(type: Testamur.self, names: [])
        for word in arguments {
            let configuration = path.type.configuration
            let all =
                configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
            guard let next = all.first(where: { $0.configuration.commandName == word }) else {
                break
            }
            path = CommandPath(type: next, names: path.names + [word])
        }
        return path
    }

    /// The screen.
    var text: String {
        let examples =
            (path.type as? any Command.Type)?.examples
            ?? (path.type as? any CommandFamily.Type)?.examples ?? HelpScreen.rootExamples
        let help =
            path.names.isEmpty
            ? Testamur.helpMessage(columns: HelpScreen.columns)
            : Testamur.helpMessage(for: path.type, columns: HelpScreen.columns)
        let lines = examples.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        return "EXAMPLES:\n\(lines)\n\n\(help.trimmingNewlines)\n"
    }

    private static let rootExamples = """
        testamur demo                                 see it all work, on this machine
        testamur init --name "University of Example" --did did:web:uni.example --country PL
        testamur issue diploma.json                   one award in, one file for the graduate out
        testamur verify diploma.testamur              is it genuine, and in force today?
        testamur audit https://uni.example/ledger     replay everything that was ever issued
        """
}

/// A command and the words that name it.
struct CommandPath {
    /// The command.
    let type: any ParsableCommand.Type
    /// The words after `testamur`.
    let names: [String]

    /// Whether it does nothing itself.
    var holdsOthers: Bool { names.isEmpty || type is any CommandFamily.Type }

    /// Where to learn how it is written.
    var help: String { "See: \((["testamur"] + names + ["--help"]).joined(separator: " "))" }
}

extension String {
    /// The text without newlines at its end.
    fileprivate var trimmingNewlines: Substring {
        var text = self[...]
        while text.last == "\n" { text.removeLast() }
        return text
    }
}
