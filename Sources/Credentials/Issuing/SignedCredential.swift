public import CanonicalJSON
public import Signing

/// A credential with its proofs, as its holder gets it.
public struct SignedCredential: Sendable {
    /// The identifier of the credential.
    public let id: String
    /// The credential with its proof, or proofs.
    public let json: JSONValue
    /// The SHA-256 of its canonical form without `proof`: what commitments are made to.
    public let digest: Digest

    private let unsigned: JSONValue
    private let proofs: [JSONValue]
    /// The length of the canonical form, proofs included.
    let byteCount: Int

    /// Takes a credential to which a proof is still to be added.
    init(_ credential: UnsignedCredential, byteCount: Int) {
        id = credential.id
        digest = credential.digest
        json = credential.json
        unsigned = credential.json
        proofs = []
        self.byteCount = byteCount
    }

    private init(_ credential: SignedCredential, adding proof: JSONValue, byteCount: Int) {
        id = credential.id
        digest = credential.digest
        unsigned = credential.unsigned
        proofs = credential.proofs + [proof]
        var signed = unsigned
        signed["proof"] = proofs.count == 1 ? proof : .array(proofs)
        json = signed
        self.byteCount = byteCount
    }

    /// The canonical form, proofs included.
    public var canonicalBytes: [UInt8] { json.canonicalBytes() }

    /// The same credential with one more proof, for example of a partner on a joint award.
    ///
    /// Each proof covers the credential and none of the other proofs.
    ///
    /// - Throws: `keyDoesNotFit` or `notSigned`; `tooLong` if the proofs do not fit any more.
    public func cosigned(
        by key: PrivateKey, verificationMethod: DIDURL, created: Instant,
        suite: Cryptosuite = .eddsaJCS2022
    ) throws(CredentialError) -> SignedCredential {
        let options = ProofOptions(
            suite: suite, verificationMethod: verificationMethod, created: created)
        let proof = try DataIntegrityProof.signing(
            unsigned, digest: digest, with: key, options: options)
        // One proof comes with its name, more of them with brackets and a comma.
        let around = [",\"proof\":".utf8.count, "[],".utf8.count, ",".utf8.count]
        let total = byteCount + proof.canonicalBytes().count + around[min(proofs.count, 2)]
        guard total <= Credential.byteCountMax else { throw .tooLong(byteCount: total) }
        return SignedCredential(self, adding: proof, byteCount: total)
    }
}
