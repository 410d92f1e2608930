import CanonicalJSON
import HomeFolder
import Signing
import TransparencyLog

/// What a backup says of itself: `backup.json`.
///
/// Spec: 03-append §7.
struct BackupManifest: Hashable, Sendable {
    /// The file's name.
    static let name = Home.backupFile
    /// The most bytes that are read.
    static let bytesMax = 16_777_216

    /// The files without which there is no home.
    private static let needed: Set<String> = [
        "ledger.sqlite", "vault.sqlite", "testamur.json", "restored.json",
    ]

    /// One file of a backup.
    struct File: Hashable, Sendable {
        /// Its name in the folder; at most one folder deep.
        let name: String
        /// How many bytes it has.
        let size: Int64
        /// Their SHA-256.
        let digest: Digest
        /// Who may do what with it: nine bits.
        let mode: Int
    }

    /// The ledger, as it was when the backup was made.
    let checkpoint: Checkpoint
    /// When it was made.
    let made: Instant
    /// Every other file.
    let files: [File]

    /// States what a backup is.
    init(checkpoint: Checkpoint, made: Instant, files: [File]) {
        self.checkpoint = checkpoint
        self.made = made
        self.files = files
    }

    /// Reads the file; `nil` unless its bytes are exactly those that this program writes.
    init?(parsing bytes: [UInt8]) {
        let limits = JSONLimits(bytesMax: BackupManifest.bytesMax, nodesMax: 1_000_000)
        guard let json = try? JSONDocument(parsing: bytes, limits: limits).root,
            let origin = json["origin"]?.string.flatMap({ Origin($0) }),
            let size = json["size"]?.string.flatMap({ UInt64($0) }), size <= UInt64(Int64.max),
            let root = json["root"]?.string.flatMap({ Digest(base64: $0) }),
            let made = json["made"]?.string.flatMap({ Instant($0) })
        else { return nil }
        var files: [File] = []
        for element in json["files"]?.elements ?? [] {
            guard let name = element["name"]?.string, BackupManifest.isPlain(name),
                let size = element["bytes"]?.integer,
                let digest = element["sha256"]?.string.flatMap({ Hex.decode($0) })
                    .flatMap({ Digest($0) }),
                let mode = element["mode"]?.string.flatMap({ Int($0, radix: 8) }),
                0...0o777 ~= mode
            else { return nil }
            files.append(File(name: name, size: size, digest: digest, mode: mode))
        }
        guard BackupManifest.needed.isSubset(of: files.map(\.name)) else { return nil }
        self.init(
            checkpoint: Checkpoint(origin: origin, size: TreeSize(size), root: root), made: made,
            files: files)
        guard self.bytes == bytes else { return nil }
    }

    /// The file's bytes. Its last member is a digest of the others, so that damage shows.
    var bytes: [UInt8] {
        var json: JSONValue = [
            "type": "TestamurBackup", "version": 1,
            "origin": .string(checkpoint.origin.description),
            "size": .string(checkpoint.size.description),
            "root": .string(checkpoint.root.base64), "made": .string(made.description),
            "files": .array(
                files.map { file in
                    [
                        "name": .string(file.name), "bytes": .integer(file.size),
                        "sha256": .string(file.digest.description),
                        "mode": .string(String(file.mode, radix: 8)),
                    ]
                }),
        ]
        json["sha256"] = .string(Digest.sha256(json.canonicalBytes()).description)
        return Array(json.prettyText().utf8)
    }

    /// Whether a name stays inside the folder.
    private static func isPlain(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && !name.utf8.contains(0) && name != self.name
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}
