public import Signing
import TransparencyLog
public import Trust

/// Judges awards by a trust list and a policy. Fetches nothing, reads no clock, keeps no secret.
///
/// Spec: 07-verify.
public struct Verifier: Sendable {
    /// Whom it listens to.
    public let trustList: TrustList
    /// How strict it is.
    public let policy: Policy
    /// What it found before and need not find again.
    public let cache: VerifierCache?

    /// Makes a verifier.
    ///
    /// - Parameter cache: what it found before and need not find again; may be shared.
    public init(
        trusting trustList: TrustList, policy: Policy = .standard, cache: VerifierCache? = nil
    ) {
        self.trustList = trustList
        self.policy = policy
        self.cache = cache
    }

    /// Reads what was handed in, with what was read before at hand.
    ///
    /// - Throws: ``SubmissionError``, which says what to do.
    public func submission(reading bytes: [UInt8]) throws(SubmissionError) -> Submission {
        try Submission(reading: bytes, cache: cache)
    }

    /// Finds out what was handed in, with what was read before at hand.
    ///
    /// - Throws: ``SubmissionError``, which says what to do.
    public func handover(reading bytes: [UInt8]) throws(SubmissionError) -> Handover {
        try Handover(reading: bytes, cache: cache)
    }

    /// Judges what was handed in, as of an instant, with what was fetched for it.
    ///
    /// - Parameters:
    ///   - now: when it is judged: how old the list and what was fetched are.
    ///   - instant: as of when; without it, now. Keys, dates and standing are those of that instant
    ///     in the light of everything that is known now.
    ///
    /// A bad award is an answer, so nothing is thrown. Evidence about other awards is passed over.
    public func verify(
        _ submission: Submission, at now: Instant, asOf instant: Instant? = nil,
        with evidence: [Evidence] = []
    ) -> Verdict {
        func verdict(byReceiptOf origin: Origin?) -> Verdict {
            var examination = Examination(
                submission, verifier: self, at: now, asOf: instant ?? now, with: evidence,
                byReceiptOf: origin)
            examination.run()
            return examination.verdict()
        }
        let first = verdict(byReceiptOf: nil)
        // What one of the institution's ledgers says against an award counts, whichever the file
        // names first.
        let origins = submission.claimedOrigins
        guard origins.count > 1, let institution = first.institution else { return first }
        let listed = Set(origins).filter { institution.ledger($0) != nil }
        guard listed.count > 1 else { return first }
        let all = listed.map { verdict(byReceiptOf: $0) }
        let against: [Verdict.Code] = [.withdrawn, .onHold, .replaced, .erased]
        return against.lazy.compactMap { code in all.first { $0.code == code } }.first ?? first
    }
}
