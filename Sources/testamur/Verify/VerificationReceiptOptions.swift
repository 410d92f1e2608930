import ArgumentParser
import HomeFolder
import ServiceAPI
import Signing
import TransparencyLog
import Verification

/// How a person asks for the receipt of a verification, and has one checked.
struct VerificationReceiptOptions: ParsableArguments {
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
            Judge the award as of today, by whole status lists and the whole ledger: nobody is \
            asked about one award or one record.
            """)
    var refresh = false

    /// Refuses what does not go together.
    ///
    /// - Parameter judgesToday: whether there are options that say how to judge.
    func validate(
        files: [String], at: String?, asOf: String?, isOnline: Bool, judgesToday: Bool
    ) throws {
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
        if receipt != nil, !refresh, judgesToday {
            throw ValidationError(
                "A receipt is judged by what is in it; --policy and the like go with --refresh")
        }
        if refresh, files.count > 1 || at != nil || isOnline || asOf != nil {
            throw ValidationError(
                "--refresh takes one file, and none of --at, --online and --as-of")
        }
    }

    /// The receipt to ask a daemon for, if any.
    var wanted: VerificationQuery.Receipt? {
        keepReceipt == nil ? nil : withAward ? .withAward : .alone
    }

    /// Writes the receipt that came with an answer into the file that was named, if it is one of
    /// that answer about that award.
    ///
    /// - Throws: ``Failure``.
    func keep(_ answer: Answer, about award: [UInt8]) throws {
        guard let keepReceipt else { return }
        guard let text = answer.receipt,
            let signed = try? SignedVerificationReceipt(parsing: Array(text.utf8)),
            signed.receipt.conclusion.code == answer.code,
            [.reproduced, .signerNotRecognised].contains(
                try signed.examined(
                    with: Submission(reading: award), trusting: .none(), at: Machine.now()
                ).code)
        else {
            throw Failure(
                "verification-receipt.none-given", .incomplete,
                "The daemon gave no receipt of its answer that holds.",
                next: "Ask for one award at a time; a presentation has no receipt.")
        }
        try OutputFile.create(Array((text + "\n").utf8), at: keepReceipt)
        Console.messages.line("Wrote \(keepReceipt)".harmless)
    }
}
