public import Signing

/// Why a credential could not be read, made or signed.
public enum CredentialError: Error, Hashable, Sendable {
    /// It is not a well-formed credential; everything found, in the order of the checks.
    case refused([CredentialFinding])
    /// Its issuer is neither this institution nor the placeholder.
    case foreignIssuer(String)
    /// It is longer than a credential may be: its canonical form's length in bytes.
    case tooLong(byteCount: Int)
    /// The key is named as another's, so the proof would never be taken for the issuer's.
    case keyOfOther(DIDURL)
    /// The key's algorithm is not the one that the suite signs with.
    case keyDoesNotFit(Cryptosuite)
    /// The key could not sign.
    case notSigned(SigningError)

    /// The stable code.
    public var code: String {
        switch self {
        case .refused: "credential.refused"
        case .foreignIssuer: "credential.foreign-issuer"
        case .tooLong: "credential.too-long"
        case .keyOfOther: "credential.key-of-other"
        case .keyDoesNotFit: "credential.key-does-not-fit"
        case .notSigned: "credential.not-signed"
        }
    }

    /// What was found, for an error that carries findings.
    public var findings: [CredentialFinding] {
        if case .refused(let findings) = self { findings } else { [] }
    }
}

extension CredentialError: CustomStringConvertible {
    /// The error in plain words.
    public var description: String {
        switch self {
        case .refused(let findings): findings.map(\.description).joined(separator: "\n")
        case .foreignIssuer(let issuer):
            "The credential names another issuer, \(issuer)."
        case .tooLong(let byteCount):
            "The credential has \(byteCount) bytes; at most \(Credential.byteCountMax) can be read."
        case .keyOfOther(let url): "The key \(url) is not one of the issuer's."
        case .keyDoesNotFit(let suite):
            "The suite \(suite.rawValue) is not for a key of this kind."
        case .notSigned(let error): "The credential could not be signed: \(error)."
        }
    }
}
