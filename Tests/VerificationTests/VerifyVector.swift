import CanonicalJSON
import Credentials
import FoundationEssentials
import Records
import Signing
import Testing
import TransparencyLog
import Trust

@testable import Verification

/// One file of `spec/vectors/07-verify`: header lines, an empty line, what was handed in.
struct VerifyVector {
    /// The verdict's code, or the code of the error if the bytes are unreadable.
    var expect: String
    /// The code of the check that the vector is about; `nil` for one that passes throughout.
    var check: String?
    var comment: String
    var at: Instant
    var list: JSONValue
    /// What was fetched, when, and how it is written in a header line.
    var evidence: [String]
    var submission: [UInt8]

    /// Reads a file; `nil` if it has header names that are not known.
    init?(parsing bytes: [UInt8]) throws {
        let gap = zip(bytes, bytes.dropFirst()).enumerated().first { $0.element == (10, 10) }
        guard let gap = gap?.offset else { return nil }
        var fields: [String: [String]] = [:]
        for line in String(decoding: bytes[..<gap], as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[1].first == " " else { return nil }
            fields[String(parts[0]), default: []].append(String(parts[1].dropFirst()))
        }
        let known: Set = ["expect", "check", "comment", "at", "list", "evidence"]
        guard known.isSuperset(of: fields.keys) else { return nil }
        expect = try #require(fields["expect"]?.first)
        check = fields["check"]?.first
        comment = try #require(fields["comment"]?.first)
        at = try #require(fields["at"]?.first.flatMap { Instant($0) })
        list = try JSONDocument(parsing: Array(#require(fields["list"]?.first).utf8)).root.value
        evidence = fields["evidence"] ?? []
        submission = Array(bytes[(gap + 2)...])
    }

    init(
        _ expect: String, _ check: String?, _ comment: String, at: Instant, list: TrustList,
        evidence: [String], submission: [UInt8]
    ) {
        self.expect = expect
        self.check = check
        self.comment = comment
        self.at = at
        self.list = list.json
        self.evidence = evidence
        self.submission = submission
    }

    var bytes: [UInt8] {
        var lines = ["expect: \(expect)"]
        if let check { lines.append("check: \(check)") }
        lines += ["comment: \(comment)", "at: \(at)"]
        lines.append("list: \(String(decoding: list.canonicalBytes(), as: UTF8.self))")
        lines += evidence.map { "evidence: \($0)" }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + submission
    }

    /// What comes out here.
    func outcome() throws -> Verdict {
        let list = try SignedTrustList(parsing: self.list.canonicalBytes()).keptLocally()
        return Verifier(trusting: list, policy: .unwitnessed).verify(
            try Submission(reading: submission), at: at,
            with: try evidence.map { try VerifyVector.evidence($0) })
    }

    /// Reads `INSTANT KIND [WORD] JSON`.
    private static func evidence(_ line: String) throws -> Evidence {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        let instant = try #require(Instant(words[0]))
        let rest = words[2]
        func json(_ text: some StringProtocol) throws -> JSON {
            try JSONDocument(parsing: Array(text.utf8)).root
        }
        func wordAndBytes() -> (word: String, bytes: [UInt8]) {
            let parts = rest.split(separator: " ", maxSplits: 1)
            return (String(parts[0]), Array(parts[1].utf8))
        }
        let content: Evidence.Content
        switch words[1] {
        case "standing": content = .standing(try SignedStanding(json(rest)))
        case "receipt": content = .receipt(try Receipt(json(rest)))
        case "keys": content = .keys(try json(rest).elements.map { try KeyReceipt($0) })
        case "unanswered": content = .unanswered(try #require(Origin(rest)))
        case "no-record": content = .noRecord(try #require(Origin(rest)))
        case "status-list":
            let (url, bytes) = wordAndBytes()
            content = .statusList(url: url, bytes: bytes)
        case "did-document":
            let (did, bytes) = wordAndBytes()
            content = .didDocument(of: try #require(DID(did)), bytes: bytes)
        default: throw Unexpected()
        }
        return Evidence(content, fetchedAt: instant)
    }

    // MARK: Files

    static let folder: String = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(package)/spec/vectors/07-verify"
    }()

    static let writes =
        ProcessInfo.processInfo.environment["TESTAMUR_WRITE_VECTORS"] == "1"

    static func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0 != "README.md" }.sorted()
    }

    static func read(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { [UInt8]($0) }
    }

    func write(_ name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(VerifyVector.folder)/\(name)"))
    }
}
