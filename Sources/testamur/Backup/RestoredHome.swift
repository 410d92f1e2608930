import AppendOnlyLedger
import Auditing
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import TransparencyLog

/// A home that came out of a backup, before it may be gone on with.
///
/// Spec: 03-append §8.
struct RestoredHome: Sendable {
    /// The home.
    let home: Home
    /// What it remembers of its backup.
    let mark: RestoredMark

    private static let queue = BlockingQueue(label: "testamur.restore")

    /// Takes a home that is held back.
    ///
    /// - Throws: ``Failure`` for one that is not, or ``HomeError``.
    init(_ home: Home) throws {
        guard home.isRestored else {
            throw Failure(
                "restore.not-waiting", .usage,
                "\(home.path) is not held back, so there is nothing to find out.",
                next: "Name the home that was restored with --home.")
        }
        self.home = home
        mark = try home.restoredMark()
    }

    /// Makes a home out of a backup, after everything in it was found to be right.
    ///
    /// - Returns: how many records have no credential in the vault, and which are damaged.
    /// - Throws: ``Failure``, or whatever reading the backup throws; then there is no home.
    static func make(
        from backup: BackupFolder, at path: String, _ damage: Damage
    ) async throws -> Credentials {
        guard !NewFolder.isInside(backup.path, path) else {
            throw Failure(
                "restore.inside-backup", .usage, "\(path) lies inside the backup itself.",
                next: "Name a folder elsewhere with --home.")
        }
        // A web server must be able to pass through the home to `public`, and see nothing else.
        return try await NewFolder.create(at: path, mode: 0o711) { draft in
            try await backup.copy(into: draft)
            let home = try Home(opening: draft)
            let restored = try RestoredHome(home)
            guard restored.mark.checkpoint.checkpoint == backup.manifest.checkpoint,
                home.configuration.origin == backup.manifest.checkpoint.origin
            else { throw wrong("backup.json is of another ledger than the files beside it") }
            try await restored.auditLedger()
            let found = try await restored.compareVault()
            if !found.damaged.isEmpty, damage == .refused { throw disagrees(found.damaged) }
            try SQLiteVault(path: home.vaultFile).beginOtherStatusList(entropy: Machine.entropy)
            return found
        }
    }

    /// What becomes of a backup in which credentials are damaged.
    enum Damage { case refused, kept }

    /// What was found of the credentials.
    struct Credentials: Sendable {
        /// How many records of awards have none.
        let missing: Int
        /// Those that are not what was recorded.
        let damaged: [VaultCheck.Damage]
    }

    private func auditLedger() async throws {
        let ledger = try await StoredLedger(path: home.ledgerFile)
        guard try await ledger.checkpoint() == mark.checkpoint.bytes else {
            throw RestoredHome.wrong("its newest checkpoint is not the one that was backed up")
        }
        if let fault = try await RestoredHome.fault(of: ledger, home.configuration) {
            throw RestoredHome.wrong(fault)
        }
    }

    /// What is wrong with the ledger of a home that came out of a backup, or will; `nil` if it may
    /// be gone on with.
    ///
    /// - Throws: ``HomeError`` if it is not the configuration's, or whatever reading it throws.
    static func fault(
        of ledger: StoredLedger, _ configuration: HomeConfiguration
    ) async throws -> String? {
        let scratch = try ScratchFolder(named: "restore")
        defer { scratch.remove() }
        let report = try await audit(LedgerSnapshot(of: ledger), known: [], in: scratch)
        guard case .intact = report.verdict else { return report.headline }
        if let index = try await ledger.misfiledRecord() {
            return "record \(index) is filed under something else than it says"
        }
        let keys = try KeyHistory(try await ledger.keyRecords())
        guard keys.issuer == configuration.did, keys.origin == configuration.origin else {
            throw HomeError.badConfiguration("did")
        }
        return nil
    }

    /// Audits a ledger as it is published somewhere, or stored.
    static func audit(
        _ ledger: LedgerSnapshot, known: [SignedCheckpoint], in scratch: ScratchFolder
    ) async throws -> AuditReport {
        let progress = ProgressLine(unit: "records")
        defer { progress.finish() }
        let options = AuditOptions(scratch: scratch.path, known: known)
        return try await Auditor(anchor: .none, options: options).audit(ledger) { state in
            progress.update(done: state.recordsDone, of: state.recordsTotal)
        }
    }

    /// Compares every credential with its record.
    private func compareVault() async throws -> Credentials {
        let home = home
        return try await RestoredHome.queue.run {
            let store = try SQLiteLedgerStore(path: home.ledgerFile)
            let check = try VaultCheck(
                of: SQLiteVault(path: home.vaultFile), beside: LedgerView(of: store),
                at: Machine.now())
            guard let size = try store.head()?.size.value else { throw LedgerError.noLedger }
            var found = check.records.union(check.damaged.compactMap(\.record))
            // What was erased is in no vault.
            for target in try LedgerView(of: store).erasedTargets(from: 0) {
                found.insert(target.record)
            }
            var missing = 0
            var next: LeafIndex = 0
            while next.value < size {
                let records = try store.records(from: next, count: 1_024)
                guard !records.isEmpty else { break }
                for bytes in records {
                    switch try Record(parsing: bytes).statement.body {
                    case .issue, .issueList: if !found.contains(next) { missing += 1 }
                    default: break
                    }
                    next = next.sizeAfter.nextIndex
                }
            }
            return Credentials(missing: missing, damaged: check.damaged)
        }
    }

    private static func disagrees(_ damaged: [VaultCheck.Damage]) -> Failure {
        Failure(
            "restore.vault-disagrees", .integrity,
            "The vault and the ledger of the backup disagree on: \(damaged.words).",
            next: "Nothing was restored. Use another backup; or restore this one with "
                + "--with-damaged, and bring those awards back afterwards: testamur help prove")
    }

    private static func wrong(_ what: String) -> Failure {
        Failure(
            "restore.ledger-wrong", .integrity, "The ledger of the backup is not right: \(what)",
            next: "Nothing was restored. Use another backup.")
    }
}
