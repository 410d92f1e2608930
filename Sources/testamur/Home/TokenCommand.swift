import ArgumentParser
import CanonicalJSON
import HomeFolder
import Signing

/// Everything about the tokens with which a daemon lets callers issue.
struct TokenCommand: CommandFamily {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Let programs issue through the daemon, or end that.",
        subcommands: [
            TokenCreateCommand.self, TokenListCommand.self, TokenRemoveCommand.self,
        ])

    static let examples = """
        testamur token create student-system --out token.txt
        testamur token list
        testamur token remove student-system
        """
}

/// Makes a token.
struct TokenCreateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token, and write it to a file of its own.")

    static let examples = """
        testamur token create student-system --out token.txt
        """

    /// The random bytes of a token.
    private static let tokenBytes = 32

    @OptionGroup var home: HomeOptions

    @Argument(help: "Who will have it: letters, digits, dots and dashes.")
    var name: String

    @Option(help: ArgumentHelp("The file for the token; only you can read it.", valueName: "file"))
    var out: String

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        guard TokenCreateCommand.isName(name) else {
            throw Failure.wrongUse(
                "\(name.quoted) cannot be a token's name.",
                next: "Use up to 64 letters, digits, dots and dashes.")
        }
        let home = try home.open()
        try TokenFile(path: home.tokensFile).change { tokens in
            guard !tokens.contains(where: { $0.name == name }) else {
                throw Failure(
                    "token.exists", .refused, "There is a token \(name.quoted) already.",
                    next: "End it first, with: testamur token remove \(name)")
            }
            let token = Base64URL.encode(Machine.entropy(TokenCreateCommand.tokenBytes))
            try PrivateFile.create(Array((token + "\n").utf8), at: out)
            tokens.append(TokenFile.Entry(token, named: name))
        }
        if output.json {
            Console.output.json(["name": .string(name), "file": .string(out)])
        } else {
            Console.output.line("Wrote the token \(name) to \(out). It is kept nowhere else.")
            Console.messages.line(
                "The caller sends it in a header, as: Authorization: Bearer TOKEN")
        }
        return .success
    }

    /// Whether a name can be given to a token.
    private static func isName(_ name: String) -> Bool {
        1...64 ~= name.utf8.count
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}

/// Lists the tokens.
struct TokenListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the names of the tokens.")

    static let examples = """
        testamur token list
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let names = try TokenFile(path: home.open().tokensFile).entries().map(\.name)
        if output.json {
            Console.output.json(["tokens": .array(names.map { .string($0) })])
        } else {
            names.forEach { Console.output.line($0) }
            if names.isEmpty { Console.messages.line("There are no tokens.") }
        }
        return .success
    }
}

/// Ends a token.
struct TokenRemoveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "End a token: whoever has it can issue no more.")

    static let examples = """
        testamur token remove student-system
        """

    @OptionGroup var home: HomeOptions

    @Argument(help: "The token's name.")
    var name: String

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let home = try home.open()
        try TokenFile(path: home.tokensFile).change { tokens in
            guard let place = tokens.firstIndex(where: { $0.name == name }) else {
                throw Failure(
                    "token.unknown", .usage, "There is no token \(name.quoted).",
                    next: "See: testamur token list")
            }
            tokens.remove(at: place)
        }
        if output.json {
            Console.output.json(["removed": .string(name)])
        } else {
            Console.output.line("Ended the token \(name).")
        }
        return .success
    }
}
