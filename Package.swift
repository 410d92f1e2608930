// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target: the language's strictest, and no warning left standing.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A module and what it may import; Tests/TidyTests checks that it imports nothing else.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A program. What takes time is in the modules; of the commands Swift 6.3's optimiser makes code
/// that gives back a task's memory in the wrong order, and crashes (decision 34).
func program(
    _ name: String, isOptimised: Bool, _ dependencies: [Target.Dependency]
) -> Target {
    let settings: [SwiftSetting] =
        isOptimised ? [] : [.unsafeFlags(["-Onone"], .when(configuration: .release))]
    return .executableTarget(
        name: name, dependencies: dependencies, swiftSettings: strict + settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: dependencies,
        exclude: name == "TranscriptTests" ? ["Sessions"] : [],
        swiftSettings: strict)
}

let package = Package(
    name: "testamur",
    products: [
        .executable(name: "testamur", targets: ["testamur"]),
        .executable(name: "testamurd", targets: ["testamurd"]),
    ],
    dependencies: [
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1",
            traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    ],
    targets: [
        // The libraries of the system.
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // record, sign: what is asserted, and the bytes that are signed.
        module("CanonicalJSON", []),
        module("PostQuantum", [.product(name: "Crypto", package: "swift-crypto")]),
        module("Signing", ["COpenSSL", "PostQuantum"]),
        module("Credentials", ["CanonicalJSON", "Signing", "CZlib"]),
        module("TransparencyLog", ["Signing"]),
        module("Records", ["CanonicalJSON", "Signing", "TransparencyLog"]),

        // append, checkpoint: order, durability, publishing.
        module("AppendOnlyLedger", ["Records", "Signing", "TransparencyLog"]),

        // witness: cosigning what only grew, and nothing else.
        module("Witnessing", ["Signing", "TransparencyLog"]),

        // prove, verify: whom to trust, and what follows.
        module("Trust", ["CanonicalJSON", "Signing", "TransparencyLog"]),
        module(
            "Verification",
            ["CanonicalJSON", "Credentials", "Records", "Signing", "TransparencyLog", "Trust"]),
        module(
            "Issuance",
            [
                "AppendOnlyLedger", "CanonicalJSON", "Credentials", "Records", "Signing",
                "TransparencyLog", "Trust", "Verification",
            ]),

        // audit: everything again, from what was published.
        module("Auditing", ["CanonicalJSON", "Records", "Signing", "TransparencyLog"]),

        // Where it all lives, and how it is reached.
        module(
            "SQLiteStorage",
            [
                "AppendOnlyLedger", "CSQLite", "Issuance", "Records", "Signing",
                "TransparencyLog", "Witnessing",
            ]),
        module(
            "HomeFolder",
            [
                "AppendOnlyLedger", "Auditing", "CanonicalJSON", "Credentials", "Issuance",
                "Records",
                "SQLiteStorage", "Signing", "TransparencyLog", "Trust", "Witnessing",
            ]),
        module(
            "Fetching",
            [
                "Auditing", "TransparencyLog", "Witnessing",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        module("ServiceAPI", ["CanonicalJSON"]),
        program(
            "testamurd", isOptimised: true,
            [
                "AppendOnlyLedger", "Auditing", "CanonicalJSON", "Credentials", "Fetching",
                "HomeFolder",
                "Issuance", "Records", "ServiceAPI", "Signing", "TransparencyLog", "Trust",
                "Verification", "Witnessing",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        program(
            "testamur", isOptimised: false,
            [
                "AppendOnlyLedger", "Auditing", "CanonicalJSON", "Credentials", "Fetching",
                "HomeFolder", "Issuance", "Records", "SQLiteStorage", "ServiceAPI", "Signing",
                "TransparencyLog", "Trust", "Verification", "Witnessing",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // What several test targets need; no product has it.
        .target(
            name: "TestSupport",
            dependencies: [
                "AppendOnlyLedger", "CSQLite", "CanonicalJSON", "Records", "Signing",
                "TransparencyLog",
            ],
            path: "Tests/TestSupport", swiftSettings: strict),

        // One test target a module, and those that look at the whole.
        tests("CanonicalJSONTests", ["CanonicalJSON"]),
        tests("SigningTests", ["Signing", "TestSupport"]),
        tests("CredentialsTests", ["CanonicalJSON", "Credentials", "Signing", "TestSupport"]),
        tests("TransparencyLogTests", ["Signing", "TestSupport", "TransparencyLog"]),
        tests("RecordsTests", ["CanonicalJSON", "Records", "Signing", "TransparencyLog"]),
        tests(
            "AppendOnlyLedgerTests",
            [
                "AppendOnlyLedger", "CSQLite", "Records", "SQLiteStorage", "Signing", "TestSupport",
                "TransparencyLog",
            ]),
        tests(
            "WitnessingTests",
            ["SQLiteStorage", "Signing", "TestSupport", "TransparencyLog", "Witnessing"]),
        tests("TrustTests", ["CanonicalJSON", "Signing", "TransparencyLog", "Trust"]),
        tests(
            "VerificationTests",
            [
                "CanonicalJSON", "Credentials", "Records", "Signing", "TestSupport",
                "TransparencyLog", "Trust", "Verification",
            ]),
        tests(
            "IssuanceTests",
            [
                "AppendOnlyLedger", "Auditing", "CanonicalJSON", "Credentials", "HomeFolder",
                "Issuance", "Records", "SQLiteStorage", "Signing", "TestSupport",
                "TransparencyLog", "Trust", "Verification",
            ]),
        tests(
            "AuditingTests",
            [
                "AppendOnlyLedger", "Auditing", "CanonicalJSON", "Credentials", "Records",
                "SQLiteStorage", "Signing", "TestSupport", "TransparencyLog", "Witnessing",
            ]),
        tests(
            "FetchingTests",
            [
                "Fetching",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests("ServiceAPITests", ["CanonicalJSON", "ServiceAPI"]),
        tests(
            "DaemonTests",
            [
                "AppendOnlyLedger", "Auditing", "CanonicalJSON", "Fetching", "HomeFolder",
                "Issuance", "Records", "ServiceAPI", "Signing", "TestSupport", "TransparencyLog",
                "Trust", "Verification", "Witnessing", "testamurd",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests("TranscriptTests", ["TestSupport", "testamur", "testamurd"]),
        tests(
            "FaultTests",
            [
                "AppendOnlyLedger", "HomeFolder", "Issuance", "Records", "Signing", "TestSupport",
                "TransparencyLog", "Trust", "testamur",
            ]),
        tests("TidyTests", []),
    ]
)
