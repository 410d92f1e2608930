import AppendOnlyLedger
import CanonicalJSON
import FoundationEssentials
public import Issuance
import Records
import SQLiteStorage
public import Signing
public import TransparencyLog
import Trust

/// What is copied of a home, and what holds back a home that came out of a copy.
///
/// Spec: 03-append §7, §8.
extension Home {
    /// The file that is there until a home that is held back may be gone on with.
    public var restoredFile: String { "\(path)/restored.json" }
    /// The file in which it is recorded that a loss of records was accepted.
    public var acceptedLossFile: String { "\(path)/accepted-loss.json" }
    /// Whether the home came out of a backup, or was found to lack records, and may not be gone on
    /// with yet.
    public var isRestored: Bool { FileManager.default.fileExists(atPath: restoredFile) }

    /// The file in which a backup says what it is; no home has it.
    public static let backupFile = "backup.json"

    /// Whether a folder is a backup, which is only looked at and restored from.
    public static func isBackup(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/\(backupFile)")
    }

    /// The folder of a backup in which the witness's key and memory are kept apart: a witness that
    /// was brought back has forgotten what it cosigned since.
    private static let setAside = "set-aside"

    /// Until when backups that were made before may still hold what was erased at an instant.
    public func backupsAgedOut(after erased: Instant) -> Instant {
        erased + .seconds(configuration.backupDays * 86_400)
    }

    /// Refuses a home that may not be gone on with yet.
    ///
    /// - Throws: ``HomeError/restored(_:)`` or ``HomeError/fallenBehind(_:_:own:)``.
    public func requireArmed() throws(HomeError) {
        guard isRestored else { return }
        guard let mark = try? restoredMark(), let witnessed = mark.witnessed else {
            throw .restored(path)
        }
        throw .fallenBehind(path, witnessed, own: mark.checkpoint.checkpoint.size)
    }

    /// What a restored home remembers of its backup.
    ///
    /// - Throws: ``HomeError/file(_:_:)`` if the file cannot be read as what it is.
    public func restoredMark() throws(HomeError) -> RestoredMark {
        guard let data = try? Data(contentsOf: URL(filePath: restoredFile)),
            let mark = RestoredMark(parsing: Array(data))
        else { throw .file(restoredFile, "is damaged. Restore the backup again.") }
        return mark
    }

    /// Copies the home into an empty folder while others go on working in it: the ledger first, so
    /// that every record of the copy has its credential. Nothing is flushed.
    ///
    /// - Returns: the copy's files, as names in `folder`.
    /// - Throws: ``HomeError``, ``StoreError``, ``VaultError`` or ``SQLiteError``.
    public func copy(into folder: String, at now: Instant) throws -> HomeCopy {
        try requireArmed()
        var copy = HomeCopy(folder: folder)
        // A vault of an earlier version is brought up to date before it is copied.
        _ = try SQLiteVault(path: vaultFile)
        let head = try SQLiteCopy.ledger(at: ledgerFile, to: "\(folder)/ledger.sqlite")
        let handedOut = try SQLiteCopy.vault(
            at: vaultFile, to: "\(folder)/vault.sqlite", besideLedgerOf: head.size)
        copy.files += [
            "ledger.sqlite", SQLiteLedgerStore.lockFile(of: "ledger.sqlite"), "vault.sqlite",
        ]
        if FileManager.default.fileExists(atPath: witnessFile) {
            try copy.makeFolder(Home.setAside)
            let name = "\(Home.setAside)/witness.sqlite"
            try SQLiteCopy.witness(at: witnessFile, to: "\(folder)/\(name)")
            copy.files.append(name)
        }
        for (from, to) in try smallFiles(&copy) {
            try copy.keep("\(path)/\(from)", as: to)
        }
        var own = configuration
        if own.roles.remove(.witness) == nil {
            try copy.keep("\(path)/testamur.json", as: "testamur.json")
        } else {
            try copy.write(own.json, as: "testamur.json")
        }
        copy.checkpoint = head.checkpoint.checkpoint
        let mark = RestoredMark(checkpoint: head.checkpoint, made: now, handedOut: handedOut)
        try copy.write(mark.json, as: "restored.json")
        return copy
    }

    /// The uses for which a copy holds no file of any key in force: whoever goes on with it needs
    /// those files from elsewhere.
    ///
    /// - Throws: ``HomeError``, ``StoreError``, or what reading the key records throws.
    public static func usesWithoutKey(inCopy folder: String) throws -> [String] {
        let store = try SQLiteLedgerStore(immutable: "\(folder)/ledger.sqlite")
        let keys = try KeyHistory(store.keyRecords(from: 0).map(Record.init(parsing:)))
        guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/testamur.json")) else {
            throw HomeError.noHome(folder)
        }
        let companion = try HomeConfiguration(parsing: Array(data)).companion
        return KeyFolder(path: "\(folder)/keys", passphrase: nil)
            .usesWithoutFile(for: keys, companion: companion?.key)
    }

    /// The uses for which this home holds no file of any key in force, by its ledger as it is now.
    ///
    /// - Throws: ``StoreError``, or what reading the key records throws.
    public func usesWithoutKey() throws -> [String] {
        let store = try SQLiteLedgerStore(path: ledgerFile)
        let keys = try KeyHistory(store.keyRecords(from: 0).map(Record.init(parsing:)))
        return KeyFolder(path: keysFolder, passphrase: nil)
            .usesWithoutFile(for: keys, companion: configuration.companion?.key)
    }

    /// Compares the vault of a copy with the copy's ledger; neither is altered.
    ///
    /// - Throws: ``VaultError``, ``StoreError`` or ``LedgerError``.
    public static func vaultCheck(ofCopy folder: String, at now: Instant) throws -> VaultCheck {
        try VaultCheck(
            of: SQLiteVault(immutable: "\(folder)/vault.sqlite"),
            beside: LedgerView(of: SQLiteLedgerStore(immutable: "\(folder)/ledger.sqlite")),
            at: now)
    }

    /// Where the small files are, and where they go.
    private func smallFiles(_ copy: inout HomeCopy) throws(HomeError) -> [(String, String)] {
        var files: [(String, String)] = []
        for name in ["witness-policy", "accepted-loss.json"] where isThere("\(path)/\(name)") {
            files.append((name, name))
        }
        for folder in ["keys", "trust"] {
            try copy.makeFolder(folder)
            for name in try names(in: "\(path)/\(folder)") where !name.hasSuffix(".part") {
                var isFolder = false
                let file = "\(path)/\(folder)/\(name)"
                _ = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
                // Nothing in a home is two folders deep.
                if isFolder { continue }
                let isWitness = folder == "keys" && name == "\(Home.witnessKeyName).pem"
                if isWitness { try copy.makeFolder(Home.setAside) }
                let target = isWitness ? "\(Home.setAside)/\(name)" : "\(folder)/\(name)"
                files.append(("\(folder)/\(name)", target))
            }
        }
        return files
    }

    /// Whether a name stands for something, be it a link that leads nowhere.
    private func isThere(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)) != nil
    }

    /// The names in a folder; none for a folder that is not there.
    ///
    /// - Throws: ``HomeError/file(_:_:)`` for one that is, and cannot be listed.
    private func names(in folder: String) throws(HomeError) -> [String] {
        guard isThere(folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw .file(folder, "cannot be listed, so nothing was backed up. Check who owns it.")
        }
    }
}

/// The copy of a home.
public struct HomeCopy: Sendable {
    /// Where it is.
    public let folder: String
    /// Its files, as names in the folder.
    public fileprivate(set) var files: [String] = []
    /// The newest checkpoint of its ledger.
    public fileprivate(set) var checkpoint: Checkpoint?

    fileprivate init(folder: String) {
        self.folder = folder
    }

    fileprivate func makeFolder(_ name: String) throws(HomeError) {
        do {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .file("\(folder)/\(name)", "could not be made")
        }
    }

    fileprivate mutating func keep(_ file: String, as name: String) throws(HomeError) {
        // What a link leads to is what is copied, and has a mode of its own.
        let target = URL(filePath: file).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        // How wide the number is depends on which Foundation the program has.
        let permissions = attributes?[.posixPermissions]
        guard attributes?[.type] as? FileAttributeType == .typeRegular,
            let mode = permissions as? Int ?? (permissions as? any BinaryInteger).map({ Int($0) }),
            let data = try? Data(contentsOf: URL(filePath: target))
        else {
            throw .file(
                file, "could not be read, so nothing was backed up. Put it back, or remove it.")
        }
        let isSecret = name.hasPrefix("keys/") || name.hasSuffix(".pem")
        try write(data, mode: isSecret ? 0o600 : mode & 0o777, as: name)
    }

    fileprivate mutating func write(_ json: JSONValue, as name: String) throws(HomeError) {
        try write(Data(json.prettyText().utf8), mode: 0o600, as: name)
    }

    private mutating func write(_ data: Data, mode: Int, as name: String) throws(HomeError) {
        let made = FileManager.default.createFile(
            atPath: "\(folder)/\(name)", contents: data, attributes: [.posixPermissions: mode])
        guard made, (try? Data(contentsOf: URL(filePath: "\(folder)/\(name)"))) == data else {
            throw .file("\(folder)/\(name)", "could not be written")
        }
        files.append(name)
    }
}
