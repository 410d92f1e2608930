import CanonicalJSON
import ServiceAPI
import Testing

@Suite("The body of a change of standing")
struct StandingRequestTests {
    private func read(
        _ text: String, _ form: StandingRequest.Form = .change
    ) throws -> StandingRequest {
        try StandingRequest(JSONDocument(parsing: Array(text.utf8)).root, form)
    }

    @Test("what it says is read")
    func members() throws {
        let least = try read(#"{"category":"fraud"}"#)
        #expect(least.category == "fraud")
        #expect(least.reason == nil && least.effective == nil && least.successor == nil)
        let whole = try read(#"{"category":"fraud","reason":"w","effective":"2026-01-31"}"#)
        #expect(whole.category == "fraud" && whole.reason == "w")
        #expect(whole.effective == "2026-01-31")
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

    @Test("only a replacement brings a credential, and must bring one")
    func replacement() throws {
        let body = #"{"category":"reprint","credential":{"name":"x"}}"#
        #expect(try read(body, .replacement).successor?["name"] == .string("x"))
        #expect(throws: Problem.self) { try read(body) }
        for text in [#"{"category":"reprint"}"#, #"{"category":"reprint","credential":"x"}"#] {
            let problem = #expect(throws: Problem.self) { try read(text, .replacement) }
            #expect(problem?.parts.map(\.pointer) == ["/credential"])
        }
    }

    @Test("a body that is no object is refused", arguments: ["[]", "null", "\"fraud\"", "1"])
    func kinds(_ text: String) {
        let problem = #expect(throws: Problem.self) { try read(text) }
        #expect(problem?.code == "request.not-an-object")
    }

    @Test("a reason has its limit")
    func limit() throws {
        let longest = String(repeating: "a", count: StandingRequest.reasonBytesMax)
        #expect(try read(#"{"category":"c","reason":"\#(longest)"}"#).reason == longest)
        #expect(throws: Problem.self) { try read(#"{"category":"c","reason":"\#(longest)a"}"#) }
    }
}
