/// The name of one credential: `urn:uuid:` and a random UUID (version 4), in lower case.
///
/// Spec: 02-sign §1.2; RFC 9562, section 5.4.
public struct CredentialID: Hashable, Sendable, CustomStringConvertible {
    /// The name as the credential carries it.
    public let description: String

    /// Reads a name, with or without `urn:uuid:`, in either case; `nil` if it is not one.
    public init?(_ text: String) {
        let prefix = "urn:uuid:"
        let lower = text.lowercased()
        let uuid = lower.hasPrefix(prefix) ? String(lower.dropFirst(prefix.count)) : lower
        let groups = uuid.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12],
            uuid.utf8.allSatisfy({ byte in
                byte == UInt8(ascii: "-") || (48...57).contains(byte) || (97...102).contains(byte)
            })
        else { return nil }
        description = prefix + uuid
    }

    /// The UUID alone: the name of the credential's file.
    public var uuid: String { String(description.dropFirst("urn:uuid:".count)) }
}
