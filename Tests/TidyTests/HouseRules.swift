import FoundationEssentials

/// The repository as a test sees it: its files, and what its rules say of them.
struct Repository {
    let root: String

    init(file: String = #filePath) {
        root = file.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    }

    struct SourceFile {
        let path: String
        let text: String
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

        /// The modules that the file imports.
        var imports: Set<String> {
            var modules: Set<String> = []
            for line in lines {
                var words = line.split(separator: " ")
                while let first = words.first, Self.modifiers.contains(first) {
                    words.removeFirst()
                }
                guard words.first == "import", let last = words.last else { continue }
                modules.insert(String(last.split(separator: ".")[0]))
            }
            return modules
        }

        private static let modifiers: Set<Substring> = [
            "public", "internal", "package", "fileprivate", "private", "@preconcurrency",
            "@testable",
        ]
    }

    func swiftFiles(below folder: String) throws -> [SourceFile] {
        // The folder may be a link, which would be listed as empty and pass every rule.
        let path = URL(filePath: "\(root)/\(folder)").resolvingSymlinksInPath().path
        let enumerated = try FileManager.default.subpathsOfDirectory(atPath: path)
        return try enumerated.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            SourceFile(
                path: "\(folder)/\(name)", text: try text("\(folder)/\(name)"))
        }
    }

    func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    func modules() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(root)/Sources").sorted()
    }
}

/// Which of our modules a module may import. What this graph promises: personal data cannot reach
/// a ledger, verifying needs neither store nor network, and the auditor shares only pure
/// mathematics and record schemas with the writer.
let importGraph: [String: Set<String>] = [
    "COpenSSL": [], "CSQLite": [], "CZlib": [],
    "CanonicalJSON": [],
    "PostQuantum": [],
    "Signing": ["COpenSSL", "PostQuantum"],
    "Credentials": ["CanonicalJSON", "Signing", "CZlib"],
    "TransparencyLog": ["Signing"],
    "Records": ["CanonicalJSON", "Signing", "TransparencyLog"],
    "AppendOnlyLedger": ["Records", "Signing", "TransparencyLog"],
    "Witnessing": ["Signing", "TransparencyLog"],
    "Trust": ["CanonicalJSON", "Signing", "TransparencyLog"],
    "Verification": [
        "CanonicalJSON", "Credentials", "Records", "Signing", "TransparencyLog", "Trust",
    ],
    "Issuance": [
        "AppendOnlyLedger", "CanonicalJSON", "Credentials", "Records", "Signing",
        "TransparencyLog", "Trust", "Verification",
    ],
    "Auditing": ["CanonicalJSON", "Records", "Signing", "TransparencyLog"],
    "SQLiteStorage": [
        "AppendOnlyLedger", "CSQLite", "Issuance", "Records", "Signing", "TransparencyLog",
        "Witnessing",
    ],
    "HomeFolder": [
        "AppendOnlyLedger", "Auditing", "CanonicalJSON", "Credentials", "Issuance", "Records",
        "SQLiteStorage", "Signing", "TransparencyLog", "Trust", "Witnessing",
    ],
    "Fetching": ["Auditing", "TransparencyLog", "Witnessing"],
    "ServiceAPI": ["CanonicalJSON"],
    "testamurd": [
        "AppendOnlyLedger", "Auditing", "CanonicalJSON", "Credentials", "Fetching", "HomeFolder",
        "Issuance",
        "Records", "ServiceAPI", "Signing", "TransparencyLog", "Trust", "Verification",
        "Witnessing",
    ],
    "testamur": [
        "AppendOnlyLedger", "Auditing", "CanonicalJSON", "Credentials", "Fetching", "HomeFolder",
        "Issuance", "Records", "SQLiteStorage", "ServiceAPI", "Signing", "TransparencyLog",
        "Trust", "Verification", "Witnessing",
    ],
]

/// Which of our modules may import a module of the system or of a package.
let soleImporters: [String: Set<String>] = [
    "HummingbirdCore": ["testamurd"], "Hummingbird": ["testamurd"],
    "ArgumentParser": ["testamur"],
    "AsyncHTTPClient": ["Fetching"],
    "Crypto": ["PostQuantum"],
    "Foundation": [], "FoundationNetworking": [],
]

/// The only files in which `unsafe` may stand.
func mayBeUnsafe(_ path: String) -> Bool {
    path.hasPrefix("Sources/Signing/OpenSSL/") || path.hasPrefix("Sources/SQLiteStorage/")
        || unsafeElsewhere.contains(path)
}

/// Each of these has its reason in `spec/decisions/0009-unsafe-elsewhere.md`.
private let unsafeElsewhere: Set<String> = [
    "Sources/Credentials/Status/Gzip.swift",
    "Sources/HomeFolder/DurableFile.swift",
    "Sources/testamur/Demo/ChildProcess.swift",
    "Sources/testamur/Shell/SystemCalls.swift",
]
