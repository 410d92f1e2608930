import CanonicalJSON
import Credentials
public import Signing
public import Trust

/// What a verifier answered about one award, and all that it answered by: whoever has it and the
/// award can have the same answer given again, years later and without a network.
///
/// Unless the award was to be put into it, it says nothing of the person: not what the award says,
/// only which bytes were judged.
///
/// Spec: 07-verify §12.
public struct VerificationReceipt: Sendable {
    /// The media type of a signed receipt.
    public static let mediaType = "application/vnd.testamur.verification-receipt+jwt"
    /// The longest signed receipt, in bytes.
    public static let bytesMax = 16_777_216
    /// The most pieces of evidence in one.
    static let evidenceMax = 256

    /// When it was judged.
    public let judgedAt: Instant
    /// As of when the answer was given; `nil` for when it was judged.
    public let asOf: Instant?
    /// The SHA-256 of what was handed in.
    public let inputDigest: Digest
    /// The bytes that were handed in, if the receipt was to hold them: it holds personal data
    /// then.
    public let award: [UInt8]?
    /// The policy that was applied.
    public let policy: Policy
    /// What was taken of the trust list.
    public let trustList: TrustListExcerpt
    /// What was fetched or remembered, and led to the answer.
    public let evidence: [Evidence]
    /// What was answered.
    public let conclusion: Conclusion

    /// Judges an award, and keeps what it takes to judge it again.
    ///
    /// - Parameters:
    ///   - award: the bytes that were handed in, if the receipt is to hold them.
    ///   - now: when it is judged.
    ///   - instant: as of when; without it, now.
    ///   - evidence: what is in hand; what is about others is left out.
    /// - Throws: ``VerificationReceiptError/notKept`` for evidence that fits into no receipt.
    public init(
        on submission: Submission, holding award: [UInt8]? = nil, by verifier: Verifier,
        at now: Instant, asOf instant: Instant? = nil, with evidence: [Evidence]
    ) throws(VerificationReceiptError) {
        let relevant = evidence.filter { $0.concerns(submission, by: verifier.trustList) }
            .map { $0.remembering(only: submission) }
        guard relevant.count <= VerificationReceipt.evidenceMax,
            relevant.allSatisfy({ $0.json != nil }),
            let trustList = try? TrustListExcerpt(
                of: verifier.trustList, about: submission.claimedIssuer)
        else { throw .notKept }
        judgedAt = now
        asOf = instant
        inputDigest = submission.digest
        self.award = award
        policy = verifier.policy
        self.trustList = trustList
        self.evidence = relevant
        let verdict = Verifier(
            trusting: trustList.list, policy: verifier.policy, cache: verifier.cache
        ).verify(submission, at: now, asOf: instant, with: relevant)
        conclusion = Conclusion(verdict)
    }

    /// The answer once more, by all that the receipt holds and nothing else.
    ///
    /// - Parameter submission: what was handed in, of the digest that the receipt names.
    public func verdict(on submission: Submission) -> Verdict {
        Verifier(trusting: trustList.list, policy: policy)
            .verify(submission, at: judgedAt, asOf: asOf, with: evidence)
    }
}

/// Why there is no receipt, or none that can be read.
public enum VerificationReceiptError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is longer than a receipt may be.
    case tooLong
    /// It is no signed receipt of a known version; where, as a JSON pointer, as far as is known.
    case malformed(String)
    /// What was judged by fits into no receipt.
    case notKept
    /// What is in the receipt does not lead to the answer that was given.
    case notReproduced

    /// The stable code of `spec/errors.md`.
    public var code: String {
        switch self {
        case .tooLong: "verification-receipt.too-long"
        case .malformed: "verification-receipt.malformed"
        case .notKept: "verification-receipt.not-kept"
        case .notReproduced: "verification-receipt.not-reproduced"
        }
    }

    /// The error in plain words, without a full stop.
    public var description: String {
        switch self {
        case .tooLong: "it is longer than \(VerificationReceipt.bytesMax) bytes"
        case .malformed(let pointer):
            "it is not a signed receipt" + (pointer.isEmpty ? "" : " (at \(pointer))")
        case .notKept: "what the answer rests on fits into no receipt"
        case .notReproduced: "what is in it does not lead to the answer that was given"
        }
    }
}
