/// The tables of `witness.sqlite` and the rules that they keep by themselves.
///
/// Spec: 05-witness §3.
enum SQLiteWitnessSchema {
    /// "TsmW": marks the file as a witness's memory for tools that look at files.
    static let applicationID: Int64 = 0x5473_6D57
    /// Raised with every change of the tables; older files are read for ever.
    static let version: Int64 = 1

    static let create = """
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        CREATE TABLE log (
            origin TEXT PRIMARY KEY CHECK (length(CAST(origin AS BLOB)) BETWEEN 1 AND 255),
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            standing TEXT NOT NULL CHECK (standing IN ('active', 'disabled'))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE log_key (
            origin TEXT NOT NULL REFERENCES log (origin),
            vkey TEXT NOT NULL,
            smallest INTEGER NOT NULL CHECK (smallest >= 0),
            largest INTEGER CHECK (largest >= smallest),
            PRIMARY KEY (origin, vkey)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE head (
            origin TEXT PRIMARY KEY REFERENCES log (origin),
            size INTEGER NOT NULL CHECK (size >= 0),
            root BLOB NOT NULL CHECK (length(root) = 32),
            note BLOB NOT NULL CHECK (length(note) BETWEEN 1 AND 1048576)
        ) STRICT, WITHOUT ROWID;
        \(staying("log", "a log is disabled, never forgotten"))
        \(staying("log_key", "a key is given an end, never forgotten"))
        \(staying("head", "what was cosigned last is never forgotten"))
        CREATE TRIGGER log_once BEFORE INSERT ON log
        WHEN EXISTS (SELECT 1 FROM log WHERE origin = new.origin OR hash = new.hash)
        BEGIN SELECT raise(ABORT, 'a log is added once'); END;
        CREATE TRIGGER log_named BEFORE UPDATE ON log
        WHEN new.origin IS NOT old.origin OR new.hash IS NOT old.hash
        BEGIN SELECT raise(ABORT, 'a log keeps its name'); END;
        CREATE TRIGGER log_key_once BEFORE INSERT ON log_key
        WHEN EXISTS (SELECT 1 FROM log_key WHERE origin = new.origin AND vkey = new.vkey)
        BEGIN SELECT raise(ABORT, 'a key is added once'); END;
        CREATE TRIGGER log_key_ends BEFORE UPDATE ON log_key
        WHEN new.origin IS NOT old.origin OR new.vkey IS NOT old.vkey
            OR new.smallest IS NOT old.smallest OR old.largest IS NOT NULL
        BEGIN SELECT raise(ABORT, 'a key is given an end once, and nothing else'); END;
        CREATE TRIGGER head_once BEFORE INSERT ON head
        WHEN EXISTS (SELECT 1 FROM head WHERE origin = new.origin)
        BEGIN SELECT raise(ABORT, 'a log has one newest state'); END;
        CREATE TRIGGER head_named BEFORE UPDATE ON head
        WHEN new.origin IS NOT old.origin
        BEGIN SELECT raise(ABORT, 'a state keeps its log'); END;
        CREATE TRIGGER head_grows BEFORE UPDATE ON head
        WHEN new.size < old.size
        BEGIN SELECT raise(ABORT, 'a cosigned size never goes back'); END;
        CREATE TRIGGER head_agrees BEFORE UPDATE ON head
        WHEN new.size = old.size AND new.root IS NOT old.root
        BEGIN SELECT raise(ABORT, 'a cosigned root never changes at its size'); END;
        """

    private static func staying(_ table: String, _ reason: String) -> String {
        """
        CREATE TRIGGER \(table)_stays BEFORE DELETE ON \(table)
        BEGIN SELECT raise(ABORT, '\(reason)'); END;
        """
    }
}
