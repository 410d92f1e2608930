import CanonicalJSON

/// The rules for a context that is written out in a credential.
///
/// It is read as far as it says what types stand for, the way a JSON-LD processor does, and what
/// none of those takes is a fault. What would let a reader find other members than those that are
/// looked at here, such as another name for a keyword, is left open.
///
/// Spec: 02-sign §2; JSON-LD 1.1 Processing Algorithms and API, sections 4.1 and 4.2.
extension CredentialCheck {
    /// Checks a context that is written out, and adds what it defines.
    mutating func checkContext(writtenOut context: JSON) {
        let members = context.members
        contexts.termCount += members.count
        guard contexts.termCount <= ContextSet.termCountMax else {
            return note(.range, "At most \(ContextSet.termCountMax) terms are read.")
        }
        if OtherNames.stand(in: context) {
            hasOtherNames = true
            leaveOpen(
                .contextNotKnown, "Other names for what the data model defines are not read here.")
        }
        let keywords = members.filter { $0.nameUTF8.first == UInt8(ascii: "@") }
        for member in keywords {
            at(member.name) { $0.checkContextKeyword(member) }
        }
        let isProtected = context["@protected"]?.boolean == true
        // A term may stand for what another of the same context stands for.
        let before = contexts
        let written = WrittenTerms(context, after: before, beside: contexts.hasUnknown)
        for member in members where member.nameUTF8.first != UInt8(ascii: "@") {
            at(member.name) { check in
                let definition = TermDefinition(member, among: written)
                if let fault = definition.fault { check.note(fault) }
                let isNew = check.contexts.define(
                    member, as: definition, isProtected: isProtected)
                if !isNew { check.note("This redefines a protected term.") }
            }
        }
    }

    private mutating func checkContextKeyword(_ member: JSON.Member) {
        let value = member.value
        switch member.name {
        case "@vocab":
            guard value.kind == .null || value.kind == .string else { return noteKeyword() }
            contexts.vocabulary = .none
            if value.utf8.map(URLSyntax.isAbsolute) == true {
                contexts.vocabulary = .url
            } else if value.kind == .string {
                contexts.addUnknown()
                leaveOpen(.contextNotKnown, "What this is relative to is not known here.")
            }
        case "@base", "@language":
            if value.kind != .null, value.kind != .string { noteKeyword() }
        case "@direction":
            if value.kind != .null, !value.equals("ltr"), !value.equals("rtl") { noteKeyword() }
        case "@version":
            if value.double != 1.1 { noteKeyword() }
        case "@protected":
            if value.kind != .boolean { noteKeyword() }
        case "@import":
            guard value.kind == .string else { return noteKeyword() }
            contexts.addUnknown()
            leaveOpen(.contextNotKnown, "What this leads to is not known here.")
        case "@propagate":
            guard value.kind == .boolean else { return noteKeyword() }
            leaveOpen(.contextNotKnown, "A context that ends with its object is not read here.")
        default: note("A context has no such keyword.")
        }
    }

    private mutating func noteKeyword() {
        note("This keyword of a context cannot have that value.")
    }
}

/// What a context that is written out says of one term.
struct TermDefinition {
    /// What a type of that name stands for.
    private(set) var meaning: ContextSet.Meaning
    /// What is wrong with it, so that no processor takes it.
    private(set) var fault: String?
    /// Whether it defines other terms for the members below it.
    private(set) var hasScope = false
    /// Whether it must not be defined anew.
    private(set) var isProtected: Bool?

    private static let keywords = [
        "@container", "@context", "@direction", "@id", "@index", "@language", "@nest", "@prefix",
        "@protected", "@reverse", "@type",
    ]

    /// Reads a definition.
    ///
    /// - Parameter written: what stands beside it.
    init(_ member: JSON.Member, among written: WrittenTerms) {
        var reader = TermReader(written)
        meaning = reader.meaning(of: member)
        fault = reader.fault
        guard member.value.kind == .object else { return }
        for part in member.value.members where !Self.keywords.contains(where: part.isNamed) {
            fault = "The definition of a term has no member \(part.name)."
        }
        hasScope = member.value["@context"] != nil
        isProtected = member.value["@protected"]?.boolean
    }

    /// A definition as an object, without the member that only protects it.
    static func long(_ definition: JSON) -> [UInt8] {
        definition.kind == .string
            ? JSONValue.object([JSONMember("@id", definition.value)]).canonicalBytes()
            : definition.canonicalBytes(omitting: ["@protected"])
    }
}

/// The terms of one context, and what was defined before it.
struct WrittenTerms {
    let terms: [ArraySlice<UInt8>: JSON.Member]
    let vocabulary: ContextSet.Vocabulary
    let hasUnknown: Bool
    let earlier: ContextSet

    init(_ context: JSON, after earlier: ContextSet, beside hasUnknown: Bool) {
        self.earlier = earlier
        self.hasUnknown = hasUnknown
        let members = context.members
        terms = Dictionary(members.map { ($0.nameUTF8, $0) }) { first, _ in first }
        vocabulary =
            members.first { $0.isNamed("@vocab") }
            .map { $0.value.utf8.map(URLSyntax.isAbsolute) == true ? .url : .none }
            ?? earlier.vocabulary
    }
}

/// Follows a term to what it stands for.
private struct TermReader {
    let written: WrittenTerms
    var fault: String?
    private var passed: [ArraySlice<UInt8>] = []

    init(_ written: WrittenTerms) { self.written = written }

    /// The longest chain of terms that is followed.
    private static let chainMax = 16

    mutating func meaning(of member: JSON.Member) -> ContextSet.Meaning {
        let (name, value) = (member.nameUTF8, member.value)
        guard !name.isEmpty, passed.count < Self.chainMax, !passed.contains(name) else {
            return refused("This term leads to itself, or has no name.")
        }
        passed.append(name)
        switch value.kind {
        case .null: return .undefined
        case .string: return meaning(of: value.utf8 ?? [], for: name)
        case .object:
            guard let id = value["@id"] ?? value["@reverse"] else {
                return meaning(of: name, for: name)
            }
            switch id.kind {
            case .null: return .undefined
            case .string: return meaning(of: id.utf8 ?? [], for: name)
            default: return refused("A term stands for a URL, which is a string.")
            }
        default: return refused("A term is defined by a URL or an object.")
        }
    }

    private mutating func meaning(
        of text: ArraySlice<UInt8>, for name: ArraySlice<UInt8>
    ) -> ContextSet.Meaning {
        if text.first == UInt8(ascii: "@") { return .otherThanURL }
        guard text.count <= URLSyntax.byteCountMax else {
            return refused("This is longer than a URL may be.")
        }
        if !text.elementsEqual(name) {
            if let other = written.terms[text] { return meaning(of: other) }
            if let known = written.earlier.meaning(ofTerm: text) { return known }
        }
        if URLSyntax.isAbsolute(text) || written.vocabulary == .url { return .url }
        if written.hasUnknown { return .open }
        // A blank node is something, and no URL.
        if text.starts(with: "_:".utf8) { return .otherThanURL }
        return refused("Nothing says for which URL this term stands.")
    }

    private mutating func refused(_ fault: String) -> ContextSet.Meaning {
        self.fault = fault
        return .otherThanURL
    }
}
