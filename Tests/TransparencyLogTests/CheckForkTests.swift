import Foundation
import Signing
import TestSupport
import Testing
import TransparencyLog

/// The script for those who have the `openssl` command and nothing else.
@Suite("The script that checks fork proofs", .enabled(if: CheckFork.isUsable))
struct CheckForkTests {
    private static let origin = "log.example/ref"

    private func note(
        _ size: String, _ root: Digest, origin: String = CheckForkTests.origin,
        key: String = CheckForkTests.origin
    ) throws -> SignedNote {
        let text = Array("\(origin)\n\(size)\n\(root.base64)\n".utf8)
        return try SignedNote(text: text, signatures: [TestKeys.log(key).sign(text: text)])
    }

    private func text(
        _ one: SignedNote, _ other: SignedNote, root: String, hashes: [String],
        key: String = CheckForkTests.origin, smaller: String? = nil
    ) throws -> [UInt8] {
        let key = try TestKeys.log(key).verifierKey
        let length = smaller ?? String(one.bytes.count)
        let lines =
            ["testamur.fork-proof.v1", "key \(key)", "key \(key)", "root \(root)"]
            + hashes.map { "hash \($0)" } + ["smaller \(length)", "", ""]
        return Array(lines.joined(separator: "\n").utf8) + one.bytes + other.bytes
    }

    @Test(
        "proves a fork, whatever the sizes",
        arguments: [(0, 5), (1, 2), (2, 2), (3, 5), (4, 7), (6, 7), (7, 8)])
    func forks(_ m: Int, _ n: Int) throws {
        let one = NaiveTree(size: 8)
        let other = NaiveTree(size: 8, seed: 1)
        // Even an empty tree can be signed for with a root that it does not have.
        let first = try note(String(m), m == 0 ? one.root(1) : one.root(m))
        let bytes = try text(
            first, note(String(n), other.root(n)), root: other.root(m).base64,
            hashes: m == n ? [] : other.proof(m, n).map(\.base64))
        #expect(throws: Never.self) { try ForkProof(parsing: bytes) }
        #expect(try CheckFork.proves(bytes))
    }

    @Test("accuses no ledger that only grew, however its hashes are spelled or cut")
    func honest() throws {
        let tree = NaiveTree(size: 2)
        let (one, other) = (try note("1", tree.root(1)), try note("2", tree.root(2)))
        let (left, right) = (tree.leaves[0].base64, tree.leaves[1].base64)
        let both = tree.leaves[0].bytes + tree.leaves[1].bytes
        // The last character of a hash has two bits to spare.
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let last = try #require(left.dropLast().last.flatMap(alphabet.firstIndex))
        let forgeries = [
            (left, [right]),
            (left.dropLast(2) + String(alphabet[last + 1]) + "=", [right]),
            (
                Data(both.prefix(30)).base64EncodedString(),
                [Data(both.dropFirst(30)).base64EncodedString()]
            ),
        ]
        for (root, hashes) in forgeries {
            let bytes = try text(one, other, root: root, hashes: hashes)
            #expect(throws: TransparencyLogError.self) { try ForkProof(parsing: bytes) }
            #expect(try !CheckFork.proves(bytes), "root \(root)")
        }
    }

    @Test("runs nothing that the file says, and reads no number that is none")
    func commands() throws {
        let (tree, fork) = (NaiveTree(size: 2), NaiveTree(size: 2, seed: 1))
        let marker = FileManager.default.temporaryDirectory
            .appending(path: "check-fork-\(UInt64.random(in: 0...UInt64.max))").path
        let command = "work[$(touch${IFS}\(marker))]"
        for size in [command, "01", "0x1", "18446744073709551617", "1+0"] {
            let bytes = try text(
                note(size, tree.root(1)), note("2", fork.root(2)), root: fork.root(1).base64,
                hashes: fork.proof(1, 2).map(\.base64))
            #expect(try !CheckFork.proves(bytes), "\(size)")
            let other = try text(
                note("1", tree.root(1)), note("2", fork.root(2)), root: fork.root(1).base64,
                hashes: fork.proof(1, 2).map(\.base64), smaller: size)
            #expect(try !CheckFork.proves(other), "smaller \(size)")
        }
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    @Test("believes no key of another name, and nothing with a byte more or less")
    func otherwise() throws {
        let (tree, fork) = (NaiveTree(size: 2), NaiveTree(size: 2, seed: 1))
        let hashes = fork.proof(1, 2).map(\.base64)
        let foreign = try text(
            note("1", tree.root(1), key: "else"), note("2", fork.root(2), key: "else"),
            root: fork.root(1).base64, hashes: hashes, key: "else")
        #expect(try !CheckFork.proves(foreign))
        let good = try text(
            note("1", tree.root(1)), note("2", fork.root(2)), root: fork.root(1).base64,
            hashes: hashes)
        #expect(try CheckFork.proves(good))
        for place in [0, 30, 120, good.count / 2, good.count] {
            var more = good
            more.insert(place == 30 ? 0 : 0x1B, at: place)
            #expect(try !CheckFork.proves(more), "a byte at \(place)")
        }
        #expect(try !CheckFork.proves(Array(good.dropLast())))
    }
}

/// Runs the script.
private enum CheckFork {
    private static let script: String = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(package)/spec/check-fork.sh"
    }()
    static let isUsable: Bool = {
        let isThere = ["/bin/bash", "/usr/bin/openssl"]
            .allSatisfy(FileManager.default.isExecutableFile)
        if !isThere { print("skipped: bash or the openssl command is not installed") }
        return isThere
    }()

    /// Whether the script finds that a file proves a fork.
    static func proves(_ bytes: [UInt8]) throws -> Bool {
        // A name with whatever a careless script would stumble over.
        let file = FileManager.default.temporaryDirectory
            .appending(path: "a fork; $(x) \(UInt64.random(in: 0...UInt64.max)).proof")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try SpawnedProcess.run("/bin/bash", [script, file.path]) == 0
    }
}
