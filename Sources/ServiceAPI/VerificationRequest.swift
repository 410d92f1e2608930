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
    /// What its proofs must answer.
    public let challenge: String?
    /// For whom its proofs must be made.
    public let domain: String?
    /// What its proofs must be for.
    public let purpose: String?
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
            throw .malformedRequest("", "The body must be a JSON object.")
        }
        guard let subject = json[kind.rawValue] else {
            throw .malformedRequest("/" + kind.rawValue, "\(kind.rawValue) is missing.")
        }
        guard subject.kind == .object || subject.kind == .string else {
            throw .malformedRequest("/" + kind.rawValue, "This must be an object or a token.")
        }
        self.subject = subject
        let options = try json.options(among: Self.options)
        challenge = try Self.text("challenge", of: options)
        domain = try Self.text("domain", of: options)
        purpose = try Self.text("expectedProofPurpose", of: options)
        let name = kind == .credential ? "returnCredential" : "returnPresentation"
        repetition = options?[name]?.boolean == false ? .unwanted : .wanted
    }

    private static func text(_ name: String, of options: JSON?) throws(Problem) -> String? {
        guard let value = options?[name], value.kind != .null else { return nil }
        guard let text = value.string else {
            throw .malformedRequest("/options/" + name, "This must be a string.")
        }
        return text
    }
}
