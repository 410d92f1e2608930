public import Signing

extension DID {
    /// The methods whose keys can be had: of the others nothing could ever be verified.
    public static let usableMethods = ["web", "key", "jwk"]

    /// Checks that the DID can lead to keys: its method, and the form or the key that it spells.
    ///
    /// - Throws: `method`, or what is wrong with the address or the key.
    ///
    /// Spec: 02-sign §5.
    public func checkUsable() throws(DIDError) {
        switch method {
        case "web": _ = try webLocation()
        case "key": _ = try DIDDocument(ofKey: self)
        case "jwk": _ = try DIDDocument(ofJWK: self)
        default: throw .method(self)
        }
    }
}
