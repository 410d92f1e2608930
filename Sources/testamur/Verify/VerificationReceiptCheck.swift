import CanonicalJSON
import Records
import Signing
import TransparencyLog
import Trust
import Verification

/// Checks the receipt of an earlier verification, and, if asked, how the award stands today.
struct VerificationReceiptCheck: Sendable {
    /// The receipt's file.
    let file: InputFile
    /// The award that it is about; `nil` if it has to be in the receipt.
    let award: InputFile?
    /// Whose receipts count.
    let list: TrustList
    /// The key records of the reader's own ledger.
    let own: [Record]
    /// Judges as of today; `nil` if nobody asked.
    let today: LocalJudge?

    /// What came out.
    struct Outcome {
        /// Of the receipt.
        let receipt: VerificationReceiptVerdict
        /// As of today, or why that is not known; `nil` if nobody asked.
        let today: Result<Answer, Failure>?

        /// How the program is to end, if some answers other than `confirmed` are taken for a yes:
        /// by the answer of today where it was asked for, and the worse of the two where the
        /// receipt does not hold.
        func status(accepting accepted: Set<Verdict.Code>) -> ExitStatus {
            let now: ExitStatus? =
                switch today {
                case .success(let answer): answer.status(accepting: accepted)
                case .failure(let failure): failure.status
                case nil: nil
                }
            let then: ExitStatus
            switch receipt.code {
            case .reproduced:
                let conclusion = receipt.receipt.conclusion
                return now
                    ?? ExitStatus(conclusion.code, conclusion.checkCodes, accepting: accepted)
            case .signerNotRecognised, .keyFallen, .awardNeeded: then = .incomplete
            case .otherAward, .differs, .altered: then = .negative
            }
            return now.map { then.worse($0) } ?? then
        }

        /// For programs.
        var json: JSONValue {
            var json = receipt.json
            switch today {
            case .success(let answer): json["today"] = answer.json
            case .failure(let failure): json["today"] = ["error": failure.json]
            case nil: break
            }
            return json
        }

        /// For a person.
        var text: String {
            switch today {
            case .success(let answer): receipt.text + "\nToday\n\(answer.text)"
            case .failure(let failure): receipt.text + "\nToday\n\(failure.text)\n"
            case nil: receipt.text
            }
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
        let verdict = signed.examined(
            with: submission, trusting: list, at: Machine.now(), own: own)
        guard let today, let bytes, verdict.again != nil else {
            return Outcome(receipt: verdict, today: nil)
        }
        do {
            return Outcome(receipt: verdict, today: .success(try await today.judge(bytes)))
        } catch {
            return Outcome(receipt: verdict, today: .failure(Failure(error)))
        }
    }

    private func awardBytes(_ receipt: VerificationReceipt) throws(Failure) -> [UInt8]? {
        if let award { return try award.bytes(max: Bundle.bytesMax) }
        return receipt.award
    }
}
