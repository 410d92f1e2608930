import Credentials
import Signing

/// What somebody asks of proofs, beyond that they are good.
///
/// Spec: 09-surfaces §3.9.
public struct ProofQuestion: Hashable, Sendable {
    /// What they must be for, in the word that a proof has for it; `nil` for what such a proof is
    /// for at all.
    public let purpose: String?
    /// For whom they must be made; `nil` if that does not matter.
    public let domain: String?
    /// What they must answer; `nil` if that does not matter.
    public let challenge: String?

    /// Nothing in particular.
    public static let none = ProofQuestion()

    /// Notes what was asked.
    public init(purpose: String? = nil, domain: String? = nil, challenge: String? = nil) {
        self.purpose = purpose
        self.domain = domain
        self.challenge = challenge
    }

    /// What is expected of a presentation's proofs: to show who one is, unless something else that
    /// a key can be for was asked.
    func expectation(now: Instant) -> ProofExpectation {
        ProofExpectation(
            purpose: purpose.flatMap { VerificationRelationship(rawValue: $0) } ?? .authentication,
            domains: domains, challenge: challenge, now: now)
    }

    /// A report in which a proof that is not what was asked for is not good.
    ///
    /// - Parameters:
    ///   - token: the token that was judged, if it was one.
    ///   - relationship: what its key was judged for.
    func answered(
        by report: ProofReport, of token: CredentialToken?,
        judgedFor relationship: VerificationRelationship
    ) -> ProofReport {
        report.answering(
            purpose: purpose, domains: domains, challenge: challenge, by: token,
            judgedFor: relationship)
    }

    private var domains: Set<String>? { domain.map { [$0] } }
}
