public import CanonicalJSON

/// The body with which the standing of a credential is changed: a category, and perhaps a reason,
/// a day, and the credential that takes its place.
///
/// Spec: 09-surfaces §3.2.
public struct StandingRequest: Sendable {
    /// What may be in it besides the category.
    public enum Form: Hashable, Sendable {
        /// A reason and a day.
        case change
        /// Also the unsigned credential that takes the place of this one; it must be there.
        case replacement
    }

    /// The longest reason, in bytes, however it is handed in.
    public static let reasonBytesMax = 16_384

    /// Why, as one of the categories of the change.
    public let category: String
    /// Why, in words that stay with the institution.
    public let reason: String?
    /// From which day on: `YYYY-MM-DD`.
    public let effective: String?
    /// The unsigned credential that takes the place of this one.
    public let successor: JSONValue?

    /// Reads the body strictly: a member that is not known is refused.
    ///
    /// - Throws: a ``Problem`` that names each member that is wrong.
    public init(_ json: JSON, _ form: Form = .change) throws(Problem) {
        guard json.kind == .object else {
            throw .unreadable(
                "request.not-an-object", detail: "The body must be a JSON object.")
        }
        var wrong = json.members.compactMap { StandingRequest.fault($0, form) }
        for name in form == .replacement ? ["category", "credential"] : ["category"]
        where json[name] == nil {
            wrong.append(
                Problem.Part(
                    pointer: "/" + name, code: "request.missing-member",
                    detail: "The \(name) is missing."))
        }
        let reason = json["reason"]?.string
        if reason?.utf8.count ?? 0 > StandingRequest.reasonBytesMax {
            wrong.append(
                Problem.Part(
                    pointer: "/reason", code: "request.too-long",
                    detail: "A reason has at most \(StandingRequest.reasonBytesMax) bytes."))
        }
        guard wrong.isEmpty else {
            throw .unreadable(
                "request.refused", detail: "The body is not what is taken here.", parts: wrong)
        }
        category = json["category"]?.string ?? ""
        self.reason = reason
        effective = json["effective"]?.string
        successor = json["credential"]?.value
    }

    private static func fault(_ member: JSON.Member, _ form: Form) -> Problem.Part? {
        if form == .replacement, member.isNamed("credential") {
            guard member.value.kind != .object else { return nil }
            return Problem.Part(
                pointer: "/credential", code: "request.not-an-object",
                detail: "This member must be an object.")
        }
        let isKnown = ["category", "reason", "effective"].contains { member.isNamed($0) }
        guard !isKnown || member.value.kind != .string else { return nil }
        return Problem.Part(
            pointer: isKnown ? "/" + member.name : "",
            code: isKnown ? "request.not-a-string" : "request.unknown-member",
            detail: isKnown
                ? "This member must be a string." : "There is a member that is not known.")
    }
}
