import Signing

/// A key that made a signature, and whether it is known to have been good then.
struct SigningKey {
    /// The key.
    let method: VerificationMethod
    /// Whether the signature says when it was made, or the key is good now.
    let isTimeKnown: Bool

    /// What it makes of a signature that it verifies.
    var outcome: ProofOutcome {
        isTimeKnown ? .pass(method) : .skipped(.keyTimeUnknown(method.id))
    }
}

extension VerificationMethodResolver {
    /// The key of that name for a signature of some time.
    ///
    /// A signature that does not say when it was made may be as old as a key that has ended since.
    /// One that was revoked is refused: it must not be used any more.
    ///
    /// - Parameter time: when the signature says that it was made; `nil` if it does not.
    /// - Throws: the first step of resolving that fails.
    func signingKey(
        named name: String, at time: Instant?, expecting expectation: ProofExpectation
    ) throws(VerificationMethodError) -> SigningKey {
        let end: Instant
        do {
            let method = try method(
                named: name, for: expectation.purpose, at: time ?? expectation.now)
            return SigningKey(method: method, isTimeKnown: true)
        } catch {
            guard time == nil, case .expired(_, let instant) = error else { throw error }
            end = instant
        }
        let method = try method(
            named: name, for: expectation.purpose, at: end - .milliseconds(1))
        return SigningKey(method: method, isTimeKnown: false)
    }
}
