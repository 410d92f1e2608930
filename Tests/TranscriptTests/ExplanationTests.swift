import Foundation
import Testing

/// Whether `testamur explain` knows what the program can say.
@Suite("Explanations")
struct ExplanationTests {
    /// Texts that look like codes and are names of other things.
    private static let others: Set<String> = [
        "checkpoint.latest", "credential.id", "credential.input",
    ]

    @Test("every code in the sources is explained")
    func everyCode() throws {
        guard let programs = Session.programs else {
            print("Skipped: the program testamur was not found beside the tests.")
            return
        }
        let known = try ExplanationTests.known(programs)
        let codes = try ExplanationTests.codes()
        #expect(codes.count > 200)
        let missing = codes.subtracting(known).sorted()
        #expect(missing.isEmpty, "not explained: \(missing.joined(separator: " "))")
    }

    @Test("every code of the specification is explained, and no other")
    func sameAsSpecification() throws {
        guard let programs = Session.programs else {
            print("Skipped: the program testamur was not found beside the tests.")
            return
        }
        let text = try String(
            contentsOf: root.appending(path: "spec/errors.md"), encoding: .utf8)
        let written = Set(
            text.split(separator: "\n").compactMap { line in
                line.firstMatch(of: #/^\| `([a-z0-9._-]+)` \|/#).map { String($0.1) }
            })
        let known = try ExplanationTests.known(programs)
        #expect(written.subtracting(known).sorted() == [])
        #expect(known.filter { $0.contains(".") }.subtracting(written).sorted() == [])
    }

    /// What `testamur explain` lists.
    private static func known(_ programs: URL) throws -> Set<String> {
        Set(try Session(programs: programs).type("testamur explain | cut -d ' ' -f 1").lines)
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private var root: URL { ExplanationTests.root }

    /// The string literals in the sources that have the form of a code.
    private static func codes() throws -> Set<String> {
        let sources = root.appending(path: "Sources").resolvingSymlinksInPath()
        let pattern = #/"([a-z][a-z0-9-]*\.[a-z][a-z0-9-]*)"/#
        var codes: Set<String> = []
        let found = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        for case let file as URL in found ?? .init() where file.pathExtension == "swift" {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            where !line.contains("label:") {
                codes.formUnion(line.matches(of: pattern).map { String($0.1) })
            }
        }
        let files = [".json", ".testamur", ".txt", ".sqlite"]
        return codes.filter { code in !files.contains(where: code.hasSuffix) }
            .subtracting(others)
    }
}
