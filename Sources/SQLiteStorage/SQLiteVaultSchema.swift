import CSQLite
import Issuance

/// The tables of `vault.sqlite`.
///
/// Spec: 03-append §6.
enum SQLiteVaultSchema {
    /// "TsmV": marks the file as a vault for tools that look at files.
    static let applicationID: Int64 = 0x5473_6D56
    /// Raised with every change of the tables.
    static let version: Int64 = 4
    /// The oldest version that is brought up to date.
    static let versionMin: Int64 = 2

    static let create = """
        PRAGMA application_id = \(applicationID);
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE status_bit (
            list INTEGER NOT NULL CHECK (list > 0),
            bit INTEGER NOT NULL CHECK (bit >= 0),
            PRIMARY KEY (list, bit)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE credential (
            id TEXT PRIMARY KEY,
            input BLOB NOT NULL UNIQUE CHECK (length(input) = 32),
            document BLOB NOT NULL,
            salt BLOB NOT NULL CHECK (length(salt) = 32),
            list INTEGER NOT NULL,
            bit INTEGER NOT NULL,
            statement BLOB NOT NULL,
            leaf INTEGER CHECK (leaf >= 0),
            path BLOB CHECK (length(path) % 32 = 0),
            record INTEGER,
            proof BLOB,
            CHECK ((leaf IS NULL) = (path IS NULL)),
            UNIQUE (list, bit),
            FOREIGN KEY (list, bit) REFERENCES status_bit (list, bit)
        ) STRICT;
        CREATE UNIQUE INDEX credential_of_record ON credential (record, coalesce(leaf, -1));
        CREATE INDEX credential_pending ON credential (id) WHERE record IS NULL;
        CREATE TABLE detail (
            digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
            salt BLOB NOT NULL CHECK (length(salt) = 32),
            content BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER status_bit_spent BEFORE DELETE ON status_bit
        BEGIN SELECT raise(ABORT, 'a status bit is never used again'); END;
        \(fromVersion2)
        \(fromVersion3)
        """

    /// What version 3 has and version 2 has not: whose standing a detail explains, and which
    /// other credential it names, so that both can be found when one of them is erased.
    static let fromVersion2 = """
        ALTER TABLE detail ADD COLUMN credential TEXT;
        ALTER TABLE detail ADD COLUMN successor TEXT;
        CREATE INDEX detail_of_credential ON detail (credential);
        CREATE INDEX detail_of_successor ON detail (successor) WHERE successor IS NOT NULL;

        """

    /// What version 4 has and version 3 has not: which one credential is to take the place of
    /// another, before it is issued.
    static let fromVersion3 = """
        PRAGMA user_version = \(version);
        CREATE TABLE succession (
            replaced TEXT PRIMARY KEY REFERENCES credential (id) ON DELETE CASCADE,
            successor TEXT NOT NULL REFERENCES credential (id) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX succession_of_successor ON succession (successor);
        """
}

extension SQLiteConnection {
    /// Refuses a file that is not a vault of a known version.
    func requireVault() throws {
        let application = try integer("PRAGMA application_id")
        let version = try integer("PRAGMA user_version")
        guard application == SQLiteVaultSchema.applicationID,
            SQLiteVaultSchema.versionMin...SQLiteVaultSchema.version ~= version
        else {
            throw VaultError.failed(
                code: "storage.corrupt", words: "not a vault, or of a newer version of this program"
            )
        }
    }

    /// Brings a vault of an earlier version up to date.
    func renewVault() throws {
        guard try integer("PRAGMA user_version") < SQLiteVaultSchema.version else { return }
        try transaction {
            // Another process may have been faster.
            let version = try integer("PRAGMA user_version")
            let steps =
                (version < 3 ? SQLiteVaultSchema.fromVersion2 : "")
                + (version < 4 ? SQLiteVaultSchema.fromVersion3 : "")
            try execute(steps, "bring the vault up to date")
        }
    }
}
