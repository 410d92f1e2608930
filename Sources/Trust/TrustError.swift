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
        /// Nobody has signed the list, and somebody must have.
        case notSigned = "trust.not-signed"
        /// Others than the keys given have signed the list.
        case otherKey = "trust.other-key"
        /// A signature by one of the keys given does not verify.
        case badSignature = "trust.bad-signature"
        /// Somebody signed the list, and no key is known by which to tell whether he did.
        case notPinned = "trust.not-pinned"
        /// An earlier edition than the newest that was used.
        case earlierEdition = "trust.earlier-edition"
        /// Another list with the number of the newest edition that was used.
        case editionTwice = "trust.edition-twice"
        /// A signed file whose time is over, or has not begun.
        case notCurrent = "trust.not-current"
        /// A text that is no key with which lists are signed.
        case badKey = "trust.bad-key"
        /// The file of the pinned key cannot be read as one.
        case badPin = "trust.bad-pin"
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
        case .notSigned: "Nobody has signed the list, and you rely on its publisher's signature."
        case .otherKey: "The list is signed with another key than the one you rely on."
        case .badSignature: "The list is not what its publisher signed."
        case .notPinned: "Somebody signed the list, and you have not said on whose key you rely."
        case .earlierEdition: "The list is an earlier edition than the one that was used last."
        case .editionTwice: "The publisher signed two different lists as the same edition."
        case .notCurrent: "The file's time is over, or has not begun."
        case .badKey: "The text is not the key of a trust list's publisher."
        case .badPin: "The file of the publisher's key, beside the list, cannot be read as one."
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
            "Do not use the list; get it again from its publisher."
        case .otherKey:
            "Do not use the list; ask its publisher, over another channel, which key is right."
        case .notPinned:
            "Compare the key with its publisher, over another channel, then pin it with "
                + "testamur trust pin."
        case .earlierEdition: "Get the newest edition from its publisher."
        case .editionTwice: "Keep both files, and ask the publisher which of them counts."
        case .notCurrent: "Get the newest one from whoever signed it."
        case .badKey: "Copy it again from the publisher: it reads NAME+HASH+KEY."
        case .badPin: "Pin the publisher's key again with testamur trust pin."
        }
    }
}
