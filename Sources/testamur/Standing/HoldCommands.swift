import ArgumentParser
import Records

/// Puts an award on hold.
struct SuspendCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "suspend",
        abstract: "Put an award on hold, until you lift the hold.",
        discussion: """
            Everyone who checks it from now on learns that it is on hold, and since which day. \
            The category and the reason stay in your vault. An award that was issued before your \
            status lists had holds shows it to those who ask the ledger, and not in a list.
            """)

    static let examples = """
        testamur suspend urn:uuid:3f2b6c1e-…
        testamur suspend 3f2b6c1e-… --category appeal --effective 2026-07-01 \\
            --reason-file appeal.txt
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var options: StandingOptions

    @Option(
        help: ArgumentHelp(
            "Why: under_review, appeal or holder_request. Kept private.", valueName: "category"))
    var category: String = "under_review"

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        try await StandingWork(
            action: .suspend, home: home, options: options, passphrase: passphrase,
            output: output
        ).perform(category)
    }
}

/// Lifts a hold.
struct ReinstateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "reinstate",
        abstract: "Lift the hold on an award.",
        discussion: """
            Everyone who checks it from now on learns that it is in force again. The ledger keeps \
            that it was on hold; the category and the reason stay in your vault.
            """)

    static let examples = """
        testamur reinstate urn:uuid:3f2b6c1e-…
        testamur reinstate 3f2b6c1e-… --category hold_in_error
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var options: StandingOptions

    @Option(
        help: ArgumentHelp(
            "Why: cleared, hold_in_error or holder_request. Kept private.",
            valueName: "category"))
    var category: String = "cleared"

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        try await StandingWork(
            action: .reinstate, home: home, options: options, passphrase: passphrase,
            output: output
        ).perform(category)
    }
}
