public import AppendOnlyLedger
public import Issuance
import Signing
public import TransparencyLog

/// Copies of databases that are in use: each is what one moment had committed, while others go on
/// writing. Nothing is flushed here.
///
/// Spec: 03-append §7.
public enum SQLiteCopy {
    /// Copies a ledger, and says what the copy ends with.
    ///
    /// - Throws: ``StoreError``; also if there is something at `target`.
    public static func ledger(at path: String, to target: String) throws -> StoredHead {
        do {
            try copy(path, to: target)
            try SQLiteLedgerStore.createLock(beside: target)
            guard let head = try SQLiteConnection(path: target, access: .readOnly).head() else {
                throw LedgerError.noLedger
            }
            return head
        } catch let error as SQLiteError {
            throw StoreError.failed(code: error.code, words: error.description)
        }
    }

    /// Copies a vault so that it can be gone on with beside a ledger of `size` records.
    ///
    /// What the ledger does not have any more is pending again, and is appended when the ledger is
    /// gone on with. Status bits that were taken after the copy was made are not known to it:
    /// whoever goes on with it calls ``SQLiteVault/beginOtherStatusList(entropy:)`` first.
    ///
    /// - Returns: the newest checkpoint beyond that size up to which a receipt was made.
    /// - Throws: ``VaultError``; also if there is something at `target`.
    public static func vault(
        at path: String, to target: String, besideLedgerOf size: TreeSize
    ) throws -> SignedCheckpoint? {
        do {
            try copy(path, to: target)
            let connection = try SQLiteConnection(path: target, access: .readWrite)
            try connection.execute("PRAGMA secure_delete = ON", "set up the copy")
            return try connection.transaction {
                try connection.forgetErasures(beyond: size)
                return try connection.releaseEntries(beyond: size)
            }
        } catch let error as SQLiteError {
            throw VaultError.failed(code: error.code, words: error.description)
        }
    }

    /// Copies a witness's memory.
    ///
    /// - Throws: ``SQLiteError``; also if there is something at `target`.
    public static func witness(at path: String, to target: String) throws {
        try copy(path, to: target)
    }

    private static func copy(_ path: String, to target: String) throws {
        // An empty file is there first, so that nobody else can ever read the copy.
        _ = try SQLiteConnection(path: target, access: .create)
        let source = try SQLiteConnection(path: path, access: .readWrite)
        // A statement does not keep its connection.
        try withExtendedLifetime(source) {
            try source.statement("VACUUM INTO ?").bind(1, target).run("copy the database")
        }
    }
}

extension SQLiteConnection {
    /// Makes those entries pending whose record or receipt is beyond a ledger of this size.
    fileprivate func releaseEntries(beyond size: TreeSize) throws -> SignedCheckpoint? {
        let rows = try statement(
            "SELECT id, record, proof FROM credential WHERE record IS NOT NULL")
        var released: [String] = []
        var newest: SignedCheckpoint?
        while try rows.step("look for records beyond the ledger") {
            // One that cannot be read is found when the copy is checked.
            guard let checkpoint = (try? LogProof(parsing: rows.bytes(2)))?.checkpoint,
                checkpoint.checkpoint.size > size
            else { continue }
            released.append(rows.text(0))
            if checkpoint.checkpoint.size > newest?.checkpoint.size ?? .zero {
                newest = checkpoint
            }
        }
        for id in released {
            try statement("UPDATE credential SET record = NULL, proof = NULL WHERE id = ?")
                .bind(1, id).run("make an entry pending")
        }
        return newest
    }
}

extension SQLiteVault {
    /// Up to 1,024 credentials, pending or not, in the order of their names, those after `last`.
    ///
    /// - Throws: ``VaultError``.
    public func entries(after last: CredentialID?) throws -> [VaultEntry] {
        try run { connection in
            try connection.entries(where: "id > ? ORDER BY id LIMIT 1024") {
                $0.bind(1, last?.description ?? "")
            }
        }
    }
}
