import CanonicalJSON
import ServiceAPI
import Testing

@Suite("The body of a revocation")
struct RevocationRequestTests {
    private func read(_ text: String) throws -> RevocationRequest {
        try RevocationRequest(JSONDocument(parsing: Array(text.utf8)).root)
    }

    @Test("what is written reads back")
    func roundTrip() throws {
        let requests = [
            RevocationRequest(category: "fraud"),
            RevocationRequest(category: "fraud", reason: "w", effective: "2026-01-31"),
        ]
        for request in requests {
            let bytes = request.json.canonicalBytes()
            #expect(try RevocationRequest(JSONDocument(parsing: bytes).root) == request)
        }
    }

    @Test(
        "each wrong member is pointed at",
        arguments: [
            (#"{}"#, ["/category"]), (#"{"category":1}"#, ["/category"]),
            (#"{"category":"fraud","reason":null}"#, ["/reason"]),
            (#"{"category":"fraud","effective":{}}"#, ["/effective"]),
            (#"{"reason":[],"effective":7}"#, ["/reason", "/effective", "/category"]),
            (#"{"category":"fraud","other":"x"}"#, [""]),
        ])
    func pointers(_ text: String, _ pointers: [String]) {
        let problem = #expect(throws: Problem.self) { try read(text) }
        #expect(problem?.status == 422)
        #expect(problem?.parts.map(\.pointer) == pointers)
    }

    @Test("a body that is no object is refused", arguments: ["[]", "null", "\"fraud\"", "1"])
    func kinds(_ text: String) {
        let problem = #expect(throws: Problem.self) { try read(text) }
        #expect(problem?.code == "request.not-an-object")
    }

    @Test("a reason has its limit")
    func limit() throws {
        let longest = String(repeating: "a", count: RevocationRequest.reasonBytesMax)
        #expect(try read(#"{"category":"c","reason":"\#(longest)"}"#).reason == longest)
        #expect(throws: Problem.self) { try read(#"{"category":"c","reason":"\#(longest)a"}"#) }
    }
}
