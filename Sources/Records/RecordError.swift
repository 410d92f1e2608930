/// Why bytes are not a record, a statement or a standing.
///
/// Spec: 01-record §4.
public struct RecordError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, as a stable code of `spec/errors.md`.
    public enum Reason: String, Hashable, Sendable {
        /// Longer than ``Record/bytesMax``.
        case tooLong = "record.too-long"
        /// Not strict JSON.
        case notJSON = "record.not-json"
        /// Not the canonical form of what it parses to.
        case notCanonical = "record.not-canonical"
        /// A member that the schema requires is absent.
        case missingMember = "record.missing-member"
        /// A member that the schema does not know.
        case unknownMember = "record.unknown-member"
        /// A value of the wrong type or outside its bounds.
        case badValue = "record.bad-value"
        /// A version or kind that this reader does not know.
        case unknownKind = "record.unknown-kind"
        /// A signature that does not verify.
        case badSignature = "record.bad-signature"
    }

    /// What is wrong.
    public let reason: Reason
    /// Where: a JSON pointer into the record.
    public let pointer: String

    /// Names a fault and its place.
    public init(_ reason: Reason, at pointer: String) {
        self.reason = reason
        self.pointer = pointer
    }

    /// The stable code, for example `record.bad-value`.
    public var code: String { reason.rawValue }

    /// The code and the place.
    public var description: String {
        pointer.isEmpty ? reason.rawValue : "\(reason.rawValue) at \(pointer)"
    }
}
