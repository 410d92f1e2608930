public import Signing

/// A key whose signature under a trust list the verifier accepts: the key of a list's publisher.
///
/// Its text is a verifier key (`NAME+HASH+KEY`) that is named as the key of a DID.
///
/// Spec: 07-verify §2.5.
public struct TrustKey: Hashable, Sendable {
    /// The key's name.
    public let name: DIDURL
    /// The key.
    public let key: PublicKey

    /// Pairs a name with its key.
    public init(name: DIDURL, key: PublicKey) {
        self.name = name
        self.key = key
    }

    /// Reads the text of a publisher's key: a verifier key of type 1.
    ///
    /// - Throws: ``TrustError/Reason/badKey``.
    public init(parsing text: String) throws(TrustError) {
        guard let vkey = try? VerifierKey(parsing: text), vkey.type == VerifierKey.ed25519Type,
            let key = vkey.publicKey, let name = DIDURL(vkey.name.description)
        else { throw TrustError(.badKey) }
        self.init(name: name, key: key)
    }

    /// The key as text, to be given to readers; `nil` for a key that is not Ed25519, of which no
    /// verifier key can be made.
    public var verifierKey: VerifierKey? {
        guard key.algorithm == .ed25519, let name = KeyName(name.description) else { return nil }
        return VerifierKey(name: name, publicKey: key)
    }
}
