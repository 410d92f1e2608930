import CanonicalJSON
import Signing

/// `did:jwk`: a DID that is nothing but a key, written as a JSON Web Key.
///
/// Spec: did:jwk method.
extension DIDDocument {
    /// The document of a `did:jwk`: its one key, called `#0`, for every use of a signature.
    ///
    /// - Throws: `method` for another method, or `key`.
    init(ofJWK did: DID) throws(DIDError) {
        guard did.method == "jwk" else { throw .method(did) }
        guard let bytes = Base64URL.decode(did.methodSpecificIdentifier),
            let jwk = try? JSONDocument(parsing: bytes).root, jwk.kind == .object,
            jwk["d"] == nil, JSONWebKey.isForSignatures(jwk),
            let name = DIDURL(did: did, fragment: "0")
        else { throw .key(.multikeyMalformed) }
        let key: PublicKey
        do {
            key = try JSONWebKey.publicKey(jwk)
        } catch {
            throw .key(error)
        }
        self.init(
            id: did,
            methods: [
                VerificationMethod(
                    id: name, key: key,
                    relationships: [
                        .assertionMethod, .authentication, .capabilityInvocation,
                        .capabilityDelegation,
                    ])
            ])
    }
}
