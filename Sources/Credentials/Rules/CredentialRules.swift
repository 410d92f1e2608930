import CanonicalJSON

/// The rules of the W3C data model, version 2.0 and, for verifying, 1.1.
///
/// Spec: 02-sign §2; Verifiable Credentials Data Model 2.0, section 4.
extension CredentialCheck {
    /// Checks a whole credential.
    ///
    /// - Parameter canonical: the canonical form of the credential without `proof`.
    mutating func checkCredential(_ credential: JSON, canonical: [UInt8]) {
        guard credential.kind == .object else {
            return note("A credential is a JSON object.")
        }
        required("@context", of: credential) { $0.checkContexts($1) }
        optional("id", of: credential) { $0.checkURL($1) }
        required("type", of: credential) { $0.checkCredentialTypes($1) }
        optional("name", of: credential) { $0.checkLanguageValue($1) }
        optional("description", of: credential) { $0.checkLanguageValue($1) }
        required("issuer", of: credential) { $0.checkIssuer($1) }
        checkValidity(of: credential)
        required("credentialSubject", of: credential) { check, value in
            check.eachObject(value) { $0.checkSubject($1) }
        }
        optional("credentialStatus", of: credential) { check, value in
            let most = Credential.statusCountMax
            guard value.asList.count <= most else {
                return check.note(.range, "At most \(most) entries of status lists are read.")
            }
            check.eachObject(value) { $0.checkStatus($1) }
        }
        optional("credentialSchema", of: credential) { check, value in
            check.eachObjectIfAny(value) { check, schema in
                check.checkTypedObject(schema)
                if schema["id"] == nil { check.at("id") { $0.note("This member is missing.") } }
            }
        }
        for name in ["refreshService", "termsOfUse", "evidence"] {
            optional(name, of: credential) { check, value in
                check.eachObjectIfAny(value) { $0.checkTypedObject($1) }
            }
        }
        optional("relatedResource", of: credential) { $0.checkRelatedResources($1) }
        optional("proof", of: credential) { $0.checkProofMember($1) }
        checkKeywords(of: credential, canonical: canonical)
        checkOpenBadge(credential)
    }

    private mutating func checkCredentialTypes(_ value: JSON) {
        guard value.kind == .array else { return note("This must be an array of types.") }
        let types = value.elements
        guard !types.isEmpty else { return note("This array is empty.") }
        for (index, type) in types.enumerated() {
            at(index) { $0.checkType(type, at: .top, otherwise: .malformedValue) }
        }
        if !types.contains(where: { $0.equals("VerifiableCredential") }) {
            note("The types must include VerifiableCredential.")
        }
    }

    /// Checks that a type stands for a URL.
    mutating func checkType(
        _ type: JSON, at level: ContextSet.Level = .below, otherwise problem: CredentialProblem
    ) {
        guard let bytes = type.utf8, !bytes.isEmpty else { return note("A type is a string.") }
        switch contexts.meaning(ofType: bytes, at: level) {
        case .url, .open: break
        case .otherThanURL: note("The contexts define this type as something other than a URL.")
        case .undefined:
            let text = "None of the contexts defines this type."
            if problem == .malformedValue { note(text) } else { leaveOpen(problem, text) }
        }
    }

    /// Checks an object that must have a type, and whose `id` is a URL if it has one.
    mutating func checkTypedObject(
        _ object: JSON, otherwise problem: CredentialProblem = .typeNotKnown
    ) {
        required("type", of: object) { check, value in
            check.each(value) { $0.checkType($1, otherwise: problem) }
        }
        optional("id", of: object) { $0.checkURL($1) }
    }

    private mutating func checkIssuer(_ issuer: JSON) {
        guard issuer.kind == .object else { return checkIssuerID(issuer) }
        required("id", of: issuer) { $0.checkIssuerID($1) }
        optional("name", of: issuer) { $0.checkLanguageValue($1) }
        optional("description", of: issuer) { $0.checkLanguageValue($1) }
    }

    private mutating func checkIssuerID(_ id: JSON) {
        checkURL(id)
        // Issuers are compared with others, and only ASCII has one spelling for each text.
        if let bytes = id.utf8, bytes.contains(where: { $0 >= 0x80 }) {
            note("An issuer's URL holds ASCII characters only.")
        }
    }

    private mutating func checkValidity(of credential: JSON) {
        let from = checkTime(inFirstOf: ["validFrom", "issuanceDate"], of: credential)
        let until = checkTime(inFirstOf: ["validUntil", "expirationDate"], of: credential)
        if let from, let until, until.isBefore(from) {
            at("validUntil") { $0.note("The validity ends before it begins.") }
        }
        if contexts.known.first?.url == KnownContext.credentialsV1,
            credential["issuanceDate"] == nil
        {
            at("issuanceDate") { $0.note("This member is missing.") }
        }
    }

    /// Checks the times in members that say the same in two versions of the data model, and
    /// returns the first.
    private mutating func checkTime(
        inFirstOf names: [String], of credential: JSON
    ) -> DateTimeStamp? {
        var first: DateTimeStamp?
        for (index, name) in names.enumerated() {
            optional(name, of: credential) { check, value in
                if index > 0, check.use == .issuing {
                    return check.note("Version 2 of the data model calls this \(names[0]).")
                }
                let time = check.checkTime(value)
                if first == nil { first = time }
            }
        }
        return first
    }

    private mutating func checkSubject(_ subject: JSON) {
        if subject.count == 0 { note("A subject must have at least one claim.") }
        optional("id", of: subject) { $0.checkURL($1) }
        optional("type", of: subject) { check, value in
            check.each(value) { $0.checkType($1, otherwise: .malformedValue) }
        }
    }

    private mutating func checkStatus(_ status: JSON) {
        let isVersion2 = contexts.known.first?.url == KnownContext.credentialsV2
        checkTypedObject(status, otherwise: isVersion2 ? .malformedValue : .typeNotKnown)
        guard StatusEntry.isEntry(status) else { return }
        do {
            statuses.append(try StatusEntry(status))
        } catch {
            note(error.problem == .range ? .range : .statusMalformed, error.text)
        }
    }

    mutating func checkProofMember(_ proof: JSON) {
        if use == .issuing { return note("The proof is for the issuer to add.") }
        eachObject(proof) { check, proof in
            check.required("type", of: proof) { $0.checkText($1) }
        }
    }
}
