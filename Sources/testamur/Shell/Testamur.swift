import ArgumentParser

/// The command-line program.
///
/// Spec: 09-surfaces §2.
@main
struct Testamur: AsyncParsableCommand {
    /// The version that `--version` prints.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "testamur",
        abstract: "Issue, verify and audit awards that anyone can check.",
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "Issuing",
                subcommands: [
                    InitCommand.self, IssueCommand.self, ProveCommand.self,
                    DescribeCommand.self,
                ]),
            CommandGroup(
                name: "The years after",
                subcommands: [
                    StandingCommand.self, SuspendCommand.self, ReinstateCommand.self,
                    SupersedeCommand.self, RevokeCommand.self, EraseCommand.self,
                    ReattestCommand.self,
                ]),
            CommandGroup(
                name: "Relying", subcommands: [VerifyCommand.self, TrustCommand.self]),
            CommandGroup(
                name: "Auditing",
                subcommands: [
                    AuditCommand.self, CompareCommand.self, MonitorCommand.self, MirrorCommand.self,
                ]),
            CommandGroup(
                name: "Keeping a home",
                subcommands: [
                    KeyCommand.self, TokenCommand.self, WitnessCommand.self, BackupCommand.self,
                    RestoreCommand.self, DoctorCommand.self,
                ]),
            CommandGroup(
                name: "Learning",
                subcommands: [ExplainCommand.self, DemoCommand.self, BenchCommand.self]),
        ])

    /// Reads the arguments, does what they say and ends the program with the right exit code.
    static func main() async {
        StandardStream.fill()
        Machine.outliveFileLimits()
        let arguments = Array(CommandLine.arguments.dropFirst())
        var status = await run(arguments)
        if status == .success, Console.hasLostAnswers {
            status = FailureReporter(arguments: arguments)
                .report(.unwritable("stdout", "could not be written"))
        }
        Machine.end(status)
    }

    private static func run(_ arguments: [String]) async -> ExitStatus {
        let failures = FailureReporter(arguments: arguments)
        if arguments.first == "help" {
            let path = HelpScreen.path(Array(arguments.dropFirst()))
            if let word = arguments.dropFirst(path.names.count + 1).first, path.holdsOthers {
                return failures.report(
                    .wrongUse("There is no command \(word.quoted).", next: path.help))
            }
        }
        if let screen = HelpScreen(asked: arguments) {
            Console.output.write(screen.text)
            return .success
        }
        let command: any ParsableCommand
        do {
            command = try parseAsRoot(arguments)
        } catch {
            return end(parsing: error, arguments, failures)
        }
        do {
            try Machine.requireClock()
            if let command = command as? any Command {
                return try await command.perform()
            }
            var command = command
            try command.run()
            return .success
        } catch {
            if exitCode(for: error) == .success {
                // The library's own answers, such as a completion script.
                return end(parsing: error, arguments, failures)
            }
            return failures.report(Failure(error))
        }
    }

    private static func end(
        parsing error: any Error, _ arguments: [String], _ failures: FailureReporter
    ) -> ExitStatus {
        let path = HelpScreen.path(arguments)
        guard exitCode(for: error) != .success else {
            Console.output.write(fullMessage(for: error, columns: HelpScreen.columns) + "\n")
            return .success
        }
        let words = arguments.dropFirst(path.names.count)
        if path.holdsOthers, let word = words.first, !word.hasPrefix("-") {
            return failures.report(
                .wrongUse("There is no command \(word.quoted).", next: path.help))
        }
        return failures.report(.wrongUse(message(for: error).asSentence, next: path.help))
    }
}

extension String {
    /// The text with a full stop at its end, if it has no end yet.
    var asSentence: String {
        guard let last = unicodeScalars.last, !".!?:".unicodeScalars.contains(last) else {
            return self
        }
        return self + "."
    }
}
