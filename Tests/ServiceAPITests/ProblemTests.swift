import CanonicalJSON
import ServiceAPI
import Testing

@Suite("Problem documents")
struct ProblemTests {
    static let known: [Problem] = [
        .notFound, .methodNotAllowed, .noReceipt, .unknownCredential, .unauthorised, .malformed,
        .headTooLarge, .requestTimeout, .tooMany, .internalError, .tooLarge(bytesMax: 7),
        .unsupportedMediaType(readable: [.json]), .notAcceptable(offers: [.json, .text]),
        .unreadable("a.b", detail: "c"), .conflict("a.b", detail: "c"),
        .unavailable("a.b", detail: "c"),
    ]

    @Test("a document holds what RFC 9457 asks for, and reads back", arguments: known)
    func roundTrip(_ problem: Problem) throws {
        let json = try JSONDocument(parsing: problem.bytes).root
        #expect(json["type"]?.equals("urn:testamur:error:" + problem.code) == true)
        #expect(json["title"]?.equals(problem.title) == true)
        #expect(json["status"]?.integer == Int64(problem.status))
        #expect(json["detail"]?.equals(problem.detail) == true)
        #expect(json["code"]?.equals(problem.code) == true)
        #expect(Problem(parsing: problem.bytes) == problem)
    }

    @Test("codes are told apart")
    func codes() {
        let codes = ProblemTests.known.prefix(13).map(\.code)
        #expect(Set(codes).count == codes.count)
    }

    @Test("parts are named with a pointer, at most so many")
    func parts() throws {
        let part = Problem.Part(pointer: "/a/0", code: "x.y", detail: "Wrong.")
        let limit = Problem.partsMax
        for count in [1, limit, limit + 1] {
            let problem = Problem.unreadable(
                "x", detail: "y", parts: Array(repeating: part, count: count))
            let errors = try JSONDocument(parsing: problem.bytes).root["errors"]?.elements ?? []
            #expect(errors.count == min(count, limit))
            #expect(errors.first?["pointer"]?.equals("/a/0") == true)
            #expect(Problem(parsing: problem.bytes) == problem)
        }
    }

    @Test(
        "what is no problem document is not read as one",
        arguments: ["", "{}", "[]", #"{"code":"a","title":"b","status":200}"#, "not json"])
    func refusing(_ text: String) {
        #expect(Problem(parsing: Array(text.utf8)) == nil)
    }
}
