import CanonicalJSON

extension ProofReport {
    /// The same report for somebody who asks more of the proofs than that they are good: one that
    /// is not what was asked for is not good.
    ///
    /// - Parameters:
    ///   - purpose: what they must be for, in the word that a proof has for it.
    ///   - domains: for whom they must be made: exactly these.
    ///   - challenge: what they must answer.
    ///   - token: the token that was judged, if it was one.
    ///   - relationship: what its key was judged for, since a token does not say what it is for.
    ///
    /// Spec: Verifiable Credential Data Integrity 1.0, section 4.4.
    public func answering(
        purpose: String?, domains: Set<String>?, challenge: String?, by token: CredentialToken?,
        judgedFor relationship: VerificationRelationship
    ) -> ProofReport {
        let items = proofs.map { item in
            if case .fail = item.outcome { return item }
            let written: String
            let mismatch: ProofFailure?
            if let proof = item.proof {
                written = proof.purpose
                mismatch = ProofFailure(
                    domains: proof.domains, challenge: proof.challenge, for: domains,
                    answering: challenge)
            } else if let token, item.pointer.isEmpty {
                written = relationship.rawValue
                mismatch = ProofFailure(
                    domains: token.audience, challenge: token.nonce, for: domains,
                    answering: challenge)
            } else {
                return item
            }
            let isForIt = purpose.map { $0.utf8.elementsEqual(written.utf8) } ?? true
            guard let failure = isForIt ? mismatch : .purpose(written) else { return item }
            return Item(pointer: item.pointer, proof: item.proof, outcome: .fail(failure))
        }
        return ProofReport(digest: digest, proofs: items)
    }
}

extension ProofFailure {
    /// What is wrong with whom a proof was made for and what it answers; `nil` if nothing is.
    init?(
        domains: [String], challenge: String?, for wantedDomains: Set<String>?,
        answering wantedChallenge: String?
    ) {
        // The bytes decide, not what Unicode takes for the same.
        let wanted = wantedDomains.map { Set($0.map { Array($0.utf8) }) }
        if let wanted, wanted != Set(domains.map { Array($0.utf8) }) {
            self = .domain
        } else if let wantedChallenge,
            challenge?.utf8.elementsEqual(wantedChallenge.utf8) != true
        {
            self = .challenge
        } else {
            return nil
        }
    }
}

extension CredentialToken {
    /// For whom it was made; empty if it does not say.
    var audience: [String] { jws.payload["aud"]?.asList.compactMap(\.string) ?? [] }

    /// What it answers, if anything.
    var nonce: String? { jws.payload["nonce"]?.string }
}
