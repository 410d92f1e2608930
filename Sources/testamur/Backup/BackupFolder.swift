import AppendOnlyLedger
import FoundationEssentials
import HomeFolder
import Issuance
import SQLiteStorage
import Signing
import TransparencyLog

/// A copy of a home in a folder of its own.
///
/// Spec: 03-append §7.
struct BackupFolder: Sendable {
    /// Where it is.
    let path: String
    /// What it says of itself.
    let manifest: BackupManifest
    /// The credentials in it that are damaged; empty for one that was not made just now.
    let damaged: [VaultCheck.Damage]

    private static let queue = BlockingQueue(label: "testamur.backup")

    /// Makes a backup of a home that may be in use.
    ///
    /// - Parameter keys: whether it is a backup without them.
    /// - Throws: ``Failure``, or whatever reading the home throws; then there is none.
    static func make(
        of home: Home, at path: String, _ keys: Keys, _ now: Instant
    ) async throws -> BackupFolder {
        try home.requireArmed()
        guard !NewFolder.isInside(home.path, path) else {
            throw Failure(
                "backup.inside-home", .usage, "\(path) lies inside the home itself.",
                next: "Name a folder elsewhere, at best on another disk.")
        }
        return try await NewFolder.create(at: path, mode: 0o700) { draft in
            try await queue.run {
                let copy = try home.copy(into: draft, at: now)
                let missing = try Home.usesWithoutKey(inCopy: draft)
                guard missing.isEmpty || keys == .asFound else {
                    throw withoutKeys(missing, home)
                }
                guard let checkpoint = copy.checkpoint else { throw LedgerError.noLedger }
                let damaged = try Home.vaultCheck(ofCopy: draft, at: now).damaged
                let files = try copy.files.sorted().map { name in
                    try BackupFolder.file(name, in: draft)
                }
                let manifest = BackupManifest(checkpoint: checkpoint, made: now, files: files)
                try PrivateFile.create(
                    manifest.bytes, at: "\(draft)/\(BackupManifest.name)")
                return BackupFolder(path: path, manifest: manifest, damaged: damaged)
            }
        }
    }

    /// Which private keys are in a backup.
    enum Keys: Sendable {
        /// One in force for each use.
        case complete
        /// Those whose files are there.
        case asFound
    }

    private static func withoutKeys(_ uses: [String], _ home: Home) -> Failure {
        Failure(
            "backup.no-key", .refused,
            "\(home.keysFolder) has no file of the key in force for: "
                + uses.joined(separator: ", ") + ". Nothing was backed up.",
            next: "Put the files back; or, if the keys are kept elsewhere, say so with "
                + "--without-keys.")
    }

    private init(path: String, manifest: BackupManifest, damaged: [VaultCheck.Damage] = []) {
        self.path = path
        self.manifest = manifest
        self.damaged = damaged
    }

    /// Opens a backup.
    ///
    /// - Throws: ``Failure`` if the folder is none, or what it says of itself is damaged.
    init(opening path: String) throws(Failure) {
        let file = "\(path)/\(BackupManifest.name)"
        guard InputFile.exists(file) else {
            throw Failure(
                "backup.none", .usage, "There is no backup at \(path).",
                next: "Name the folder that testamur backup made.")
        }
        guard
            let manifest = BackupManifest(
                parsing: try InputFile(file).bytes(max: BackupManifest.bytesMax))
        else { throw BackupFolder.damaged(file) }
        self.init(path: path, manifest: manifest)
    }

    /// The uses for which it holds no file of a key in force.
    func usesWithoutKey() async throws -> [String] {
        let path = path
        return try await BackupFolder.queue.run { try Home.usesWithoutKey(inCopy: path) }
    }

    /// What keeps it from being restored in its ledger, found as a restore finds it; `nil` if
    /// nothing does.
    ///
    /// - Throws: ``Failure`` if it could not be found out.
    func ledgerFault(_ configuration: HomeConfiguration) async throws -> String? {
        do {
            return try await RestoredHome.fault(of: StoredLedger(backup: path), configuration)
        } catch {
            let failure = Failure(error)
            if failure.status == .integrity { return failure.message }
            throw Failure(
                failure.code, failure.status,
                "\(path) was written, and could not be checked: \(failure.message)",
                next: failure.next)
        }
    }

    /// One credential as it is in the backup; `nil` if it is not there.
    func credential(_ id: CredentialID) async throws -> VaultEntry? {
        let path = path
        return try await BackupFolder.queue.run {
            try SQLiteVault(immutable: "\(path)/vault.sqlite").entry(named: id)
        }
    }

    /// Copies every file into an empty folder, and finds each copy to be what was backed up.
    ///
    /// - Throws: ``Failure`` that names the first file which is not.
    func copy(into folder: String) async throws {
        let (path, files) = (path, manifest.files)
        try await BackupFolder.queue.run {
            for name in ["keys", "trust"] {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)", withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            }
            for file in files {
                let (source, target) = ("\(path)/\(file.name)", "\(folder)/\(file.name)")
                // A link would lead out of the new home.
                let type = try? FileManager.default.attributesOfItem(atPath: source)[.type]
                guard type as? FileAttributeType == .typeRegular else {
                    throw BackupFolder.damaged(source)
                }
                do {
                    let parent = URL(filePath: target).deletingLastPathComponent()
                    try FileManager.default.createDirectory(
                        at: parent, withIntermediateDirectories: true,
                        attributes: [.posixPermissions: 0o700])
                    try FileManager.default.copyItem(atPath: source, toPath: target)
                } catch {
                    throw Failure.unwritable(target, "could not be copied")
                }
                // A medium that keeps no modes loses nothing.
                try FileManager.default.setAttributes(
                    [.posixPermissions: file.mode], ofItemAtPath: target)
                guard try BackupFolder.file(file.name, in: folder) == file else {
                    throw BackupFolder.damaged(source)
                }
            }
        }
    }

    private static func file(_ name: String, in folder: String) throws(Failure)
        -> BackupManifest.File
    {
        var (stream, size) = (SHA256Stream(), Int64(0))
        let read: Void? = FilePieces.read("\(folder)/\(name)") { piece in
            stream.update(piece)
            size += Int64(piece.count)
        }
        guard read != nil else { throw .unreadable("\(folder)/\(name)") }
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
        guard let mode = attributes?[.posixPermissions] as? any BinaryInteger else {
            throw .unreadable("\(folder)/\(name)")
        }
        return BackupManifest.File(
            name: name, size: size, digest: stream.finish(), mode: Int(mode) & 0o777)
    }

    private static func damaged(_ file: String) -> Failure {
        Failure(
            "backup.damaged", .integrity, "\(file) is damaged: it is not what was backed up.",
            next: "Nothing was restored. Use another backup.")
    }
}

extension [String] {
    /// That a backup has no keys for these uses, as a person is told.
    var withoutKey: String {
        "No key file is in the backup for: \(joined(separator: ", ")). "
            + "Nothing can be issued without these keys: keep their files elsewhere."
    }
}

extension [VaultCheck.Damage] {
    /// Which awards are damaged, by their records, as a person is told them.
    var words: String {
        let shown = prefix(20).map(\.description).joined(separator: "; ")
        return count > 20 ? "\(shown); and \(count - 20) more" : shown
    }
}
