import CanonicalJSON
import Signing

/// Judges single proofs of one document.
struct ProofJudge<Resolver: VerificationMethodResolver> {
    let document: JSON
    let digest: Digest
    let expectation: ProofExpectation
    let resolver: Resolver
    private let seen = SeenDocuments()

    init(
        document: JSON, digest: Digest, expectation: ProofExpectation, resolver: Resolver
    ) {
        self.document = document
        self.digest = digest
        self.expectation = expectation
        self.resolver = resolver
    }

    /// Judges a proof by itself, without those that it rests on.
    func judge(_ json: JSON) -> (DataIntegrityProof?, ProofOutcome) {
        switch DataIntegrityProof.suite(of: json) {
        case .unknown(let name): return (nil, .skipped(.suiteNotKnown(name)))
        case .missing: return (nil, .fail(.malformed(member: "cryptosuite")))
        case .known: break
        }
        let proof: DataIntegrityProof
        do {
            proof = try DataIntegrityProof(json)
        } catch {
            return (nil, .fail(error))
        }
        do {
            return (proof, .pass(try method(of: proof)))
        } catch .method(.documentUnavailable(let did)) {
            return (proof, .skipped(.keysUnavailable(did)))
        } catch {
            return (proof, .fail(error))
        }
    }

    /// The key that made a proof, once everything about it has been checked.
    private func method(of proof: DataIntegrityProof) throws(ProofFailure) -> VerificationMethod {
        try checkExpectation(proof)
        let documentDigest = try documentDigest(for: proof)
        let method: VerificationMethod
        do {
            method = try resolver.method(
                named: proof.verificationMethod, for: expectation.purpose,
                at: keyInstant(of: proof))
        } catch {
            throw .method(error)
        }
        guard let key = method.publicKey, proof.suite.algorithms.contains(key.algorithm) else {
            throw .keyDoesNotFit(method.id)
        }
        let options = proof.json.canonicalBytes(omitting: ["proofValue"])
        let data =
            key.algorithm == .es384
            ? SHA384.hash(options) + SHA384.hash(canonicalDocument(for: proof))
            : ProofInput(canonicalOptions: options, documentDigest: documentDigest).hashData
        if key.verifies(proof.signature, of: data) { return method }
        guard isSigned(proof, over: options, by: key) else { throw .signature }
        return method
    }

    /// Whether a proof that names previous ones covers them too: the published text about chains
    /// has them signed as the document's `proof`, the suites have none there.
    private func isSigned(
        _ proof: DataIntegrityProof, over options: [UInt8], by key: PublicKey
    ) -> Bool {
        let all = document["proof"]?.asList ?? []
        let previous = proof.previousProofs.compactMap { name in
            all.first { $0["id"]?.utf8?.elementsEqual(name.utf8) == true }?.value
        }
        guard !previous.isEmpty else { return false }
        let content = canonicalDocument(for: proof, proofs: previous)
        let data =
            key.algorithm == .es384
            ? SHA384.hash(options) + SHA384.hash(content)
            : ProofInput(canonicalOptions: options, documentDigest: .sha256(content)).hashData
        return key.verifies(proof.signature, of: data)
    }

    private func checkExpectation(_ proof: DataIntegrityProof) throws(ProofFailure) {
        guard proof.purpose.utf8.elementsEqual(expectation.purpose.rawValue.utf8) else {
            throw .purpose(proof.purpose)
        }
        if let created = proof.created, created.isAfter(expectation.now + expectation.clockSkew) {
            throw .notYet(created)
        }
        if let expires = proof.expires, !expires.isAfter(expectation.now) {
            throw .expired(expires)
        }
        if let failure = ProofFailure(
            domains: proof.domains, challenge: proof.challenge, for: expectation.domains,
            answering: expectation.challenge)
        {
            throw failure
        }
    }

    /// As of when the key must have been good.
    private func keyInstant(of proof: DataIntegrityProof) -> Instant {
        proof.created?.instant ?? expectation.now
    }

    /// The digest of the document as this proof saw it: with the proof's contexts, which must be
    /// the document's first ones, in place of the document's.
    private func documentDigest(for proof: DataIntegrityProof) throws(ProofFailure) -> Digest {
        guard let context = proof.json["@context"] else { return digest }
        guard let own = document["@context"] else { throw .context }
        let canonical = context.canonicalBytes()
        if canonical == own.canonicalBytes() { return digest }
        let wanted = context.asList.map { $0.canonicalBytes() }
        guard own.asList.map({ $0.canonicalBytes() }).starts(with: wanted) else {
            throw .context
        }
        if let known = seen.digests[canonical] { return known }
        let digest = Digest.sha256(canonicalDocument(for: proof))
        seen.digests[canonical] = digest
        return digest
    }

    /// The canonical form of the document as a proof saw it: with the proof's contexts, and with no
    /// proofs but those given.
    private func canonicalDocument(
        for proof: DataIntegrityProof, proofs: [JSONValue] = []
    ) -> [UInt8] {
        var content = document.value.removing(name: "proof")
        if let context = proof.json["@context"] { content["@context"] = context.value }
        if !proofs.isEmpty { content["proof"] = .array(proofs) }
        return content.canonicalBytes()
    }
}

/// The digests of one document with other contexts, by their canonical form.
private final class SeenDocuments {
    var digests: [[UInt8]: Digest] = [:]
}
