import CanonicalJSON
import Credentials
import HomeFolder
import Issuance
import Testing

/// What an input must be to be issued.
@Suite("An input")
struct NewInputTests {
    private func refusal(
        _ registrar: Registrar, _ change: (inout JSONValue) -> Void
    ) async throws -> [CredentialFinding] {
        var input = try OpenDesk.input(1).root.value
        change(&input)
        let document = try JSONDocument(parsing: input.canonicalBytes())
        #expect(throws: CredentialError.self) { try registrar.preview(document) }
        let outcome = try await registrar.issue([document])[0]
        guard case .refused(let error) = outcome, case CredentialError.refused(let found) = error
        else {
            Issue.record("it was taken")
            return []
        }
        return found
    }

    @Test(
        "that its own verifier would not read as an award is refused before anything is recorded",
        arguments: [
            "BitstringStatusListCredential", "EnvelopedVerifiableCredential",
            "VerifiablePresentation", "EnvelopedVerifiablePresentation",
        ])
    func otherTypes(type: String) async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let found = try await refusal(registrar) { input in
            input["type"] = ["VerifiableCredential", "OpenBadgeCredential", .string(type)]
        }
        #expect(found.count == 1)
        #expect(try desk.size() == 1)
        #expect(try await registrar.counts().pending == 0)
    }

    @Test("with characters that nobody sees is refused with their place")
    func invisible() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        for text in ["Anna\u{202E}annA", "Anna\u{0}", "Anna \u{2067}x", "\u{1B}[2J"] {
            let found = try await refusal(registrar) { $0["name"] = .string(text) }
            #expect(found.map(\.pointer) == ["/name"], "\(found)")
            let tagged = try await refusal(registrar) { input in
                input["name"] = [["@value": .string(text), "@language": "en"]]
            }
            #expect(tagged.map(\.pointer) == ["/name/0/@value"])
        }
        let control = try await refusal(registrar) { $0["description"] = "a\u{7}b" }
        #expect(control.map(\.pointer) == ["/description"])
        #expect(try desk.size() == 1)
    }

    @Test("with names from right to left, and text that turns in a description, is issued")
    func scripts() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        var input = try OpenDesk.input(1).root.value
        input["name"] = "בוגר במדעים – بكالوريوس \u{200F}العلوم"
        input["description"] = "One\ttwo\nthree \u{2067}ארבע\u{2069}"
        let outcome = try await registrar.issue([JSONDocument(parsing: input.canonicalBytes())])[0]
        #expect(outcome.issuedID != nil)
    }
}
