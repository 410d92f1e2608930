import CSQLite
public import Signing
public import TransparencyLog
public import Witnessing

/// A witness's memory in one SQLite file.
///
/// WAL with `synchronous=FULL`: what is cosigned is on the disk before anybody sees it. Several
/// may be open on one file, in one process or in several.
///
/// Spec: 05-witness §3.
public final class SQLiteWitness: WitnessStore {
    private let connection: SharedConnection

    /// Makes the file and its tables.
    ///
    /// - Throws: ``WitnessError/failed(code:words:)``.
    public static func create(at path: String) throws {
        try mapping {
            let connection = try SQLiteConnection(path: path, access: .create)
            try connection.execute("PRAGMA journal_mode = WAL", "set the journal mode")
            try connection.execute("PRAGMA synchronous = FULL", "set durable commits")
            try connection.execute(
                "BEGIN IMMEDIATE; \(SQLiteWitnessSchema.create) COMMIT", "make the tables")
        }
    }

    /// Opens an existing file.
    ///
    /// - Throws: ``WitnessError/failed(code:words:)``; `storage.corrupt` if it is not a witness's
    ///   memory of a known version.
    public init(path: String) throws {
        connection = SharedConnection(
            try SQLiteWitness.mapping {
                let connection = try SQLiteConnection(path: path, access: .readWrite)
                let application = try connection.integer("PRAGMA application_id")
                guard application == SQLiteWitnessSchema.applicationID,
                    try connection.integer("PRAGMA user_version") == SQLiteWitnessSchema.version
                else {
                    throw SQLiteError(
                        SQLITE_NOTADB, "open the witness's memory",
                        message: "not one, or of a newer version of this program")
                }
                try connection.execute(
                    """
                    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                    PRAGMA trusted_schema = OFF
                    """, "set up the witness's memory")
                return connection
            })
    }

    /// Whether a file is a database without tables: one whose making was interrupted.
    public static func isUnfinished(at path: String) -> Bool {
        guard let connection = try? SQLiteConnection(path: path, access: .readWrite),
            let application = try? connection.integer("PRAGMA application_id"),
            let tables = try? connection.integer("SELECT count(*) FROM sqlite_master")
        else { return false }
        return application == 0 && tables == 0
    }

    /// See ``WitnessStore/log(_:)``.
    public func log(_ origin: Origin) throws -> WitnessedLog? {
        try run { connection in
            try connection.logs("WHERE log.origin = ?") {
                $0.bind(1, origin.description)
            }.first
        }
    }

    /// See ``WitnessStore/log(hash:)``.
    public func log(hash: Digest) throws -> WitnessedLog? {
        try run { connection in
            try connection.logs("WHERE log.hash = ?") { $0.bind(1, hash.bytes) }.first
        }
    }

    /// See ``WitnessStore/logs()``.
    public func logs() throws -> [WitnessedLog] {
        try run { try $0.logs("ORDER BY log.origin") { _ in } }
    }

    /// See ``WitnessStore/add(_:keys:)``.
    public func add(_ origin: Origin, keys: [WitnessedKey]) throws {
        for key in keys where key.key.name != origin.keyName {
            throw WitnessError.keyRefused(key.key)
        }
        try run { connection in
            try connection.transaction {
                try connection.addLog(origin)
                var known = try connection.keys(of: origin)
                for key in keys {
                    try connection.add(key, to: origin, among: &known)
                }
            }
        }
    }

    /// See ``WitnessStore/disable(_:)``.
    public func disable(_ origin: Origin) throws {
        try run { connection in
            try connection.transaction {
                try connection.statement("UPDATE log SET standing = 'disabled' WHERE origin = ?")
                    .bind(1, origin.description).run("disable a log")
                if connection.changes == 0 { throw WitnessError.unknownLog(origin) }
            }
        }
    }

    /// See ``WitnessStore/replace(_:with:)``.
    public func replace(
        _ last: CosignedCheckpoint?, with next: CosignedCheckpoint
    ) throws -> Bool {
        let origin = next.note.checkpoint.origin.description
        return try run { connection in
            try connection.transaction {
                let statement: SQLiteStatement
                if let last {
                    statement = try connection.statement(
                        """
                        UPDATE head SET size = ?2, root = ?3, note = ?4
                        WHERE origin = ?1 AND size = ?5 AND root = ?6 AND EXISTS
                            (SELECT 1 FROM log WHERE origin = ?1 AND standing = 'active')
                        """)
                    statement.bind(5, Int64(last.size.value)).bind(6, last.root.bytes)
                } else {
                    statement = try connection.statement(
                        """
                        INSERT INTO head (origin, size, root, note)
                        SELECT ?1, ?2, ?3, ?4
                        WHERE NOT EXISTS (SELECT 1 FROM head WHERE origin = ?1) AND EXISTS
                            (SELECT 1 FROM log WHERE origin = ?1 AND standing = 'active')
                        """)
                }
                try statement.bind(1, origin).bind(2, Int64(next.size.value))
                    .bind(3, next.root.bytes).bind(4, next.note.bytes)
                    .run("keep what is cosigned")
                return connection.changes == 1
            }
        }
    }

    private func run<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try SQLiteWitness.mapping { try connection.use { try body($0) } }
    }

    private static func mapping<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as SQLiteError {
            throw error.isBusy
                ? WitnessError.busy
                : WitnessError.failed(code: error.code, words: error.description)
        }
    }
}

extension SQLiteConnection {
    /// Logs with their keys, one row a log.
    fileprivate func logs(
        _ condition: String, _ bind: (SQLiteStatement) -> Void
    ) throws -> [WitnessedLog] {
        let rows = try statement(
            """
            SELECT log.origin, log.hash, log.standing, head.size, head.root, head.note
            FROM log LEFT JOIN head ON head.origin = log.origin \(condition)
            """)
        defer { rows.reset() }
        bind(rows)
        var logs: [WitnessedLog] = []
        while try rows.step("read a log") {
            let hash = Digest(rows.bytes(1))
            guard let origin = Origin(rows.text(0)),
                hash == Digest.sha256(origin.keyName.utf8),
                let standing = WitnessedLog.Standing(rawValue: rows.text(2))
            else { throw SQLiteError.unreadable }
            var latest: CosignedCheckpoint?
            if !rows.isNull(3) { latest = try CosignedCheckpoint(rows, of: origin) }
            logs.append(
                WitnessedLog(
                    origin: origin, keys: try keys(of: origin), standing: standing,
                    latest: latest))
        }
        return logs
    }

    fileprivate func keys(of origin: Origin) throws -> [WitnessedKey] {
        let rows = try statement(
            """
            SELECT vkey, smallest, largest FROM log_key WHERE origin = ?
            ORDER BY smallest, vkey
            """)
        defer { rows.reset() }
        rows.bind(1, origin.description)
        var keys: [WitnessedKey] = []
        while try rows.step("read a log's key") {
            guard let verifier = try? VerifierKey(parsing: rows.text(0)),
                verifier.name == origin.keyName, let from = TreeSize(exactly: rows.integer(1)),
                let key = WitnessedKey(
                    verifier, from: from,
                    until: rows.optionalInteger(2).flatMap { TreeSize(exactly: $0) })
            else { throw SQLiteError.unreadable }
            keys.append(key)
        }
        return keys
    }

    fileprivate func addLog(_ origin: Origin) throws {
        try statement("UPDATE log SET standing = 'active' WHERE origin = ?")
            .bind(1, origin.description).run("enable a log")
        if changes == 1 { return }
        try statement("INSERT INTO log (origin, hash, standing) VALUES (?, ?, 'active')")
            .bind(1, origin.description).bind(2, Digest.sha256(origin.keyName.utf8).bytes)
            .run("add a log")
    }

    fileprivate func add(
        _ key: WitnessedKey, to origin: Origin, among known: inout [WitnessedKey]
    ) throws {
        if let same = known.first(where: { $0.key == key.key }) {
            guard same.from == key.from, same.until == nil || same.until == key.until else {
                throw WitnessError.keyRefused(key.key)
            }
            if same.until == key.until { return }
            try statement("UPDATE log_key SET largest = ? WHERE origin = ? AND vkey = ?")
                .bind(1, key.until.map { Int64($0.value) }).bind(2, origin.description)
                .bind(3, key.key.description).run("end a log's key")
            return
        }
        // Two keys of one name and number could not be told apart in a note.
        guard known.count < WitnessedLog.keysMax,
            !known.contains(where: { $0.key.keyID == key.key.keyID })
        else { throw WitnessError.keyRefused(key.key) }
        try statement(
            "INSERT INTO log_key (origin, vkey, smallest, largest) VALUES (?, ?, ?, ?)"
        )
        .bind(1, origin.description).bind(2, key.key.description)
        .bind(3, Int64(key.from.value)).bind(4, key.until.map { Int64($0.value) })
        .run("add a log's key")
        known.append(key)
    }
}

extension CosignedCheckpoint {
    /// What stands in a row, compared with what the note itself says.
    fileprivate init(_ row: SQLiteStatement, of origin: Origin) throws {
        guard let kept = try? CosignedCheckpoint(kept: row.bytes(5)),
            kept.note.checkpoint.origin == origin,
            TreeSize(exactly: row.integer(3)) == kept.size, Digest(row.bytes(4)) == kept.root
        else { throw SQLiteError.unreadable }
        self = kept
    }
}

extension SQLiteError {
    /// A row that was not written like this.
    fileprivate static let unreadable = SQLiteError(
        SQLITE_CORRUPT, "read the witness's memory", message: "it is not what was kept")
}
