/// What the database library does without a ledger: the measure for the ledger's own figures.
public enum SQLiteBaseline {
    /// How many rows a second are inserted into a plain table, `batch` rows a durable commit.
    ///
    /// - Throws: ``SQLiteError``.
    public static func insertRate(
        at path: String, rowBytes: Int, batch: Int, for duration: Duration
    ) throws -> Double {
        let connection = try SQLiteConnection(path: path, access: .create)
        try connection.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
            CREATE TABLE plain (idx INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT
            """, "make a plain table")
        let row = [UInt8](repeating: 7, count: rowBytes)
        let start = ContinuousClock.now
        var count: Int64 = 0
        while start.duration(to: .now) < duration {
            try connection.transaction {
                for _ in 0..<batch {
                    try connection.statement("INSERT INTO plain (idx, bytes) VALUES (?, ?)")
                        .bind(1, count).bind(2, row).run("insert a row")
                    count += 1
                }
            }
        }
        let (seconds, attoseconds) = start.duration(to: .now).components
        return Double(count) / (Double(seconds) + Double(attoseconds) * 1e-18)
    }
}
