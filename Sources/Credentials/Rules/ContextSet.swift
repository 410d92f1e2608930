import CanonicalJSON

/// What the contexts that a credential names define.
struct ContextSet {
    /// The most contexts of one credential.
    static let contextCountMax = 32

    private(set) var known: [KnownContext] = []
    /// Terms defined within the credential itself, with their definitions.
    private var inline: [ArraySlice<UInt8>: Definition] = [:]
    /// Whether a context was named whose terms are not known.
    private(set) var hasUnknown = false

    private struct Definition {
        let value: JSON
        let isProtected: Bool
    }

    /// What is known of a type.
    enum Meaning {
        /// It stands for a URL.
        case url
        /// It is defined as something that is not a URL.
        case otherThanURL
        /// A context that is not known may define it.
        case open
        /// Nothing defines it.
        case undefined
    }

    /// The meaning of a type as it is written in a credential.
    func meaning(ofType type: ArraySlice<UInt8>) -> Meaning {
        if let own = inline[type] {
            guard own.value.kind == .string else { return .open }
            return own.value.utf8.map(URLSyntax.isAbsolute) == true ? .url : .otherThanURL
        }
        if known.contains(where: { $0.isVocabulary || $0.defines(type) }) { return .url }
        if URLSyntax.isAbsolute(type) { return .url }
        // Without the data model's own context no type has a meaning, and that was said already.
        return hasUnknown || !known.contains { $0.family == .base } ? .open : .undefined
    }

    /// Whether one of the contexts known here and named so far defines a term for good.
    private func protects(_ term: ArraySlice<UInt8>) -> Bool {
        known.contains { $0.defines(term) } || term.elementsEqual("id".utf8)
            || term.elementsEqual("type".utf8)
    }

    fileprivate mutating func add(_ context: KnownContext) {
        known.append(context)
    }

    fileprivate mutating func addUnknown() {
        hasUnknown = true
    }

    /// Adds definitions made in the credential; returns the protected terms that they redefine.
    fileprivate mutating func add(inline context: JSON) -> [String] {
        hasUnknown = true
        let isProtected = context["@protected"]?.boolean == true
        var redefined: [String] = []
        for member in context.members {
            let term = member.nameUTF8
            if term.first == UInt8(ascii: "@") { continue }
            let earlier = inline[term]
            let changes =
                earlier?.isProtected == true
                && earlier?.value.canonicalBytes() != member.value.canonicalBytes()
            if changes || protects(term) { redefined.append(member.name) }
            inline[term] = Definition(
                value: member.value, isProtected: isProtected || earlier?.isProtected == true)
        }
        return redefined
    }
}

extension CredentialCheck {
    /// Checks `@context`: its first item, its order, and that every item is known.
    mutating func checkContexts(_ value: JSON) {
        guard value.kind == .array else { return note("This must be an array of contexts.") }
        let items = value.elements
        guard let first = items.first else { return note("This array is empty.") }
        guard items.count <= ContextSet.contextCountMax else {
            return note(.range, "At most \(ContextSet.contextCountMax) contexts are read.")
        }
        at(0) { $0.checkFirstContext(first) }
        for (index, item) in items.enumerated() {
            at(index) { check in
                if let url = item.utf8 {
                    if items[..<index].contains(where: { $0.utf8 == url }) {
                        check.note("This context is named twice.")
                    }
                    check.checkContext(named: item, isFirst: index == 0)
                } else if item.kind == .object {
                    check.checkContext(inline: item)
                } else {
                    check.note("A context is a URL or an object.")
                }
            }
        }
    }

    /// Checks the contexts of something for which one context may stand without an array.
    mutating func checkOneOrMoreContexts(_ value: JSON) {
        guard value.kind == .string else { return checkContexts(value) }
        checkFirstContext(value)
        checkContext(named: value, isFirst: true)
    }

    private mutating func checkFirstContext(_ first: JSON) {
        if first.equals(KnownContext.credentialsV2) { return }
        if first.equals(KnownContext.credentialsV1) {
            if use == .issuing {
                note("Only version 2 of the data model is issued; this is version 1.")
            }
            return
        }
        note("The first context must be \(KnownContext.credentialsV2).")
    }

    private mutating func checkContext(named url: JSON, isFirst: Bool) {
        guard url.utf8.map({ URLSyntax.isAbsolute($0) }) == true else {
            return note("This is not an absolute URL.")
        }
        guard let context = KnownContext.named(url) else {
            // What is wrong with the first one has been said.
            if isFirst { return }
            contexts.addUnknown()
            return leaveOpen(.contextNotKnown, "This context is not one of those known here.")
        }
        if contexts.known.contains(where: { $0.url != context.url && $0.conflicts(with: context) })
        {
            note("This context redefines protected terms of one named before it.")
        } else if use == .issuing, context.redefinesNames,
            contexts.known.contains(where: { $0.url == KnownContext.credentialsV2 })
        {
            note("This context redefines protected terms; use \(KnownContext.openBadges303).")
        }
        contexts.add(context)
    }

    /// The keywords that a context may hold; a reader of JSON-LD refuses one with any other.
    private static let contextKeywords = [
        "@base", "@direction", "@import", "@language", "@propagate", "@protected", "@version",
        "@vocab",
    ]

    private mutating func checkContext(inline context: JSON) {
        let keywords = context.members.filter { $0.nameUTF8.first == UInt8(ascii: "@") }
        let strange = keywords.filter { !Self.contextKeywords.contains(where: $0.isNamed) }
        for member in strange { at(member.name) { $0.note("A context has no such keyword.") } }
        let redefined = contexts.add(inline: context)
        for term in redefined {
            at(term) { $0.note("This redefines a protected term.") }
        }
        if redefined.isEmpty, strange.isEmpty {
            leaveOpen(.contextNotKnown, "Contexts written out in a credential are not known here.")
        }
    }
}

extension KnownContext {
    /// Whether it gives `name` and `description` another definition than version 2 of the data
    /// model does. It was published so; credentials that name both are found in the wild.
    var redefinesNames: Bool {
        url.utf8.elementsEqual("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json".utf8)
    }
}
