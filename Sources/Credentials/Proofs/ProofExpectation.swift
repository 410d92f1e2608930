public import Signing

/// What a verifier wants of a proof.
public struct ProofExpectation: Sendable {
    /// What the proof must be for.
    public var purpose: VerificationRelationship
    /// For whom it must be made: exactly these; nil if that does not matter.
    public var domains: Set<String>?
    /// What it must answer; nil if that does not matter.
    public var challenge: String?
    /// Whether it must say when it was made.
    public var created: Presence
    /// The present; it decides whether a proof has expired.
    public var now: Instant
    /// As of when the key must have been good.
    public var keyInstant: KeyInstant
    /// How far ahead of the present a proof may be dated, or a token may begin to count, since
    /// clocks differ.
    public var clockSkew: Duration = .seconds(300)

    /// Whether a member must be there.
    public enum Presence: Hashable, Sendable {
        /// It may be left out.
        case optional
        /// It must be there.
        case required
    }

    /// As of when a key is judged.
    public enum KeyInstant: Hashable, Sendable {
        /// When the proof says that it was made, which the key's thief may say too; the present
        /// if it does not say.
        case created
        /// When it is known to have existed, for example because it was witnessed.
        case at(Instant)
    }

    /// Makes an expectation: assertions, to anybody, judged as of when they say they were made.
    public init(
        purpose: VerificationRelationship = .assertionMethod, domains: Set<String>? = nil,
        challenge: String? = nil, created: Presence = .optional, now: Instant,
        keyInstant: KeyInstant = .created
    ) {
        self.purpose = purpose
        self.domains = domains
        self.challenge = challenge
        self.created = created
        self.now = now
        self.keyInstant = keyInstant
    }
}
