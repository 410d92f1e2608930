import CanonicalJSON

/// Other names for what the data model defines: a reader of JSON-LD finds under them what is looked
/// for here under its own name only, such as a second subject.
///
/// Spec: 02-sign §2.
enum OtherNames {
    /// The vocabulary of the data model.
    private static let vocabulary = Array("https://www.w3.org/2018/credentials#".utf8)

    /// How deep contexts within contexts are looked into; what is deeper may be anything.
    private static let depthMax = 8

    /// Whether a context that is written out gives some.
    static func stand(in context: JSON, depth: Int = 0) -> Bool {
        guard depth < depthMax else { return true }
        return context.asList.contains { context in
            context.members.contains { member in
                if member.isNamed("@vocab") { return leads(member.value) }
                return member.nameUTF8.first != UInt8(ascii: "@")
                    && give(member, depth: depth)
            }
        }
    }

    /// Whether a credential has a member that may be a second subject to another reader: an object
    /// or array under a name that is not looked for here.
    static func mayStand(in credential: JSON) -> Bool {
        credential.members.contains { member in
            (member.value.kind == .object || member.value.kind == .array)
                && !known.contains(where: member.isNamed)
        }
    }

    private static let known = [
        "@context", "type", "name", "description", "issuer", "credentialSubject",
        "credentialStatus", "credentialSchema", "refreshService", "termsOfUse", "evidence",
        "relatedResource", "renderMethod", "confidenceMethod", "proof", "image", "endorsement",
        "endorsementJwt",
    ]

    private static func give(_ member: JSON.Member, depth: Int) -> Bool {
        let value = member.value
        switch value.kind {
        case .string: return leads(value) && !isOwn(member, value)
        case .object:
            if let id = value["@id"], isOwn(member, id), value["@context"] == nil { return false }
            return ["@id", "@reverse", "@nest"].contains { value[$0].map(leads) ?? false }
                || value["@context"].map { stand(in: $0, depth: depth + 1) } ?? false
        default: return false
        }
    }

    /// Whether a term is the data model's own name for a keyword.
    private static func isOwn(_ member: JSON.Member, _ value: JSON) -> Bool {
        (member.isNamed("id") && value.equals("@id"))
            || (member.isNamed("type") && value.equals("@type"))
    }

    /// Whether a text is a keyword, or begins what the vocabulary begins with, or goes on from it.
    private static func leads(_ value: JSON) -> Bool {
        guard let text = value.utf8 else { return false }
        if text.first == UInt8(ascii: "@") { return true }
        let isBeginning = text.count >= "https://w".utf8.count && vocabulary.starts(with: text)
        return isBeginning || text.starts(with: vocabulary)
    }
}
