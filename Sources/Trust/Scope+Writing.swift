/// What a person writes into a scope, held against what an award can say: a limit that no award
/// keeps is somebody's slip. A list that is read is not held to it: its words may be newer.
///
/// Spec: 07-verify §2.7.
extension Scope {
    /// Whether an award can be of a type: one of Open Badges' words, or one that begins with
    /// `ext:`.
    public static func canBeType(_ text: String) -> Bool {
        guard isType(text), !text.contains(",") else { return false }
        return openBadgesTypes.contains(text) || text.hasPrefix("ext:") && text.utf8.count > 4
    }

    /// Whether ISCED-F 2013 can have a code: its broad fields are 00 to 10, and all others begin
    /// with one of them. A code that lost its zero begins otherwise.
    static func canBeField(_ text: String) -> Bool {
        isField(text) && Int(text.prefix(2)).map { 0...10 ~= $0 } ?? false
    }

    /// The types of Open Badges 3.0, as those who issue are held to them.
    public static let openBadgesTypes: Set<String> = [
        "Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree",
        "Award", "Badge", "BachelorDegree", "Certificate", "CertificateOfCompletion",
        "Certification", "CoCurricular", "CommunityService", "Competency", "Course", "Degree",
        "Diploma", "DoctoralDegree", "Fieldwork", "GeneralEducationDevelopment",
        "JourneymanCertificate", "LearningProgram", "License", "MasterCertificate", "MasterDegree",
        "Membership", "MicroCredential", "ProfessionalDoctorate", "QualityAssuranceCredential",
        "ResearchDoctorate", "SecondarySchoolDiploma",
    ]

    /// How one value of a limit is written, to go on after "Write"; `nil` for what is no limit.
    public static func form(of limit: String) -> String? {
        switch limit {
        case "types":
            "a type of Open Badges, such as BachelorDegree, or one of your own that begins with "
                + "ext:"
        case "eqf": "a level from 1 to 8"
        case "isced": "a level from 0 to 9"
        case "fields": "a code of ISCED-F 2013 with its zeros, such as 03, 032 or 0322"
        case "country", "countries": "two capital letters, such as PL"
        case _ where isOfDays(limit): "a day of the calendar, such as 2020-02-01"
        default: nil
        }
    }

    private static func isOfDays(_ limit: String) -> Bool {
        ["from", "until", "since", "as_of"].contains { limit == $0 || limit.hasSuffix("_\($0)") }
    }
}
