/// Why a status could not be determined; never the same as a clear status.
///
/// Spec: Bitstring Status List 1.0, section 3.5.
public struct StatusListError: Error, Hashable, Sendable {
    /// What kind of problem it is.
    public let problem: Problem
    /// The problem in plain words, one sentence.
    public let text: String

    /// Makes an error.
    public init(_ problem: Problem, _ text: String) {
        self.problem = problem
        self.text = text
    }

    /// The problems that the specification names.
    public enum Problem: String, Hashable, Sendable, CaseIterable {
        /// The list could not be had.
        case retrieval = "STATUS_RETRIEVAL_ERROR"
        /// The list is not one to believe: its proof, its validity, its purpose or its identity.
        case verification = "STATUS_VERIFICATION_ERROR"
        /// The list is shorter than the smallest that hides whose status is read.
        case length = "STATUS_LIST_LENGTH_ERROR"
        /// The entry points past the end of the list.
        case range = "RANGE_ERROR"
        /// A member of the entry or the list is malformed.
        case malformedValue = "MALFORMED_VALUE_ERROR"

        /// The problem type for a problem document (RFC 9457).
        public var type: String { "https://www.w3.org/ns/credentials/status-list#" + rawValue }

        /// The stable code.
        public var code: String {
            switch self {
            case .retrieval: "status.retrieval"
            case .verification: "status.verification"
            case .length: "status.list-length"
            case .range: "status.range"
            case .malformedValue: "status.malformed-value"
            }
        }
    }

    /// The stable code.
    public var code: String { problem.code }
}
