import ArgumentParser
import HomeFolder
import ServiceAPI
import Signing
import TransparencyLog
import Verification

/// How a person asks for the receipt of a verification, and has one checked.
struct ReceiptOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "With --at: write the daemon's signed receipt of its answer into that file.",
            valueName: "file"))
    var keepReceipt: String?

    @Flag(
        help: """
            Put the award into the receipt too, so that nothing else has to be kept. It holds \
            personal data then.
            """)
    var withAward = false

    @Option(
        help: ArgumentHelp(
            "Check that receipt of an earlier verification: whose it is, and whether the award "
                + "leads to the same answer.",
            valueName: "file"))
    var receipt: String?

    @Flag(
        help: """
            Judge the award as of today too, by whole status lists and the whole ledger, so that \
            nobody learns which award you look at.
            """)
    var refresh = false

    /// Refuses what does not go together.
    func validate(files: [String], at: String?, isOnline: Bool) throws {
        if files.isEmpty, receipt == nil {
            throw ValidationError("Name the file that the graduate gave you")
        }
        if keepReceipt != nil, at == nil || files.count != 1 {
            throw ValidationError("--keep-receipt takes one file, and --at with a daemon")
        }
        if withAward, keepReceipt == nil {
            throw ValidationError("--with-award goes with --keep-receipt")
        }
        if receipt != nil, files.count > 1 || at != nil || isOnline {
            throw ValidationError("--receipt takes one file at most, and neither --at nor --online")
        }
        if refresh, at != nil || isOnline {
            throw ValidationError("--refresh cannot be used with --at or --online")
        }
    }

    /// The receipt to ask a daemon for, if any.
    var wanted: VerificationQuery.Receipt? {
        keepReceipt == nil ? nil : withAward ? .withAward : .alone
    }

    /// Writes the receipt that came with an answer into the file that was named.
    ///
    /// - Throws: ``Failure``.
    func keep(_ answer: Answer) throws(Failure) {
        guard let keepReceipt else { return }
        guard let text = answer.receipt else {
            throw Failure(
                "verification-receipt.none-given", .incomplete, "The daemon gave no receipt.",
                next: "Ask for one award at a time; a presentation has none.")
        }
        try OutputFile.create(Array((text + "\n").utf8), at: keepReceipt)
        Console.messages.line("Wrote \(keepReceipt)".harmless)
    }

    /// The leaf hash of the first record of the home's ledger; `nil` where there is no home.
    func ownGenesis(_ options: HomeOptions) async throws -> Digest? {
        guard let home = try? options.open(),
            let first = TileCoordinate.tile(level: 0, index: 0, in: 1)
        else { return nil }
        let entries = try await StoredLedger(path: home.ledgerFile).entries(of: first)
        return try EntryBundle.decode(entries, count: first.width).first.map { .leaf($0) }
    }
}
