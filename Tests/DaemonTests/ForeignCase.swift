import CanonicalJSON
import Signing
import Testing

/// One credential of somebody else's making, and what must be said of it.
struct ForeignCase: Sendable {
    /// What is the matter with it.
    let name: String
    /// JSON, or a token.
    let body: String
    /// The verdict of a verifier that lists nobody.
    let verdict: String
    /// The end of the first problem's type; `nil` if it is verified.
    let problem: String?
    /// Where the first problem lies.
    var pointer: String?

    static func good(_ name: String, _ json: JSONValue) -> ForeignCase {
        ForeignCase(name: name, body: json.text, verdict: recognised, problem: nil)
    }

    static func good(_ name: String, token: String) -> ForeignCase {
        ForeignCase(name: name, body: token, verdict: recognised, problem: nil)
    }

    /// One that breaks a rule of the data model, though its signature is good.
    static func malformed(
        _ name: String, _ json: JSONValue, _ pointer: String? = nil,
        _ problem: String = "/vc-data-model#MALFORMED_VALUE_ERROR"
    ) -> ForeignCase {
        ForeignCase(
            name: name, body: json.text, verdict: "incomplete", problem: problem,
            pointer: pointer)
    }

    /// One whose proof cannot count.
    static func bad(
        _ name: String, _ json: JSONValue, _ verdict: String = "altered",
        _ problem: String = "/security#PROOF_VERIFICATION_ERROR"
    ) -> ForeignCase {
        ForeignCase(name: name, body: json.text, verdict: verdict, problem: problem)
    }

    static func bad(
        _ name: String, token: String, _ verdict: String = "altered",
        _ problem: String = "/security#PROOF_VERIFICATION_ERROR"
    ) -> ForeignCase {
        ForeignCase(name: name, body: token, verdict: verdict, problem: problem)
    }

    static let recognised = "issuer_not_recognised"

    /// Whether it is a token rather than JSON.
    var isToken: Bool { body.hasPrefix("eyJ") }

    /// All of them.
    static func all() throws -> [ForeignCase] {
        try goodDocuments() + malformedDocuments() + badProofs() + tokens() + badTokens()
    }
}

extension ForeignCase {
    private typealias Make = ForeignMaker

    /// What others issue and every verifier must take.
    private static func goodDocuments() throws -> [ForeignCase] {
        let issuer = try Make.Party(seed: 1)
        let partner = try Make.Party(seed: 2)
        let plain = try Make.plain(of: issuer)
        func changed(_ name: String, _ edits: [(String, String?)]) throws -> ForeignCase {
            let json = try edits.reduce(plain) { try $0.with($1.0, $1.1) }
            return .good(name, try Make.signed(json, by: issuer))
        }
        let p256 = try Make.Party(p256: 5)
        var several = plain
        several["proof"] = .array([
            try Make.proof(of: plain, by: issuer), try Make.proof(of: plain, by: partner),
        ])
        var unknown = plain
        unknown["proof"] = .array([
            try Make.json(#"{"type": "Ed25519Signature2020", "proofValue": "z1"}"#),
            try Make.proof(of: plain, by: issuer),
        ])
        return try [
            .good("the smallest credential", Make.signed(plain, by: issuer)),
            .good("version 1.1", Make.signed(Make.old(of: issuer), by: issuer)),
            .good("an Open Badge", Make.signed(Make.badge(of: issuer), by: issuer)),
            .good("P-256", Make.signed(Make.plain(of: p256), by: p256)),
            .good("proofs of two parties", several),
            .good("a proof of an unknown suite beside", unknown),
            .good("no created", Make.signed(plain, by: issuer, options: [("created", nil)])),
            .good(
                "no contexts in the proof",
                Make.signed(plain, by: issuer, options: [("@context", nil)])),
            .good(
                "members of the proof that nobody knows",
                Make.signed(plain, by: issuer, options: [("nonce", #""n""#), ("x", "[1]")])),
            .good(
                "a domain and a challenge that nobody asked for",
                Make.signed(
                    plain, by: issuer, options: [("domain", #""a""#), ("challenge", #""b""#)])),
            .good(
                "a proof that expires in a century",
                Make.signed(
                    plain, by: issuer, options: [("expires", #""2126-01-01T00:00:00Z""#)])),
            changed("no id", [("/id", nil)]),
            changed("two subjects", [("/credentialSubject", #"[{"id":"urn:a:b"},{"name":"x"}]"#)]),
            changed("a subject without id", [("/credentialSubject", #"{"alumniOf":"x"}"#)]),
            changed(
                "an issuer with names in languages",
                [
                    (
                        "/issuer",
                        """
                        {"id":"\(issuer.did)","name":[{"@value":"U","@language":"en"},
                         {"@value":"ج","@language":"ar","@direction":"rtl"}],
                         "image":"https://a.b/c"}
                        """
                    )
                ]),
            changed("far in the future", [("/validFrom", #""2126-01-01T00:00:00Z""#)]),
            changed("milliseconds", [("/validFrom", #""2025-01-01T00:00:00.123Z""#)]),
            changed("another zone", [("/validFrom", #""2025-01-01T00:00:00-05:00""#)]),
            changed("ended", [("/validUntil", #""2025-06-01T00:00:00Z""#)]),
            changed("no dates", [("/validFrom", nil)]),
            changed(
                "a name in languages",
                [("/name", #"[{"@value":"A","@language":"en"},{"@value":"B","@language":"pl"}]"#)]),
            changed(
                "a context that nobody here knows",
                [
                    ("/@context/1", #""https://w3id.org/citizenship/v4rc1""#),
                    ("/type/1", #""PermanentResidentCardCredential""#),
                    ("/credentialSubject/type", #"["PermanentResident","Person"]"#),
                ]),
            changed(
                "the contexts of examples",
                [
                    ("/@context/1", #""https://www.w3.org/ns/credentials/examples/v2""#),
                    ("/type/1", #""ExampleDegreeCredential""#),
                ]),
            changed(
                "an older suite's context",
                [("/@context/1", #""https://w3id.org/security/suites/ed25519-2020/v1""#)]),
            changed(
                "a context written out",
                [("/@context/1", #"{"alumniOf":"https://schema.org/alumniOf"}"#)]),
            changed("a type that is a URL", [("/type/1", #""https://example.org/Type""#)]),
            changed(
                "a status list that nobody can fetch",
                [
                    (
                        "/credentialStatus",
                        """
                        [{"id":"https://a.example/s/3#9","type":"BitstringStatusListEntry",
                         "statusPurpose":"revocation","statusListIndex":"9",
                         "statusListCredential":"https://a.example/s/3"},
                         {"type":"BitstringStatusListEntry","statusPurpose":"suspension",
                         "statusListIndex":"9","statusListCredential":"https://a.example/s/4"}]
                        """
                    )
                ]),
            changed(
                "a schema",
                [("/credentialSchema", #"{"id":"https://a.example/s.json","type":"JsonSchema"}"#)]),
            changed(
                "evidence, terms and a refresh service of unknown types",
                [
                    ("/evidence", #"[{"id":"https://a.example/e","type":["DocumentVerified"]}]"#),
                    ("/termsOfUse", #"{"type":"IssuerPolicy"}"#),
                    ("/refreshService", #"{"id":"https://a.example/r","type":"Refresh2021"}"#),
                ]),
            changed(
                "a related resource",
                [
                    (
                        "/relatedResource",
                        #"[{"id":"https://a.example/r","digestSRI":"sha384-YWJj"}]"#
                    )
                ]),
            changed("numbers that programs round differently", [("/credentialSubject/n", "1e21")]),
            .good(
                "a status list",
                Make.signed(
                    plain.with("/type/1", #""BitstringStatusListCredential""#)
                        .with("/credentialSubject", ForeignMaker.statusList), by: issuer)),
        ]
    }

    /// Proofs that cannot count, each for another reason.
    private static func badProofs() throws -> [ForeignCase] {
        let issuer = try Make.Party(seed: 1)
        let other = try Make.Party(seed: 2)
        let p256 = try Make.Party(p256: 5)
        let plain = try Make.plain(of: issuer)
        func with(_ name: String, _ options: [(String, String?)], _ verdict: String = "altered")
            throws -> ForeignCase
        {
            .bad(name, try Make.signed(plain, by: issuer, options: options), verdict)
        }
        let method = "/security#INVALID_VERIFICATION_METHOD"
        func named(
            _ name: String, _ key: String, _ problem: String, _ verdict: String = "altered"
        ) throws -> ForeignCase {
            .bad(
                name,
                try Make.signed(
                    plain, by: issuer, options: [("verificationMethod", "\"\(key)\"")]),
                verdict, problem)
        }
        let zero = "did:key:z" + Base58.encode([0xED, 0x01] + [UInt8](repeating: 0, count: 32))
        var beside = try Make.signed(plain, by: issuer)
        beside["proof"] = .array([
            try #require(beside["proof"]),
            try Make.proof(of: plain, by: other).with("/created", #""x""#),
        ])
        var chained = plain
        chained["proof"] = try Make.proof(
            of: plain, by: issuer, options: [("previousProof", #""urn:uuid:1""#)])
        return try [
            .bad("no proof", plain),
            .bad(
                "a changed name",
                Make.signed(plain, by: issuer) {
                    $0 = try $0.with("/credentialSubject/name", #""Eve""#)
                }),
            .bad(
                "an added member",
                Make.signed(plain, by: issuer) {
                    $0 = try $0.with("/credentialSubject/degree", #""Doctor""#)
                }),
            .bad(
                "a removed member",
                Make.signed(plain, by: issuer) { $0 = try $0.with("/validFrom", nil) }),
            .bad(
                "another key's signature",
                Make.signed(plain, by: issuer) {
                    $0 = try $0.with(
                        "/proof/proofValue",
                        Make.signed(plain, by: other)["proof"]?["proofValue"]?
                            .text)
                }),
            .bad("signed by somebody else", Make.signed(plain, by: other)),
            .bad(
                "a suite of another algorithm",
                Make.signed(plain, by: issuer, suite: "ecdsa-jcs-2019"), "altered", method),
            .bad(
                "a key of another algorithm",
                Make.signed(Make.plain(of: p256), by: p256, suite: "eddsa-jcs-2022"), "altered",
                method),
            with("another purpose", [("proofPurpose", #""authentication""#)]),
            with("no purpose", [("proofPurpose", nil)]),
            with("no key", [("verificationMethod", nil)]),
            with("no suite", [("cryptosuite", nil)]),
            with("a suite that is a number", [("cryptosuite", "1")]),
            with("a time without a zone", [("created", #""2026-01-01T00:00:00""#)]),
            with("a time that is none", [("created", #""yesterday""#)]),
            with("expired", [("expires", #""2026-01-16T00:00:00Z""#)], recognised),
            with("a value that is not base58", [("proofValue", #""zO0Il""#)]),
            with("a value in base64url", [("proofValue", #""uAAAA""#)]),
            with("a value that is too short", [("proofValue", #""z1111""#)]),
            with("a value that is a number", [("proofValue", "1")]),
            with("a nonce that is a number", [("nonce", "1")]),
            with("contexts of another document", [("@context", #"["https://a.example/"]"#)]),
            with("a suite that nobody knows", [("cryptosuite", #""x-2099""#)], recognised),
            with("a type that nobody knows", [("type", #""Proof""#)], recognised),
            .bad("a bad proof beside a good one", beside),
            .bad("a previous proof that is not there", chained),
            named("a key that is no URL", "key-1", method + "_URL"),
            named("a did:key with another fragment", issuer.did + "#" + "z6Mkother", method),
            named("a did:key without a fragment", issuer.did, method + "_URL"),
            named(
                "a key of small order", zero + "#" + zero.dropFirst(8),
                "#INVALID_CONTROLLED_IDENTIFIER_DOCUMENT", recognised),
            named(
                "a did:key of a few letters", "did:key:zTjsVPtY#zTjsVPtY",
                "#INVALID_CONTROLLED_IDENTIFIER_DOCUMENT", recognised),
        ]
    }
}

extension ForeignMaker {
    /// The subject of a status list with 131,072 clear bits.
    static let statusList = """
        {"id":"https://a.example/s/3#list","type":"BitstringStatusList",
         "statusPurpose":"revocation",
         "encodedList":
          "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"}
        """
}
