public import CanonicalJSON
import Credentials

/// One thing that the W3C's verifier interface tells of a credential or a presentation, as an
/// RFC 9457 object.
///
/// Spec: 09-surfaces §3.9; Verifiable Credentials Data Model 2.0, section 7.2.
public struct ProblemDetail: Hashable, Sendable {
    /// What kind of thing it is: a URL, the W3C's where it has one.
    public let type: String
    /// The kind in a few words.
    public let title: String
    /// What was found.
    public let detail: String
    /// Where: a JSON pointer from the credential's or presentation's root; empty for the whole.
    public let pointer: String
    /// The stable code.
    public let code: String

    init(type: String, title: String, detail: String, pointer: String, code: String) {
        self.type = type
        self.title = title
        self.detail = Words.foreign(detail, lengthMax: 400)
        self.pointer = Words.foreign(pointer, lengthMax: 400)
        self.code = code
    }

    init(_ finding: CredentialFinding) {
        self.init(
            type: finding.problem.type, title: "The data model", detail: finding.text,
            pointer: finding.pointer, code: finding.problem.code)
    }

    init(_ failure: ProofFailure, at pointer: String) {
        self.init(
            type: failure.type, title: "The proof", detail: failure.description,
            pointer: pointer, code: failure.code)
    }

    init(_ gap: ProofGap, at pointer: String) {
        self.init(
            type: gap.type, title: "The proof could not be judged", detail: gap.description,
            pointer: pointer, code: gap.code)
    }

    init(_ check: Check, type: String) {
        self.init(
            type: type, title: check.id.rawValue.replacingUnderscores, detail: check.sentence,
            pointer: "", code: check.code)
    }

    /// The object.
    public var json: JSONValue { json(below: "") }

    /// The object for something that stands at a place in a whole.
    public func json(below place: String) -> JSONValue {
        var json: JSONValue = [
            "type": .string(type), "title": .string(title), "detail": .string(detail),
            "code": .string(code),
        ]
        let whole = place + pointer
        if !whole.isEmpty { json["pointer"] = .string(whole) }
        return json
    }
}

extension String {
    fileprivate var replacingUnderscores: String {
        String(decoding: utf8.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }, as: UTF8.self)
    }
}
