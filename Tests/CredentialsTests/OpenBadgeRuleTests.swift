import CanonicalJSON
import Credentials
import Signing
import Testing

@Suite("Open Badges")
struct OpenBadgeRuleTests {
    private static let subject = "/credentialSubject"
    private static let achievement = "/credentialSubject/achievement"
    private static let identity = "/credentialSubject/identifier/0"

    @Test("accepts a diploma as its institution writes it")
    func good() throws {
        let credential = try Credential(parsing: Array(Example.input.utf8), as: .issuing)
        #expect(credential.findings.isEmpty)
    }

    @Test(
        "accepts what it should",
        arguments: [
            [
                .set("/credentialSubject/id", #""did:example:a""#),
                .remove("/credentialSubject/identifier"),
            ],
            [.set("/credentialSubject/identifier", identityText)],
            [.set("/credentialSubject/activityStartDate", #""2026-01-01""#)],
            [.set("/credentialSubject/activityEndDate", #""2026-01-01T00:00:00Z""#)],
            [
                .set(
                    "/image", #"{"id": "https://a.example/i.png", "type": "Image", "caption": "x"}"#
                )
            ],
            [
                .set(
                    "/credentialSubject/achievement/image",
                    #"{"id": "data:image/png;base64,AAAA", "type": ["Image"]}"#)
            ],
            [.set("/credentialSubject/achievement/criteria", #"{"id": "https://a.example/c"}"#)],
            [.set("/credentialSubject/achievement/achievementType", #""ext:Own""#)],
            [.set("/credentialSubject/achievement/name", #"[{"@value": "M", "@language": "en"}]"#)],
            [.set("/issuer", #""did:web:REPLACE.example""#)],
            [.set("/credentialSubject", "[\(subjectText)]")],
        ] as [[Edit]])
    func accepts(edits: [Edit]) throws {
        let json = try JSONValue(Example.input).applying(edits)
        #expect(try Credential(validating: json.document, as: .issuing).findings.isEmpty)
    }

    @Test("takes criteria and texts of others with nothing in them")
    func emptyTexts() throws {
        for edit in [
            Edit.set(Self.achievement + "/criteria", "{}"),
            .set(Self.identity + "/identityHash", #""""#),
            .set(Self.achievement + "/alignment/0/targetCode", #""""#),
        ] {
            let json = try JSONValue(Example.input).applying([edit, .set("/id", #""urn:a:b""#)])
            #expect(try Credential(validating: json.document, as: .verifying).findings.isEmpty)
        }
    }

    @Test("takes an empty array of others for nothing, where the published schema does")
    func emptyArrays() throws {
        let edits: [Edit] = [
            .set("/credentialSubject/id", #""did:example:a""#),
            .set("/credentialSubject/identifier", "[]"), .set("/credentialSubject/result", "[]"),
            .set("/credentialSubject/achievement/alignment", "[]"),
        ]
        let json = try JSONValue(Example.input).applying(
            edits + [.set("/id", #""urn:uuid:58172aac-d8ba-41ed-83dd-0b3aef56cc33""#)])
        #expect(try Credential(validating: json.document, as: .verifying).findings.isEmpty)
        #expect(throws: CredentialError.self) {
            try Credential(validating: json.document, as: .issuing)
        }
        // Without an id an empty array leaves nobody.
        let nobody = try json.applying([.remove("/credentialSubject/id")])
        #expect(throws: CredentialError.self) {
            try Credential(validating: nobody.document, as: .verifying)
        }
    }

    private static let identityText =
        #"{"type": "IdentityObject", "hashed": false, "identityType": "name", "identityHash": "A"}"#
    private static let subjectText = """
        {"type": "AchievementSubject", "id": "urn:a:b", "achievement": {
          "id": "urn:a:c", "type": "Achievement", "name": "N", "description": "D",
          "criteria": {"narrative": "C"}}}
        """

    /// What issuing refuses in members on which no verdict rests.
    private static let membersIssued: [RuleCase] = [
        .bad("/issuer/address", "5", as: .issuing),
        .bad("/issuer/address", #"{"postalCode": "1"}"#, "/issuer/address/type", as: .issuing),
        .bad(
            "/issuer/address", #"{"type": "Address", "postalCode": 1}"#,
            "/issuer/address/postalCode", as: .issuing),
        .bad(
            "/issuer/address",
            """
            {"type": "Address",
             "geo": {"type": "GeoCoordinates", "latitude": "1", "longitude": 2}}
            """,
            "/issuer/address/geo/latitude", as: .issuing),
        .bad("/issuer/url", #""x""#, as: .issuing), .bad("/issuer/phone", "112", as: .issuing),
        .bad("/issuer/dateOfBirth", #""1998""#, as: .issuing),
        .bad(
            "/issuer/otherIdentifier",
            #"[{"type": "IdentifierEntry", "identifier": "x", "identifierType": "ror"}]"#,
            "/issuer/otherIdentifier/0/identifierType", as: .issuing),
        .bad(
            "/issuer/parentOrg", #"{"type": "Profile"}"#, "/issuer/parentOrg/id", as: .issuing),
        .bad("/issuer/endorsementJwt", "[1]", "/issuer/endorsementJwt/0", as: .issuing),
        .bad(
            "/issuer/endorsement", #"{"type": "Profile"}"#, "/issuer/endorsement/type",
            as: .issuing),
        .bad(subject + "/role", "1", as: .issuing),
        .bad(subject + "/source", #""urn:a:b""#, as: .issuing),
        .bad(subject + "/result/0/status", #""x""#, as: .issuing),
        .bad(subject + "/result/0/achievedLevel", #""x""#, as: .issuing),
        .bad(
            subject + "/result/0/alignment", #"{"type": "Alignment", "targetName": "x"}"#,
            subject + "/result/0/alignment/targetUrl", as: .issuing),
        .bad(achievement + "/inLanguage", "1", as: .issuing),
        .bad(achievement + "/inLanguage", #""x""#, as: .issuing),
        .bad(achievement + "/inLanguage", #""pl-pl""#, as: .issuing),
        .bad(achievement + "/tag", "[1]", achievement + "/tag/0", as: .issuing),
        .bad(achievement + "/humanCode", "{}", achievement + "/humanCode/@value", as: .issuing),
        .bad(achievement + "/related", "[5]", achievement + "/related/0", as: .issuing),
        .bad(
            achievement + "/resultDescription", "[5]", achievement + "/resultDescription/0",
            as: .issuing),
        .bad(
            achievement + "/resultDescription",
            """
            {"id": "urn:a:b", "type": "ResultDescription", "name": "Grade", "resultType": "Mark"}
            """, achievement + "/resultDescription/resultType", as: .issuing),
        .bad(
            achievement + "/resultDescription",
            """
            {"id": "urn:a:b", "type": "ResultDescription", "name": "Grade",
             "resultType": "ext:Mark",
             "rubricCriterionLevel": {"id": "urn:a:c", "type": "RubricCriterionLevel"}}
            """, achievement + "/resultDescription/rubricCriterionLevel/name", as: .issuing),
        .bad(achievement + "/alignment/0/targetType", #""CF""#, as: .issuing),
        .bad(achievement + "/creator", #""urn:a:b""#, as: .issuing),
        .bad(identity + "/identityType", #""x""#, as: .issuing),
    ]

    @Test("of others are read whatever such members hold", arguments: membersIssued)
    func othersMembers(ruleCase: RuleCase) throws {
        let id = Edit.set("/id", #""urn:a:b""#)
        let json = try JSONValue(Example.input).applying(ruleCase.edits + [id])
        #expect(throws: Never.self) { try Credential(validating: json.document, as: .verifying) }
    }

    @Test(
        "refuses what is missing or of another kind",
        arguments: [
            .bad("/validFrom", nil, as: .issuing),
            .bad("/awardedDate", #""2026-06-30""#, as: .issuing),
            .bad("/issuer/type", nil, as: .issuing),
            .bad("/issuer/type", #"["JsonSchema"]"#, as: .issuing),
            .bad("/image", #""https://a.example/i.png""#, as: .issuing),
            .bad("/image", #"{"id": "https://a.example/i.png"}"#, "/image/type", as: .issuing),
            .bad("/image", #"{"type": "Image"}"#, "/image/id", as: .issuing),
            .bad("/image", #"{"type": "Image", "id": "i.png"}"#, "/image/id", as: .issuing),
            .bad(
                "/image", #"{"type": "Image", "id": "urn:a:b", "alt": "x"}"#, "/image/alt",
                as: .issuing),
            .bad("/issuer/image", #""urn:a:b""#, as: .issuing),
            .bad(subject + "/type", nil, as: .issuing),
            .bad(subject + "/type", #"["Achievement"]"#, as: .issuing),
            .bad(subject + "/identifier", nil, subject, as: .issuing),
            .bad(subject + "/achievement", nil, as: .issuing),
            .bad(subject + "/achievement", #""urn:a:b""#, as: .issuing),
            .bad(subject + "/creditsEarned", #""120""#, as: .issuing),
            .bad(subject + "/activityStartDate", #""2026""#, as: .issuing),
            .bad(subject + "/image", #""urn:a:b""#, as: .issuing),
            .bad(subject + "/result/0/type", nil, as: .issuing),
            .bad(subject + "/result/0/value", "1.5", as: .issuing),
            .bad(subject + "/result/0/resultDescription", #""x""#, as: .issuing),
            .bad(achievement + "/id", nil, as: .issuing),
            .bad(achievement + "/id", #""x""#, as: .issuing),
            .bad(achievement + "/type", nil, as: .issuing),
            .bad(achievement + "/name", nil, as: .issuing),
            .bad(achievement + "/name", "1", as: .issuing),
            .bad(achievement + "/description", nil, as: .issuing),
            .bad(achievement + "/criteria", nil, as: .issuing),
            .bad(achievement + "/criteria", "{}", as: .issuing),
            .bad(achievement + "/criteria", #""x""#, as: .issuing),
            .bad(achievement + "/criteria/id", #""x""#, as: .issuing),
            .bad(achievement + "/achievementType", #""Own""#, as: .issuing),
            .bad(achievement + "/image", #""urn:a:b""#, as: .issuing),
            .bad(achievement + "/creditsAvailable", #""90""#, as: .issuing),
            .bad(achievement + "/alignment/0/type", nil, as: .issuing),
            .bad(achievement + "/alignment/0/targetName", nil, as: .issuing),
            .bad(achievement + "/alignment/0/targetUrl", nil, as: .issuing),
            .bad(achievement + "/alignment/0/targetUrl", #""x""#, as: .issuing),
            .bad(achievement + "/alignment/1/targetCode", "613", as: .issuing),
            .bad(identity + "/type", nil, as: .issuing),
            .bad(identity + "/hashed", nil, as: .issuing),
            .bad(identity + "/hashed", #""false""#, as: .issuing),
            .bad(identity + "/identityType", nil, as: .issuing),
            .bad(identity + "/identityHash", nil, as: .issuing),
            .bad(identity + "/identityHash", #""""#, as: .issuing),
            .bad(identity + "/language", #""ar""#, as: .issuing),
            .bad("/credentialSubject/identifier/1/identityHash", #""sha256$00""#, as: .issuing),
            .bad(
                "/credentialSubject/identifier/1/identityHash",
                #""md5$00112233445566778899aabbccddeeff""#, as: .issuing),
            .bad(
                "/@context/1", #""https://purl.imsglobal.org/spec/ob/v3p0/extensions.json""#,
                "/type/1", as: .issuing),
            .bad("/@context/1", nil, "/type/1", as: .issuing),
            .bad("/proof", #"{"type": "DataIntegrityProof"}"#, as: .issuing),
        ] + membersIssued as [RuleCase])
    func bad(ruleCase: RuleCase) throws {
        var edits = ruleCase.edits
        if ruleCase.pointer == "/type/1" {
            // Without the context the types of the subject are not defined either.
            edits += [.remove("/credentialSubject/type")]
            let json = try JSONValue(Example.input).applying(edits)
            let error = #expect(throws: CredentialError.self) {
                try Credential(validating: json.document, as: ruleCase.use)
            }
            #expect(error?.findings.first?.pointer == "/type/1")
            return
        }
        try ruleCase.check(Example.input)
    }

    @Test("has its context second, when issuing")
    func order() throws {
        let json = try JSONValue(Example.input).applying([
            .set("/@context/1", #""https://www.w3.org/ns/credentials/examples/v2""#),
            .set("/@context/2", #""https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json""#),
            .set("/id", #""urn:a:b""#),
        ])
        let error = #expect(throws: CredentialError.self) {
            try Credential(validating: json.document, as: .issuing)
        }
        #expect(error?.findings.map(\.pointer) == ["/@context"])
        #expect(try Credential(validating: json.document, as: .verifying).findings.isEmpty)
    }

    @Test("has one subject")
    func oneSubject() throws {
        let json = try JSONValue(Example.input).applying([
            .set("/credentialSubject", "[\(Self.subjectText), \(Self.subjectText)]")
        ])
        let error = #expect(throws: CredentialError.self) {
            try Credential(validating: json.document, as: .issuing)
        }
        #expect(error?.findings.map(\.pointer) == ["/credentialSubject"])
        let listed = try json.applying([
            .remove("/credentialSubject/1"), .remove("/credentialSubject/0/achievement"),
        ])
        let inList = #expect(throws: CredentialError.self) {
            try Credential(validating: listed.document, as: .issuing)
        }
        #expect(inList?.findings.map(\.pointer) == ["/credentialSubject/0/achievement"])
    }

    @Test("needs an identifier once it is issued, and a name if it is an endorsement")
    func others() throws {
        try RuleCase.bad("/id", nil).check(Example.input)
        let endorsement = try JSONValue(Example.plain).applying([
            .set("/@context/1", #""https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json""#),
            .set("/type/1", #""EndorsementCredential""#),
            .set("/validFrom", #""2026-06-30T00:00:00Z""#),
        ])
        try RuleCase.bad("/name", nil).check(endorsement.text)
        try RuleCase.bad("/name", "1").check(endorsement.text)
    }

    @Test("is read as others wrote it: hashed with MD5, own achievement types, language maps")
    func lenient() throws {
        let json = try JSONValue(Example.input).applying([
            .set("/id", #""urn:a:b""#),
            .set(
                "/credentialSubject/identifier/1/identityHash",
                #""md5$00112233445566778899aabbccddeeff""#),
            .set(Self.achievement + "/achievementType", #""Own""#),
            .set(Self.achievement + "/name", #"{"en": "Master", "pl": "Magister"}"#),
        ])
        let credential = try Credential(validating: json.document, as: .verifying)
        #expect(
            credential.achievementNames == [
                LanguageTagged("Master", language: "en"),
                LanguageTagged("Magister", language: "pl"),
            ])
        try RuleCase.bad(
            Self.achievement + "/name", #"{"en": "Master"}"#, Self.achievement + "/name/@value",
            as: .issuing
        ).checkFirst(Example.input)
    }
}

extension RuleCase {
    /// Checks the first of several findings.
    fileprivate func checkFirst(_ base: String) throws {
        let json = try JSONValue(base).applying(edits)
        let error = #expect(throws: CredentialError.self) {
            try Credential(validating: json.document, as: use)
        }
        #expect(error?.findings.first?.pointer == pointer)
    }
}
