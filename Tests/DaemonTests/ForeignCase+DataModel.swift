import CanonicalJSON

extension ForeignCase {
    /// What breaks a rule of the data model: the signature is good, and says nothing about that.
    static func malformedDocuments() throws -> [ForeignCase] {
        let issuer = try ForeignMaker.Party(seed: 1)
        let plain = try ForeignMaker.plain(of: issuer)
        func bad(_ pointer: String, _ text: String?, at place: String? = nil) throws -> ForeignCase
        {
            let json = try ForeignMaker.signed(plain.with(pointer, text), by: issuer)
            return .malformed("\(pointer) = \(text ?? "nothing")", json, place ?? pointer)
        }
        let v2 = #""https://www.w3.org/ns/credentials/v2""#
        let entry = """
            {"type":"BitstringStatusListEntry","statusPurpose":"revocation",
             "statusListIndex":"9","statusListCredential":"https://a.example/s/3"}
            """
        return try [
            bad("/@context", "[]"),
            bad("/@context", v2),
            bad("/@context/0", #""https://www.w3.org/ns/credentials/v3""#),
            bad(
                "/@context", #"["https://www.w3.org/ns/credentials/examples/v2",\#(v2)]"#,
                at: "/@context/0"),
            bad("/@context/1", "false"),
            bad("/@context/1", #"{"type":"https://a.example/type"}"#, at: "/@context/1/type"),
            bad(
                "/@context/1", #"{"VerifiableCredential":"https://a.example/VC"}"#,
                at: "/@context/1/VerifiableCredential"),
            bad("/type", nil),
            bad("/type", "[]"),
            bad("/type", #""VerifiableCredential""#),
            bad("/type", #"["https://example.org/Type"]"#),
            bad("/type/1", #""Unmapped""#),
            bad("/type/1", "null"),
            bad("/id", "null"),
            bad("/id", #"["urn:a:b","urn:a:c"]"#),
            bad("/id", #""not a url""#),
            bad("/id", "{}"),
            bad("/issuer", nil),
            bad("/issuer", "null"),
            bad("/issuer", #"["did:example:a","did:example:b"]"#),
            bad("/issuer", #""not-a-url""#),
            bad("/issuer", "{}", at: "/issuer/id"),
            bad("/issuer", #"{"id":"no url"}"#, at: "/issuer/id"),
            bad("/credentialSubject", nil),
            bad("/credentialSubject", "{}"),
            bad("/credentialSubject", "[]"),
            bad("/credentialSubject", #"[{"a":1},{}]"#, at: "/credentialSubject/1"),
            bad("/credentialSubject", #""did:example:a""#),
            bad("/credentialSubject/id", #""not url""#),
            bad("/credentialSubject/@context", #"{"a":"https://a.example/"}"#),
            bad("/validFrom", #""2025-01-01T00:00:00""#),
            bad("/validFrom", #""2025-01-01""#),
            bad("/validFrom", #""tomorrow""#),
            bad("/validFrom", "1735689600"),
            bad("/validUntil", #""2024-12-31T23:59:59Z""#),
            bad(
                "/credentialStatus", #"{"id":"https://a.example/1"}"#,
                at: "/credentialStatus/type"),
            bad("/credentialStatus", #"{"type":"no url here"}"#, at: "/credentialStatus/type"),
            bad("/credentialSchema", #"{"type":"JsonSchema"}"#, at: "/credentialSchema/id"),
            bad(
                "/credentialSchema", #"{"id":"https://a.example/"}"#, at: "/credentialSchema/type"),
            bad(
                "/credentialSchema", #"[{"id":"no url","type":"JsonSchema"}]"#,
                at: "/credentialSchema/0/id"),
            bad("/evidence", #"{"id":"https://a.example/"}"#, at: "/evidence/type"),
            bad("/evidence", #"["text"]"#, at: "/evidence/0"),
            bad("/termsOfUse", #"{"id":"https://a.example/"}"#, at: "/termsOfUse/type"),
            bad("/refreshService", #"{"id":"https://a.example/"}"#, at: "/refreshService/type"),
            bad("/relatedResource", #"[{"id":"https://a.example/"}]"#, at: "/relatedResource/0"),
            bad("/relatedResource", #"["https://a.example/"]"#, at: "/relatedResource/0"),
            bad(
                "/relatedResource", #"[{"digestSRI":"sha384-YWJj"}]"#, at: "/relatedResource/0/id"),
            bad(
                "/relatedResource",
                """
                [{"id":"urn:a:b","digestSRI":"sha384-YWJj"},
                 {"id":"urn:a:b","digestSRI":"sha384-YWJj"}]
                """, at: "/relatedResource/1/id"),
            bad("/name", "1"),
            bad("/name", #"{"@value":"A","@language":"en","x":1}"#, at: "/name/x"),
            bad("/name", #"{"@value":"A","@language":"not a tag"}"#, at: "/name/@language"),
            bad(
                "/description", #"{"@value":"A","@direction":"up"}"#,
                at: "/description/@direction"),
            bad("/credentialSubject/@graph", "[]"),
            .malformed(
                "a status index that is a number",
                ForeignMaker.signed(
                    plain.with("/credentialStatus", entry)
                        .with("/credentialStatus/statusListIndex", "9"), by: issuer),
                "/credentialStatus", "/status-list#MALFORMED_VALUE_ERROR"),
            .malformed(
                "a status without a purpose",
                ForeignMaker.signed(
                    plain.with("/credentialStatus", entry)
                        .with("/credentialStatus/statusPurpose", nil), by: issuer),
                "/credentialStatus", "/status-list#MALFORMED_VALUE_ERROR"),
            .malformed(
                "a status that is its own list",
                ForeignMaker.signed(
                    plain.with("/credentialStatus", entry)
                        .with("/credentialStatus/id", #""https://a.example/s/3""#), by: issuer),
                "/credentialStatus", "/status-list#MALFORMED_VALUE_ERROR"),
            .malformed(
                "a status list of a few bits",
                ForeignMaker.signed(
                    plain.with("/type/1", #""BitstringStatusListCredential""#)
                        .with("/credentialSubject", ForeignMaker.statusList)
                        .with(
                            "/credentialSubject/encodedList",
                            #""uH4sIAAAAAAACA2NgYAAAEtlB_wMAAAA""#), by: issuer),
                "/credentialSubject", "/status-list#STATUS_LIST_LENGTH_ERROR"),
            .malformed(
                "a status list that is not gzip",
                ForeignMaker.signed(
                    plain.with("/type/1", #""BitstringStatusListCredential""#)
                        .with("/credentialSubject", ForeignMaker.statusList)
                        .with("/credentialSubject/encodedList", #""uAAAA""#), by: issuer),
                "/credentialSubject", "/status-list#MALFORMED_VALUE_ERROR"),
            .malformed(
                "version 1.1 without a date",
                ForeignMaker.signed(
                    ForeignMaker.old(of: issuer).with("/issuanceDate", nil), by: issuer),
                "/issuanceDate"),
            .malformed(
                "a badge without criteria",
                ForeignMaker.signed(
                    ForeignMaker.badge(of: issuer)
                        .with("/credentialSubject/achievement/criteria", nil), by: issuer),
                "/credentialSubject/achievement/criteria"),
            .malformed(
                "a proof that is a text",
                ForeignMaker.signed(plain, by: issuer).with("/proof", #""text""#), "/proof"),
            .malformed(
                "a proof without a type",
                ForeignMaker.signed(plain, by: issuer).with("/proof/type", nil), "/proof/type"),
        ]
    }
}
