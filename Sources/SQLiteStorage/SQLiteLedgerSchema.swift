/// The tables of `ledger.sqlite` and the rules that they keep by themselves.
///
/// Spec: 03-append §1.
enum SQLiteLedgerSchema {
    /// "TsmL": marks the file as a ledger for tools that look at files.
    static let applicationID: Int64 = 0x5473_6D4C
    /// Raised with every change of the tables; older files are read for ever.
    static let version: Int64 = 3

    static let create = """
        PRAGMA application_id = \(applicationID);
        CREATE TABLE record (
            idx INTEGER PRIMARY KEY CHECK (idx >= 0),
            kind TEXT NOT NULL,
            at INTEGER NOT NULL CHECK (at BETWEEN 0 AND 253402300799999),
            target INTEGER CHECK (target < idx),
            leaf BLOB NOT NULL CHECK (length(leaf) = 32),
            previous BLOB NOT NULL CHECK (length(previous) = 32),
            bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 32768)
        ) STRICT;
        CREATE INDEX record_of_key ON record (idx) WHERE kind IN ('genesis', 'key');
        CREATE INDEX record_about ON record (target, idx) WHERE target IS NOT NULL;
        CREATE INDEX record_of_change ON record (idx) WHERE target IS NOT NULL;
        CREATE TABLE nonce (
            nonce BLOB PRIMARY KEY CHECK (length(nonce) = 16),
            idx INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tile (
            level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
            n INTEGER NOT NULL CHECK (n >= 0),
            root BLOB NOT NULL CHECK (length(root) = 32),
            hashes BLOB NOT NULL CHECK (length(hashes) = 8192),
            PRIMARY KEY (level, n)
        ) STRICT;
        CREATE TABLE checkpoint (
            size INTEGER PRIMARY KEY CHECK (size > 0),
            previous INTEGER NOT NULL CHECK (previous >= 0 AND previous < size),
            note BLOB NOT NULL CHECK (length(note) BETWEEN 1 AND 1048576)
        ) STRICT;
        \(refusals(of: "record"))
        \(refusals(of: "nonce"))
        \(refusals(of: "tile"))
        \(refusals(of: "checkpoint"))
        CREATE TRIGGER record_follows BEFORE INSERT ON record
        WHEN new.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM record)
        BEGIN SELECT raise(ABORT, 'records follow each other without gaps'); END;
        CREATE TRIGGER record_links BEFORE INSERT ON record
        WHEN new.idx > 0
            AND new.previous IS NOT (SELECT leaf FROM record WHERE idx = new.idx - 1)
        BEGIN SELECT raise(ABORT, 'a record names the leaf hash of the one before'); END;
        CREATE TRIGGER nonce_once BEFORE INSERT ON nonce
        WHEN EXISTS (SELECT 1 FROM nonce WHERE nonce = new.nonce)
        BEGIN SELECT raise(ABORT, 'a nonce is used once'); END;
        CREATE TRIGGER tile_once BEFORE INSERT ON tile
        WHEN EXISTS (SELECT 1 FROM tile WHERE level = new.level AND n = new.n)
            OR EXISTS (SELECT 1 FROM tile WHERE rowid = new.rowid)
        BEGIN SELECT raise(ABORT, 'a tile is written once'); END;
        CREATE TRIGGER checkpoint_follows BEFORE INSERT ON checkpoint
        WHEN new.previous <> (SELECT coalesce(max(size), 0) FROM checkpoint)
        BEGIN SELECT raise(ABORT, 'a checkpoint follows the newest one'); END;
        CREATE TRIGGER checkpoint_covers BEFORE INSERT ON checkpoint
        WHEN new.size <> (SELECT max(idx) + 1 FROM record)
        BEGIN SELECT raise(ABORT, 'a checkpoint covers all records'); END;
        \(fromVersion1)
        \(fromVersion2)
        """

    /// What brings a file of an earlier version up to date.
    static func changes(from version: Int64) -> String {
        (version < 2 ? fromVersion1 : "") + fromVersion2
    }

    /// What version 3 has and version 2 has not: a way to the records that confirm others again.
    private static let fromVersion2 = """
        PRAGMA user_version = \(version);
        CREATE INDEX record_that_confirms ON record (idx) WHERE kind = 'reattest';
        """

    /// What version 2 has and version 1 has not: what witnesses have cosigned.
    private static let fromVersion1 = """
        CREATE TABLE cosignature (
            size INTEGER NOT NULL REFERENCES checkpoint (size),
            name TEXT NOT NULL,
            key_id INTEGER NOT NULL CHECK (key_id BETWEEN 0 AND 4294967295),
            payload BLOB NOT NULL CHECK (length(payload) BETWEEN 1 AND 8192),
            PRIMARY KEY (size, name, key_id)
        ) STRICT, WITHOUT ROWID;
        \(refusals(of: "cosignature"))
        CREATE TRIGGER cosignature_once BEFORE INSERT ON cosignature
        WHEN EXISTS (SELECT 1 FROM cosignature
            WHERE size = new.size AND name = new.name AND key_id = new.key_id)
        BEGIN SELECT raise(ABORT, 'of a key the first cosignature stays'); END;
        """

    private static func refusals(of table: String) -> String {
        """
        CREATE TRIGGER \(table)_kept BEFORE UPDATE ON \(table)
        BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER \(table)_stays BEFORE DELETE ON \(table)
        BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
        """
    }
}
