import CanonicalJSON
import Credentials
import Signing
import Testing

/// A change to a good credential, and the one finding it must give.
struct RuleCase: CustomTestStringConvertible, Sendable {
    let edits: [Edit]
    let use: CredentialUse
    let problem: CredentialProblem
    let pointer: String

    var testDescription: String {
        "\(use) " + edits.map { "\($0.pointer) = \($0.json ?? "nothing")" }.joined(separator: ", ")
    }

    static func bad(
        _ pointer: String, _ json: String?, _ finding: String? = nil,
        _ problem: CredentialProblem = .malformedValue, as use: CredentialUse = .verifying
    ) -> RuleCase {
        RuleCase(
            edits: [Edit(pointer: pointer, json: json)], use: use, problem: problem,
            pointer: finding ?? pointer)
    }

    func check(_ base: String) throws {
        let json = try JSONValue(base).applying(edits)
        do {
            let credential = try Credential(validating: json.document, as: use)
            #expect(credential.findings.map(\.problem) == [problem])
            #expect(credential.findings.map(\.pointer) == [pointer])
        } catch let error as CredentialError {
            #expect(error.findings.map(\.problem) == [problem], "\(error)")
            #expect(error.findings.map(\.pointer) == [pointer], "\(error)")
        }
    }
}
