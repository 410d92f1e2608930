import CanonicalJSON
import Records
import Signing
import TransparencyLog
import Trust
import Verification

/// Checks the receipt of an earlier verification, and, if asked, how the award stands today.
struct ReceiptCheck: Sendable {
    /// The receipt's file.
    let file: InputFile
    /// The award that it is about; `nil` if it has to be in the receipt.
    let award: InputFile?
    /// Whose receipts count.
    let list: TrustList
    /// The leaf hash of the first record of the reader's own ledger.
    let own: Digest?
    /// Judges as of today; `nil` if nobody asked.
    let today: LocalJudge?

    /// What came out.
    struct Outcome {
        /// Of the receipt.
        let receipt: ReceiptVerdict
        /// As of today.
        let today: Answer?

        /// How the program is to end, if some answers other than `confirmed` are taken for a yes.
        func status(accepting accepted: Set<Verdict.Code>) -> ExitStatus {
            let status: ExitStatus =
                switch receipt.code {
                case .reproduced:
                    ExitStatus(
                        rawValue: receipt.receipt.conclusion.code.exitCode(accepting: accepted))
                        ?? .bug
                case .signerNotRecognised, .awardNeeded: .incomplete
                case .otherAward, .differs, .altered: .negative
                }
            return today.map { status.worse($0.status(accepting: accepted)) } ?? status
        }

        /// For programs.
        var json: JSONValue {
            var json = receipt.json
            if let today { json["today"] = today.json }
            return json
        }

        /// For a person.
        var text: String {
            receipt.text + (today.map { "\nToday\n\($0.text)" } ?? "")
        }
    }

    /// Checks.
    ///
    /// - Throws: ``Failure`` for what cannot be read.
    func outcome() async throws -> Outcome {
        let signed: SignedVerificationReceipt
        do {
            signed = try SignedVerificationReceipt(
                parsing: file.bytes(max: VerificationReceipt.bytesMax))
        } catch let error as VerificationReceiptError {
            throw Failure(
                error.code, .usage, "\(file.shown) cannot be read: \(error).",
                next: "Ask whoever checked the award for the receipt once more.")
        }
        let bytes = try awardBytes(signed.receipt)
        let submission = try bytes.map { try Submission(reading: $0) }
        let verdict = signed.examined(with: submission, trusting: list, own: own)
        guard var today, let bytes, verdict.again != nil else {
            return Outcome(receipt: verdict, today: nil)
        }
        today.known = signed.receipt.evidence.filter(\.speaksForItself)
        return Outcome(receipt: verdict, today: try await today.judge(bytes))
    }

    private func awardBytes(_ receipt: VerificationReceipt) throws(Failure) -> [UInt8]? {
        if let award { return try award.bytes(max: Bundle.bytesMax) }
        if case .award(let bytes) = receipt.enclosure { return bytes }
        return nil
    }
}
