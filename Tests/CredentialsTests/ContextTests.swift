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
        for json in [#""https://unknown.example/v1""#, #"{"Own": "https://a.example/#Own"}"#] {
            try RuleCase.bad("/@context/1", json, as: .issuing).check(Example.plain)
            try RuleCase.bad("/@context/1", json, nil, .contextNotKnown).check(Example.plain)
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
        #expect(try findings(32).map(\.problem) == Array(repeating: .contextNotKnown, count: 31))
        #expect(try findings(33).map(\.problem) == [.range])
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

    @Test("written out must define a type as a URL")
    func definedType() throws {
        func findings(_ definition: String) throws -> [String] {
            let json = try JSONValue(Example.plain).applying([
                .set("/@context/1", #"{"Own": \#(definition)}"#), .set("/type/1", #""Own""#),
            ])
            do {
                return try Credential(validating: json.document, as: .verifying).findings
                    .map(\.pointer)
            } catch let error as CredentialError {
                return error.findings.map(\.pointer)
            }
        }
        #expect(try findings(#""https://a.example/#Own""#) == ["/@context/1"])
        #expect(try findings(#"{"@id": "https://a.example/#Own"}"#) == ["/@context/1"])
        #expect(try findings(#""no url""#) == ["/@context/1", "/type/1"])
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
