import CanonicalJSON
import ServiceAPI
import Testing

@Suite("The body of a request to verify")
struct VerificationRequestTests {
    private func read(_ options: String) throws -> VerificationRequest {
        let text = "{\"verifiableCredential\":{},\"options\":\(options)}"
        return try VerificationRequest(
            JSONDocument(parsing: Array(text.utf8)).root, for: .credential)
    }

    @Test("what it asks of the proofs is read")
    func asked() throws {
        let request = try read(
            #"{"challenge":"c","domain":"d","expectedProofPurpose":"assertionMethod"}"#)
        #expect(request.challenge == "c" && request.domain == "d")
        #expect(request.purpose == "assertionMethod")
        let none = try read(#"{"proofPurpose":"authentication","expectedProofPurpose":null}"#)
        #expect(none.challenge == nil && none.domain == nil && none.purpose == nil)
    }

    @Test(
        "what it asks is a string",
        arguments: ["challenge", "domain", "expectedProofPurpose"], ["5", "[]", "{}", "true"])
    func types(_ name: String, _ value: String) {
        let problem = #expect(throws: Problem.self) { try read("{\"\(name)\":\(value)}") }
        #expect(problem?.status == 400)
        #expect(problem?.parts.map(\.pointer) == ["/options/" + name])
    }
}
