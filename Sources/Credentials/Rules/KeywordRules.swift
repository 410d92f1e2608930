import CanonicalJSON

/// The rules for names that begin with `@`, which tell a JSON-LD reader to read differently.
extension CredentialCheck {
    /// Checks that no member changes what the members around it mean.
    ///
    /// A context inside the credential would; so only whole credentials inside it have one of
    /// their own, checked like the outer one. In a proof it is judged with the proof.
    mutating func checkKeywords(of credential: JSON) {
        for member in credential.members where !member.isNamed("@context") {
            if member.isNamed("proof") { continue }
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

extension JSON {
    fileprivate var isContainer: Bool { kind == .object || kind == .array }
}

extension JSON.Member {
    /// Whether whole credentials may stand in this member.
    fileprivate var holdsCredentials: Bool {
        isNamed("endorsement") || isNamed("verifiableCredential")
    }
}
