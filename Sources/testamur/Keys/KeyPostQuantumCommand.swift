import AppendOnlyLedger
import ArgumentParser
import CanonicalJSON
import HomeFolder
import Signing
import TransparencyLog
import Trust

/// Makes the post-quantum key.
struct KeyPostQuantumCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "post-quantum",
        abstract: "Make a second key for checkpoints, which a quantum computer does not forge.",
        discussion: """
            Checkpoints are then signed with Ed25519 and with ML-DSA-65. Readers that do not know \
            the second signature pass over it; partners whose trust list names its key ask for \
            it. Every checkpoint becomes 4,500 bytes longer, and so does every file for a \
            graduate, more than once. It cannot be undone for partners that have listed the key. \
            A daemon that is running takes the key up with its next checkpoint.
            """)

    static let examples = """
        testamur key post-quantum
        testamur key post-quantum --passphrase-file secret.txt
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let institution = try await home.institution(passphrase)
        guard institution.home.configuration.companion == nil else {
            throw Failure(
                "home.companion", .refused,
                "This home has a post-quantum key already: companion-1.",
                next: "See it with: testamur key list\(home.repeated)")
        }
        let companion = try institution.home.makeCompanion(passphrase: passphrase.secret())
        if output.json {
            Console.output.json([
                "vkey": .string(companion.key.description),
                "from": .integer(Int64(companion.from.value)),
            ])
            return .success
        }
        Console.output.line(
            "companion-1: new key of ML-DSA-65. It signs checkpoints from size "
                + "\(companion.from) on.")
        Console.messages.line(
            "Give partners the new description: "
                + "testamur describe\(home.repeated)")
        return .success
    }
}
