import CanonicalJSON
import Credentials
import Signing
import Testing

@Suite("The data model")
struct CredentialRuleTests {
    private static let digest =
        "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
    private static let short = "WZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"
    private static let multibase = "u" + short
    private static let multihash = "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"
    private static let hex = "ca3d163bab055381827226140568f3bef634ac187cebd76878e0b63e9e442356"

    @Test(
        "accepts what it should",
        arguments: [
            [],
            [.remove("/id")],
            [.set("/id", #""did:example:a/b?c#d""#)],
            [.set("/id", #""https://uni.example/é""#)],
            [.set("/issuer", #"{"id": "https://uni.example/"}"#)],
            [.set("/issuer", #"{"id": "did:web:uni.example", "name": "U", "other": 1}"#)],
            [.set("/type/1", #""https://uni.example/types#Own""#)],
            [.set("/credentialSubject", #"[{"id": "did:example:a"}, {"claim": 1}]"#)],
            [.set("/validFrom", #""2099-01-01T00:00:00Z""#)],
            [.set("/validUntil", #""1999-01-01T00:00:00Z""#)],
            [
                .set("/validFrom", #""2026-01-01T00:00:00+01:00""#),
                .set("/validUntil", #""2025-12-31T23:00:00Z""#),
            ],
            [.set("/credentialStatus", #"{"type": "https://uni.example/#Status"}"#)],
            [
                .set(
                    "/credentialStatus",
                    #"[{"type": "https://a.example/#S", "id": "https://a.example/1"}]"#)
            ],
            [.set("/credentialSchema", #"{"id": "https://a.example/s", "type": "JsonSchema"}"#)],
            [.set("/evidence", #"[{"type": ["https://a.example/#E"]}]"#)],
            [.set("/termsOfUse", #"{"type": "https://a.example/#T", "id": "urn:a:b"}"#)],
            [.set("/refreshService", #"{"type": "https://a.example/#R"}"#)],
            [.set("/name", #""Name""#)],
            [.set("/name", #"{"@value": "Name"}"#)],
            [.set("/name", #"{"@value": "Nom", "@language": "fr-CA"}"#)],
            [.set("/description", #"[{"@value": "اسم", "@direction": "rtl"}, "x"]"#)],
            [.set("/issuer", #"{"id": "urn:a:b", "name": {"@value": "U", "@language": "en"}}"#)],
            [
                .set(
                    "/relatedResource",
                    """
                    [{"id": "https://a.example/1", "digestSRI": "\(digest)"},
                     {"id": "https://a.example/2", "digestMultibase": "\(multibase)"},
                     {"id": "https://a.example/3", "digestMultibase": "\(multihash)"},
                     {"id": "https://a.example/4", "digestMultibase": "f00"}]
                    """)
            ],
            [
                .set(
                    "/relatedResource",
                    """
                    [{"id": "urn:a:b",
                      "digestSRI": "sha256-\(short)=  sha256-\(short) \(digest)?x=y"}]
                    """)
            ],
            [.set("/credentialSubject/unknown", #"{"deep": [{"members": null}]}"#)],
            [
                .set("/@context/1", #""https://www.w3.org/ns/credentials/examples/v2""#),
                .set("/type/1", #""AnyType""#),
            ],
            [
                .set("/credentialSubject/verifiableCredential", "[\(Example.plain)]")
            ],
        ] as [[Edit]])
    func good(edits: [Edit]) throws {
        let document = try JSONValue(Example.plain).applying(edits).document
        for use in [CredentialUse.issuing, .verifying] {
            #expect(try Credential(validating: document, as: use).findings.isEmpty)
        }
    }

    @Test(
        "refuses what is missing or of another kind",
        arguments: [
            .bad("/@context", nil), .bad("/@context", "[]"),
            .bad("/@context", #""https://www.w3.org/ns/credentials/v2""#),
            .bad("/@context/1", "1"), .bad("/@context/1", "null"),
            .bad("/type", nil), .bad("/type", "[]"), .bad("/type", #""VerifiableCredential""#),
            .bad("/type", #"["JsonSchema"]"#), .bad("/type/1", "2"), .bad("/type/1", #""""#),
            .bad("/type/1", #""Unmapped""#), .bad("/type/1", #""verifiableCredential""#),
            .bad("/issuer", nil), .bad("/issuer", "null"), .bad("/issuer", "[]"),
            .bad("/issuer", #""uni.example""#), .bad("/issuer", #""""#),
            .bad("/issuer", #""https://unï.example""#),
            .bad("/issuer", "{}", "/issuer/id"), .bad("/issuer", #"{"id": null}"#, "/issuer/id"),
            .bad("/issuer", #"{"id": "no url"}"#, "/issuer/id"),
            .bad("/issuer", #"{"id": ["urn:a:b"]}"#, "/issuer/id"),
            .bad("/id", "1"), .bad("/id", "null"), .bad("/id", #"["urn:a:b"]"#),
            .bad("/id", #""not-a-url""#), .bad("/id", #""https ://a.example""#),
            .bad("/id", #""/relative""#), .bad("/id", #""https://""#), .bad("/id", #""urn:""#),
            .bad("/id", #""https:/a.example""#), .bad("/id", #""https://a.example/%zz""#),
            .bad("/id", #""https://a.example/#a#b""#), .bad("/id", #""urn:a:\u202Eb""#),
            .bad("/id", #""urn:a:b\u0000""#), .bad("/id", #""1urn:a""#),
            .bad("/credentialSubject", nil), .bad("/credentialSubject", "[]"),
            .bad("/credentialSubject", "{}"), .bad("/credentialSubject", #""did:example:a""#),
            .bad("/credentialSubject", #"[{"id": "urn:a:b"}, {}]"#, "/credentialSubject/1"),
            .bad("/credentialSubject", #"[{"a": 1}, "b"]"#, "/credentialSubject/1"),
            .bad("/credentialSubject/id", #""no url""#),
            .bad("/credentialSubject/id", #"["urn:a:b", "urn:a:c"]"#),
            .bad("/credentialSubject/type", #""Unmapped""#),
        ] as [RuleCase])
    func bad(ruleCase: RuleCase) throws {
        try ruleCase.check(Example.plain)
    }

    @Test(
        "refuses secondary objects without type, or with a bad identifier",
        arguments: [
            .bad("/credentialStatus", "{}", "/credentialStatus/type"),
            .bad("/credentialStatus", "[]"),
            .bad("/credentialStatus", #""urn:a:b""#),
            .bad("/credentialStatus", #"{"type": 2}"#, "/credentialStatus/type"),
            .bad("/credentialStatus", #"{"type": "urn:a:b", "id": "x"}"#, "/credentialStatus/id"),
            .bad(
                "/credentialStatus", #"{"type": "urn:a:b", "id": ["urn:a:b", "urn:a:c"]}"#,
                "/credentialStatus/id"),
            .bad("/credentialSchema", #"{"type": "JsonSchema"}"#, "/credentialSchema/id"),
            .bad("/credentialSchema", #"{"id": "urn:a:b"}"#, "/credentialSchema/type"),
            .bad(
                "/credentialSchema", #"{"id": "x", "type": "JsonSchema"}"#,
                "/credentialSchema/id"),
            .bad(
                "/credentialStatus",
                "[" + Array(repeating: #"{"type": "urn:a:b"}"#, count: 17).joined(separator: ",")
                    + "]", nil, .range),
            .bad("/refreshService", #"[{"id": "urn:a:b"}]"#, "/refreshService/0/type"),
            .bad("/termsOfUse", #"{"id": "urn:a:b"}"#, "/termsOfUse/type"),
            .bad("/evidence", #"[{"type": "urn:a:b"}, {}]"#, "/evidence/1/type"),
            .bad("/relatedResource", #"{"digestSRI": "\#(digest)"}"#, "/relatedResource/id"),
            .bad("/relatedResource", #"{"id": "urn:a:b"}"#),
            .bad(
                "/relatedResource",
                #"""
                [{"id": "urn:a:b", "digestSRI": "\#(digest)"},
                 {"id": "urn:a:b", "digestSRI": "\#(digest)"}]
                """#,
                "/relatedResource/1/id"),
            .bad(
                "/relatedResource", #"{"id": "urn:a:b", "digestSRI": "md5-x"}"#,
                "/relatedResource/digestSRI"),
            .bad(
                "/relatedResource", #"{"id": "urn:a:b", "digestSRI": "sha256-"}"#,
                "/relatedResource/digestSRI"),
            .bad(
                "/relatedResource", #"{"id": "urn:a:b", "digestSRI": "sha256-a==="}"#,
                "/relatedResource/digestSRI"),
            .bad(
                "/relatedResource", #"{"id": "urn:a:b", "digestSRI": "sha256-\#(hex)"}"#,
                "/relatedResource/digestSRI"),
            .bad(
                "/relatedResource", #"{"id": "urn:a:b", "digestMultibase": "u\#(hex)AAAA"}"#,
                "/relatedResource/digestMultibase"),
            .bad(
                "/relatedResource", #"{"id": "urn:a:b", "digestMultibase": "z0"}"#,
                "/relatedResource/digestMultibase"),
            .bad("/proof", "[]"), .bad("/proof", #""x""#), .bad("/proof", "{}", "/proof/type"),
        ] as [RuleCase])
    func badObjects(ruleCase: RuleCase) throws {
        try ruleCase.check(Example.plain)
    }

    @Test("refuses a status type that nothing defines, and leaves it open in version 1.1")
    func secondaryTypes() throws {
        let open = #"{"type": "Unmapped"}"#
        try RuleCase.bad("/credentialStatus", open, "/credentialStatus/type").check(Example.plain)
        let old = Example.plain.replacing(
            "https://www.w3.org/ns/credentials/v2", with: "https://www.w3.org/2018/credentials/v1"
        ).replacing(#""issuer""#, with: #""issuanceDate": "2020-01-01T00:00:00Z", "issuer""#)
        try RuleCase.bad(
            "/credentialStatus", open, "/credentialStatus/type", .typeNotKnown
        ).check(old)
        try RuleCase.bad(
            "/credentialStatus", open, "/credentialStatus/type", as: .issuing
        ).check(Example.plain)
    }

    @Test(
        "refuses language-value objects with anything else in them",
        arguments: ["/name", "/description", "/issuer/name", "/issuer/description"])
    func languageValues(place: String) throws {
        let bad = [
            (#"{"@value": "a", "@language": "en", "extra": 1}"#, "/extra"),
            (#"{"@value": "a", "@type": "x"}"#, "/@type"),
            (#"{"@value": "a", "@id": "x"}"#, "/@id"),
            (#"{"@language": "en"}"#, "/@value"), (#"{"@value": 1}"#, "/@value"),
            (#"{"@value": null}"#, "/@value"),
            (#"{"@value": "a", "@language": ""}"#, "/@language"),
            (#"{"@value": "a", "@language": "e n"}"#, "/@language"),
            (#"{"@value": "a", "@language": "english1"}"#, "/@language"),
            (#"{"@value": "a", "@language": "en--GB"}"#, "/@language"),
            (#"{"@value": "a", "@language": ["en"]}"#, "/@language"),
            (#"{"@value": "a", "@direction": "up"}"#, "/@direction"),
            (#"{"@value": "a", "@direction": null}"#, "/@direction"),
            (#"[{"@value": "a"}, {"@value": "b", "x": 1}]"#, "/1/x"), (#"[["a"]]"#, "/0"),
            ("[]", ""), ("1", ""), ("true", ""), (#"{"en": "a"}"#, nil),
        ]
        for (json, suffix) in bad {
            let edits: [Edit] = [
                .set("/issuer", #"{"id": "urn:a:b"}"#), .set(place, json),
            ]
            let document = try JSONValue(Example.plain).applying(edits).document
            let error = #expect(throws: CredentialError.self, "\(json)") {
                try Credential(validating: document, as: .verifying)
            }
            let pointers = Set(error?.findings.map(\.pointer) ?? [])
            if let suffix { #expect(pointers == [place + suffix], "\(json)") }
        }
    }

    @Test(
        "refuses bad times, and validity that ends before it begins",
        arguments: [
            .bad("/validFrom", #""2026-07-01T00:00:00""#), .bad("/validFrom", "1"),
            .bad("/validUntil", #""2026-07-01""#), .bad("/validUntil", "null"),
            .bad("/validFrom", #""12026-07-01T00:00:00Z""#, nil, .range),
            RuleCase(
                edits: [
                    .set("/validFrom", #""2026-07-01T00:00:00Z""#),
                    .set("/validUntil", #""2026-06-30T23:59:59.999999999Z""#),
                ], use: .verifying, problem: .malformedValue, pointer: "/validUntil"),
            .bad("/issuanceDate", #""2026-07-01T00:00:00Z""#, as: .issuing),
            .bad("/expirationDate", #""2026-07-01T00:00:00Z""#, as: .issuing),
            .bad("/issuanceDate", #""2026-07-01""#),
        ] as [RuleCase])
    func times(ruleCase: RuleCase) throws {
        try ruleCase.check(Example.plain)
    }

    @Test(
        "refuses JSON-LD keywords and inner contexts",
        arguments: [
            .bad("/@type", #""x""#), .bad("/@graph", "[]"),
            .bad("/credentialSubject/@id", #""urn:a:b""#),
            .bad("/credentialSubject/@context", #"{"a": "urn:a:b"}"#),
            .bad("/credentialSubject/a/b/@context", #""https://a.example""#),
            .bad("/evidence", #"{"type": "urn:a:b", "@context": []}"#, "/evidence/@context"),
        ] as [RuleCase])
    func keywords(ruleCase: RuleCase) throws {
        try ruleCase.check(Example.plain)
    }

    @Test("checks the contexts of credentials inside a credential")
    func innerContexts() throws {
        let inner = try JSONValue(Example.plain).applying([
            .set("/@context/1", #""https://unknown.example/c""#)
        ])
        try RuleCase.bad(
            "/credentialSubject/verifiableCredential", inner.text,
            "/credentialSubject/verifiableCredential/@context/1", .contextNotKnown
        ).check(Example.plain)
        let deeper = try inner.applying([
            .set("/@context", #"["https://www.w3.org/ns/credentials/v2"]"#),
            .set("/credentialSubject/x/@context", "[]"),
        ])
        try RuleCase.bad(
            "/credentialSubject/verifiableCredential", "[\(deeper.text)]",
            "/credentialSubject/verifiableCredential/0/credentialSubject/x/@context"
        ).check(Example.plain)
    }
}
