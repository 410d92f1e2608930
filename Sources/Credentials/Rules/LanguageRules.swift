import CanonicalJSON

/// The rules for texts in several languages.
///
/// Spec: 02-sign §2; Verifiable Credentials Data Model 2.0, section 11.1.
extension CredentialCheck {
    /// Checks for a string, a language-value object, or a non-empty array of those.
    mutating func checkLanguageValue(_ value: JSON) {
        each(value) { check, item in
            switch item.kind {
            case .string: break
            case .object: check.checkLanguageObject(item)
            default: check.note("This must be a string or a language-value object.")
            }
        }
    }

    /// Checks a text of Open Badges, where others also write a map from language to text.
    mutating func checkOpenBadgeText(_ value: JSON) {
        let members = value.members
        let isMap =
            !members.isEmpty
            && members.allSatisfy {
                LanguageTagged.isLanguageTag($0.nameUTF8) && $0.value.kind == .string
            }
        if isMap, use == .verifying { return }
        checkLanguageValue(value)
    }

    private mutating func checkLanguageObject(_ object: JSON) {
        required("@value", of: object) { check, value in
            if value.kind != .string { check.note("This must be a string.") }
        }
        optional("@language", of: object) { check, value in
            if value.utf8.map(LanguageTagged.isLanguageTag) != true {
                check.note("This is not a language tag, such as pl or zh-Hant.")
            }
        }
        optional("@direction", of: object) { check, value in
            if !value.equals("ltr"), !value.equals("rtl") {
                check.note("A direction is ltr or rtl.")
            }
        }
        for member in object.members {
            let isAllowed = ["@value", "@language", "@direction"].contains {
                member.isNamed($0)
            }
            if !isAllowed {
                at(member.name) { $0.note("A language-value object has no such member.") }
            }
        }
    }
}
