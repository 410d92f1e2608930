import CanonicalJSON
@testable import Credentials
import Signing
import Testing

@Suite("Contexts")
struct ContextTests {
    private static let v2 = "https://www.w3.org/ns/credentials/v2"

    @Test("must begin with the data model's own, in version 2 when issuing")
    func first() throws {
        try RuleCase.bad("/@context/0", #""https://w3id.org/security/multikey/v1""#)
            .check(Example.plain)
        try RuleCase.bad("/@context/0", #""https://www.w3.org/ns/credentials/V2""#)
            .check(Example.plain)
        try RuleCase.bad(
            "/@context",
            #"["https://w3id.org/security/multikey/v1", "https://www.w3.org/ns/credentials/v2"]"#,
            "/@context/0"
        ).check(Example.plain)
    }

    @Test("that are not known are refused when issuing and left open when verifying")
    func unknown() throws {
        for (json, place) in [
            (#""https://unknown.example/v1""#, ""),
            (#"{"@import": "https://unknown.example/v1"}"#, "/@import"),
            (#"{"@propagate": false}"#, "/@propagate"), (#"{"@vocab": ""}"#, "/@vocab"),
            (#"{"also": "@type"}"#, ""), (#"{"also": {"@id": "@id"}}"#, ""),
            (#"{"a": {"@id": "urn:a:a", "@context": {"b": "@nest"}}}"#, ""),
            (#"{"a": "https://www.w3.org/2018/credentials#credentialSubject"}"#, ""),
            (#"{"a": {"@reverse": "https://www.w3.org/2018/credentials#issuer"}}"#, ""),
            (#"{"@vocab": "https://www.w3.org/2018/"}"#, ""),
            (#"{"c": "https://www.w3.org/", "a": "c:2018/credentials#credentialSubject"}"#, ""),
        ] {
            let place = "/@context/1" + place
            try RuleCase.bad("/@context/1", json, place, as: .issuing).check(Example.plain)
            try RuleCase.bad("/@context/1", json, place, .contextNotKnown).check(Example.plain)
        }
    }

    @Test("that are no URL, or named twice, are refused")
    func malformed() throws {
        try RuleCase.bad("/@context/1", #""https ://not-a-url/contexts/example/v1""#)
            .check(Example.plain)
        try RuleCase.bad("/@context/1", "\"\(Self.v2)\"").check(Example.plain)
    }

    @Test("are at most 32")
    func limit() throws {
        func findings(_ count: Int) throws -> [CredentialFinding] {
            let inline = (1..<count).map { #"{"Own\#($0)": "https://a.example/"}"# }
            let list = (["\"\(Self.v2)\""] + inline).joined(separator: ",")
            let json = try JSONValue(Example.plain).applying([.set("/@context", "[\(list)]")])
            do {
                return try Credential(validating: json.document, as: .verifying).findings
            } catch let error as CredentialError {
                return error.findings
            }
        }
        #expect(try findings(32).isEmpty)
        #expect(try findings(33).map(\.problem) == [.range])
    }

    @Test("have at most 2,048 terms that are written out")
    func terms() throws {
        func contexts(_ count: Int) -> String {
            let terms = (0..<count).map { #""t\#($0)": "urn:a:\#($0)""# }
            let half = count / 2
            return [terms[..<half], terms[half...]].map { "{\($0.joined(separator: ","))}" }
                .joined(separator: ",") + #", {"Own": "urn:a:own"}"#
        }
        #expect(try Self.findings(contexts(2_047)).isEmpty)
        #expect(try Self.findings(contexts(2_048)).first == "/@context/3")
    }

    @Test("written out must not redefine protected terms")
    func redefinition() throws {
        for term in ["VerifiableCredential", "name", "id", "type", "DataIntegrityProof"] {
            try RuleCase.bad(
                "/@context/1", #"{"\#(term)": "https://a.example/#x"}"#, "/@context/1/\(term)"
            ).check(Example.plain)
        }
        let json = try JSONValue(Example.plain).applying([
            .set("/@context/1", #"{"@protected": true, "Own": "https://a.example/#a"}"#),
            .set("/@context/2", #"{"Own": "https://a.example/#b"}"#),
        ])
        let error = #expect(throws: CredentialError.self) {
            try Credential(validating: json.document, as: .verifying)
        }
        #expect(error?.findings.map(\.pointer).contains("/@context/2/Own") == true)
    }

    @Test("written out holds no keyword that JSON-LD does not have there")
    func keywords() throws {
        for name in ["@context", "@id", "@type", "@graph", "@x"] {
            try RuleCase.bad("/@context/1", "{\"\(name)\": {}}", "/@context/1/\(name)")
                .check(Example.plain)
        }
    }

    /// What is found where a type `Own` is used beside contexts that are written out.
    private static func findings(
        _ contexts: String, as use: CredentialUse = .verifying, _ edits: [Edit] = []
    ) throws -> [String] {
        let json = try JSONValue(Example.plain).applying(
            [.set("/@context", "[\"\(v2)\", \(contexts)]"), .set("/type/1", #""Own""#)] + edits)
        do {
            return try Credential(validating: json.document, as: use).findings.map(\.pointer)
        } catch let error as CredentialError {
            return error.findings.map(\.pointer)
        }
    }

    @Test(
        "written out may define a type as a URL",
        arguments: [
            #"{"Own": "https://a.example/#Own"}"#, #"{"Own": {"@id": "https://a.example/#Own"}}"#,
            #"{"Own": {"@id": "https://a.example/#Own", "@context": {"x": "urn:a:x"}}}"#,
            #"{"@vocab": "https://a.example/#"}"#, #"{"@vocab": "https://a.example/#", "Own": {}}"#,
            #"{"Own": "a:Own", "a": "https://a.example/#"}"#, #"{"Own": "a", "a": "urn:a:b"}"#,
            #"{"Own": "VerifiableCredential"}"#, #"{"Own": null}, {"Own": "urn:a:b"}"#,
            #"{"id": "@id", "type": "@type", "Own": "urn:a:b"}"#,
            #"{"id": {"@id": "@id"}, "type": {"@id": "@type"}, "Own": "urn:a:b"}"#,
            #"{"name": "https://schema.org/name", "Own": "urn:a:b"}"#,
            #"{"@version": 1.1, "Own": "urn:a:b"}"#,
            #"{"@protected": true, "Own": "urn:a:b"}, {"Own": {"@id": "urn:a:b"}}"#,
            #"{"@base": "urn:a:a", "@language": "pl", "@direction": null, "Own": "urn:a:b"}"#,
            #""https://www.w3.org/ns/credentials/examples/v2", {"x": "urn:a:x"}"#,
        ])
    func definedType(contexts: String) throws {
        #expect(try Self.findings(contexts).isEmpty)
        #expect(try Self.findings(contexts, as: .issuing).isEmpty)
    }

    @Test(
        "written out must not leave a type without a URL",
        arguments: [
            ("{}", ["/type/1"]), (#"{"@vocab": null}"#, ["/type/1"]),
            (#"{"Own": null}"#, ["/type/1"]), (#"{"Own": {"@id": null}}"#, ["/type/1"]),
            (#"{"Own": "urn:a:b"}, {"Own": null}"#, ["/type/1"]),
            (
                #""https://www.w3.org/ns/credentials/examples/v2", {"@vocab": null}"#,
                ["/type/1"]
            ),
            (#"{"x": {"@id": "urn:a:x", "@context": {"Own": "urn:a:b"}}}"#, ["/type/1"]),
            (#"{"@base": "https://a.example/"}"#, ["/type/1"]),
            (#"{"Own": 5}"#, ["/@context/1/Own", "/type/1"]),
            (#"{"Own": "no url"}"#, ["/@context/1/Own", "/type/1"]),
            (#"{"Own": {"@id": "no url"}}"#, ["/@context/1/Own", "/type/1"]),
            (#"{"Own": {"@id": 5}}"#, ["/@context/1/Own", "/type/1"]),
            (#"{"Own": {}}"#, ["/@context/1/Own", "/type/1"]),
            (#"{"Own": "a", "a": "Own"}"#, ["/@context/1/Own", "/@context/1/a", "/type/1"]),
            (#"{"Own": "@type"}"#, ["/@context/1", "/type/1"]),
            (#"{"Own": "_:b0"}"#, ["/type/1"]),
            (#"{"Own": {"@id": "urn:a:b", "@x": 1}}"#, ["/@context/1/Own"]),
            (#"{"@version": 1.0, "Own": "urn:a:b"}"#, ["/@context/1/@version"]),
            (#"{"@base": 5, "Own": "urn:a:b"}"#, ["/@context/1/@base"]),
            (#"{"@vocab": [], "Own": "urn:a:b"}"#, ["/@context/1/@vocab"]),
            (#"{"@language": {}, "Own": "urn:a:b"}"#, ["/@context/1/@language"]),
            (#"{"@direction": "up", "Own": "urn:a:b"}"#, ["/@context/1/@direction"]),
            (#"{"@protected": 1, "Own": "urn:a:b"}"#, ["/@context/1/@protected"]),
            (
                #"{"@protected": true, "Own": "urn:a:b"}, {"Own": null}"#,
                ["/@context/2/Own"]
            ),
            (
                """
                {"@protected": true, "Own": "urn:a:b", "Multikey": "urn:a:c"},
                "https://w3id.org/security/multikey/v1"
                """,
                ["/@context/2"]
            ),
        ] as [(String, [String])])
    func undefinedType(contexts: String, places: [String]) throws {
        #expect(try Self.findings(contexts) == places)
        #expect(try Self.findings(contexts, as: .issuing) == places)
        // A context that is not known does not make good what is wrong in itself.
        let unknown = contexts + #", "https://unknown.example/v1""#
        #expect(try Self.findings(unknown).starts(with: places.filter { $0 != "/type/1" }))
    }

    @Test("written out in a term may define types below, and none of the credential")
    func scopes() throws {
        let contexts = #"{"Own": "urn:a:o", "x": {"@id": "urn:a:x", "@context": {"T": "urn:a:t"}}}"#
        let below = Edit.set("/credentialSubject/type", #""T""#)
        #expect(try Self.findings(contexts, as: .verifying, [below]).isEmpty)
        #expect(
            try Self.findings(
                #"{"Own": "urn:a:o"}"#, as: .verifying, [below]) == ["/credentialSubject/type"])
    }

    @Test("of two editions of Open Badges cannot stand together")
    func families() throws {
        let base = "https://purl.imsglobal.org/spec/ob/v3p0/"
        let json = try JSONValue(Example.plain).applying([
            .set("/@context/1", "\"\(base)context-3.0.3.json\""),
            .set("/@context/2", "\"\(base)context-3.0.2.json\""),
        ])
        let error = #expect(throws: CredentialError.self) {
            try Credential(validating: json.document, as: .verifying)
        }
        #expect(error?.findings.map(\.pointer) == ["/@context/2"])
        try RuleCase.bad("/@context/1", "\"\(base)context-3.0.1.json\"", as: .issuing)
            .check(Example.plain)
        _ = try Credential(
            validating: JSONValue(Example.plain).applying([
                .set("/@context/1", "\"\(base)context-3.0.1.json\"")
            ]).document, as: .verifying)
    }

    @Test("are listed with the digest and the terms that were published")
    func asPublished() throws {
        guard let bytes = Files.shared("contexts/map.json") else { return }
        let map = try JSONDocument(parsing: bytes).root
        for context in KnownContext.all {
            let name = try #require(map[context.url]?.string, "\(context.url)")
            let file = try #require(Files.shared("contexts/" + name))
            #expect(context.digests.contains("\(Digest.sha256(file))"), "\(context.url)")
            let published = try #require(JSONDocument(parsing: file).root["@context"])
            let terms = Set(Self.terms(of: published).map(\.name))
            let inherited = context.url.hasSuffix("jws-2020/v1") || context.isVocabulary
            #expect(inherited || Set(context.terms) == terms, "\(context.url)")
        }
    }

    @Test("that conflict as published conflict here")
    func conflicts() throws {
        guard let bytes = Files.shared("contexts/map.json") else { return }
        let map = try JSONDocument(parsing: bytes).root
        func published(_ context: KnownContext) throws -> JSON {
            let name = try #require(map[context.url]?.string)
            let file = try #require(Files.shared("contexts/" + name))
            return try #require(JSONDocument(parsing: file).root["@context"])
        }
        for first in KnownContext.all {
            let earlier = try published(first)
            guard earlier["@protected"]?.boolean == true else { continue }
            for second in KnownContext.all where second.url != first.url {
                let later = try published(second)
                let redefined = Self.terms(of: earlier).filter { term in
                    later[term.name].map { !Self.isSame(term.value, $0) } ?? false
                }
                let known = first.conflicts(with: second) || second.redefinesNames
                #expect(redefined.isEmpty || known, "\(first.url) then \(second.url)")
            }
        }
    }

    private static func terms(of context: JSON) -> [JSON.Member] {
        let members = context.kind == .array ? context.elements.flatMap(\.members) : context.members
        return members.filter {
            !$0.name.hasPrefix("@") && $0.name != "id" && $0.name != "type"
        }
    }

    /// Whether two definitions are one, a bare URL being short for an object with `@id`.
    private static func isSame(_ left: JSON, _ right: JSON) -> Bool {
        func long(_ json: JSON) -> [UInt8] {
            json.kind == .string
                ? JSONValue.object([JSONMember("@id", json.value)]).canonicalBytes()
                : json.canonicalBytes()
        }
        return long(left) == long(right)
    }
}
