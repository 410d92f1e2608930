import ArgumentParser
import Records

/// Replaces an award by another.
struct SupersedeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "supersede",
        abstract: "Replace an award: a correction, a new name, a reprint, another mark.",
        discussion: """
            The new award is issued, and whoever checks the old file from now on learns that it \
            was replaced: not by what, and not why. That cannot be undone, so the institution's \
            name is asked for, in full, with --confirm. What was interrupted is finished by \
            running the same again. Whoever holds the new file can see where its record stands: \
            if nothing else was issued around that time, the statement beside it may be guessed \
            to be about the old one.
            """)

    static let examples = """
        testamur supersede urn:uuid:3f2b6c1e-… --by corrected.json --because correction \\
            --confirm "University of Example"
        testamur supersede 3f2b6c1e-… --by new-name.json --because name-change --out out \\
            --confirm "University of Example"
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var options: StandingOptions

    @Option(
        help: ArgumentHelp(
            "The unsigned credential that takes its place, as for issue.", valueName: "file"))
    var by: String

    @Option(
        help: ArgumentHelp(
            "Why: correction, name-change, reprint or regrade. Kept private.",
            valueName: "category"))
    var because: String

    @Option(help: ArgumentHelp("The folder for the graduate's new file.", valueName: "dir"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            "Wait so long, up to 1h, for the witnesses of the home's policy to cosign, so that "
                + "the new file carries it.", valueName: "30s|2m|1h"))
    var waitWitnesses: WaitTime?

    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        _ = try NamedAward(options.award)
        _ = try options.reason(because, for: .supersede)
        if !options.dryRun { try confirmation.require("Replacing an award", of: home.open()) }
        return try await StandingWork(
            action: .supersede, home: home, options: options, passphrase: passphrase,
            output: output,
            successor: StandingWork.Successor(
                file: InputFile(by), out: out, patience: waitWitnesses)
        ).perform(because)
    }
}
