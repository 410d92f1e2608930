import CanonicalJSON
import Signing

/// One way in which the subject of an achievement is identified.
public struct SubjectIdentity: Hashable, Sendable {
    /// What the value is, in the words of Open Badges, for example `name` or `emailAddress`.
    public let type: String
    /// The value, or `sha256$` and its hash.
    public let value: String
    /// Whether the value is hashed.
    public let hashed: Form
    /// What was appended to the value before it was hashed.
    public let salt: String?

    /// How an identity is written.
    public enum Form: Hashable, Sendable {
        /// As it is.
        case plain
        /// As its hash.
        case hashed
    }

    init?(_ json: JSON) {
        guard let type = json["identityType"]?.string, let value = json["identityHash"]?.string
        else { return nil }
        self.type = type
        self.value = value
        hashed = json["hashed"]?.boolean == true ? .hashed : .plain
        salt = json["salt"]?.string
    }

    /// Whether this identity is a given value: the same bytes, or the same hash with the salt.
    ///
    /// Only SHA-256 is compared; an identity hashed otherwise matches nothing.
    public func matches(_ text: String) -> Bool {
        switch hashed {
        case .plain: return value.utf8.elementsEqual(text.utf8)
        case .hashed:
            let digest = Digest.sha256([Array(text.utf8), Array((salt ?? "").utf8)])
            return value.lowercased().utf8.elementsEqual("sha256$\(digest)".utf8)
        }
    }
}
