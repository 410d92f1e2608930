import CanonicalJSON
import Credentials
import FoundationEssentials
import Signing
import Testing

/// One file of `spec/vectors/02-sign-proofs`: header lines, an empty line, a credential.
struct ProofVector {
    static let folder = "spec/vectors/02-sign-proofs"

    /// What must come out: `pass`, `fail CODE`, `not-judged CODE` or `refused POINTER`.
    var expect: String
    /// What the vector is about.
    var comment: String
    /// Where it was published, if elsewhere.
    var source: String?
    /// Whose proof must be good: the issuer's, or anybody's whose key is a `did:key`.
    var scope = Scope.issuer
    /// The present.
    var now = Example.now
    /// The documents that are known.
    var documents: [JSONValue] = []
    /// The credential's bytes.
    var credential: [UInt8]

    enum Scope: String {
        case issuer
        case proof
    }

    init(_ expect: String, _ comment: String, _ documents: [JSONValue], credential: [UInt8]) {
        self.expect = expect
        self.comment = comment
        self.documents = documents
        self.credential = credential
    }

    /// Reads a file; header names that are not known make it a vector to skip.
    init?(parsing bytes: [UInt8]) throws {
        guard
            let gap = zip(bytes, bytes.dropFirst()).enumerated().first(where: {
                $0.element == (0x0A, 0x0A)
            })?.offset
        else { return nil }
        self.init("", "", [], credential: Array(bytes[(gap + 2)...]))
        for line in String(decoding: bytes[..<gap], as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[1].first == " " else { return nil }
            let value = String(parts[1].dropFirst())
            switch parts[0] {
            case "expect": expect = value
            case "comment": comment = value
            case "source": source = value
            case "scope": scope = try #require(Scope(rawValue: value))
            case "now": now = try #require(Instant(value))
            case "document": documents.append(try JSONValue(value))
            default: return nil
            }
        }
    }

    var bytes: [UInt8] {
        var lines = ["expect: \(expect)", "comment: \(comment)"]
        if let source { lines.append("source: \(source)") }
        if scope != .issuer { lines.append("scope: \(scope.rawValue)") }
        lines.append("now: \(now)")
        lines += documents.map { "document: \($0.text)" }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + credential
    }

    /// What comes out here, in the words of `expect`.
    func outcome() throws -> String {
        let credential: Credential
        do {
            credential = try Credential(parsing: self.credential, as: .verifying)
        } catch {
            let pointers = Set(error.findings.map(\.pointer)).sorted()
            return (["refused"] + pointers.filter { !$0.isEmpty }).joined(separator: " ")
        }
        let known = try documents.map { try DIDDocument($0.document.root) }
        let report = ProofReport(
            judging: credential, expecting: ProofExpectation(now: now),
            resolver: KnownDocuments(known, keyDIDs: scope == .proof ? .resolved : .refused))
        let owner =
            scope == .issuer ? credential.issuer : report.signers.first.map { "\($0)" } ?? ""
        return switch report.conclusion(forIssuer: owner) {
        case .pass: "pass"
        case .fail(let failure): "fail \(failure.code)"
        case .notJudged(let gap): "not-judged \(gap.code)"
        }
    }
}

@Suite("The vectors for proofs")
struct ProofVectorTests {
    @Test("come out as their files say")
    func files() throws {
        let names = Files.names(in: ProofVector.folder).filter { $0 != "README.md" }
        #expect(names.count >= 40)
        for name in names {
            let bytes = try #require(Files.project(ProofVector.folder + "/" + name))
            guard let vector = try ProofVector(parsing: bytes) else {
                print("Skipped: \(name) has headers that are not known.")
                continue
            }
            #expect(try vector.outcome() == vector.expect, "\(name)")
        }
    }

    @Test("are those that their source makes; TESTAMUR_WRITE_VECTORS=1 writes them anew")
    func source() throws {
        let writes = ProcessInfo.processInfo.environment["TESTAMUR_WRITE_VECTORS"] == "1"
        for (name, vector) in try ProofVectorSource.vectors() {
            let path = ProofVector.folder + "/" + name
            if writes {
                let isWritten = FileManager.default.createFile(
                    atPath: Files.root + "/" + path, contents: Data(vector.bytes))
                #expect(isWritten, "\(path)")
            }
            #expect(Files.project(path) == vector.bytes, "\(path)")
        }
    }
}
