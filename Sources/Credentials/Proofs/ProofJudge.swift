import CanonicalJSON
import Signing

/// Judges single proofs of one document.
struct ProofJudge<Resolver: VerificationMethodResolver> {
    let document: JSON
    let digest: Digest
    let expectation: ProofExpectation
    let resolver: Resolver
    private let seen: SeenDocument

    init(
        document: JSON, digest: Digest, expectation: ProofExpectation, resolver: Resolver
    ) {
        self.document = document
        self.digest = digest
        self.expectation = expectation
        self.resolver = resolver
        seen = SeenDocument(document)
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
        guard Self.areDifferent(proof.previousProofs) else {
            return (nil, .fail(.malformed(member: "previousProof")))
        }
        do {
            try checkExpectation(proof)
            guard let name = proof.keyName else {
                return (proof, .skipped(.keyUnresolvable(proof.verificationMethod)))
            }
            return (proof, try signingKey(of: proof, named: name).outcome)
        } catch .method(.documentUnavailable(let did)) {
            return (proof, .skipped(.keysUnavailable(did)))
        } catch {
            return (proof, .fail(error))
        }
    }

    /// The key that made a proof, once what it signs and the key have been checked.
    private func signingKey(
        of proof: DataIntegrityProof, named name: String
    ) throws(ProofFailure) -> SigningKey {
        let documentDigest = try documentDigest(for: proof)
        let signer: SigningKey
        do {
            signer = try resolver.signingKey(
                named: name, at: proof.created?.instant, expecting: expectation)
        } catch {
            throw .method(error)
        }
        guard let key = signer.method.publicKey,
            proof.suite.algorithms.contains(key.algorithm)
        else { throw .keyDoesNotFit(signer.method.id) }
        let options = proof.json.canonicalBytes(omitting: ["proofValue"])
        let data =
            key.algorithm == .es384
            ? SHA384.hash(options) + SHA384.hash(seen.form(for: proof).bytes())
            : ProofInput(canonicalOptions: options, documentDigest: documentDigest).hashData
        if key.verifies(proof.signature, of: data) { return signer }
        guard isSigned(proof, over: options, by: key) else { throw .signature }
        return signer
    }

    /// Whether a proof that names previous ones covers them too: the published text about chains
    /// has them signed as the document's `proof`, the suites have none there.
    private func isSigned(
        _ proof: DataIntegrityProof, over options: [UInt8], by key: PublicKey
    ) -> Bool {
        let previous = proof.previousProofs.compactMap { seen.proof(named: $0) }
        guard !previous.isEmpty else { return false }
        let content = seen.form(for: proof).bytes(with: previous)
        let data =
            key.algorithm == .es384
            ? SHA384.hash(options) + SHA384.hash(content)
            : ProofInput(canonicalOptions: options, documentDigest: .sha256(content)).hashData
        return key.verifies(proof.signature, of: data)
    }

    /// Whether so many proofs can be in one document, and none is named twice: each that is named
    /// is hashed with the document.
    private static func areDifferent(_ names: [String]) -> Bool {
        names.count <= ProofReport.proofCountMax
            && Set(names.map { Array($0.utf8) }).count == names.count
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

    /// The digest of the document as this proof saw it: with the proof's contexts, which must be
    /// the document's first ones, in place of the document's.
    private func documentDigest(for proof: DataIntegrityProof) throws(ProofFailure) -> Digest {
        guard let context = proof.json["@context"] else { return digest }
        guard let own = document["@context"] else { throw .context }
        let canonical = context.canonicalBytes()
        if canonical == own.canonicalBytes() { return digest }
        guard seen.begins(with: context) else { throw .context }
        return seen.form(for: proof).digest
    }
}
