import FoundationEssentials
import Testing

@Suite("The repository")
struct TidyTests {
    private let repository = Repository()

    @Test("has in each module only the imports that the graph allows")
    func importsFollowTheGraph() throws {
        let modules = try repository.modules()
        #expect(Set(modules) == Set(importGraph.keys))
        for module in modules {
            let allowed = try #require(importGraph[module])
            for file in try repository.swiftFiles(below: "Sources/\(module)") {
                let ours = file.imports.intersection(importGraph.keys)
                #expect(ours.subtracting(allowed) == [], "\(file.path)")
                for name in file.imports {
                    if let importers = soleImporters[name] {
                        #expect(importers.contains(module), "\(file.path) imports \(name)")
                    }
                }
            }
        }
    }

    @Test("keeps personal data out of every module below the ledger")
    func nothingBelowTheLedgerKnowsCredentials() {
        var reachable: Set<String> = ["AppendOnlyLedger"]
        var waiting = ["AppendOnlyLedger"]
        while let module = waiting.popLast() {
            for next in importGraph[module] ?? [] where reachable.insert(next).inserted {
                waiting.append(next)
            }
        }
        #expect(!reachable.contains("Credentials"))
    }

    @Test("says unsafe only where the rules allow it")
    func unsafeStaysBehindItsDoors() throws {
        for file in try repository.swiftFiles(below: "Sources") where !mayBeUnsafe(file.path) {
            for (number, line) in file.lines.enumerated() {
                let code = line.split(separator: "//", maxSplits: 1).first ?? ""
                for word in ["unsafe ", "@unchecked", "OpaquePointer", "try!", "fatalError("] {
                    #expect(!code.contains(word), "\(file.path):\(number + 1) has \(word)")
                }
            }
        }
    }

    @Test("has no file above 500 lines and no line above 100 columns")
    func sizes() throws {
        for folder in ["Sources", "Tests"] {
            for file in try repository.swiftFiles(below: folder) {
                #expect(file.lines.count <= 501, "\(file.path)")
                for (number, line) in file.lines.enumerated() where line.count > 100 {
                    Issue.record("\(file.path):\(number + 1) has \(line.count) columns")
                }
            }
        }
    }

    @Test("has nothing left for later, and no test switched off")
    func nothingLeft() throws {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
        for folder in ["Sources", "Tests"] {
            for file in try repository.swiftFiles(below: folder) {
                for word in words where file.text.contains(word) {
                    Issue.record("\(file.path) has \(word)")
                }
                #expect(!file.text.contains("." + "disabled("), "\(file.path)")
            }
        }
    }

    @Test("has at its top only what belongs there")
    func topLevel() throws {
        let expected: Set<String> = [
            "Package.swift", "Sources", "Tests", "keys", "spec", "README.md", "Makefile",
            "LICENSE",
        ]
        let found = try FileManager.default.contentsOfDirectory(atPath: repository.root)
            .filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
        #expect(Set(found) == expected)
    }

    @Test("explains in spec/errors.md every code that a program can give")
    func everyCodeIsExplained() throws {
        let rows = try repository.text("spec/errors.md").matches(of: /(?m)^\| `([^`]+)` \|/)
        let explained = Set(rows.map { String($0.1) })
        var found: Set<String> = []
        for file in try repository.swiftFiles(below: "Sources") {
            found.formUnion(file.codes)
            for code in file.codes.subtracting(explained).sorted() {
                Issue.record("\(file.path): \(code) is not in spec/errors.md")
            }
        }
        // Whatever the areas are called: those of several words too.
        #expect(found.isSuperset(of: ["verifier-key.malformed", "policy.quorum-missing"]))
    }
}

extension Repository.SourceFile {
    /// Texts that have the form of a code and are names of other things.
    private static let others: Set<String> = [
        "checkpoint.latest", "credential.id", "credential.input",
    ]

    /// What looks like a stable code: `area.reason` alone in quotes, both of small letters,
    /// digits and hyphens; names of files and labels of queues are none.
    fileprivate var codes: Set<String> {
        let files = [".json", ".pin", ".sqlite", ".testamur", ".txt"]
        let literals = lines.filter { !$0.contains("label:") }.flatMap { line in
            line.matches(of: /"([a-z][a-z0-9-]*\.[a-z][a-z0-9-]*)"/).map { String($0.1) }
        }
        return Set(literals).subtracting(Self.others)
            .filter { code in !files.contains(where: code.hasSuffix) }
    }
}
