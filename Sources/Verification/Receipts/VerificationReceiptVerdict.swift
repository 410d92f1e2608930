public import CanonicalJSON
public import Records
import TransparencyLog
public import Signing
public import Trust

/// What a receipt of a verification is worth, years later.
///
/// Spec: 07-verify §12.4.
public struct VerificationReceiptVerdict: Sendable {
    /// The answers that there are.
    public enum Code: String, CaseIterable, Hashable, Sendable {
        /// Whoever signed it is known, and the same award leads to the same answer.
        case reproduced
        /// The same answer comes out, and nobody knows whoever signed the receipt.
        case signerNotRecognised = "signer_not_recognised"
        /// The same answer comes out, and the reader knows that the key was lost to somebody since.
        case keyFallen = "signer_key_fallen"
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
    /// the receipt holds. Nothing in it is looked at further unless the signature is good.
    ///
    /// - Parameters:
    ///   - submission: the award that it is about; `nil` if it is not at hand.
    ///   - list: whose receipts count.
    ///   - now: when the list is relied upon.
    ///   - own: all key records of the reader's own ledger, whose receipts count too.
    public func examined(
        with submission: Submission?, trusting list: TrustList, at now: Instant,
        own: [Record] = []
    ) -> VerificationReceiptVerdict {
        guard isIntact else { return verdict(.altered) }
        guard let submission else { return verdict(.awardNeeded) }
        guard submission.digest == receipt.inputDigest else { return verdict(.otherAward) }
        let again = receipt.verdict(on: submission)
        let differences = receipt.conclusion.differences(from: Conclusion(again))
        guard differences.isEmpty else {
            return verdict(.differs, again: again, differences: differences)
        }
        let first = keys.first?.leafHash
        if let mine = own.first, mine.leafHash == first {
            let fell = (try? KeyHistory(own))?.voidFrom(signer) != nil
            return verdict(fell ? .keyFallen : .reproduced, again: again)
        }
        guard list.freshness(at: now) == .current, let institution = list.institution(signer.did),
            institution.purpose == .awards, let origin = keys.first?.statement.ledger,
            institution.ledger(origin)?.genesis == first
        else { return verdict(.signerNotRecognised, again: again) }
        return verdict(.reproduced, by: institution, again: again)
    }

    private func verdict(
        _ code: VerificationReceiptVerdict.Code, by institution: Institution? = nil,
        again: Verdict? = nil, differences: [String] = []
    ) -> VerificationReceiptVerdict {
        VerificationReceiptVerdict(
            code: code, receipt: receipt, signer: signer, institution: institution, again: again,
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
}

// MARK: - What is told

extension VerificationReceiptVerdict {
    /// What it comes to, in one sentence.
    public var headline: String {
        switch code {
        case .reproduced: "The receipt holds: the same award leads to the same answer."
        case .signerNotRecognised:
            "The same award leads to the same answer; who signed the receipt is not known."
        case .keyFallen:
            "The same award leads to the same answer; the key that signed the receipt was declared "
                + "stolen since."
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
        case .keyFallen:
            "Whoever stole the key can make such a receipt, of any day. Check the award as it is "
                + "today."
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
        var lines = [headline]
        if code != .altered {
            let said = receipt.conclusion.code.word
            let list = receipt.trustList.list
            lines += ["", "  It says      \(said), on \(Words.moment(receipt.judgedAt))"]
            if let asOf = receipt.asOf { lines.append("  As of        \(Words.moment(asOf))") }
            lines.append("  Signed by    \(signerWords)")
            lines.append("  By the list  \(list.name), edition \(list.sequence)")
            lines.append(
                "  Policy       \(receipt.policy.name), version \(receipt.policy.version)")
        }
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
