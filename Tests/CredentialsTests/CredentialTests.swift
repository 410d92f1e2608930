import CanonicalJSON
import Credentials
import Signing
import Testing

@Suite("Reading a credential")
struct CredentialTests {
    @Test("reads version 1.1 when verifying, and issues version 2 only")
    func version1() throws {
        let edits: [Edit] = [
            .set("/@context/0", #""https://www.w3.org/2018/credentials/v1""#),
            .set("/issuanceDate", #""2020-07-01T00:00:00Z""#),
            .set("/expirationDate", #""2030-07-01T00:00:00Z""#),
        ]
        let json = try JSONValue(Example.plain).applying(edits)
        let credential = try Credential(validating: json.document, as: .verifying)
        #expect(credential.validFrom?.description == "2020-07-01T00:00:00Z")
        #expect(credential.validUntil?.description == "2030-07-01T00:00:00Z")
        let error = #expect(throws: CredentialError.self) {
            try Credential(validating: json.document, as: .issuing)
        }
        #expect(
            error?.findings.map(\.pointer) == ["/@context/0", "/issuanceDate", "/expirationDate"])
        let both = try json.applying([
            .set("/validFrom", #""2019-07-01T00:00:00Z""#),
            .set("/validUntil", #""2099-07-01T00:00:00Z""#),
        ])
        let read = try Credential(validating: both.document, as: .verifying)
        #expect(read.validFrom?.description == "2020-07-01T00:00:00Z")
        #expect(read.validUntil?.description == "2030-07-01T00:00:00Z")
        let context = #""https://www.w3.org/ns/credentials/v2""#
        let second = try Credential(
            validating: both.applying([.set("/@context/0", context)]).document, as: .verifying)
        #expect(second.validFrom?.description == "2019-07-01T00:00:00Z")
        #expect(second.validUntil?.description == "2099-07-01T00:00:00Z")
        let dateless = try json.applying([.remove("/issuanceDate")])
        #expect(throws: CredentialError.self) {
            try Credential(validating: dateless.document, as: .verifying)
        }
    }

    @Test("collects everything that is wrong at once")
    func everything() throws {
        let error = #expect(throws: CredentialError.self) {
            try Credential(parsing: Array("{}".utf8), as: .verifying)
        }
        #expect(
            error?.findings.map(\.pointer)
                == ["/@context", "/type", "/issuer", "/credentialSubject"])
        let list = #expect(throws: CredentialError.self) {
            try Credential(parsing: Array("[]".utf8), as: .verifying)
        }
        #expect(list?.findings.map(\.pointer) == [""])
    }

    @Test("collects 256 findings, and refuses a credential with more of whatever kind")
    func findingLimit() throws {
        func result(_ count: Int) throws -> Result<Int, CredentialError> {
            let type = #"{"type": "Unmapped"}"#
            let list = Array(repeating: type, count: count).joined(separator: ",")
            let json = try JSONValue(Example.plain).applying([.set("/evidence", "[\(list)]")])
            do {
                return .success(
                    try Credential(validating: json.document, as: .verifying).findings.count)
            } catch let error as CredentialError {
                return .failure(error)
            }
        }
        #expect(try result(256) == .success(256))
        for count in [257, 300] {
            guard case .failure(let error) = try result(count) else {
                Issue.record("\(count) findings")
                continue
            }
            #expect(error.findings.count == 257)
            #expect(error.findings.last?.problem == .range)
        }
    }

    @Test("refuses bytes that are not strict JSON as a parsing error")
    func parsing() throws {
        for text in ["", "{", #"{"a":1,"a":2}"#, #"{"a":"\uD800"}"#, "nonsense"] {
            let error = #expect(throws: CredentialError.self) {
                try Credential(parsing: Array(text.utf8), as: .verifying)
            }
            #expect(error?.findings.map(\.problem) == [.parsing])
        }
    }

    @Test("tells of numbers that other readers may change, and refuses to issue them")
    func numbers() throws {
        let text = Example.plain.replacing(
            #""id": "did:example:subject""#, with: #""claim": 9007199254740993"#)
        let credential = try Credential(parsing: Array(text.utf8), as: .verifying)
        #expect(credential.findings.map(\.problem) == [.numberNotInterchangeable])
        let error = #expect(throws: CredentialError.self) {
            try Credential(parsing: Array(text.utf8), as: .issuing)
        }
        #expect(error?.findings.map(\.problem) == [.parsing])
        let limits = JSONLimits(numbers: .reported)
        let document = try JSONDocument(parsing: Array(text.utf8), limits: limits)
        #expect(throws: CredentialError.self) {
            try Credential(validating: document, as: .issuing)
        }
        #expect(throws: CredentialError.self) {
            try UnsignedCredential(
                document, issuer: Example.did(),
                id: RandomUUID(random: [UInt8](repeating: 0, count: 16)), statuses: [])
        }
    }

    @Test("reads a credential of 262,144 bytes and none of one more")
    func limit() throws {
        let text = Array(Example.plain.utf8)
        let padding = [UInt8](repeating: 0x20, count: Credential.byteCountMax - text.count)
        _ = try Credential(parsing: text + padding, as: .verifying)
        let error = #expect(throws: CredentialError.self) {
            try Credential(parsing: text + padding + [0x20], as: .verifying)
        }
        #expect(error?.findings.map(\.problem) == [.parsing])
    }

    @Test("holds the limit for a credential inside a larger document too")
    func innerLimit() throws {
        func document(_ count: Int) throws -> JSONDocument {
            let empty = try JSONValue(Example.plain).applying([.set("/x", #""""#)])
            let fill = String(repeating: "x", count: count - empty.canonicalBytes().count)
            let json = try empty.applying([.set("/x", "\"\(fill)\"")])
            return try JSONDocument(parsing: json.canonicalBytes())
        }
        _ = try Credential(validating: document(Credential.byteCountMax).root, as: .verifying)
        let error = #expect(throws: CredentialError.self) {
            try Credential(
                validating: document(Credential.byteCountMax + 1).root, as: .verifying)
        }
        #expect(error?.findings.map(\.problem) == [.range])
    }

    @Test("writes places as JSON pointers")
    func pointers() throws {
        try RuleCase.bad("/credentialSubject/a~1b~0c/@context", "[]").check(Example.plain)
    }

    @Test("names the W3C's problem types")
    func problemTypes() {
        let base = "https://www.w3.org/TR/vc-data-model#"
        #expect(CredentialProblem.parsing.type == base + "PARSING_ERROR")
        #expect(CredentialProblem.malformedValue.type == base + "MALFORMED_VALUE_ERROR")
        #expect(CredentialProblem.range.type == base + "RANGE_ERROR")
        #expect(Set(CredentialProblem.allCases.map(\.code)).count == 8)
    }
}
