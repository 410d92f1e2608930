import CanonicalJSON
import HTTPTypes
import NIOCore
import ServiceAPI

/// What a request is answered with.
struct Answer: Sendable {
    /// The status.
    let status: HTTPResponse.Status
    /// The header fields.
    var fields: HTTPFields
    /// The body, also of an answer to `HEAD`, which is sent without it.
    var body: ByteBuffer

    /// Answers with bytes that nobody is to keep, unless the fields are changed.
    init(_ status: HTTPResponse.Status = .ok, _ type: MediaType, _ bytes: [UInt8]) {
        self.status = status
        body = ByteBuffer(bytes: bytes)
        fields = [.contentType: type.header, .cacheControl: "no-store"]
    }

    /// Answers with JSON.
    init(_ status: HTTPResponse.Status = .ok, _ json: JSONValue, as type: MediaType = .json) {
        self.init(status, type, json.canonicalBytes())
    }

    /// Answers with a problem document.
    init(_ problem: Problem) {
        self.init(.init(code: problem.status), .problem, problem.bytes)
    }

    /// The answer without a body.
    init(empty status: HTTPResponse.Status) {
        self.status = status
        body = ByteBuffer()
        fields = [:]
    }

    /// The answer with one more header field, or another value of one.
    func with(_ name: HTTPField.Name, _ value: String) -> Answer {
        var answer = self
        answer.fields[name] = value
        return answer
    }
}

extension HTTPField.Name {
    /// What a page tells other sites of where its reader came from.
    static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .vary
    /// What became of an award that was issued before.
    static let standing = HTTPField.Name("Testamur-Standing") ?? .vary
}
