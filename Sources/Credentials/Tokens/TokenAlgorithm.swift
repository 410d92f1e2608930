import Signing

/// What the header of a token says about its algorithm.
///
/// Spec: 02-sign §4.3; RFC 7518, section 3.1; RFC 8725, sections 3.1 and 3.2.
enum TokenAlgorithm {
    /// One with which tokens are judged.
    case known(SignatureAlgorithm)
    /// A signature of a kind that is not judged here.
    case unknown(String)
    /// None at all, or one by which whoever can read the token could have made it.
    case refused(String)

    init(_ name: String) {
        switch name {
        case "EdDSA", "Ed25519": self = .known(.ed25519)
        case "ES256": self = .known(.es256)
        case "ES384": self = .known(.es384)
        case "RS256": self = .known(.rs256)
        default:
            let isNone = name.isEmpty || name.lowercased() == "none"
            self = isNone || name.hasPrefix("HS") ? .refused(name) : .unknown(name)
        }
    }
}

extension SignatureAlgorithm {
    /// What a token calls it: the older name for Ed25519, which every reader knows.
    var tokenName: String { self == .ed25519 ? "EdDSA" : rawValue }
}
