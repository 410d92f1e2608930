/// One thing that is wrong with a credential, or that could not be judged.
public struct CredentialFinding: Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing it is.
    public let problem: CredentialProblem
    /// Where: a JSON pointer (RFC 6901) from the credential's root; empty for the whole.
    public let pointer: String
    /// The finding in plain words, one sentence without the place.
    public let text: String

    /// Makes a finding.
    public init(_ problem: CredentialProblem, at pointer: String, _ text: String) {
        self.problem = problem
        self.pointer = pointer
        self.text = text
    }

    /// The place and the words on one line.
    public var description: String {
        pointer.isEmpty ? text : "\(pointer): \(text)"
    }
}

/// The kinds of findings about a credential.
public enum CredentialProblem: String, Hashable, Sendable, CaseIterable {
    /// The bytes are not strict JSON.
    case parsing = "credential.parsing"
    /// A member is missing, or its value is not what the data model asks for.
    case malformedValue = "credential.malformed-value"
    /// A value lies outside what can be held.
    case range = "credential.range"
    /// A status entry or a status list is not what its specification asks for.
    case statusMalformed = "credential.status-malformed"
    /// A status list has too few entries to hide whose status is read.
    case statusLength = "credential.status-length"
    /// A context is not one of those whose terms are known, so what its terms mean is not known.
    case contextNotKnown = "credential.context-not-known"
    /// A type in a secondary object is not defined by the contexts.
    case typeNotKnown = "credential.type-not-known"
    /// A number that other readers may take for another number.
    case numberNotInterchangeable = "credential.number-not-interchangeable"

    /// The stable code.
    public var code: String { rawValue }

    /// The problem type for a problem document (RFC 9457): the W3C's where it has one.
    public var type: String {
        let base = "https://www.w3.org/TR/vc-data-model#"
        return switch self {
        case .parsing: base + "PARSING_ERROR"
        case .malformedValue: base + "MALFORMED_VALUE_ERROR"
        case .range: base + "RANGE_ERROR"
        case .statusMalformed: StatusListError.Problem.malformedValue.type
        case .statusLength: StatusListError.Problem.length.type
        case .contextNotKnown, .typeNotKnown, .numberNotInterchangeable:
            "urn:testamur:error:" + rawValue
        }
    }

    /// Whether the credential can still be read, with something about it left open.
    public var leavesOpen: Bool {
        switch self {
        case .parsing, .malformedValue, .range, .statusMalformed, .statusLength: false
        case .contextNotKnown, .typeNotKnown, .numberNotInterchangeable: true
        }
    }
}
