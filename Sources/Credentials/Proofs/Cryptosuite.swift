public import Signing

/// How a proof is made: canonical JSON, SHA-256 and one signature algorithm.
///
/// Spec: 02-sign §4; vc-di-eddsa 1.0, section 3.3; vc-di-ecdsa 1.0, section 3.3.
public enum Cryptosuite: String, Hashable, Sendable, CaseIterable {
    /// Ed25519: what is issued unless somebody asks for the other.
    case eddsaJCS2022 = "eddsa-jcs-2022"
    /// ECDSA: on P-256, and when others sign, on P-384.
    case ecdsaJCS2019 = "ecdsa-jcs-2019"

    /// The suite whose signatures a key makes; nil for RSA, with which only tokens are signed.
    public init?(for algorithm: SignatureAlgorithm) {
        guard let suite = Self.allCases.first(where: { $0.algorithms.contains(algorithm) }) else {
            return nil
        }
        self = suite
    }

    /// The algorithms of its signatures; which one, the key says.
    public var algorithms: [SignatureAlgorithm] {
        switch self {
        case .eddsaJCS2022: [.ed25519]
        case .ecdsaJCS2019: [.es256, .es384]
        }
    }

    /// The bytes that a signature may have.
    var signatureByteCounts: [Int] {
        switch self {
        case .eddsaJCS2022: [64]
        case .ecdsaJCS2019: [64, 96]
        }
    }
}
