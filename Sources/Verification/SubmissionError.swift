/// Why what was handed in cannot be read at all, so that there is nothing to judge.
///
/// Spec: 07-verify §3.
public struct SubmissionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, as a stable code of `spec/errors.md`.
    public enum Reason: String, CaseIterable, Hashable, Sendable {
        /// There is nothing in it.
        case empty = "unreadable.empty"
        /// Longer than a bundle may be.
        case tooLong = "unreadable.too-long"
        /// A picture.
        case picture = "unreadable.picture"
        /// A PDF document.
        case pdf = "unreadable.pdf"
        /// A compact token that cannot be read.
        case token = "unreadable.token"
        /// Not strict JSON.
        case notJSON = "unreadable.not-json"
        /// JSON, but neither a bundle nor a credential.
        case otherJSON = "unreadable.other-json"
        /// A bundle of a version not known here.
        case bundleVersion = "unreadable.bundle-version"
        /// A bundle with a part that is missing, unknown or malformed.
        case bundleMalformed = "unreadable.bundle-malformed"
    }

    /// What is wrong.
    public let reason: Reason
    /// Where, and what exactly, in words for whoever made the file; may be empty.
    public let detail: String

    init(_ reason: Reason, _ detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    /// The stable code.
    public var code: String { reason.rawValue }

    /// What is wrong and what to do, in plain words.
    public var description: String {
        let place = detail.isEmpty ? "" : " (\(detail))"
        return "\(reason.cause.dropLast())\(place). \(reason.nextStep)"
    }
}

extension SubmissionError.Reason {
    /// What is wrong, in one sentence.
    public var cause: String {
        switch self {
        case .empty: "The file is empty."
        case .tooLong: "The file is longer than \(Bundle.bytesMax) bytes, which no award is."
        case .picture: "This is a picture, and a picture cannot be checked."
        case .pdf: "This is a PDF document, and not the award's own file."
        case .token: "This looks like a signed token, and cannot be read as one."
        case .notJSON: "The file is not well-formed."
        case .otherJSON: "The file is neither a bundle nor a credential."
        case .bundleVersion: "The bundle is of a version that is not known here."
        case .bundleMalformed: "The bundle is damaged or incomplete."
        }
    }

    /// What to do about it, in one sentence.
    public var nextStep: String {
        switch self {
        case .empty, .notJSON, .otherJSON, .tooLong, .bundleMalformed:
            "Ask for the original file; its name ends in .\(Bundle.fileExtension)."
        case .picture, .pdf:
            "Ask for the file that comes with it; its name ends in .\(Bundle.fileExtension)."
        case .token: "Ask for the same award as a .\(Bundle.fileExtension) file."
        case .bundleVersion: "Use a newer version of this program."
        }
    }
}
