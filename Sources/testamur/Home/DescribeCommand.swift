import ArgumentParser
import CanonicalJSON
import HomeFolder
import Issuance
import Trust

/// Writes what a partner needs.
struct DescribeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Write what a partner needs in order to put this institution on a trust list.",
        discussion: """
            The same text is served at /.well-known/testamur. It proves nothing by itself: your \
            partner compares the fingerprints that `testamur trust add` shows with those that \
            you read out over the telephone.
            """)

    static let examples = """
        testamur describe                             to the screen
        testamur describe --out university.json       to a file, for your partner
        """

    @OptionGroup var home: HomeOptions

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let institution = try await home.untouched(passphrase)
        let description = try await institution.registrar.description()
        let text = description.json.prettyText()
        guard let out = destination.file else {
            Console.output.write(text)
            return .success
        }
        try OutputFile.replace(Array(text.utf8), at: out)
        if output.json {
            Console.output.json(["description": .string(out)])
            return .success
        }
        Console.output.line("Wrote \(out). Your partner runs: testamur trust add \(out.quoted)")
        Console.output.line("Read these out on the telephone, so that they can be compared:")
        for row in Fingerprint.rows(of: description.institution) {
            Console.output.line("  \(row)")
        }
        return .success
    }
}
