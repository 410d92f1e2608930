import CSQLite

/// A failure of the database library. It never carries the values that were bound.
public struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The extended result code of SQLite.
    public let resultCode: Int32
    /// What was being done, in plain words.
    public let action: String
    /// The library's own words; for a refused constraint, the reason that the schema gives.
    public let message: String

    init(_ resultCode: Int32, _ action: String, message: String = "") {
        self.resultCode = resultCode
        self.action = action
        self.message = message
    }

    /// The stable code of `spec/errors.md`.
    public var code: String {
        switch resultCode & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED: "storage.busy"
        case SQLITE_FULL: "storage.full"
        case SQLITE_CONSTRAINT: "storage.refused"
        case SQLITE_CORRUPT, SQLITE_NOTADB: "storage.corrupt"
        case SQLITE_CANTOPEN: "storage.cannot-open"
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: "storage.read-only"
        default: "storage.failed"
        }
    }

    /// Whether another connection held the lock for too long; nothing was written.
    public var isBusy: Bool { code == "storage.busy" }

    /// Whether a rule of the schema refused the statement.
    public var isRefusal: Bool { code == "storage.refused" }

    /// The code, what was being done, and the library's words.
    public var description: String {
        "\(code): could not \(action)" + (message.isEmpty ? "" : " (\(message))")
    }
}
