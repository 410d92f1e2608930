import CanonicalJSON

/// What Open Badges says of members that no verdict rests upon: what is issued here keeps to it,
/// and others' credentials are not refused for it.
///
/// Spec: 02-sign §3; Open Badges 3.0, appendix B.
extension CredentialCheck {
    /// Checks a credential's own members.
    mutating func checkBadgeMembers(_ credential: JSON) {
        guard use == .issuing else { return }
        objects("evidence", of: credential) { check, evidence in
            check.texts(["narrative", "name", "description", "genre", "audience"], of: evidence)
        }
        checkEndorsements(of: credential)
    }

    /// Checks a profile's members, but for those that every issuer has.
    mutating func checkProfileMembers(_ profile: JSON) {
        guard use == .issuing else { return }
        texts(
            [
                "phone", "email", "official", "familyName", "givenName", "additionalName",
                "patronymicName", "honorificPrefix", "honorificSuffix", "familyNamePrefix",
            ], of: profile)
        optional("url", of: profile) { $0.checkURL($1) }
        optional("dateOfBirth", of: profile) { check, value in
            if value.string.flatMap({ CalendarDate($0) }) == nil {
                check.note("This must be a day, such as 1998-04-30.")
            }
        }
        optional("address", of: profile) { check, value in
            check.object(value) { $0.checkAddress($1) }
        }
        checkOtherIdentifiers(of: profile)
        optional("parentOrg", of: profile) { $0.checkOtherProfile($1) }
        checkEndorsements(of: profile)
    }

    /// Checks the profile of somebody other than the issuer.
    mutating func checkOtherProfile(_ value: JSON) {
        guard use == .issuing else { return checkProfile(value) }
        object(value) { check, profile in
            check.required("id", of: profile) { $0.checkURL($1) }
            check.texts(["name", "description"], of: profile)
            check.checkProfile(profile)
        }
    }

    /// Checks a subject's members.
    mutating func checkSubjectMembers(_ subject: JSON) {
        guard use == .issuing else { return }
        texts(["licenseNumber", "narrative", "role", "term"], of: subject)
        optional("source", of: subject) { $0.checkOtherProfile($1) }
    }

    /// Checks an achievement's members.
    mutating func checkAchievementMembers(_ achievement: JSON) {
        guard use == .issuing else { return }
        texts(["fieldOfStudy", "humanCode", "specialization", "version"], of: achievement)
        optional("inLanguage", of: achievement) { $0.checkLanguageTag($1) }
        any("tag", of: achievement) { $0.checkText($1) }
        checkOtherIdentifiers(of: achievement)
        objects("related", of: achievement) { check, related in
            check.required("id", of: related) { $0.checkURL($1) }
            check.checkHasType("Related", related)
            check.optional("inLanguage", of: related) { $0.checkLanguageTag($1) }
            check.texts(["version"], of: related)
        }
        objects("resultDescription", of: achievement) { $0.checkResultDescription($1) }
        checkEndorsements(of: achievement)
    }

    /// Checks an alignment's members.
    mutating func checkAlignmentMembers(_ alignment: JSON) {
        guard use == .issuing else { return }
        texts(["targetDescription", "targetFramework"], of: alignment)
        optional("targetType", of: alignment) { $0.checkTerm($1, of: alignmentTargetTypes) }
    }

    /// Checks a result's members.
    mutating func checkResultMembers(_ result: JSON) {
        guard use == .issuing else { return }
        optional("achievedLevel", of: result) { $0.checkURL($1) }
        optional("status", of: result) { check, value in
            if !resultStatuses.contains(where: { value.equals($0) }) {
                check.note("A status is one of \(resultStatuses.joined(separator: ", ")).")
            }
        }
        checkAlignments(of: result)
    }

    /// Checks of what kind an identity is.
    mutating func checkIdentityType(_ value: JSON) {
        checkText(value)
        if use == .issuing, value.utf8?.isEmpty == false { checkTerm(value, of: identityTypes) }
    }
}

extension CredentialCheck {
    private mutating func checkAddress(_ address: JSON) {
        checkHasType("Address", address)
        texts(
            [
                "addressCountry", "addressCountryCode", "addressRegion", "addressLocality",
                "streetAddress", "postOfficeBoxNumber", "postalCode",
            ], of: address)
        optional("geo", of: address) { check, value in
            check.object(value) { check, geo in
                check.checkHasType("GeoCoordinates", geo)
                check.required("latitude", of: geo) { $0.checkNumber($1) }
                check.required("longitude", of: geo) { $0.checkNumber($1) }
            }
        }
    }

    private mutating func checkOtherIdentifiers(of object: JSON) {
        objects("otherIdentifier", of: object) { check, entry in
            check.checkHasType("IdentifierEntry", entry)
            check.required("identifier", of: entry) { $0.checkText($1) }
            check.required("identifierType", of: entry) { $0.checkIdentityType($1) }
            check.checkClosed(entry, names: ["type", "identifier", "identifierType"])
        }
    }

    private mutating func checkResultDescription(_ description: JSON) {
        required("id", of: description) { $0.checkURL($1) }
        checkHasType("ResultDescription", description)
        required("name", of: description) { $0.checkOpenBadgeText($1) }
        required("resultType", of: description) { $0.checkTerm($1, of: resultTypes) }
        texts(["requiredValue", "valueMax", "valueMin"], of: description)
        optional("requiredLevel", of: description) { $0.checkURL($1) }
        any("allowedValue", of: description) { $0.checkText($1) }
        objects("rubricCriterionLevel", of: description) { check, level in
            check.required("id", of: level) { $0.checkURL($1) }
            check.checkHasType("RubricCriterionLevel", level)
            check.required("name", of: level) { $0.checkOpenBadgeText($1) }
            check.texts(["description", "level", "points"], of: level)
            check.checkAlignments(of: level)
        }
        checkAlignments(of: description)
    }

    /// An endorsement is a credential of its own; here only that it is one.
    private mutating func checkEndorsements(of object: JSON) {
        objects("endorsement", of: object) { $0.checkHasType("EndorsementCredential", $1) }
        any("endorsementJwt", of: object) { $0.checkText($1) }
    }

    /// Checks for a language, and perhaps a script and a country or region, in this order.
    private mutating func checkLanguageTag(_ value: JSON) {
        let pattern = /[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?/
        if value.string?.wholeMatch(of: pattern) == nil {
            note("This is not a language tag, such as pl, zh-Hant or es-419.")
        }
    }

    /// Checks for one of the terms that Open Badges lists, or one of the issuer's own.
    private mutating func checkTerm(_ value: JSON, of terms: [String]) {
        guard let bytes = value.utf8 else { return note("This must be a string.") }
        let isOwn = bytes.starts(with: "ext:".utf8) && bytes.count > 4
        if !isOwn, !terms.contains(where: { value.equals($0) }) {
            note("Open Badges has no such term here; one of your own begins with ext:.")
        }
    }

    private mutating func texts(_ names: [String], of object: JSON) {
        for name in names { optional(name, of: object) { $0.checkOpenBadgeText($1) } }
    }

    private mutating func objects(
        _ name: String, of object: JSON, _ body: (inout CredentialCheck, JSON) -> Void
    ) {
        any(name, of: object) { check, value in check.object(value, body) }
    }

    /// Looks at a member that may be absent, and holds a value or an array of any number.
    private mutating func any(
        _ name: String, of object: JSON, _ body: (inout CredentialCheck, JSON) -> Void
    ) {
        optional(name, of: object) { check, value in
            if value.kind != .array || !value.elements.isEmpty { check.each(value, body) }
        }
    }

    private mutating func object(
        _ value: JSON, _ body: (inout CredentialCheck, JSON) -> Void
    ) {
        if value.kind == .object { body(&self, value) } else { note("This must be an object.") }
    }
}

private let identityTypes = [
    "name", "sourcedId", "systemId", "productId", "userName", "accountId", "emailAddress",
    "nationalIdentityNumber", "isbn", "issn", "lisSourcedId", "oneRosterSourcedId",
    "sisSourcedId", "ltiContextId", "ltiDeploymentId", "ltiToolId", "ltiPlatformId", "ltiUserId",
    "identifier",
]

private let alignmentTargetTypes = [
    "ceasn:Competency", "ceterms:Credential", "CFItem", "CFRubric", "CFRubricCriterion",
    "CFRubricCriterionLevel", "CTDL",
]

private let resultStatuses = [
    "Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew",
]

private let resultTypes = [
    "GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore",
    "RawScore", "Result", "RubricCriterion", "RubricCriterionLevel", "RubricScore", "ScaledScore",
    "Status",
]
