import CanonicalJSON
import HTTPTypes
import NIOCore
import ServiceAPI

/// What a request is answered with.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    var fields: HTTPFields
    var body: ByteBuffer

    init(_ status: HTTPResponse.Status = .ok, _ type: MediaType, _ bytes: [UInt8]) {
        self.status = status
        body = ByteBuffer(bytes: bytes)
        fields = [.contentType: type.header, .cacheControl: "no-store"]
    }

    init(_ status: HTTPResponse.Status = .ok, _ json: JSONValue, as type: MediaType = .json) {
        self.init(status, type, json.canonicalBytes())
    }

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
    static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .vary
}
