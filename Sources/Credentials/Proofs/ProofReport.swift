public import CanonicalJSON
public import Signing

/// What became of every proof of a document.
///
/// Made only by judging, so whoever holds a report knows that it was done. It says that a key
/// signed; whose credential it is, is said by `conclusion(forIssuer:)`, and whether that issuer is
/// to be believed by nobody here.
///
/// Spec: 02-sign §4; Verifiable Credential Data Integrity 1.0, sections 4.4 and 4.5.
public struct ProofReport: Sendable {
    /// The most proofs of a document that are judged.
    public static let proofCountMax = 32
    /// The most different contexts with which the proofs of a document may have seen it: each
    /// takes hashing the document again.
    static let contextCountMax = 4

    /// The SHA-256 of the document's canonical form without `proof`.
    public let digest: Digest
    /// The proofs in the order of the document.
    public let proofs: [Item]

    /// One proof and what became of it.
    public struct Item: Sendable {
        /// Where the proof stands: a JSON pointer from the document's root.
        public let pointer: String
        /// The proof, if it could be read.
        public let proof: DataIntegrityProof?
        /// What became of it.
        public let outcome: ProofOutcome
    }

    /// Judges the proofs of a credential.
    public init(
        judging credential: Credential, expecting expectation: ProofExpectation,
        resolver: some VerificationMethodResolver
    ) {
        self.init(credential.json, credential.digest, expectation, resolver)
    }

    /// Judges the proofs of any document that is a JSON object, and nothing else of it.
    public init(
        judging document: JSON, expecting expectation: ProofExpectation,
        resolver: some VerificationMethodResolver
    ) {
        let digest = Digest.sha256(ProofInput.canonicalDocument(document))
        self.init(document, digest, expectation, resolver)
    }

    init(digest: Digest, proofs: [Item]) {
        self.digest = digest
        self.proofs = proofs
    }

    private init(
        _ document: JSON, _ digest: Digest, _ expectation: ProofExpectation,
        _ resolver: some VerificationMethodResolver
    ) {
        self.digest = digest
        let member = document["proof"]
        let values = member?.asList ?? []
        let isArray = member?.kind == .array
        let contexts = Set(
            values.prefix(Self.proofCountMax).compactMap { $0["@context"]?.canonicalBytes() })
        guard values.count <= Self.proofCountMax, contexts.count <= Self.contextCountMax else {
            proofs = [Item(pointer: "/proof", proof: nil, outcome: .fail(.tooMany))]
            return
        }
        let judge = ProofJudge(
            document: document, digest: digest, expectation: expectation, resolver: resolver)
        let items = values.enumerated().map { index, value in
            let (proof, outcome) = judge.judge(value)
            return Item(
                pointer: isArray ? "/proof/\(index)" : "/proof", proof: proof, outcome: outcome)
        }
        proofs = Self.besideGood(ProofChain.following(items))
    }

    /// The same items; those for another purpose count for nothing if they stand beside a good one.
    static func besideGood(_ items: [Item]) -> [Item] {
        let hasGood = items.contains { if case .pass = $0.outcome { true } else { false } }
        guard hasGood else { return items }
        return items.map { item in
            guard case .fail(.purpose(let purpose)) = item.outcome else { return item }
            return Item(
                pointer: item.pointer, proof: item.proof,
                outcome: .skipped(.otherPurpose(purpose)))
        }
    }

    /// What the proofs say about a document that an issuer is said to have made.
    ///
    /// Every proof that can be judged must be good, and one of them made with a key that the
    /// issuer controls. Proofs of others, as on a joint award, may stand beside it, and proofs for
    /// other purposes, which count for nothing. Of several that could not be judged the one is told
    /// that may be the issuer's.
    public func conclusion(forIssuer issuer: String) -> ProofConclusion {
        var gap: ProofGap?
        var own: VerificationMethod?
        for item in proofs {
            switch item.outcome {
            case .fail(let failure): return .fail(failure)
            case .skipped(.otherPurpose): break
            case .skipped(let reason):
                let isNearer = gap.map { reason.isNearer(to: issuer, than: $0) } ?? true
                if isNearer { gap = reason }
            case .pass(let method):
                let isOwn = method.controller.description.utf8.elementsEqual(issuer.utf8)
                if isOwn { own = own ?? method }
            }
        }
        if let own { return .pass(own) }
        if let gap { return .notJudged(gap) }
        return .fail(proofs.isEmpty ? .missing : .notByIssuer)
    }

    /// The keys of an issuer that made good proofs, in the order of the proofs.
    public func methods(of issuer: String) -> [VerificationMethod] {
        proofs.compactMap { item in
            guard case .pass(let method) = item.outcome,
                method.controller.description.utf8.elementsEqual(issuer.utf8)
            else { return nil }
            return method
        }
    }

    /// The controllers of the keys that made good proofs.
    public var signers: Set<DID> {
        Set(
            proofs.compactMap { item in
                if case .pass(let method) = item.outcome { method.controller } else { nil }
            })
    }
}
