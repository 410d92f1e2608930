import CanonicalJSON

/// Other names for what the data model defines: a reader of JSON-LD finds under them what is looked
/// for here under its own name only, such as a second subject.
///
/// Spec: 02-sign §2.
enum OtherNames {
    /// The vocabularies of the data model and of Open Badges.
    private static let vocabularies = [
        "https://www.w3.org/2018/credentials#", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    ].map { Array($0.utf8) }

    /// The names under which an award and what it is are looked for here.
    private static let sought = ["credentialSubject", "achievement", "achievementType"]

    /// Keywords that name no other object.
    private static let harmlessKeywords = [
        "@direction", "@index", "@language", "@none", "@value",
    ]

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

    /// Whether a credential, a subject or its achievement has a member that may be a second subject
    /// or achievement to another reader: under the URL of the name that is looked for here, or, in
    /// the credential itself and beside contexts that are not known or are written out, an object
    /// under any name that the known ones do not define.
    static func mayStand(in credential: JSON, under contexts: ContextSet) -> Bool {
        let subjects = credential["credentialSubject"]?.asList ?? []
        let isOpen = contexts.hasUnknown || contexts.termCount > 0
        let inner = subjects + subjects.flatMap { $0["achievement"]?.asList ?? [] }
        return ([credential] + inner).contains { object in
            object.members.contains { isURL($0.nameUTF8, besideOthers: isOpen) }
        }
            || isOpen
                && credential.members.contains { member in
                    member.value.asList.contains { $0.kind == .object || $0.kind == .array }
                        && !isKnown(member, under: contexts)
                }
    }

    /// Whether a name is, or may be short for, the URL of another.
    private static func isURL(_ name: ArraySlice<UInt8>, besideOthers: Bool) -> Bool {
        if vocabularies.contains(where: { name.starts(with: $0) }) { return true }
        guard name.contains(UInt8(ascii: ":")), !name.starts(with: "http".utf8) else {
            return false
        }
        // Version 1 of the data model has the prefix within.
        return besideOthers || name.starts(with: "cred:".utf8)
    }

    private static func isKnown(_ member: JSON.Member, under contexts: ContextSet) -> Bool {
        let isVersion2 = contexts.known.first?.url == KnownContext.credentialsV2
        return (isVersion2 ? ofBoth + ofVersion2 : ofBoth).contains(where: member.isNamed)
            || contexts.known.contains { $0.defines(member.nameUTF8) }
    }

    private static let ofBoth = [
        "@context", "type", "issuer", "credentialSubject", "credentialStatus", "credentialSchema",
        "refreshService", "termsOfUse", "evidence", "proof",
    ]
    private static let ofVersion2 = ["relatedResource", "renderMethod", "confidenceMethod"]

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

    /// Whether a term is the name under which all readers look for what it stands for.
    private static func isOwn(_ member: JSON.Member, _ value: JSON) -> Bool {
        (member.isNamed("id") && value.equals("@id"))
            || (member.isNamed("type") && value.equals("@type"))
            || vocabularies.contains { value.utf8?.elementsEqual($0 + member.nameUTF8) == true }
    }

    /// Whether a text is a keyword, a name that is looked for here, or the beginning of what a
    /// vocabulary begins with, or goes on from it.
    private static func leads(_ value: JSON) -> Bool {
        guard let text = value.utf8 else { return false }
        if text.first == UInt8(ascii: "@") {
            return !harmlessKeywords.contains(where: value.equals)
        }
        return sought.contains(where: value.equals)
            || vocabularies.contains {
                text.starts(with: $0) || (!text.isEmpty && $0.starts(with: text))
            }
    }
}
