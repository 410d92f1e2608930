import ArgumentParser

/// A command of the program: what it does ends in an exit status or in an error.
protocol Command: AsyncParsableCommand {
    /// Complete commands that a person can copy, one a line; the beginning of the help screen.
    static var examples: String { get }

    /// Does it.
    func perform() async throws -> ExitStatus
}

extension Command {
    /// Never called by the program, which wants the exit status; here for the library.
    func run() async throws {
        let status = try await perform()
        if status != .success { throw ExitCode(status.rawValue) }
    }
}

/// A command that only holds others: without one of them it shows its help.
protocol CommandFamily: ParsableCommand {
    /// Complete commands that a person can copy, one a line; the beginning of the help screen.
    static var examples: String { get }
}

/// Where the work is done.
struct HomeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The home to work in. Without it: TESTAMUR_HOME, else ./testamur-home.",
            valueName: "dir"))
    var home: String?

    /// The home's path.
    var path: String {
        home ?? Machine.environment["TESTAMUR_HOME"] ?? HomeOptions.standard
    }

    /// The path when nobody says one.
    static let standard = "./testamur-home"

    /// What to add to a printed command so that it works in the same home.
    var repeated: String { home.map { " --home \($0.quoted)" } ?? "" }
}

/// How the private keys are opened.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file with the passphrase under which the private keys are encrypted.",
            valueName: "file"))
    var passphraseFile: String?
}

/// Where what a command makes is written.
struct DestinationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Where to write it. Without it, or with -: stdout.", valueName: "file"))
    var out: String?

    /// The file; `nil` for stdout.
    var file: String? { out == "-" ? nil : out }
}

/// In which form the answer is written.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Write the answer as JSON on stdout, and an error as JSON on stderr.")
    var json = false
}

extension String {
    /// The text as a shell takes it for one word.
    var quoted: String {
        let isPlain =
            !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "@%+=:,./-_".utf8.contains(byte)
                }
            }
        return isPlain ? self : "'" + replacing("'", with: #"'\''"#) + "'"
    }
}
