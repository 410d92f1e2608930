public import CanonicalJSON

/// The body with which a credential is withdrawn: a category, and perhaps a reason and a day.
///
/// Spec: 09-surfaces §3.2.
public struct RevocationRequest: Hashable, Sendable {
    /// The longest reason, in bytes, however it is handed in.
    public static let reasonBytesMax = 16_384

    /// Why, as one of the ledger's categories.
    public let category: String
    /// Why, in words that stay with the institution.
    public let reason: String?
    /// From which day on: `YYYY-MM-DD`.
    public let effective: String?

    /// Asks to withdraw a credential.
    public init(category: String, reason: String? = nil, effective: String? = nil) {
        self.category = category
        self.reason = reason
        self.effective = effective
    }

    /// Reads the body strictly: a member that is not known is refused.
    ///
    /// - Throws: a ``Problem`` that names each member that is wrong.
    public init(_ json: JSON) throws(Problem) {
        guard json.kind == .object else {
            throw .unreadable(
                "request.not-an-object", detail: "The body must be a JSON object.")
        }
        var wrong: [Problem.Part] = []
        let known = ["category", "reason", "effective"]
        for member in json.members {
            let isKnown = known.contains { member.isNamed($0) }
            guard !isKnown || member.value.kind != .string else { continue }
            wrong.append(
                Problem.Part(
                    pointer: isKnown ? "/" + member.name : "",
                    code: isKnown ? "request.not-a-string" : "request.unknown-member",
                    detail: isKnown
                        ? "This member must be a string." : "There is a member that is not known."))
        }
        if json["category"] == nil {
            wrong.append(
                Problem.Part(
                    pointer: "/category", code: "request.missing-member",
                    detail: "The category is missing."))
        }
        let reason = json["reason"]?.string
        if reason?.utf8.count ?? 0 > RevocationRequest.reasonBytesMax {
            wrong.append(
                Problem.Part(
                    pointer: "/reason", code: "request.too-long",
                    detail: "A reason has at most \(RevocationRequest.reasonBytesMax) bytes."))
        }
        guard wrong.isEmpty else {
            throw .unreadable(
                "request.refused", detail: "The body is not what is taken here.", parts: wrong)
        }
        category = json["category"]?.string ?? ""
        self.reason = reason
        effective = json["effective"]?.string
    }

    /// The body as it is sent.
    public var json: JSONValue {
        var json: JSONValue = ["category": .string(category)]
        if let reason { json["reason"] = .string(reason) }
        if let effective { json["effective"] = .string(effective) }
        return json
    }
}
