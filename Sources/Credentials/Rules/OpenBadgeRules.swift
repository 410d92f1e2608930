import CanonicalJSON

/// The rules of Open Badges 3.0 for achievement credentials and endorsements.
///
/// Spec: 02-sign §3; Open Badges 3.0, appendix B.
extension CredentialCheck {
    /// Checks what Open Badges asks beyond the data model, if the types say it is one.
    mutating func checkOpenBadge(_ credential: JSON) {
        let types = credential["type"]?.elements ?? []
        let isEndorsement = types.contains { $0.equals("EndorsementCredential") }
        let isAchievement = types.contains {
            $0.equals("OpenBadgeCredential") || $0.equals("AchievementCredential")
        }
        guard isEndorsement || isAchievement else { return }
        if use == .verifying { required("id", of: credential) { _, _ in } }
        if credential["validFrom"] == nil, use == .issuing || credential["issuanceDate"] == nil {
            at("validFrom") { $0.note("This member is missing.") }
        }
        optional("awardedDate", of: credential) { $0.checkTime($1) }
        optional("image", of: credential) { $0.checkImage($1) }
        optional("issuer", of: credential) { $0.checkProfile($1) }
        checkBadgeMembers(credential)
        checkContextOrder(of: credential)
        if isEndorsement { required("name", of: credential) { _, _ in } }
        guard isAchievement, let subject = credential["credentialSubject"] else { return }
        at("credentialSubject") { check in
            guard subject.kind == .array else { return check.checkAchievementSubject(subject) }
            let subjects = subject.elements
            if subjects.count > 1 { check.note("An achievement has one subject.") }
            guard let only = subjects.first else { return }
            check.at(0) { $0.checkAchievementSubject(only) }
        }
    }

    /// The published schema wants the Open Badges context second.
    private mutating func checkContextOrder(of credential: JSON) {
        guard use == .issuing, let items = credential["@context"]?.elements,
            contexts.known.contains(where: { $0.family == .openBadges })
        else { return }
        let second = items.dropFirst().first.flatMap(KnownContext.named)
        if second?.family != .openBadges {
            at("@context") { $0.note("The second context must be that of Open Badges.") }
        }
    }

    /// Checks a profile; a URL in its place was checked already.
    mutating func checkProfile(_ profile: JSON) {
        guard profile.kind == .object else { return }
        checkHasType("Profile", profile)
        optional("image", of: profile) { $0.checkImage($1) }
        checkProfileMembers(profile)
    }

    private mutating func checkAchievementSubject(_ subject: JSON) {
        guard subject.kind == .object else { return }
        checkHasType("AchievementSubject", subject)
        let identifiers = subject["identifier"]
        let hasIdentifier = identifiers.map { $0.kind == .object || !$0.elements.isEmpty }
        if subject["id"] == nil, hasIdentifier != true {
            note("A subject has an id or at least one identifier.")
        }
        if let identifiers {
            at("identifier") { check in
                check.eachObjectIfAny(identifiers) { $0.checkIdentity($1) }
            }
        }
        required("achievement", of: subject) { check, achievement in
            guard achievement.kind == .object else {
                return check.note("This must be an object.")
            }
            check.checkAchievement(achievement)
        }
        optional("image", of: subject) { $0.checkImage($1) }
        optional("creditsEarned", of: subject) { $0.checkNumber($1) }
        optional("activityStartDate", of: subject) { $0.checkDayOrTime($1) }
        optional("activityEndDate", of: subject) { $0.checkDayOrTime($1) }
        optional("result", of: subject) { check, value in
            check.eachObjectIfAny(value) { $0.checkResult($1) }
        }
        checkSubjectMembers(subject)
    }

    private mutating func checkAchievement(_ achievement: JSON) {
        required("id", of: achievement) { $0.checkURL($1) }
        checkHasType("Achievement", achievement)
        required("name", of: achievement) { $0.checkOpenBadgeText($1) }
        required("description", of: achievement) { $0.checkOpenBadgeText($1) }
        required("criteria", of: achievement) { check, criteria in
            guard criteria.kind == .object else { return check.note("This must be an object.") }
            check.optional("id", of: criteria) { $0.checkURL($1) }
            check.optional("narrative", of: criteria) { $0.checkOpenBadgeText($1) }
            if check.use == .issuing, criteria["id"] == nil, criteria["narrative"] == nil {
                check.note("Criteria have an id or a narrative.")
            }
        }
        optional("achievementType", of: achievement) { $0.checkAchievementType($1) }
        optional("image", of: achievement) { $0.checkImage($1) }
        optional("creditsAvailable", of: achievement) { $0.checkNumber($1) }
        optional("creator", of: achievement) { $0.checkOtherProfile($1) }
        checkAlignments(of: achievement)
        checkAchievementMembers(achievement)
    }

    mutating func checkAlignments(of object: JSON) {
        optional("alignment", of: object) { check, value in
            check.eachObjectIfAny(value) { $0.checkAlignment($1) }
        }
    }

    private mutating func checkAlignment(_ alignment: JSON) {
        checkHasType("Alignment", alignment)
        required("targetName", of: alignment) { $0.checkOpenBadgeText($1) }
        required("targetUrl", of: alignment) { $0.checkURL($1) }
        optional("targetCode", of: alignment) { $0.checkText($1) }
        checkAlignmentMembers(alignment)
    }

    /// Checks a result; a grade is a string, because readers print numbers differently.
    private mutating func checkResult(_ result: JSON) {
        checkHasType("Result", result)
        optional("value", of: result) { $0.checkText($1) }
        optional("resultDescription", of: result) { $0.checkURL($1) }
        checkResultMembers(result)
    }

    private mutating func checkIdentity(_ identity: JSON) {
        checkHasType("IdentityObject", identity)
        required("identityType", of: identity) { $0.checkIdentityType($1) }
        required("identityHash", of: identity) { check, value in
            check.checkText(value)
            guard identity["hashed"]?.boolean == true, let bytes = value.utf8 else { return }
            if !check.isIdentityHash(bytes) {
                check.note("A hashed identity is sha256$ and 64 hexadecimal digits.")
            }
        }
        required("hashed", of: identity) { check, value in
            if value.kind != .boolean { check.note("This must be true or false.") }
        }
        optional("salt", of: identity) { $0.checkText($1) }
        checkClosed(
            identity, names: ["type", "hashed", "identityHash", "identityType", "salt"])
    }

    /// MD5 is read, since others have issued it, but not issued.
    private func isIdentityHash(_ bytes: ArraySlice<UInt8>) -> Bool {
        let digits: ArraySlice<UInt8>
        if bytes.starts(with: "sha256$".utf8) {
            digits = bytes.dropFirst(7)
            guard digits.count == 64 else { return false }
        } else {
            guard use == .verifying, bytes.starts(with: "md5$".utf8) else { return false }
            digits = bytes.dropFirst(4)
            guard digits.count == 32 else { return false }
        }
        return digits.allSatisfy(URLSyntax.isHex)
    }

    /// Checks an image, which is an object even where other standards allow a URL.
    private mutating func checkImage(_ image: JSON) {
        guard image.kind == .object else {
            return note("An image is an object with id and type.")
        }
        required("id", of: image) { check, id in
            // A data URL holds the picture itself and may be longer than other URLs.
            if id.utf8?.starts(with: "data:".utf8) != true { check.checkURL(id) }
        }
        checkHasType("Image", image)
        optional("caption", of: image) { $0.checkOpenBadgeText($1) }
        checkClosed(image, names: ["id", "type", "caption"])
    }
}

extension CredentialCheck {
    mutating func checkHasType(_ type: String, _ object: JSON) {
        required("type", of: object) { check, value in
            let types = value.kind == .array ? value.elements : [value]
            if !types.contains(where: { $0.equals(type) }) {
                check.note("The types must include \(type).")
            }
        }
    }

    mutating func checkClosed(_ object: JSON, names: [String]) {
        for member in object.members where !names.contains(where: { member.isNamed($0) }) {
            at(member.name) { $0.note("This object has no such member.") }
        }
    }

    mutating func checkNumber(_ value: JSON) {
        if value.kind != .number { note("This must be a number.") }
    }

    private mutating func checkAchievementType(_ value: JSON) {
        guard let bytes = value.utf8 else { return note("This must be a string.") }
        // The list grows with each edition, so what others wrote is not held against it.
        guard use == .issuing else { return }
        let isKnown = achievementTypes.contains { $0.utf8.elementsEqual(bytes) }
        if !isKnown, !(bytes.starts(with: "ext:".utf8) && bytes.count > 4) {
            note("Open Badges has no such achievement type; one of your own begins with ext:.")
        }
    }
}

private let achievementTypes = [
    "Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree",
    "Award", "Badge", "BachelorDegree", "Certificate", "CertificateOfCompletion", "Certification",
    "CoCurricular", "CommunityService", "Competency", "Course", "Degree", "Diploma",
    "DoctoralDegree", "Fieldwork", "GeneralEducationDevelopment", "JourneymanCertificate",
    "LearningProgram", "License", "MasterCertificate", "MasterDegree", "Membership",
    "MicroCredential", "ProfessionalDoctorate", "QualityAssuranceCredential",
    "ResearchDoctorate", "SecondarySchoolDiploma",
]
