import CSQLite
import FoundationEssentials
import Issuance

/// One connection to one database file, confined to whoever holds it.
///
/// Opened without the library's own lock (`SQLITE_OPEN_NOMUTEX`): a connection is used by one
/// thread at a time because its owner keeps it in a `Mutex`.
@safe
final class SQLiteConnection {
    /// What a connection may do to its file.
    enum Access {
        /// Make the file, for its owner alone; refuse if it is there.
        case create
        /// Read and write a file that must be there.
        case readWrite
        /// Read a file that must be there.
        case readOnly
        /// Read a file that nobody writes, and touch neither it nor its folder.
        case immutable
    }

    /// How long a connection waits for another one's lock, in milliseconds.
    static let busyTimeout: Int32 = 10_000

    private let handle: OpaquePointer
    private var prepared: [String: SQLiteStatement] = [:]

    init(path: String, access: Access) throws(SQLiteError) {
        let flags: Int32 =
            switch access {
            case .create, .readWrite: SQLITE_OPEN_READWRITE
            case .readOnly: SQLITE_OPEN_READONLY
            case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        if access == .create {
            let files = FileManager.default
            guard !files.fileExists(atPath: path),
                files.createFile(
                    atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            else {
                throw SQLiteError(
                    SQLITE_CANTOPEN, "make the database", message: "it is there, or cannot be")
            }
        }
        let name = access == .immutable ? SQLiteConnection.immutable(path) : path
        var opened: OpaquePointer?
        let result = unsafe sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard result == SQLITE_OK, let opened = unsafe opened else {
            unsafe sqlite3_close_v2(opened)
            throw SQLiteError(result, "open the database")
        }
        unsafe handle = opened
        unsafe sqlite3_extended_result_codes(handle, 1)
        unsafe sqlite3_busy_timeout(handle, SQLiteConnection.busyTimeout)
    }

    deinit {
        prepared = [:]
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs statements that take and give no values.
    func execute(_ sql: String, _ action: String) throws(SQLiteError) {
        let result = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw error(action) }
    }

    /// The statement for this text, prepared once and kept.
    func statement(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        if let statement = prepared[sql] {
            statement.reset()
            return statement
        }
        var compiled: OpaquePointer?
        let result = unsafe sqlite3_prepare_v3(
            handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
        guard result == SQLITE_OK, let compiled = unsafe compiled else {
            throw error("prepare a statement")
        }
        let statement = unsafe SQLiteStatement(compiled, of: handle)
        prepared[sql] = statement
        return statement
    }

    /// Runs `body` in a transaction that holds the write lock from its start; whatever `body`
    /// throws rolls it back.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try statement("BEGIN IMMEDIATE").run("begin a transaction")
        do {
            let result = try body()
            try statement("COMMIT").run("commit")
            return result
        } catch {
            // The transaction may be gone already, which is what rolling back is for.
            if unsafe sqlite3_get_autocommit(handle) == 0 {
                _ = unsafe sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
            }
            throw error
        }
    }

    /// How long the database's own file is.
    func fileBytes() throws(SQLiteError) -> UInt64 {
        let file = unsafe try file()
        var count: sqlite3_int64 = 0
        let result = unsafe file.pointee.pMethods.pointee.xFileSize(file, &count)
        guard result == SQLITE_OK, count >= 0 else { throw error("measure the database") }
        return UInt64(count)
    }

    /// Whether something stands in the database's own file, wherever in it.
    func fileHolds(_ finder: TraceFinder) throws(SQLiteError) -> Bool {
        let count = try fileBytes()
        let file = unsafe try file()
        let pieceBytes: UInt64 = 1 << 20
        var start: UInt64 = 0
        while start < count {
            let length = min(count - start, pieceBytes + UInt64(finder.overlap))
            var piece = [UInt8](repeating: 0, count: Int(length))
            let result = unsafe piece.withUnsafeMutableBytes { buffer in
                unsafe file.pointee.pMethods.pointee.xRead(
                    file, buffer.baseAddress, Int32(length), sqlite3_int64(start))
            }
            guard result == SQLITE_OK else { throw error("read the database") }
            if finder.finds(in: piece) { return true }
            start += pieceBytes
        }
        return false
    }

    /// The file as the library has it open: to open and close it once more would let go of the
    /// locks that this process has on it.
    private func file() throws(SQLiteError) -> UnsafeMutablePointer<sqlite3_file> {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let result = unsafe sqlite3_file_control(
            handle, "main", SQLITE_FCNTL_FILE_POINTER, &file)
        guard result == SQLITE_OK, let file = unsafe file, unsafe file.pointee.pMethods != nil
        else { throw error("find the database's file") }
        return unsafe file
    }

    /// How many rows the last statement inserted, changed or deleted.
    var changes: Int { Int(unsafe sqlite3_changes(handle)) }

    /// The name by which the library opens a file without looking for anything beside it.
    private static func immutable(_ path: String) -> String {
        // An empty authority, since a path with two slashes at its start would be read as one.
        var name = path.hasPrefix("/") ? "file://" : "file:"
        for character in path.unicodeScalars {
            switch character {
            case "%": name += "%25"
            case "?": name += "%3f"
            case "#": name += "%23"
            default: name.unicodeScalars.append(character)
            }
        }
        return name + "?immutable=1"
    }

    private func error(_ action: String) -> SQLiteError {
        unsafe SQLiteError(
            unsafe sqlite3_extended_errcode(handle), action,
            message: String(cString: unsafe sqlite3_errmsg(handle)))
    }
}

/// A prepared statement; used by the thread that uses its connection.
@safe
final class SQLiteStatement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    @unsafe
    init(_ handle: OpaquePointer, of connection: OpaquePointer) {
        unsafe self.handle = handle
        unsafe self.connection = connection
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    /// Makes the statement ready to run again and forgets what was bound.
    func reset() {
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
    }

    /// Binds a number to parameter `index`, counted from 1.
    @discardableResult
    func bind(_ index: Int32, _ value: Int64) -> SQLiteStatement {
        unsafe check(sqlite3_bind_int64(handle, index, value))
        return self
    }

    /// Binds a number or NULL.
    @discardableResult
    func bind(_ index: Int32, _ value: Int64?) -> SQLiteStatement {
        if let value { return bind(index, value) }
        unsafe check(sqlite3_bind_null(handle, index))
        return self
    }

    /// Binds a text.
    @discardableResult
    func bind(_ index: Int32, _ value: String) -> SQLiteStatement {
        var value = value
        value.withUTF8 { text in
            // A nil base address would bind NULL instead of the empty text.
            let base = unsafe UnsafeRawPointer(text.baseAddress) ?? UnsafeRawPointer(handle)
            unsafe check(
                tsqlite_bind_text_transient(
                    handle, index, base.assumingMemoryBound(to: CChar.self), Int32(text.count)))
        }
        return self
    }

    /// Binds a text or NULL.
    @discardableResult
    func bind(_ index: Int32, _ value: String?) -> SQLiteStatement {
        if let value { return bind(index, value) }
        unsafe check(sqlite3_bind_null(handle, index))
        return self
    }

    /// Binds bytes.
    @discardableResult
    func bind(_ index: Int32, _ value: [UInt8]) -> SQLiteStatement {
        unsafe value.withUnsafeBytes { bytes in
            let base = unsafe bytes.baseAddress ?? UnsafeRawPointer(handle)
            unsafe check(
                tsqlite_bind_blob_transient(handle, index, base, Int32(bytes.count)))
        }
        return self
    }

    /// Binds bytes or NULL.
    @discardableResult
    func bind(_ index: Int32, _ value: [UInt8]?) -> SQLiteStatement {
        if let value { return bind(index, value) }
        unsafe check(sqlite3_bind_null(handle, index))
        return self
    }

    /// Steps to the next row; `false` when there is none.
    func step(_ action: String) throws(SQLiteError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let result:
            let message = unsafe String(cString: sqlite3_errmsg(connection))
            unsafe sqlite3_reset(handle)
            throw SQLiteError(result, action, message: message)
        }
    }

    /// Runs a statement that gives no rows.
    func run(_ action: String) throws(SQLiteError) {
        while try step(action) {}
        reset()
    }

    /// The number in a column, counted from 0.
    func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(handle, column)
    }

    /// The number in a column, or `nil` for NULL.
    func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    /// The bytes in a column; empty for NULL.
    func bytes(_ column: Int32) -> [UInt8] {
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        guard count > 0, let base = unsafe sqlite3_column_blob(handle, column) else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// The text in a column; empty for NULL.
    func text(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    /// Whether a column is NULL.
    func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    private func check(_ result: Int32) {
        precondition(result == SQLITE_OK, "a parameter that the statement does not have")
    }
}
