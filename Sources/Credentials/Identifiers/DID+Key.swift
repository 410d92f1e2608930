public import Signing

/// `did:key`: a DID that is nothing but a key, so that nothing need be fetched, and nothing can be
/// changed or taken back.
///
/// Spec: did:key method 0.9, section 3.1.
extension DID {
    /// The DID that spells a key; nil for RSA, which has no multikey.
    public init?(key: PublicKey) {
        guard let multikey = key.multikey else { return nil }
        self.init("did:key:" + multikey)
    }

    /// The key that this `did:key` spells.
    ///
    /// - Throws: `method` for another method, or `key`.
    public func publicKey() throws(DIDError) -> PublicKey {
        guard method.utf8.elementsEqual("key".utf8) else { throw .method(self) }
        do {
            return try PublicKey(multikey: methodSpecificIdentifier)
        } catch {
            throw .key(error)
        }
    }

    /// The name of the one key of this `did:key`: the DID, `#`, and the key once more.
    ///
    /// - Throws: `method` for another method, or `key`.
    public func keyURL() throws(DIDError) -> DIDURL {
        _ = try publicKey()
        guard let url = DIDURL(did: self, fragment: methodSpecificIdentifier) else {
            throw .method(self)
        }
        return url
    }
}
