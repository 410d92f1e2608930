/// Why bytes are not a trust list or a description, or why an edit of one is refused.
///
/// Spec: 07-verify §2.
public struct TrustError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, as a stable code of `spec/errors.md`.
    public enum Reason: String, CaseIterable, Hashable, Sendable {
        /// Longer than a list or a description may be.
        case tooLong = "trust.too-long"
        /// Not strict JSON.
        case notJSON = "trust.not-json"
        /// JSON of another type or version.
        case otherFormat = "trust.other-format"
        /// A member that the format requires is absent.
        case missingMember = "trust.missing-member"
        /// A member that the format does not know.
        case unknownMember = "trust.unknown-member"
        /// A value of the wrong type or outside its bounds.
        case badValue = "trust.bad-value"
        /// A list has more elements than the format allows.
        case tooMany = "trust.too-many"
        /// An institution, a ledger or a key that is listed already.
        case duplicate = "trust.duplicate"
        /// An institution that is not listed.
        case notListed = "trust.not-listed"
        /// None of the keys given has signed the list.
        case notSigned = "trust.not-signed"
        /// A signature by one of the keys given does not verify.
        case badSignature = "trust.bad-signature"
    }

    /// What is wrong.
    public let reason: Reason
    /// Where: a JSON pointer into the list; empty for the whole.
    public let pointer: String

    /// Names a fault and its place.
    public init(_ reason: Reason, at pointer: String = "") {
        self.reason = reason
        self.pointer = pointer
    }

    /// The stable code, for example `trust.bad-value`.
    public var code: String { reason.rawValue }

    /// The code and the place.
    public var description: String {
        pointer.isEmpty ? code : "\(code) at \(pointer)"
    }
}

extension TrustError.Reason {
    /// What is wrong, in one sentence.
    public var cause: String {
        switch self {
        case .tooLong: "The file is longer than a trust list may be."
        case .notJSON: "The file is not strict JSON."
        case .otherFormat: "The file is of another type or version."
        case .missingMember: "A member that the format requires is absent."
        case .unknownMember: "The file has a member that the format does not know."
        case .badValue: "A value is of the wrong type or outside its bounds."
        case .tooMany: "A list has more elements than the format allows."
        case .duplicate: "An institution, a ledger or a key is listed twice."
        case .notListed: "The institution is not on the list."
        case .notSigned: "The list is not signed by the party you expect."
        case .badSignature: "A signature on the list does not belong to it."
        }
    }

    /// What to do about it, in one sentence.
    public var nextStep: String {
        switch self {
        case .tooLong, .notJSON, .otherFormat, .missingMember, .unknownMember, .badValue,
            .tooMany:
            "Ask whoever gave you the file for a correct copy."
        case .duplicate: "Remove the older entry first, or leave the new one out."
        case .notListed: "Look at the list for the institution's exact identifier."
        case .notSigned, .badSignature:
            "Do not use the list; get it again from its publisher, and compare the key."
        }
    }
}
