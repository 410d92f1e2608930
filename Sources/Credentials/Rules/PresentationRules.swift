import CanonicalJSON

/// The rules of the W3C data model for presentations, versions 2.0 and 1.1.
///
/// The credentials in a presentation are checked each by itself, so that a bad one says nothing
/// about the others.
///
/// Spec: 02-sign §2; Verifiable Credentials Data Model 2.0, section 4.13.
extension CredentialCheck {
    /// Checks a whole presentation, but not the credentials in it.
    mutating func checkPresentation(_ presentation: JSON) {
        guard presentation.kind == .object else {
            return note("A presentation is a JSON object.")
        }
        required("@context", of: presentation) { $0.checkOneOrMoreContexts($1) }
        optional("id", of: presentation) { $0.checkURL($1) }
        required("type", of: presentation) { $0.checkPresentationTypes($1) }
        optional("holder", of: presentation) { $0.checkHolder($1) }
        optional("verifiableCredential", of: presentation) { check, value in
            // A presentation may be of something else than credentials, and then has none.
            let elements = value.asList
            if elements.count > Presentation.credentialCountMax {
                let most = Presentation.credentialCountMax
                return check.note(.range, "At most \(most) credentials are read.")
            }
            let takesTokens = presentation.isVersion1
            for (index, element) in elements.enumerated() {
                let isCredential =
                    element.kind == .object || (takesTokens && element.kind == .string)
                if isCredential { continue }
                let place = value.kind == .array ? index : nil
                let text = "A credential is an object, with an envelope around a token."
                if let place { check.at(place) { $0.note(text) } } else { check.note(text) }
            }
        }
        optional("termsOfUse", of: presentation) { check, value in
            check.eachObject(value) { $0.checkTypedObject($1) }
        }
        optional("proof", of: presentation) { $0.checkProofMember($1) }
        checkKeywords(ofPresentation: presentation)
    }

    private mutating func checkPresentationTypes(_ value: JSON) {
        each(value) { $0.checkType($1, at: .top, otherwise: .malformedValue) }
        if !value.asList.contains(where: { $0.equals("VerifiablePresentation") }) {
            note("The types must include VerifiablePresentation.")
        }
    }

    private mutating func checkHolder(_ holder: JSON) {
        guard holder.kind == .object else { return checkURL(holder) }
        required("id", of: holder) { $0.checkURL($1) }
    }
}
