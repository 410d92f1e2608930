import FoundationEssentials
import Testing

@testable import Signing

@Suite("The vectors of spec/vectors/02-sign")
struct SignVectorTests {
    private static var folder: String {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return root.joined(separator: "/") + "/spec/vectors/02-sign"
    }

    @Test("are the files that their source writes, and no others")
    func files() throws {
        let vectors = try SignVector.all()
        if ProcessInfo.processInfo.environment["TESTAMUR_WRITE_VECTORS"] != nil {
            for vector in vectors {
                try Data(vector.bytes).write(to: URL(filePath: Self.folder + "/" + vector.name))
            }
        }
        for vector in vectors {
            #expect(try readFile(Self.folder + "/" + vector.name) == vector.bytes, "\(vector.name)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        #expect(names.filter { !$0.contains(".") }.sorted() == vectors.map(\.name).sorted())
    }

    @Test("give what they say, read from their files")
    func outcomes() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        var count = 0
        for name in names where !name.contains(".") {
            let file = try VectorFile(readFile(Self.folder + "/" + name))
            let (expected, comment) = try (file.first("expect"), file.first("comment"))
            #expect(try outcome(file) == expected, "\(name): \(comment)")
            count += 1
        }
        #expect(count >= 100)
    }

    private func outcome(_ file: VectorFile) throws -> String {
        do {
            switch try file.first("kind") {
            case "note":
                let keys = try file.values("key").map { try VerifierKey(parsing: $0) }
                _ = try SignedNote(parsing: file.body).verified(by: keys)
            case "verifier-key": _ = try VerifierKey(parsing: file.text)
            case "multikey": _ = try PublicKey(multikey: file.text)
            case "public-key": _ = try PublicKey(file.algorithm(), bytes: hex(file.text))
            case "signature":
                let key = try PublicKey(file.algorithm(), bytes: hex(file.first("key")))
                let message = try hex(file.first("message"))
                return try key.verifies(hex(file.text), of: message) ? "verifies" : "fails"
            case let kind: return "unknown kind \(kind)"
            }
            return "accepted"
        } catch let error as NoteError {
            return error.code
        } catch let error as SigningError {
            return error.code
        }
    }
}

/// A vector as it stands in its file.
private struct VectorFile {
    let body: [UInt8]
    private let lines: [String]

    init(_ bytes: [UInt8]) throws {
        let end = bytes.indices.dropLast().first { bytes[$0] == 10 && bytes[$0 + 1] == 10 }
        guard let end else { throw MissingValue() }
        lines = bytes[..<end].split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
        body = Array(bytes[(end + 2)...])
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    func values(_ name: String) -> [String] {
        lines.filter { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    func first(_ name: String) throws -> String {
        guard let value = values(name).first else { throw MissingValue() }
        return value
    }

    func algorithm() throws -> SignatureAlgorithm {
        guard let algorithm = try SignatureAlgorithm(rawValue: first("algorithm")) else {
            throw MissingValue()
        }
        return algorithm
    }
}
