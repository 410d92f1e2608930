import ArgumentParser
import CanonicalJSON
import Signing
import Trust

/// Makes the next edition of a list in which nothing changed.
struct TrustRenewCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Make the next edition of the list as it is, and let it count from today.",
        discussion: "Look the list over before: whoever is on it stays on it.")

    static let examples = """
        testamur trust renew
        testamur trust renew --list ministry.json --days 30
        """

    /// For how many days an edition may count.
    private static let daysRange = 1...3_650

    @OptionGroup var home: HomeOptions
    @OptionGroup var list: TrustListOptions

    @Option(help: ArgumentHelp("For how many days it counts.", valueName: "days"))
    var days = 365

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard TrustRenewCommand.daysRange.contains(days) else {
            throw ValidationError("An edition counts for 1 to 3650 days")
        }
    }

    func perform() async throws -> ExitStatus {
        let now = Machine.now()
        let next = try list.changing(home, at: now) {
            try $0.next(at: now, for: .seconds(86_400 * days))
        }
        if output.json {
            Console.output.json([
                "sequence": .integer(next.sequence), "expires": .string(next.expires.description),
            ])
        } else {
            Console.output.line(
                "\(next.name): edition \(next.sequence), good until \(next.expires.dateText).")
        }
        return .success
    }
}
