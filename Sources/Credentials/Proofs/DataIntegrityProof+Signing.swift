public import CanonicalJSON
public import Signing

/// What a proof to be made will say.
public struct ProofOptions: Hashable, Sendable {
    /// How it is made.
    public var suite: Cryptosuite
    /// The name of the key.
    public var verificationMethod: DIDURL
    /// When it is made.
    public var created: Instant?
    /// What it is for.
    public var purpose: VerificationRelationship

    /// Makes options.
    public init(
        suite: Cryptosuite = .eddsaJCS2022, verificationMethod: DIDURL, created: Instant?,
        purpose: VerificationRelationship = .assertionMethod
    ) {
        self.suite = suite
        self.verificationMethod = verificationMethod
        self.created = created
        self.purpose = purpose
    }
}

extension DataIntegrityProof {
    /// Makes the proof of a document; the document's own `proof`, if any, is not covered.
    ///
    /// The document's `@context`, if it has one, is repeated in the proof, because engines
    /// disagree about a proof without.
    ///
    /// - Parameters:
    ///   - document: an object.
    ///   - digest: the SHA-256 of its canonical form without `proof`, if it is known already.
    /// - Throws: `keyDoesNotFit` or `notSigned`.
    public static func signing(
        _ document: JSONValue, digest: Digest? = nil, with key: PrivateKey,
        options: ProofOptions
    ) throws(CredentialError) -> JSONValue {
        let algorithm = key.publicKey.algorithm
        // Nothing here is issued with P-384, which hashes otherwise.
        guard options.suite.algorithms.contains(algorithm), algorithm != .es384 else {
            throw .keyDoesNotFit(options.suite)
        }
        var proof: JSONValue = [
            "type": "DataIntegrityProof",
            "cryptosuite": .string(options.suite.rawValue),
        ]
        if let created = options.created { proof["created"] = .string(created.description) }
        proof["verificationMethod"] = .string(options.verificationMethod.description)
        proof["proofPurpose"] = .string(options.purpose.rawValue)
        if let context = document["@context"] { proof["@context"] = context }
        let input = ProofInput(
            canonicalOptions: proof.canonicalBytes(),
            documentDigest: digest
                ?? .sha256(document.removing(name: "proof").canonicalBytes()))
        let signature: [UInt8]
        do {
            signature = try key.signature(of: input.hashData)
        } catch {
            throw .notSigned(error)
        }
        proof["proofValue"] = .string("z" + Base58.encode(signature))
        return proof
    }
}
