import Foundation
import TestSupport
import Testing

/// The auditor in `spec/auditor`, which was written from the specification and shares nothing with
/// the one that is tested elsewhere in this folder.
@Suite("The second auditor", .enabled(if: SecondAuditor.isUsable))
struct SecondAuditorTests {
    @Test("answers every vector as it says")
    func vectors() throws {
        let run = try SecondAuditor.run("check.py", [])
        #expect(run.status == 0, "\(run.output)")
        let ending = ", 0 answered otherwise than they say\n"
        #expect(run.output.hasSuffix(ending), "\(run.output)")
        // So that no folder is passed over unseen.
        let words = run.output.dropLast(ending.count).split { $0 == " " || $0 == "\n" }
        #expect(words.dropLast().last.flatMap { Int($0) } ?? 0 >= 390, "\(run.output)")
    }

    @Test("finds the complete ledger intact and witnessed, and a flipped bit in a copy")
    func ledger() throws {
        let vectors = "\(SecondAuditor.spec)/vectors/08-audit-ledger"
        let policy = ["--policy", "\(vectors)/policy"]
        let whole = try SecondAuditor.run("audit.py", ["\(vectors)/ledger"])
        #expect(whole.status == 0 && whole.output == "intact: 300 records\n", "\(whole.output)")

        let copy = FileManager.default.temporaryDirectory
            .appending(path: "testamur-auditor-\(UInt64.random(in: 0...UInt64.max))")
        try FileManager.default.copyItem(atPath: "\(vectors)/ledger", toPath: copy.path)
        defer { try? FileManager.default.removeItem(at: copy) }
        try FileManager.default.removeItem(at: copy.appending(path: "checkpoint.latest"))
        let seen = try SecondAuditor.run("audit.py", [copy.path] + policy)
        #expect(
            seen.status == 0
                && seen.output == "intact: 288 records\nwitnessed at 1790002881\n", "\(seen.output)"
        )

        let bundle = copy.appending(path: "tile/entries/000")
        var bytes = try Data(contentsOf: bundle)
        bytes[40_000] ^= 1
        try bytes.write(to: bundle)
        let damaged = try SecondAuditor.run("audit.py", [copy.path])
        #expect(damaged.status == 4, "\(damaged.output)")
    }
}

/// Runs its scripts.
private enum SecondAuditor {
    static let spec: String = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(package)/spec"
    }()
    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"]
        .first(where: FileManager.default.isExecutableFile)
    static let isUsable: Bool = {
        if python == nil { print("Skipped: python3 is not installed, so nobody else audits.") }
        return python != nil
    }()

    static func run(_ script: String, _ arguments: [String]) throws -> (
        status: Int32?, output: String
    ) {
        let output = FileManager.default.temporaryDirectory
            .appending(path: "auditor-\(UInt64.random(in: 0...UInt64.max))")
        defer { try? FileManager.default.removeItem(at: output) }
        let status = try SpawnedProcess.run(
            try #require(python), ["\(spec)/auditor/\(script)"] + arguments,
            output: output.path, errors: output.path)
        return (status, String(decoding: try Data(contentsOf: output), as: UTF8.self))
    }
}
