public import CanonicalJSON

/// Why a request was not done, as a document for programs and people.
///
/// It never says more than the caller knows already: no paths, no stacks, nothing of others.
///
/// Spec: RFC 9457; 09-surfaces §3.4.
public struct Problem: Error, Hashable, Sendable {
    /// The stable code of `spec/errors.md`.
    public let code: String
    /// The HTTP status.
    public let status: Int
    /// The kind of problem in a few words, the same for every occurrence.
    public let title: String
    /// What happened this time, and what to do.
    public let detail: String
    /// What is wrong with parts of what was sent.
    public let parts: [Part]
    /// The kind of problem as a URL; by default our own of the code.
    public let type: String

    /// Something wrong with one part of what was sent.
    public struct Part: Hashable, Sendable {
        /// Where: a JSON pointer (RFC 6901) from the root of the body.
        public let pointer: String
        /// The stable code.
        public let code: String
        /// What is wrong, in one sentence.
        public let detail: String

        /// Names a part.
        public init(pointer: String, code: String, detail: String) {
            self.pointer = pointer
            self.code = code
            self.detail = detail
        }
    }

    /// The most parts that are named.
    public static let partsMax = 100

    /// States a problem; of many parts the first ``partsMax`` are named.
    public init(
        _ code: String, status: Int, title: String, detail: String, parts: [Part] = [],
        type: String? = nil
    ) {
        precondition(400...599 ~= status, "a problem has a status that says so")
        self.code = code
        self.status = status
        self.title = title
        self.detail = detail
        self.parts = Array(parts.prefix(Problem.partsMax))
        self.type = type ?? "urn:testamur:error:" + code
    }

    /// The document.
    public var json: JSONValue {
        var json: JSONValue = [
            "type": .string(type), "title": .string(title),
            "status": .integer(Int64(status)), "detail": .string(detail), "code": .string(code),
        ]
        if !parts.isEmpty {
            json["errors"] = .array(
                parts.map { part in
                    [
                        "pointer": .string(part.pointer), "code": .string(part.code),
                        "detail": .string(part.detail),
                    ]
                })
        }
        return json
    }

    /// The document's bytes.
    public var bytes: [UInt8] { json.canonicalBytes() }

    /// Reads a document that a daemon answered; members that are not known are left out.
    ///
    /// - Returns: `nil` if it is not one.
    public init?(parsing bytes: [UInt8]) {
        guard let json = try? JSONDocument(parsing: bytes).root,
            let code = json["code"]?.string, let title = json["title"]?.string,
            let status = json["status"]?.integer, 400...599 ~= status
        else { return nil }
        self.init(
            code, status: Int(status), title: title, detail: json["detail"]?.string ?? "",
            parts: (json["errors"]?.elements ?? []).map { part in
                Part(
                    pointer: part["pointer"]?.string ?? "", code: part["code"]?.string ?? "",
                    detail: part["detail"]?.string ?? "")
            }, type: json["type"]?.string)
    }
}
