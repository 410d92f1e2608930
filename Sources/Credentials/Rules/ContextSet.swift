import CanonicalJSON

/// What the contexts that a credential names define.
struct ContextSet {
    /// The most contexts of one credential.
    static let contextCountMax = 32
    /// The most terms that are written out in one credential: each is followed to what it means.
    static let termCountMax = 2_048

    private(set) var known: [KnownContext] = []
    /// What a term stands for that nothing defines.
    var vocabulary = Vocabulary.none
    /// Whether a context was named whose terms are not known.
    private(set) var hasUnknown = false
    /// How many terms were written out so far.
    var termCount = 0
    /// Terms defined within the credential itself.
    private var written: [ArraySlice<UInt8>: Written] = [:]
    /// Whether one of those defines others for the members below it.
    private var hasScopes = false

    /// What a term stands for that nothing defines.
    enum Vocabulary {
        /// Nothing.
        case none
        /// A URL of a vocabulary.
        case url
    }

    private struct Written {
        let definition: [UInt8]
        let meaning: Meaning
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

    /// Where a type stands.
    enum Level {
        /// In the credential itself, for which only its contexts define types.
        case top
        /// Below, for which a term may define others.
        case below
    }

    /// The meaning of a type as it is written in a credential.
    func meaning(ofType type: ArraySlice<UInt8>, at level: Level) -> Meaning {
        let found = meaning(ofTerm: type)
        if let found, found != .undefined { return found }
        if found == nil, URLSyntax.isAbsolute(type) || vocabulary == .url { return .url }
        // Without the data model's own context no type has a meaning, and that was said already.
        let isOpen = hasUnknown || (hasScopes && level == .below)
        return isOpen || !known.contains { $0.family == .base } ? .open : .undefined
    }

    /// The meaning of a term; `nil` if nothing defines it.
    func meaning(ofTerm term: ArraySlice<UInt8>) -> Meaning? {
        if let own = written[term] { return own.meaning }
        return known.contains { $0.defines(term) } ? .url : nil
    }

    /// Whether the contexts named so far give a term this very definition.
    func gives(_ member: JSON.Member) -> Bool {
        let definition = TermDefinition.long(member.value)
        if let own = written[member.nameUTF8] { return own.definition == definition }
        return known.contains { context in
            context.definition(of: member.nameUTF8).map {
                definition == JSONValue.object([JSONMember("@id", .string($0))]).canonicalBytes()
            } ?? false
        }
    }

    /// Whether one of the contexts named so far defines a term for good.
    private func protects(_ term: ArraySlice<UInt8>) -> Bool {
        if let own = written[term] { return own.isProtected }
        return known.contains { $0.defines(term) } || term.elementsEqual("id".utf8)
            || term.elementsEqual("type".utf8)
    }

    fileprivate mutating func add(_ context: KnownContext) {
        known.append(context)
        if context.isVocabulary { vocabulary = .url }
        // What is named later counts.
        written = written.filter { !context.defines($0.key) }
    }

    mutating func addUnknown() {
        hasUnknown = true
    }

    /// Defines a term; whether that may be done.
    mutating func define(
        _ member: JSON.Member, as definition: TermDefinition, isProtected: Bool
    ) -> Bool {
        let term = member.nameUTF8
        if definition.hasScope { hasScopes = true }
        if protects(term) { return gives(member) }
        written[term] = Written(
            definition: TermDefinition.long(member.value), meaning: definition.meaning,
            isProtected: definition.isProtected ?? isProtected)
        return true
    }

    /// Whether a context that is named now defines anew what was written out and protected.
    fileprivate func protectsTerm(of context: KnownContext) -> Bool {
        written.contains { $0.value.isProtected && context.defines($0.key) }
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
                    check.checkContext(writtenOut: item)
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
        let conflicts = contexts.known.contains {
            $0.url != context.url && $0.conflicts(with: context)
        }
        if conflicts || contexts.protectsTerm(of: context) {
            note("This context redefines protected terms of one named before it.")
        } else if use == .issuing, context.redefinesNames,
            contexts.known.contains(where: { $0.url == KnownContext.credentialsV2 })
        {
            note("This context redefines protected terms; use \(KnownContext.openBadges303).")
        }
        contexts.add(context)
    }
}

extension KnownContext {
    /// Whether it gives `name` and `description` another definition than version 2 of the data
    /// model does. It was published so; credentials that name both are found in the wild.
    var redefinesNames: Bool {
        url.utf8.elementsEqual("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json".utf8)
    }
}
