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

    init(id: String, json: JSONValue, digest: Digest, proofs: [JSONValue]) {
        self.id = id
        unsigned = json
        self.digest = digest
        self.proofs = proofs
        var signed = json
        if let first = proofs.first {
            signed["proof"] = proofs.count == 1 ? first : .array(proofs)
        }
        self.json = signed
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
        let signed = SignedCredential(
            id: id, json: unsigned, digest: digest, proofs: proofs + [proof])
        let byteCount = signed.canonicalBytes.count
        guard byteCount <= Credential.byteCountMax else { throw .tooLong(byteCount: byteCount) }
        return signed
    }
}
