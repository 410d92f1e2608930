public import CanonicalJSON

/// The body with which the W3C's interface has a credential issued.
///
/// Spec: 09-surfaces §3.9; VC API (VCALM), section 3.2.1.
public struct IssuingRequest: Sendable {
    /// The credential to be issued, named as the options say if it has no name itself.
    public let credential: JSONValue

    /// Options that are taken; those that no other member says something of change nothing.
    private static let options = [
        "created", "credentialId", "credentialStatus", "mandatoryPointers", "proofPurpose", "type",
        "verificationMethod",
    ]

    /// Reads a body.
    ///
    /// - Throws: a ``Problem`` of status 400.
    public init(_ json: JSON) throws(Problem) {
        guard let credential = json["credential"], credential.kind == .object else {
            throw .malformedRequest("/credential", "This must be an object.")
        }
        let options = try json.options(among: Self.options)
        var named = credential.value
        if let id = options?["credentialId"], credential["id"] == nil {
            guard let text = id.string else {
                throw .malformedRequest("/options/credentialId", "This must be a string.")
            }
            named["id"] = .string(text)
        }
        self.credential = named
    }
}

/// The body with which the W3C's interface has a credential's status changed, in the form of the
/// VC API or in that of the Digital Credentials Consortium.
///
/// Spec: 09-surfaces §3.9.
public struct StatusRequest: Hashable, Sendable {
    /// What a status is about.
    public enum Purpose: String, Hashable, Sendable {
        /// Withdrawal.
        case revocation
        /// A hold.
        case suspension
    }

    /// What a status is set to.
    public enum Value: Hashable, Sendable {
        /// Said.
        case set
        /// Not said any more.
        case clear
    }

    /// The name of the credential.
    public let credentialID: String
    /// What the status is about.
    public let purpose: Purpose
    /// What it is set to.
    public let value: Value

    /// Reads a body.
    ///
    /// - Throws: a ``Problem`` of status 400.
    public init(_ json: JSON) throws(Problem) {
        guard let id = json["credentialId"]?.string else {
            throw .malformedRequest("/credentialId", "This must be a string.")
        }
        credentialID = id
        let status = json["credentialStatus"]
        let entry = status?.elements.first ?? status
        guard let entry, entry.kind == .object, status?.elements.count ?? 0 <= 1 else {
            throw .malformedRequest("/credentialStatus", "This must be one object.")
        }
        if let word = entry["status"]?.string, json["status"] == nil {
            switch word {
            case "revoked": (purpose, value) = (.revocation, .set)
            case "suspended": (purpose, value) = (.suspension, .set)
            case "active": (purpose, value) = (.suspension, .clear)
            default:
                throw .malformedRequest(
                    "/credentialStatus/status", "A status is revoked, suspended or active.")
            }
            return
        }
        let said = entry["statusPurpose"]?.string ?? Purpose.revocation.rawValue
        guard let purpose = Purpose(rawValue: said) else {
            throw .malformedRequest(
                "/credentialStatus/statusPurpose", "A purpose is revocation or suspension.")
        }
        self.purpose = purpose
        // No words and no numbers: a withdrawal is for good, and must not rest on a guess.
        guard let isSet = json["status"]?.boolean else {
            throw .malformedRequest("/status", "This must be true or false, without quotes.")
        }
        value = isSet ? .set : .clear
    }
}

extension JSON {
    /// The options of a body, if it has any.
    ///
    /// - Throws: a ``Problem`` of status 400 if they are no object, or one is not among `known`.
    func options(among known: [String]) throws(Problem) -> JSON? {
        let options = self["options"]
        guard options == nil || options?.kind == .object || options?.kind == .null else {
            throw .malformedRequest("/options", "The options must be an object.")
        }
        for member in options?.members ?? [] where !known.contains(where: member.isNamed) {
            throw .unknownOption
        }
        return options
    }
}

extension Problem {
    /// The body is not what the W3C's interface takes.
    public static func malformedRequest(_ pointer: String, _ detail: String) -> Problem {
        Problem(
            "request.refused", status: 400, title: "Malformed request",
            detail: "The body is not what is taken here.",
            parts: [Problem.Part(pointer: pointer, code: "request.bad-value", detail: detail)],
            type: "https://www.w3.org/TR/vc-data-model#PARSING_ERROR")
    }

    /// There is an option that is not known.
    fileprivate static let unknownOption = Problem(
        "request.unknown-option", status: 400, title: "Unknown option",
        detail: "There is an option that is not known.",
        type: "https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED")
}
