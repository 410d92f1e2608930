import ArgumentParser
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import Signing
import TransparencyLog

/// Destroys what the institution keeps of an award.
struct EraseCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Destroy all that you keep of an award; its holder still can prove it.",
        discussion: """
            The credential, its secret, your reasons and whatever else the vault has of it are \
            destroyed, and the ledger says that its record is closed. Whoever has the graduate's \
            file can still show that it was genuine when it was issued; you can not make that file \
            again. A withdrawal, a hold or a replacement is not taken back by it. Every file of \
            the home is then searched for what was destroyed. Backups made before still have it \
            until they are removed. It cannot be undone, so the institution's name is asked for, \
            in full, with --confirm. With --prove, an award that was erased is looked for again: \
            by its number, and by its holder's file where that is named.
            """)

    static let examples = """
        testamur erase urn:uuid:3f2b6c1e-… --category holder_request --prove \\
            --confirm "University of Example"
        testamur erase 3f2b6c1e-… --category retention_ended --confirm "University of Example"
        """

    @OptionGroup var home: HomeOptions

    @Argument(
        help: ArgumentHelp(
            "The number of the award, as it stands in the graduate's file.", valueName: "id"))
    var award: String

    @Option(
        help: ArgumentHelp(
            "Why: holder_request, retention_ended or legal_order. Kept private, without whose "
                + "award it was.", valueName: "category"))
    var category: String

    @Option(
        help: ArgumentHelp(
            "From which day it counts. Without it: today.", valueName: "YYYY-MM-DD"))
    var effective: String?

    @Flag(help: "List what was destroyed, and where it was looked for.")
    var prove = false

    @Flag(name: [.customShort("n"), .long], help: "Show what would happen, and write nothing.")
    var dryRun = false

    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let named = try NamedAward(award)
        let reason = try StandingOptions.reason(
            category, for: .erase, words: nil, effective: effective)
        if dryRun { return try await rehearse(named, reason) }
        if prove, let again = try await SearchAgain(for: named, home.untouched(passphrase)) {
            return again.tell(output)
        }
        try confirmation.require("Erasing an award", of: home.open())
        let institution = try await home.institution(passphrase)
        let award = try await named.award(at: institution.registrar, .toSee)
        let erasure = try await institution.registrar.erase(award, reason)
        try await institution.publish()
        let search = try TraceSearch(for: erasure.destroyed.traces, in: institution.home)
        tell(ErasureAnswer(erasure, reason, search, of: institution.home))
        return search.found.isEmpty ? .success : .negative
    }

    private func rehearse(
        _ named: NamedAward, _ reason: StandingReason
    ) async throws -> ExitStatus {
        let institution = try await home.untouched(passphrase)
        let award = try await named.award(at: institution.registrar, .toSee)
        let report = try await institution.registrar.rehearse(award, .erase, reason)
        StandingPreview(report: report, action: .erase, reason: reason).tell(inJSON: output.json)
        return .success
    }

    private func tell(_ answer: ErasureAnswer) {
        if output.json { return Console.output.json(answer.json) }
        Console.output.line(answer.headline)
        if prove { Console.output.line(answer.proof) }
        for line in answer.messages { Console.messages.line(line) }
    }
}

/// What is answered to an erasure.
struct ErasureAnswer {
    private let erasure: Erasure
    private let reason: StandingReason
    private let search: TraceSearch
    private let home: Home

    init(_ erasure: Erasure, _ reason: StandingReason, _ search: TraceSearch, of home: Home) {
        self.erasure = erasure
        self.reason = reason
        self.search = search
        self.home = home
    }

    private var entry: StandingEntry { erasure.outcome.entry }
    private var backupsUntil: Day { Day(home.backupsAgedOut(after: entry.at)) }

    var headline: String {
        "\(erasure.outcome.id): erased, from \(reason.effective) on. Record \(entry.record)."
    }

    /// What was destroyed, and where it was looked for.
    var proof: String {
        let destroyed = erasure.destroyed
        return [
            "Destroyed",
            "  the signed credential, \(destroyed.credentialBytes) bytes",
            "  the secret that tied it to its record, 32 bytes",
            "  the digest by which the file that it was made from was recognised, 32 bytes",
            "  " + destroyed.detailCount.of("opening")
                + " of reasons that were about it or named it",
            "Searched for its number, its secret, its signature and that digest",
            "  " + search.fileCount.of("file") + " of the home: "
                + (search.found.isEmpty
                    ? "nothing left" : "left in \(search.found.joined(separator: ", ").harmless)"),
            "Kept, and about nobody",
            "  record \(erasure.outcome.target.record) and record \(entry.record) of the ledger; "
                + "that its place in the status lists is taken; the category of this erasure",
            "Backups made until now",
            "  still have it: remove them all by \(backupsUntil)",
        ].joined(separator: "\n")
    }

    var messages: [String] {
        var lines: [String] = []
        if !search.found.isEmpty {
            lines.append(
                "It still stands in these files of the home; remove them, or what they say of it: "
                    + search.found.joined(separator: ", ").harmless)
        }
        return lines + [
            "Backups made until now still have it: remove them all by \(backupsUntil). Whoever "
                + "restores one finds this erasure in the ledger, and it is done again.",
            "The graduate's own file still shows that the award was genuine when it was issued.",
        ]
    }

    var json: JSONValue {
        [
            "id": .string(erasure.outcome.id.description),
            "state": .string(entry.state.rawValue),
            "effective": .string(reason.effective.description),
            "record": .integer(Int64(entry.record.value)), "at": .string(entry.at.description),
            "destroyed": erasure.destroyed.json,
            "searched": [
                "files": .integer(Int64(search.fileCount)),
                "found": .array(search.found.map { .string($0) }),
            ],
            "backups_until": .string(backupsUntil.description),
        ]
    }
}

extension VaultErasure {
    /// What was destroyed, counted.
    var json: JSONValue {
        [
            "credential_bytes": .integer(Int64(credentialBytes)),
            "salts": .integer(credentialBytes > 0 ? 1 : 0),
            "inputs": .integer(credentialBytes > 0 ? 1 : 0),
            "details": .integer(Int64(detailCount)),
        ]
    }
}
