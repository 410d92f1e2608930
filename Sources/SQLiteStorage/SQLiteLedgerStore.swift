public import AppendOnlyLedger
import CSQLite
import Glibc
import Records
public import Signing
public import TransparencyLog

/// A ledger in one SQLite file.
///
/// WAL with `synchronous=FULL`: one flush a commit. Each kind of work has a connection of its own,
/// so that nobody waits for the writer.
///
/// Spec: 03-append §1.
public final class SQLiteLedgerStore: LedgerStore {
    private let path: String
    private let writer: SharedConnection
    private let readBackConnection: SharedConnection
    private let reader: SharedConnection
    private let publishingLock: SharedConnection
    /// Keeps what witnesses cosigned, beside the writer.
    let cosigner: SharedConnection

    /// Makes the file and its tables.
    ///
    /// - Throws: ``SQLiteError``; `storage.refused` if the file holds tables already.
    public static func create(at path: String) throws {
        let connection = try SQLiteConnection(path: path, access: .create)
        try connection.execute("PRAGMA journal_mode = WAL", "set the journal mode")
        try connection.execute("PRAGMA synchronous = FULL", "set durable commits")
        try connection.execute(
            "BEGIN IMMEDIATE; \(SQLiteLedgerSchema.create) COMMIT", "make the tables")
        try createLock(beside: path)
    }

    /// Makes the file on which publishers wait for each other.
    static func createLock(beside path: String) throws(SQLiteError) {
        _ = try SQLiteConnection(path: lockFile(of: path), access: .create)
    }

    /// Opens the publishers' lock, which is made again if it is missing or no database any more: it
    /// holds nothing. The file of that name stays the same one, so that all who open it exclude
    /// each other, also those who mend it at the same time.
    private static func openLock(beside path: String) throws(SQLiteError) -> SQLiteConnection {
        let name = lockFile(of: path)
        // To the library an empty file is an empty database. One that is there is not opened here:
        // closing it would let go of what this process holds through the library.
        let made = unsafe open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if made >= 0 { close(made) }
        let connection = try SQLiteConnection(path: name, access: .readWrite)
        do throws(SQLiteError) {
            try connection.execute("PRAGMA schema_version", "look at the publishers' lock")
            return connection
        } catch {
            // Held by somebody: it is waited for when it is needed.
            guard error.code == "storage.corrupt" else { return connection }
            guard unsafe truncate(name, 0) == 0 else { throw error }
            return try SQLiteConnection(path: name, access: .readWrite)
        }
    }

    /// Opens an existing file.
    ///
    /// - Throws: ``SQLiteError``; `storage.corrupt` if it is not a ledger of a known version.
    public init(path: String) throws {
        let writer = try SQLiteConnection(path: path, access: .readWrite)
        try writer.requireLedger()
        try writer.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
            PRAGMA trusted_schema = OFF; PRAGMA wal_autocheckpoint = 4000;
            PRAGMA cache_size = -16384
            """, "set up the writer")
        self.path = path
        self.writer = SharedConnection(writer)
        readBackConnection = SharedConnection(try SQLiteConnection(path: path, access: .readOnly))
        reader = SharedConnection(try SQLiteConnection(path: path, access: .readOnly))
        let cosigner = try SQLiteConnection(path: path, access: .readWrite)
        try cosigner.prepareForCosignatures()
        self.cosigner = SharedConnection(cosigner)
        publishingLock = SharedConnection(try SQLiteLedgerStore.openLock(beside: path))
    }

    /// Opens a file that nobody writes, for reading: whatever would change it fails.
    ///
    /// - Throws: ``SQLiteError``; `storage.corrupt` if it is not a ledger of a known version.
    public init(immutable path: String) throws {
        let connection = try SQLiteConnection(path: path, access: .immutable)
        try connection.requireLedger()
        let shared = SharedConnection(connection)
        self.path = path
        (writer, reader, readBackConnection) = (shared, shared, shared)
        (cosigner, publishingLock) = (shared, shared)
    }

    /// See ``LedgerStore/transact(_:)``.
    public func transact<Result>(
        _ body: (any LedgerTransaction) throws -> Result
    ) throws -> Result {
        try mapping {
            try writer.use { connection in
                let transaction = SQLiteLedgerTransaction(connection)
                return try connection.transaction { try body(transaction) }
            }
        }
    }

    /// See ``LedgerStore/publishing(_:)``. The lock is an empty database beside the ledger's.
    public func publishing<Result>(_ body: () throws -> Result) throws -> Result {
        try mapping { try publishingLock.use { try $0.transaction(body) } }
    }

    /// The empty database that is the publishers' lock.
    public static func lockFile(of path: String) -> String { path + "-publishing" }

    /// See ``LedgerStore/readBack(_:)``.
    public func readBack(_ range: Range<LeafIndex>) throws -> [[UInt8]] {
        try mapping {
            try readBackConnection.use {
                try $0.records(
                    from: range.lowerBound,
                    count: Int(range.upperBound.value - range.lowerBound.value))
            }
        }
    }

    /// See ``LedgerStore/head()``.
    public func head() throws -> StoredHead? {
        try read { try $0.head() }
    }

    /// See ``LedgerStore/record(at:)``.
    public func record(at index: LeafIndex) throws -> [UInt8]? {
        try read { try $0.record(at: index) }
    }

    /// See ``LedgerStore/records(from:count:)``.
    public func records(from first: LeafIndex, count: Int) throws -> [[UInt8]] {
        try read { try $0.records(from: first, count: count) }
    }

    /// See ``LedgerStore/keyRecords(from:)``.
    public func keyRecords(from first: LeafIndex) throws -> [[UInt8]] {
        try read {
            try $0.checkedRecords(
                """
                SELECT bytes, leaf FROM record INDEXED BY record_of_key
                WHERE kind IN ('genesis', 'key') AND idx >= ? ORDER BY idx
                """, first, "read key records")
        }
    }

    /// See ``LedgerStore/standingRecords(of:)``.
    public func standingRecords(of target: LeafIndex) throws -> [[UInt8]] {
        try read { try $0.standingRecords(of: target) }
    }

    /// See ``LedgerStore/standingRecords(from:count:)``.
    public func standingRecords(from first: LeafIndex, count: Int) throws -> [[UInt8]] {
        try read { connection in
            let statement = try connection.statement(
                """
                SELECT bytes, leaf FROM record INDEXED BY record_of_change
                WHERE target IS NOT NULL AND idx >= ? ORDER BY idx LIMIT ?
                """)
            statement.bind(1, Int64(first.value)).bind(2, Int64(count))
            return try statement.checkedRecords("read changes of standing")
        }
    }

    /// See ``LedgerStore/reattestations()``.
    public func reattestations() throws -> [[UInt8]] {
        try read { try $0.reattestations() }
    }

    /// See ``LedgerStore/index(ofNonce:)``.
    public func index(ofNonce nonce: [UInt8]) throws -> LeafIndex? {
        try read { try $0.index(ofNonce: nonce) }
    }

    /// The first record that is filed under anything else than its bytes say, and would be missed
    /// where it matters; `nil` if there is none. Reads every record.
    public func misfiledRecord() throws -> LeafIndex? {
        try read { connection in
            guard try connection.text("PRAGMA integrity_check(1)") == "ok" else {
                throw SQLiteError(
                    SQLITE_CORRUPT, "check the file", message: "its indexes and tables differ")
            }
            return try connection.misfiledRecord()
        }
    }

    /// The size of the first checkpoint that cannot be read as one of that size any more; `nil` if
    /// there is none. Reads every checkpoint, and judges no signature.
    public func damagedCheckpoint() throws -> TreeSize? {
        try read { try $0.damagedCheckpoint() }
    }

    /// See ``LedgerStore/freeBytes()``: what the file's disk has left for this user.
    public func freeBytes() throws -> UInt64 {
        var disk = statvfs()
        guard unsafe statvfs(path, &disk) == 0 else {
            throw StoreError.failed(
                code: "storage.failed", words: "could not ask how full the disk is")
        }
        return UInt64(disk.f_bavail) * UInt64(disk.f_frsize)
    }

    /// See ``LedgerStore/checkpoint(atLeast:)``.
    public func checkpoint(atLeast size: TreeSize) throws -> SignedCheckpoint? {
        try read { connection in
            let statement = try connection.statement(
                "SELECT note FROM checkpoint WHERE size >= ? ORDER BY size LIMIT 1")
            statement.bind(1, Int64(size.value))
            return try statement.blobs("read a checkpoint").first
                .map { try SignedCheckpoint(stored: $0, "a checkpoint of \(size) or more records") }
        }
    }

    /// The first hashes of a tile, from the stored tile or, on the right edge, from what is
    /// below it.
    public func hashes(of tile: TileCoordinate) throws -> [Digest] {
        try read { try $0.hashes(of: tile) }
    }

    func read<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try mapping { try reader.use { try body($0) } }
    }

    func mapping<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as SQLiteError {
            throw error.isBusy
                ? StoreError.busy
                : StoreError.failed(code: error.code, words: error.description)
        }
    }
}

/// What a ledger's writer does between the beginning and the end of a transaction.
private struct SQLiteLedgerTransaction: LedgerTransaction {
    private let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    func head() throws -> StoredHead? {
        try connection.head()
    }

    func keyHead() throws -> LeafIndex? {
        let statement = try connection.statement(
            """
            SELECT max(idx) FROM record INDEXED BY record_of_key
            WHERE kind IN ('genesis', 'key')
            """)
        defer { statement.reset() }
        guard try statement.step("read the newest key record") else { return nil }
        return statement.optionalInteger(0).flatMap { LeafIndex(exactly: $0) }
    }

    func index(ofNonce nonce: [UInt8]) throws -> LeafIndex? {
        try connection.index(ofNonce: nonce)
    }

    func record(at index: LeafIndex) throws -> [UInt8]? {
        try connection.record(at: index)
    }

    func standingRecords(of target: LeafIndex) throws -> [[UInt8]] {
        try connection.standingRecords(of: target)
    }

    func reattestations() throws -> [[UInt8]] {
        try connection.reattestations()
    }

    func insert(_ record: Record, leafHash: Digest) throws {
        let index = Int64(record.index.value)
        try connection.statement(
            """
            INSERT INTO record (idx, kind, at, target, leaf, previous, bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        )
        .bind(1, index)
        .bind(2, record.statement.body.kind.rawValue)
        .bind(3, record.at.milliseconds)
        .bind(4, record.statement.body.target.map { Int64($0.record.value) })
        .bind(5, leafHash.bytes)
        .bind(6, record.previous.bytes)
        .bind(7, record.bytes)
        .run("add a record")
        try connection.statement("INSERT INTO nonce (nonce, idx) VALUES (?, ?)")
            .bind(1, record.statement.nonce)
            .bind(2, index)
            .run("add a nonce")
    }

    func insert(_ tile: FullTile) throws {
        try connection.statement("INSERT INTO tile (level, n, root, hashes) VALUES (?, ?, ?, ?)")
            .bind(1, Int64(tile.coordinate.level))
            .bind(2, Int64(tile.coordinate.index))
            .bind(3, tile.root.bytes)
            .bind(4, HashTile.encode(tile.hashes))
            .run("add a tile")
    }

    func insert(_ checkpoint: SignedCheckpoint, after previous: TreeSize) throws {
        try connection.statement("INSERT INTO checkpoint (size, previous, note) VALUES (?, ?, ?)")
            .bind(1, Int64(checkpoint.checkpoint.size.value))
            .bind(2, Int64(previous.value))
            .bind(3, checkpoint.bytes)
            .run("add a checkpoint")
    }
}
