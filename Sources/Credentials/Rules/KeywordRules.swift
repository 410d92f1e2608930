import CanonicalJSON

/// The rules for names that begin with `@`, which tell a JSON-LD reader to read differently.
extension CredentialCheck {
    /// Checks that no member changes what the members around it mean.
    ///
    /// A context inside the credential would; so only whole credentials inside it have one of
    /// their own, checked like the outer one. In a proof it is judged with the proof.
    ///
    /// - Parameter canonical: the canonical form of the credential without `proof`.
    mutating func checkKeywords(of credential: JSON, canonical: [UInt8]) {
        if !Self.mayHoldKeywords(canonical) { return }
        checkKeywords(of: credential)
    }

    /// Checks the members of a presentation but for the credentials in it.
    mutating func checkKeywords(ofPresentation presentation: JSON) {
        checkKeywords(of: presentation, leavingOut: ["proof", "verifiableCredential"])
    }

    private mutating func checkKeywords(of credential: JSON, leavingOut names: [String] = ["proof"])
    {
        for member in credential.members where !member.isNamed("@context") {
            if names.contains(where: member.isNamed) { continue }
            at(member.name) { check in
                check.checkKeywordName(member)
                check.checkKeywords(in: member.value, holdsCredentials: member.holdsCredentials)
            }
        }
    }

    private mutating func checkKeywords(in value: JSON, holdsCredentials: Bool) {
        switch value.kind {
        case .array:
            for (index, element) in value.elements.enumerated() where element.isContainer {
                at(index) { $0.checkKeywords(in: element, holdsCredentials: holdsCredentials) }
            }
        case .object where holdsCredentials && value["@context"] != nil:
            checkInnerCredential(value)
        case .object:
            for member in value.members {
                let isContainer = member.value.isContainer
                guard isContainer || member.nameUTF8.first == UInt8(ascii: "@") else { continue }
                at(member.name) { check in
                    check.checkKeywordName(member)
                    guard isContainer, !member.isNamed("@context") else { return }
                    check.checkKeywords(
                        in: member.value, holdsCredentials: member.holdsCredentials)
                }
            }
        default: break
        }
    }

    private mutating func checkInnerCredential(_ credential: JSON) {
        let outer = contexts
        contexts = ContextSet()
        required("@context", of: credential) { $0.checkContexts($1) }
        checkKeywords(of: credential)
        contexts = outer
    }

    private mutating func checkKeywordName(_ member: JSON.Member) {
        guard member.nameUTF8.first == UInt8(ascii: "@") else { return }
        if member.isNamed("@context") {
            return note("A context may stand only at the top of a credential.")
        }
        let isLanguageKeyword = ["@value", "@language", "@direction"].contains {
            member.isNamed($0)
        }
        if !isLanguageKeyword { note("A credential has no such JSON-LD keyword.") }
    }
}

extension CredentialCheck {
    private static let languageKeywords = ["value\"", "language\"", "direction\""]
    private static let context = Array("context\"".utf8)

    /// Whether a canonical text can hold a keyword besides one `@context` and those of language
    /// values.
    ///
    /// A look at the bytes, so that the walk is left out for nearly every credential: in canonical
    /// JSON a name that begins with `@` stands as `"@`, and so at most does a text.
    static func mayHoldKeywords(_ canonical: [UInt8]) -> Bool {
        let bytes = canonical.span
        var contexts = 0
        var index = 0
        while let sign = bytes.firstIndex(of: UInt8(ascii: "@"), from: index) {
            index = sign + 1
            guard sign > 0, bytes[sign - 1] == UInt8(ascii: "\"") else { continue }
            let rest = canonical[index...]
            if rest.starts(with: context) {
                contexts += 1
            } else if !languageKeywords.contains(where: { rest.starts(with: $0.utf8) }) {
                return true
            }
        }
        return contexts > 1
    }
}

extension JSON {
    fileprivate var isContainer: Bool { kind == .object || kind == .array }
}

extension JSON.Member {
    /// Whether whole credentials may stand in this member.
    fileprivate var holdsCredentials: Bool {
        isNamed("endorsement") || isNamed("verifiableCredential")
    }
}
