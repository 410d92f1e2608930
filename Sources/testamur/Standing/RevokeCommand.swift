import ArgumentParser
import Records

/// Withdraws an award.
struct RevokeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Withdraw an award, for good.",
        discussion: """
            Everyone who checks it from now on learns that it was withdrawn, and on which day. \
            The category and the reason stay in your vault. Withdrawing cannot be undone, so the \
            institution's name is asked for, in full, with --confirm.
            """)

    static let examples = """
        testamur revoke urn:uuid:3f2b6c1e-… --category issued_in_error \\
            --confirm "University of Example"
        testamur revoke 3f2b6c1e-… --category award_withdrawn --effective 2026-07-01 \\
            --reason-file decision.txt --confirm "University of Example"
        testamur revoke zofia.testamur --category issued_in_error \\
            --confirm "University of Example"
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var options: StandingOptions

    @Option(
        help: ArgumentHelp(
            "Why: award_withdrawn, issued_in_error or fraud. Kept private.",
            valueName: "category"))
    var category: String

    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        _ = try NamedAward(options.award)
        _ = try options.reason(category, for: .revoke)
        if !options.dryRun { try confirmation.require("Withdrawing an award", of: home.open()) }
        return try await StandingWork(
            action: .revoke, home: home, options: options, passphrase: passphrase, output: output
        ).perform(category)
    }
}
