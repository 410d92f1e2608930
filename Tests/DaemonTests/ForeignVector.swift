import CanonicalJSON
import FoundationEssentials
import Testing

/// One file of `spec/vectors/10-foreign`: a credential or a presentation of somebody else's making,
/// and what must be said of it.
struct ForeignVector: Sendable {
    /// The file's name.
    let name: String
    /// What was made.
    let body: [UInt8]
    private let header: [String: String]

    /// The folder of all of them.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "spec/vectors/10-foreign")

    /// The trust list that names their makers.
    static func trustList() throws -> [UInt8] {
        try Array(Data(contentsOf: folder.appending(path: "list.json")))
    }

    /// All of them, in the order of their names.
    static func all() throws -> [ForeignVector] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0 != "README.md" && $0 != "list.json" }.sorted().map { try named($0) }
    }

    /// The one of that name.
    static func named(_ name: String) throws -> ForeignVector {
        let bytes = try Array(Data(contentsOf: folder.appending(path: name)))
        let end = try #require(
            bytes.indices.dropLast().first { bytes[$0] == 10 && bytes[$0 + 1] == 10 }, "\(name)")
        var header: [String: String] = [:]
        for line in String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ": ", maxSplits: 1)
            header[String(parts[0])] = parts.count == 2 ? String(parts[1]) : ""
        }
        return ForeignVector(name: name, body: Array(bytes[(end + 2)...]), header: header)
    }

    subscript(_ name: String) -> String? { header[name] }

    /// Whether it is a presentation rather than a credential.
    var isPresentation: Bool { name.hasPrefix("presentation-") }
    /// Whether the W3C's interface must say that it is verified.
    var isVerified: Bool { header["verified"] == "true" }
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The media types under which it is handed in.
    var mediaTypes: [String] {
        guard let type = header["type"] else { return ["application/json"] }
        return isPresentation ? ["application/vp+jwt"] : [type, "application/jwt", "text/plain"]
    }

    /// The body as JSON: an object, or the text of a token in quotes.
    var json: [UInt8] {
        guard header["type"] != nil else { return body }
        let text = text.split { $0 == "\r" || $0 == "\n" || $0 == "\r\n" }.joined()
        return Array("\"\(text.replacing("\"", with: "\\\""))\"".utf8)
    }
}

extension JSONValue {
    var text: String { String(decoding: canonicalBytes(), as: UTF8.self) }
}
