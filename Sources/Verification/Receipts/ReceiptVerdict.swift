public import CanonicalJSON
import Records
import TransparencyLog
public import Signing
public import Trust

/// What a receipt of a verification is worth, years later.
///
/// Spec: 07-verify §12.4.
public struct ReceiptVerdict: Sendable {
    /// The answers that there are.
    public enum Code: String, CaseIterable, Hashable, Sendable {
        /// Whoever signed it is known, and the same award leads to the same answer.
        case reproduced
        /// The same answer comes out, and nobody knows whoever signed the receipt.
        case signerNotRecognised = "signer_not_recognised"
        /// Without the award itself nothing can be judged again.
        case awardNeeded = "award_needed"
        /// Another award than the one that was judged.
        case otherAward = "other_award"
        /// Another answer comes out than the receipt gives.
        case differs = "answer_differs"
        /// The receipt is not what was signed.
        case altered = "receipt_altered"
    }

    /// The answer.
    public let code: Code
    /// The receipt.
    public let receipt: VerificationReceipt
    /// The key that is said to have signed.
    public let signer: DIDURL
    /// Whoever signed, as the list names him; `nil` if it does not.
    public let institution: Institution?
    /// The answer that came out; `nil` if the award was not at hand.
    public let again: Verdict?
    /// The checks that ended otherwise than the receipt says: their names.
    public let differences: [String]
}

extension SignedVerificationReceipt {
    /// Judges a receipt: by the signature, by whose it is, and by judging the award again with what
    /// the receipt holds.
    ///
    /// - Parameters:
    ///   - submission: the award that it is about; `nil` if it is not at hand.
    ///   - list: whose receipts count.
    ///   - own: the leaf hash of the first record of the reader's own ledger, whose receipts
    ///     count too.
    public func examined(
        with submission: Submission?, trusting list: TrustList, own: Digest? = nil
    ) -> ReceiptVerdict {
        let again = submission.flatMap { award in
            award.digest == receipt.inputDigest ? receipt.verdict(on: award) : nil
        }
        let conclusion = again.map { Conclusion($0) }
        let differences = conclusion.map { receipt.conclusion.differences(from: $0) } ?? []
        let institution = list.institution(signer.did)
        let code: ReceiptVerdict.Code
        if !isIntact {
            code = .altered
        } else if submission == nil {
            code = .awardNeeded
        } else if let conclusion {
            if conclusion.code != receipt.conclusion.code || !differences.isEmpty {
                code = .differs
            } else {
                code = isKnown(institution, own) ? .reproduced : .signerNotRecognised
            }
        } else {
            code = .otherAward
        }
        return ReceiptVerdict(
            code: code, receipt: receipt, signer: signer,
            institution: isKnown(institution, own) ? institution : nil, again: again,
            differences: differences)
    }

    /// Whether the key for standings that the signer's own key records name made the signature.
    private var isIntact: Bool {
        guard let history = try? KeyHistory(keys), history.issuer == signer.did,
            let next = LeafIndex(exactly: history.head.sizeAfter.value),
            case .good(let key) = history.judge(signer, for: .status, at: next)
        else { return false }
        return isSigned(by: key)
    }

    /// Whether the signer's key records begin where somebody known says that they do.
    private func isKnown(_ institution: Institution?, _ own: Digest?) -> Bool {
        guard let first = keys.first else { return false }
        let pinned = institution?.ledger(first.statement.ledger)?.genesis
        return [pinned, own].contains(first.leafHash)
    }
}

// MARK: - What is told

extension ReceiptVerdict {
    /// What it comes to, in one sentence.
    public var headline: String {
        switch code {
        case .reproduced: "The receipt holds: the same award leads to the same answer."
        case .signerNotRecognised:
            "The same award leads to the same answer; who signed the receipt is not known."
        case .awardNeeded:
            "The receipt is unchanged. To check its answer, hand in the award with it."
        case .otherAward: "This is not the award that the receipt is about."
        case .differs: "The same award leads to another answer than the receipt gives."
        case .altered: "This receipt is not what was signed."
        }
    }

    /// What to do now, in one sentence; empty if there is nothing to do.
    public var nextStep: String {
        switch code {
        case .reproduced: ""
        case .signerNotRecognised:
            "Ask whoever checked the award who he is, and put him on your trust list: "
                + "testamur trust add FILE|URL"
        case .awardNeeded: "testamur verify FILE --receipt RECEIPT"
        case .otherAward:
            "Look for the very file that was checked; its SHA-256 is \(receipt.inputDigest)."
        case .differs:
            "Do not rely on the receipt; check the award as it is today, and ask whoever signed "
                + "the receipt."
        case .altered: "Ask whoever checked the award for the receipt once more."
        }
    }

    /// Who signed, as far as that is known.
    private var signerWords: String {
        let name = institution.map { $0.name(in: "en", by: receipt.judgedAt.trustDay) }
        return name.map { "\($0) (\(signer.did))" } ?? "\(signer.did)"
    }

    /// The whole answer, one fact a line.
    public var text: String {
        var lines = [headline, ""]
        let said = receipt.conclusion.code.word
        lines.append("  It says      \(said), on \(Words.moment(receipt.judgedAt))")
        if let asOf = receipt.asOf { lines.append("  As of        \(Words.moment(asOf))") }
        lines.append("  Signed by    \(signerWords)")
        lines.append("  Its list     \(TrustListReference(receipt.trustList.list).words)")
        lines.append("  Its policy   \(receipt.policy.name), version \(receipt.policy.version)")
        if let again {
            lines.append("  Once more    \(again.code.word): \(again.headline)")
        }
        if !differences.isEmpty {
            lines.append("  Differing    \(differences.joined(separator: ", "))")
        }
        if !nextStep.isEmpty { lines += ["", "What to do now", "  \(nextStep)"] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The answer as JSON; members are only ever added.
    public var json: JSONValue {
        var signed: JSONValue = ["key": .string(signer.description)]
        if let institution {
            signed["name"] = .string(institution.name(in: "en", by: receipt.judgedAt.trustDay))
        }
        var json: JSONValue = [
            "receipt": .string(code.rawValue), "headline": .string(headline),
            "signed_by": signed, "judged_at": .string(receipt.judgedAt.description),
            "said": receipt.conclusion.json, "policy": receipt.policy.json,
            "trust_list": TrustListReference(receipt.trustList.list).json,
            "trust_list_sha256": .string(receipt.trustList.digest.description),
            "input_sha256": .string(receipt.inputDigest.description),
        ]
        if let again { json["again"] = again.json }
        if !differences.isEmpty {
            json["differences"] = .array(differences.map { .string($0) })
        }
        if !nextStep.isEmpty { json["next_steps"] = .array([.string(nextStep)]) }
        return json
    }
}
