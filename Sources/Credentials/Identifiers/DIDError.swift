public import Signing

/// Why a DID does not lead to a document or a key.
public enum DIDError: Error, Hashable, Sendable {
    /// Its method is another one.
    case method(DID)
    /// The host is no domain name in lower case, or is an IP address.
    case host(DID)
    /// The port is not a number from 1 to 65535.
    case port(DID)
    /// A part of the path is empty, climbs, or hides a separator or a control character.
    case path(DID)
    /// The key that it spells is not accepted.
    case key(SigningError)

    /// The stable code.
    public var code: String {
        switch self {
        case .method: "did.method"
        case .host: "did.host"
        case .port: "did.port"
        case .path: "did.path"
        case .key: "did.key"
        }
    }
}

extension DIDError: CustomStringConvertible {
    /// The error in plain words.
    public var description: String {
        switch self {
        case .method(let did): "\(did) is of another method than is needed here."
        case .host(let did): "\(did) names no host by a domain name in lower case."
        case .port(let did): "\(did) names a port that does not exist."
        case .path(let did): "\(did) has a path that a web address cannot have."
        case .key(let error): "The DID does not spell an accepted key: \(error)"
        }
    }
}
