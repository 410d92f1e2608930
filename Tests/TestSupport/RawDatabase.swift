import CSQLite

/// A database file as somebody finds it who goes round the program.
package struct RawDatabase {
    private let path: String

    /// Names a database file.
    package init(_ path: String) { self.path = path }

    /// Runs statements; whether the file's own rules let them.
    package func run(_ sql: String) -> Bool {
        var handle: OpaquePointer?
        let opened = unsafe sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil)
        defer { unsafe sqlite3_close_v2(handle) }
        guard opened == SQLITE_OK else { return false }
        let text = "PRAGMA busy_timeout = 10000; \(sql)"
        return unsafe sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK
    }
}
