import CSQLite

/// A database file as somebody finds it who goes round the program.
struct Database {
    struct Refused: Error { let code: Int32 }

    let path: String

    /// Runs statements, whatever the schema's checks and triggers say.
    func execute(_ sql: String) throws {
        var handle: OpaquePointer?
        let opened = unsafe sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil)
        defer { unsafe sqlite3_close_v2(handle) }
        guard opened == SQLITE_OK else { throw Refused(code: opened) }
        let text = "PRAGMA busy_timeout = 10000; PRAGMA ignore_check_constraints = ON; \(sql)"
        let result = unsafe sqlite3_exec(handle, text, nil, nil, nil)
        guard result == SQLITE_OK else { throw Refused(code: result) }
    }

    /// Changes records that the ledger keeps.
    func alterRecords(_ change: String) throws {
        try execute("DROP TRIGGER record_kept; UPDATE record SET \(change);")
    }
}
