import ArgumentParser
import CanonicalJSON

/// Explains a code.
struct ExplainCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a code means, and what to do.",
        discussion: "Without a code: all of them, one a line.")

    static let examples = """
        testamur explain incomplete
        testamur explain key.file-exposed
        testamur explain                              every code there is
        """

    @Argument(help: "A verdict, a check, or the code of an error.")
    var code: String?

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        guard let code else {
            if output.json {
                Console.output.json(["codes": .array(Explanation.all.map(\.json))])
            } else {
                for one in Explanation.all {
                    Console.output.line("\(one.code.padded(to: 38))\(one.cause)")
                }
            }
            return .success
        }
        guard let explanation = Explanation.of(code) else {
            throw Failure(
                "explain.unknown", .usage, "\(code.quoted) is not a code of this program.",
                next: "List them all with: testamur explain")
        }
        if output.json {
            Console.output.json(explanation.json)
        } else {
            Console.output.line("\(explanation.code) (\(explanation.kind.rawValue))")
            Console.output.line(explanation.cause)
            if !explanation.next.isEmpty {
                Console.output.line("What to do: \(explanation.next)")
            }
        }
        return .success
    }
}
