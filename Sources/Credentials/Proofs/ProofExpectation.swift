public import Signing

/// What a verifier wants of a proof.
public struct ProofExpectation: Sendable {
    /// What the proof must be for.
    public var purpose: VerificationRelationship
    /// For whom it must be made: exactly these; nil if that does not matter.
    public var domains: Set<String>?
    /// What it must answer; nil if that does not matter.
    public var challenge: String?
    /// The present; it decides whether a proof has expired.
    ///
    /// The key must have been good when the proof says that it was made, which the key's thief may
    /// say too; now, if it does not say.
    public var now: Instant
    /// How far ahead of the present a proof may be dated, or a token may begin to count, since
    /// clocks differ.
    public var clockSkew: Duration = .seconds(300)

    /// Makes an expectation: assertions, to anybody, judged as of when they say they were made.
    public init(
        purpose: VerificationRelationship = .assertionMethod, domains: Set<String>? = nil,
        challenge: String? = nil, now: Instant
    ) {
        self.purpose = purpose
        self.domains = domains
        self.challenge = challenge
        self.now = now
    }
}
