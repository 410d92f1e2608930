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

/// The names and digests of tokens in a home; the tokens themselves are kept nowhere.
struct TokenFile {
    /// One token.
    struct Entry: Hashable {
        /// The SHA-256 of the token's text, in hexadecimal.
        let digest: String
        /// Who has it.
        let name: String
    }

    /// The largest file, in bytes.
    private static let bytesMax = 1_048_576

    private let path: String
    /// The tokens, in the order of making.
    private(set) var entries: [Entry]

    /// Reads the file of a home; a home without one has no tokens.
    init(of home: Home) throws(Failure) {
        path = home.tokensFile
        entries = []
        guard InputFile.exists(path) else { return }
        let text = String(
            decoding: try InputFile(path).bytes(max: TokenFile.bytesMax), as: UTF8.self)
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[0].utf8.count == 64 else {
                throw Failure(
                    "token.file-malformed", .usage, "\(path) has a line that is no token.",
                    next: "Take the line out, and make that token anew.")
            }
            entries.append(Entry(digest: parts[0], name: parts[1]))
        }
    }

    /// Whether a name can be given to a token.
    static func isName(_ name: String) -> Bool {
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

    /// Adds a token.
    mutating func add(_ token: String, named name: String) throws(Failure) {
        entries.append(
            Entry(digest: Digest.sha256(Array(token.utf8)).description, name: name))
        try write()
    }

    /// Removes the token of that name.
    mutating func remove(_ name: String) throws(Failure) {
        guard let place = entries.firstIndex(where: { $0.name == name }) else {
            throw Failure(
                "token.unknown", .usage, "There is no token \(name.quoted).",
                next: "See: testamur token list")
        }
        entries.remove(at: place)
        try write()
    }

    private func write() throws(Failure) {
        let text = entries.map { "\($0.digest) \($0.name)\n" }.joined()
        try PrivateFile.replace(Array(text.utf8), at: path)
    }
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
        guard TokenFile.isName(name) else {
            throw Failure.wrongUse(
                "\(name.quoted) cannot be a token's name.",
                next: "Use up to 64 letters, digits, dots and dashes.")
        }
        var tokens = try TokenFile(of: home.open())
        guard !tokens.entries.contains(where: { $0.name == name }) else {
            throw Failure(
                "token.exists", .refused, "There is a token \(name.quoted) already.",
                next: "End it first, with: testamur token remove \(name)")
        }
        let token = Base64URL.encode(Machine.entropy(TokenCreateCommand.tokenBytes))
        try PrivateFile.create(Array((token + "\n").utf8), at: out)
        try tokens.add(token, named: name)
        if output.json {
            Console.output.json(["name": .string(name), "file": .string(out)])
        } else {
            Console.output.line("Wrote the token \(name) to \(out). It is kept nowhere else.")
            Console.messages.line(
                "The caller sends it in a header, as: Authorization: Bearer TOKEN")
        }
        return .success
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
        let names = try TokenFile(of: home.open()).entries.map(\.name)
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
        var tokens = try TokenFile(of: home.open())
        try tokens.remove(name)
        if output.json {
            Console.output.json(["removed": .string(name)])
        } else {
            Console.output.line("Ended the token \(name).")
        }
        return .success
    }
}
