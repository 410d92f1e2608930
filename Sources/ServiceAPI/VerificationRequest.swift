public import CanonicalJSON

/// The body with which the W3C's interface has a credential or a presentation verified.
///
/// Spec: 09-surfaces §3.9; VC API (VCALM), sections 3.3.1 and 3.3.2.
public struct VerificationRequest: Sendable {
    /// What is to be verified.
    public enum Subject: String, Hashable, Sendable {
        /// A credential.
        case credential = "verifiableCredential"
        /// A presentation.
        case presentation = "verifiablePresentation"
    }

    /// What is to be verified: an object, or the text of a token.
    public let subject: JSON
    /// What a presentation must answer.
    public let challenge: String?
    /// For whom a presentation must be made.
    public let domain: String?
    /// Whether the answer repeats what was verified.
    public let repetition: Repetition

    /// Whether something is repeated in the answer.
    public enum Repetition: Hashable, Sendable {
        /// It is.
        case wanted
        /// It is not.
        case unwanted
    }

    /// Options that are taken; those that no other member says something of change nothing.
    private static let options = [
        "challenge", "checks", "created", "domain", "expectedProofPurpose", "nonce",
        "proofPurpose", "returnCredential", "returnPresentation", "returnProblemDetails",
        "returnResults", "type", "verificationMethod",
    ]

    /// Reads a body.
    ///
    /// - Throws: a ``Problem`` of status 400.
    public init(_ json: JSON, for kind: Subject) throws(Problem) {
        guard json.kind == .object else {
            throw Self.malformed("", "The body must be a JSON object.")
        }
        guard let subject = json[kind.rawValue] else {
            throw Self.malformed("/" + kind.rawValue, "\(kind.rawValue) is missing.")
        }
        guard subject.kind == .object || subject.kind == .string else {
            throw Self.malformed("/" + kind.rawValue, "This must be an object or a token.")
        }
        self.subject = subject
        let options = json["options"]
        guard options == nil || options?.kind == .object || options?.kind == .null else {
            throw Self.malformed("/options", "The options must be an object.")
        }
        for member in options?.members ?? [] where !Self.options.contains(where: member.isNamed) {
            throw Problem(
                "request.unknown-option", status: 400, title: "Unknown option",
                detail: "There is an option that is not known.",
                type: "https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED")
        }
        challenge = try Self.text("challenge", of: options)
        domain = try Self.text("domain", of: options)
        let name = kind == .credential ? "returnCredential" : "returnPresentation"
        repetition = options?[name]?.boolean == false ? .unwanted : .wanted
    }

    private static func text(_ name: String, of options: JSON?) throws(Problem) -> String? {
        guard let value = options?[name], value.kind != .null else { return nil }
        guard let text = value.string else {
            throw malformed("/options/" + name, "This must be a string.")
        }
        return text
    }

    private static func malformed(_ pointer: String, _ detail: String) -> Problem {
        Problem(
            "request.refused", status: 400, title: "Malformed request",
            detail: "The body is not what is taken here.",
            parts: [
                Problem.Part(pointer: pointer, code: "request.bad-value", detail: detail)
            ], type: "https://www.w3.org/TR/vc-data-model#PARSING_ERROR")
    }
}
