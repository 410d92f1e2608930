import CanonicalJSON

/// One way in which the subject of an achievement is identified.
public struct SubjectIdentity: Hashable, Sendable {
    /// What the value is, in the words of Open Badges, for example `name` or `emailAddress`.
    public let type: String
    /// The value, or `sha256$` and its hash.
    public let value: String
    /// Whether the value is hashed.
    public let hashed: Form

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
    }
}
