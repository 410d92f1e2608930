import ArgumentParser
import HomeFolder
import Issuance
import Records
import ServiceAPI
import Signing
import Trust

/// Which award, since when, and who asks: the same for every change of a standing.
struct StandingOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The number of the award, as it stands in the graduate's file; or that file, if the "
                + "home was restored and does not have the award any more.",
            valueName: "id"))
    var award: String

    @Option(
        help: ArgumentHelp(
            "A text file with the reason, for your own records. Kept private.",
            valueName: "file"))
    var reasonFile: String?

    @Option(
        help: ArgumentHelp(
            "From which day it counts. Without it: today.", valueName: "YYYY-MM-DD"))
    var effective: String?

    @Flag(name: [.customShort("n"), .long], help: "Show what would happen, and write nothing.")
    var dryRun = false

    /// Why and since when, with a category as it was typed.
    ///
    /// - Throws: ``Failure`` for what cannot be read.
    func reason(_ category: String, for action: StandingAction) throws -> StandingReason {
        try StandingOptions.reason(
            category, for: action, words: words(), effective: effective)
    }

    /// Why and since when, of what was typed.
    ///
    /// - Throws: ``Failure`` for what cannot be read.
    static func reason(
        _ category: String, for action: StandingAction, words: @autoclosure () throws -> String?,
        effective: String?
    ) throws -> StandingReason {
        let kind = StandingReason.Category(rawValue: category.replacing("-", with: "_"))
        guard let kind, action.categories.contains(kind) else {
            let known = action.categories.map(\.rawValue).joined(separator: ", ")
            throw Failure.wrongUse(
                "\(category.quoted) is not a category.", next: "Use one of these: \(known)")
        }
        return StandingReason(category: kind, words: try words(), effective: try day(effective))
    }

    private func words() throws -> String? {
        guard let reasonFile else { return nil }
        let bytes = try InputFile(reasonFile).bytes(max: StandingRequest.reasonBytesMax)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure.wrongUse(
                "\(reasonFile) is not UTF-8 text.", next: "Save it as UTF-8 and try again.")
        }
        return text
    }

    private static func day(_ effective: String?) throws(Failure) -> Day {
        guard let effective else { return Day(Machine.now()) }
        guard let day = Day(effective) else {
            throw .wrongUse(
                "\(effective.quoted) is not a day.", next: "Write it like this: 2026-07-01")
        }
        return day
    }
}

/// The confirmation of what cannot be undone.
struct ConfirmationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The institution's name, to confirm.", valueName: "name"))
    var confirm: String?

    /// Refuses to go on without the institution's name.
    ///
    /// - Parameter deed: what cannot be undone, as a subject.
    func require(_ deed: String, of home: Home) throws(Failure) {
        let names = home.configuration.names.map(\.text)
        guard let confirm else {
            throw Failure(
                "use.not-confirmed", .refused, "\(deed) cannot be undone.",
                next: "If you mean it, add: --confirm \(home.name.quoted)")
        }
        guard names.contains(where: { $0.utf8.elementsEqual(confirm.utf8) }) else {
            throw Failure(
                "use.not-confirmed", .refused,
                "\(confirm.quoted) is not the name of the institution whose home this is.",
                next: "Check that it is the right home. Its name is \(home.name.quoted)")
        }
    }
}
