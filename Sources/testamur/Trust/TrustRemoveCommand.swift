import ArgumentParser
import CanonicalJSON
import Signing
import Trust

/// Takes an institution off the list.
struct TrustRemoveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take an institution off the list.")

    static let examples = """
        testamur trust remove did:web:uni.example
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var list: TrustListOptions

    @Argument(help: "The institution's identifier.")
    var did: String

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let now = Machine.now()
        guard let did = DID(did) else {
            throw Failure.wrongUse(
                "\(did.quoted) is not an identifier.", next: "See: testamur trust show")
        }
        let next = try list.changing(home, at: now) { try $0.removing(did).next(at: now) }
        if output.json {
            Console.output.json([
                "removed": .string(did.description), "sequence": .integer(next.sequence),
            ])
        } else {
            Console.output.line("Took \(did) off the list. What it issued is no longer confirmed.")
        }
        return .success
    }
}
