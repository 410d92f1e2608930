public import Signing

/// What became of one proof.
public enum ProofOutcome: Hashable, Sendable {
    /// It is good, and made with this key.
    case pass(VerificationMethod)
    /// It is not good.
    case fail(ProofFailure)
    /// It could not be judged; never the same as good.
    case skipped(ProofGap)
}

/// What all proofs of a document say together.
public enum ProofConclusion: Hashable, Sendable {
    /// No proof is bad, and one is good and made with this key of the issuer.
    case pass(VerificationMethod)
    /// A proof is bad, or none is the issuer's.
    case fail(ProofFailure)
    /// None is bad, but the one that counts could not be judged.
    case notJudged(ProofGap)
}

/// Why a proof could not be judged.
public enum ProofGap: Error, Hashable, Sendable {
    /// Its suite, or its type, is not known here.
    case suiteNotKnown(String)
    /// The keys of its controller cannot be had now.
    case keysUnavailable(DID)
    /// Its key is named in a way that leads to no key here.
    case keyUnresolvable(String)
    /// It is for something else, and stands beside a good one.
    case otherPurpose(String)
    /// Its key has ended, and it does not say when it was made.
    case keyTimeUnknown(DIDURL)
    /// A proof that it rests on could not be judged.
    case previousProofNotJudged

    /// The stable code.
    public var code: String {
        switch self {
        case .suiteNotKnown: "proof.suite-not-known"
        case .keysUnavailable: "method.document-unavailable"
        case .keyUnresolvable: "proof.key-unresolvable"
        case .otherPurpose: "proof.purpose"
        case .keyTimeUnknown: "key.time-unknown"
        case .previousProofNotJudged: "proof.previous-not-judged"
        }
    }
}

extension ProofGap {
    /// The problem type for a problem document (RFC 9457): a proof that was not judged is not good.
    public var type: String { "https://w3id.org/security#PROOF_VERIFICATION_ERROR" }

    /// Whether this gap is more likely in the issuer's own proof than another gap is.
    func isNearer(to issuer: String, than other: ProofGap) -> Bool {
        distance(from: issuer) < other.distance(from: issuer)
    }

    private func distance(from issuer: String) -> Int {
        switch self {
        case .keysUnavailable(let did): did.description.utf8.elementsEqual(issuer.utf8) ? 0 : 2
        case .keyTimeUnknown(let url): url.did.description.utf8.elementsEqual(issuer.utf8) ? 0 : 2
        case .suiteNotKnown, .keyUnresolvable, .previousProofNotJudged: 1
        case .otherPurpose: 3
        }
    }
}

/// Why a proof is not good.
///
/// Spec: 02-sign §4; Verifiable Credential Data Integrity 1.0, section 4.7.
public enum ProofFailure: Error, Hashable, Sendable {
    /// The document has no proof.
    case missing
    /// The document has more proofs, or they have more different contexts, than are judged.
    case tooMany
    /// A member of the proof is missing or malformed.
    case malformed(member: String)
    /// The proof has expired.
    case expired(DateTimeStamp)
    /// The proof is dated ahead, or the token does not count yet.
    case notYet(DateTimeStamp)
    /// The header of the token holds something that must not be there, or not so.
    case header(String)
    /// The token names no algorithm that could vouch for anything.
    case algorithm(String)
    /// A claim of the token is not what the credential says, or must not be there.
    case claim(String)
    /// The proof is for something else.
    case purpose(String)
    /// The proof is for somebody else.
    case domain
    /// The proof answers something else.
    case challenge
    /// The contexts of the proof are not the first ones of the document.
    case context
    /// The proof rests on one that is not in the document, or not good, or on itself.
    case previousProof
    /// The key cannot be used for it.
    case method(VerificationMethodError)
    /// The key is not of the suite's algorithm.
    case keyDoesNotFit(DIDURL)
    /// The signature is not that of the document as it is: one of the two was changed.
    case signature
    /// All proofs are good, and none is made by the issuer.
    case notByIssuer

    /// The stable code.
    public var code: String {
        switch self {
        case .missing: "proof.missing"
        case .tooMany: "proof.too-many"
        case .malformed: "proof.malformed"
        case .expired: "proof.expired"
        case .notYet: "proof.not-yet"
        case .header: "proof.header"
        case .algorithm: "proof.algorithm"
        case .claim: "proof.claim"
        case .purpose: "proof.purpose"
        case .domain: "proof.domain"
        case .challenge: "proof.challenge"
        case .context: "proof.context"
        case .previousProof: "proof.previous"
        case .method(let error): error.code
        case .keyDoesNotFit: "proof.key-does-not-fit"
        case .signature: "proof.signature"
        case .notByIssuer: "proof.not-by-issuer"
        }
    }

    /// The problem type for a problem document (RFC 9457).
    public var type: String {
        let base = "https://w3id.org/security#"
        return switch self {
        case .domain: base + "INVALID_DOMAIN_ERROR"
        case .challenge: base + "INVALID_CHALLENGE_ERROR"
        case .keyDoesNotFit: base + "INVALID_VERIFICATION_METHOD"
        case .method(let error): error.type
        default: base + "PROOF_VERIFICATION_ERROR"
        }
    }
}

extension ProofFailure: CustomStringConvertible {
    /// The failure in plain words.
    public var description: String {
        switch self {
        case .missing: "The document has no proof."
        case .tooMany:
            "The document has more than \(ProofReport.proofCountMax) proofs, or more than "
                + "\(ProofReport.contextCountMax) different contexts in them."
        case .malformed(let member): "The proof's \(member) is missing or malformed."
        case .expired(let time): "The proof expired at \(time)."
        case .notYet(let time): "It counts from \(time)."
        case .header(let name): "The token's header has a \(name) that is not taken."
        case .algorithm(let name): "No token is taken whose algorithm is \(name)."
        case .claim(let name): "The token's \(name) is not what the credential says."
        case .purpose(let purpose): "The proof is for \(purpose)."
        case .domain: "The proof is for somebody else."
        case .challenge: "The proof answers something else."
        case .context: "The proof's contexts are not the document's first ones."
        case .previousProof: "The proof rests on one that is not there or not good."
        case .method(let error): error.description
        case .keyDoesNotFit(let url): "The key \(url) is of another kind than the proof says."
        case .signature: "The document is not what was signed."
        case .notByIssuer: "None of the proofs was made by the issuer."
        }
    }
}

extension ProofGap: CustomStringConvertible {
    /// The gap in plain words.
    public var description: String {
        switch self {
        case .suiteNotKnown(let name): "Proofs of the kind \(name) are not known here."
        case .keysUnavailable(let did): "The keys of \(did) cannot be had now."
        case .keyUnresolvable(let name): "The key \(name) cannot be had here."
        case .otherPurpose(let purpose): "The proof is for \(purpose), and counts for nothing."
        case .keyTimeUnknown(let url):
            "The key \(url) has ended, and it is not known when it signed."
        case .previousProofNotJudged: "A proof that this one rests on could not be judged."
        }
    }
}
