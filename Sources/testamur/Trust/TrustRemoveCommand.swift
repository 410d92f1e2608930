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

    @Flag(help: "Take it off with all that the list says of its awards and witnesses.")
    var yes = false

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let now = Machine.now()
        guard let did = DID(did) else {
            throw Failure.wrongUse(
                "\(did.quoted) is not an identifier.", next: "See: testamur trust show")
        }
        let next = try list.changing(home, at: now) { list in
            try confirm(list.institution(did))
            return try list.removing(did).next(at: now)
        }
        if output.json {
            Console.output.json([
                "removed": .string(did.description), "sequence": .integer(next.sequence),
            ])
        } else {
            Console.output.line("Took \(did) off the list. What it issued is no longer confirmed.")
        }
        return .success
    }
    /// Refuses to forget in silence what no description brings back.
    private func confirm(_ institution: Trust.Institution?) throws(Failure) {
        let words = institution.map(TrustListDifference.keepersWords) ?? []
        guard !yes, !words.isEmpty else { return }
        for row in words.flatMap(\.rows) { Console.messages.line(row) }
        throw Failure(
            "use.not-confirmed", .refused,
            "What your list says here of \(did) would be forgotten: who is added anew has no "
                + "limits.",
            next: "For its newest keys and addresses keep it, and run: testamur trust add "
                + "FILE|URL. To take it off, add: --yes")
    }
}
