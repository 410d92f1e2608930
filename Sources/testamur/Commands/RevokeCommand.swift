import AppendOnlyLedger
import ArgumentParser
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import ServiceAPI
import Signing
import TransparencyLog
import Trust
import Verification

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

    @Argument(
        help: ArgumentHelp(
            "The number of the award, as it stands in the graduate's file; or that file, if the "
                + "home was restored and does not have the award any more.",
            valueName: "id"))
    var award: String

    @Option(
        help: ArgumentHelp(
            "Why: award_withdrawn, issued_in_error or fraud. Kept private.",
            valueName: "category"))
    var category: String

    @Option(
        help: ArgumentHelp(
            "A text file with the reason, for your own records. Kept private.",
            valueName: "file"))
    var reasonFile: String?

    @Option(
        help: ArgumentHelp(
            "From which day it counts. Without it: today. Public.", valueName: "YYYY-MM-DD"))
    var effective: String?

    @Option(help: ArgumentHelp("The institution's name, to confirm.", valueName: "name"))
    var confirm: String?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let bundle = try bundle()
        let typed = bundle == nil ? try credentialID(award) : nil
        let reason = StandingReason(
            category: try kind(), words: try words(), effective: try day())
        try requireConfirmation(of: home.open())
        let institution = try await home.institution(passphrase)
        let registrar = institution.registrar
        let id: CredentialID
        if let typed {
            id = typed
        } else if let bundle {
            id = try await registrar.adopt(bundle)
        } else {
            throw RegistrarError.notRecordedHere
        }
        let appended: Appended
        do {
            appended = try await registrar.revoke(id, reason)
        } catch let error as RegistrarError where error == .unknownCredential(id) {
            throw Failure(
                error.code, .usage, error.description,
                next: "If it was issued after the backup from which this home came, name its "
                    + "holder's file instead of the number.")
        }
        try await institution.publish()
        tell(appended, id, reason)
        return .success
    }

    /// The holder's file; `nil` if a number was typed.
    private func bundle() throws -> Bundle? {
        guard CredentialID(award) == nil, InputFile.exists(award) else { return nil }
        return try Bundle(parsing: InputFile(award).bytes(max: Bundle.bytesMax))
    }

    private func kind() throws(Failure) -> StandingReason.Category {
        guard let kind = StandingReason.Category(rawValue: category) else {
            let known = StandingReason.Category.allCases.map(\.rawValue).joined(separator: ", ")
            throw .wrongUse(
                "\(category.quoted) is not a category.", next: "Use one of these: \(known)")
        }
        return kind
    }

    private func words() throws -> String? {
        guard let reasonFile else { return nil }
        let bytes = try InputFile(reasonFile).bytes(max: RevocationRequest.reasonBytesMax)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure.wrongUse(
                "\(reasonFile) is not UTF-8 text.", next: "Save it as UTF-8 and try again.")
        }
        return text
    }

    private func day() throws(Failure) -> Day {
        guard let effective else { return Day(Machine.now()) }
        guard let day = Day(effective) else {
            throw .wrongUse(
                "\(effective.quoted) is not a day.", next: "Write it like this: 2026-07-01")
        }
        return day
    }

    private func requireConfirmation(of home: Home) throws(Failure) {
        let names = home.configuration.names.map(\.text)
        guard let confirm else {
            throw Failure(
                "use.not-confirmed", .refused, "Withdrawing an award cannot be undone.",
                next: "If you mean it, add: --confirm \(home.name.quoted)")
        }
        guard names.contains(where: { $0.utf8.elementsEqual(confirm.utf8) }) else {
            throw Failure(
                "use.not-confirmed", .refused,
                "\(confirm.quoted) is not the name of the institution whose home this is.",
                next: "Check that it is the right home. Its name is \(home.name.quoted)")
        }
    }

    private func tell(_ appended: Appended, _ id: CredentialID, _ reason: StandingReason) {
        let index = appended.record.index
        if output.json {
            Console.output.json([
                "id": .string(id.description), "state": "withdrawn",
                "effective": .string(reason.effective.description),
                "record": .integer(Int64(index.value)),
                "at": .string(appended.record.at.description),
            ])
            return
        }
        Console.output.line("\(id): withdrawn, from \(reason.effective) on. Record \(index).")
        Console.messages.line(
            "Whoever checks it online learns it now; whoever checks offline, with a newer file "
                + "or list.")
    }
}
