/// What a bit in a status list says about a credential.
///
/// Only `revocation` and `suspension` are about its standing; a set bit of another purpose is no
/// revocation.
public enum StatusPurpose: Hashable, Sendable, CustomStringConvertible {
    /// Withdrawn for good.
    case revocation
    /// On hold; may be taken back.
    case suspension
    /// A newer version can be had.
    case refresh
    /// A message, one of those listed in the entry.
    case message
    /// A purpose not known here.
    case other(String)

    /// Reads a purpose.
    public init(_ text: String) {
        self =
            switch text {
            case "revocation": .revocation
            case "suspension": .suspension
            case "refresh": .refresh
            case "message": .message
            default: .other(text)
            }
    }

    /// The purpose as written.
    public var description: String {
        switch self {
        case .revocation: "revocation"
        case .suspension: "suspension"
        case .refresh: "refresh"
        case .message: "message"
        case .other(let text): text
        }
    }
}
