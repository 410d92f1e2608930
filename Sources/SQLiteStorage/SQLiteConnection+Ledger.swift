import AppendOnlyLedger
import CSQLite
import Records
import Signing
import TransparencyLog

/// The reads that both the writer, inside its transaction, and everybody else make.
extension SQLiteConnection {
    /// Refuses a file that is not a ledger of a known version.
    func requireLedger() throws {
        let application = try integer("PRAGMA application_id")
        let version = try integer("PRAGMA user_version")
        guard application == SQLiteLedgerSchema.applicationID,
            1...SQLiteLedgerSchema.version ~= version
        else {
            throw SQLiteError(
                SQLITE_NOTADB, "open the ledger",
                message: "not a ledger, or of a newer version of this program")
        }
    }

    /// The one number that a statement gives.
    func integer(_ sql: String) throws -> Int64 {
        let statement = try statement(sql)
        defer { statement.reset() }
        return try statement.step("read a setting") ? statement.integer(0) : 0
    }

    /// The one text that a statement gives.
    func text(_ sql: String) throws -> String {
        let statement = try statement(sql)
        defer { statement.reset() }
        return try statement.step("read a setting") ? statement.text(0) : ""
    }

    func head() throws -> StoredHead? {
        let statement = try statement(
            """
            SELECT note, leaf, at, size = idx + 1 FROM
                (SELECT note, size FROM checkpoint ORDER BY size DESC LIMIT 1),
                (SELECT idx, leaf, at FROM record ORDER BY idx DESC LIMIT 1)
            """)
        defer { statement.reset() }
        guard try statement.step("read the newest checkpoint") else { return nil }
        guard let lastLeaf = Digest(statement.bytes(1)), statement.integer(3) == 1,
            let lastAt = Instant(exactlyMilliseconds: statement.integer(2))
        else {
            throw SQLiteError(
                SQLITE_CORRUPT, "read the newest checkpoint",
                message: "it does not cover the records that are there")
        }
        return StoredHead(
            checkpoint: try SignedCheckpoint(stored: statement.bytes(0), "the newest checkpoint"),
            lastLeaf: lastLeaf, lastAt: lastAt)
    }

    func records(from first: LeafIndex, count: Int) throws -> [[UInt8]] {
        let statement = try statement(
            "SELECT bytes FROM record WHERE idx >= ? ORDER BY idx LIMIT ?")
        statement.bind(1, Int64(first.value)).bind(2, Int64(count))
        return try statement.blobs("read records")
    }

    func record(at index: LeafIndex) throws -> [UInt8]? {
        try checkedRecords(
            "SELECT bytes, leaf FROM record WHERE idx = ?", index, "read a record"
        ).first
    }

    func standingRecords(of target: LeafIndex) throws -> [[UInt8]] {
        try checkedRecords(
            """
            SELECT bytes, leaf FROM record INDEXED BY record_about
            WHERE target = ? AND target IS NOT NULL ORDER BY idx
            """, target, "read changes of standing")
    }

    func reattestations() throws -> [[UInt8]] {
        // A file of an earlier version that is only read has no index for this.
        try statement(
            "SELECT bytes, leaf FROM record WHERE kind = 'reattest' ORDER BY idx"
        ).checkedRecords("read confirmations")
    }

    func index(ofNonce nonce: [UInt8]) throws -> LeafIndex? {
        let statement = try statement("SELECT idx FROM nonce WHERE nonce = ?")
        statement.bind(1, nonce)
        defer { statement.reset() }
        guard try statement.step("look up a nonce") else { return nil }
        // The index is only a way to find the record; the record says whose nonce it is.
        guard let index = LeafIndex(exactly: statement.integer(0)),
            let bytes = try record(at: index),
            try Record(parsing: bytes).statement.nonce == nonce
        else {
            throw SQLiteError(
                SQLITE_CORRUPT, "look up a nonce", message: "it leads to another record")
        }
        return index
    }

    /// The first record that the tables' other columns do not describe as its bytes do.
    func misfiledRecord() throws -> LeafIndex? {
        let statement = try statement(
            """
            SELECT idx, kind, at, target, leaf, previous, bytes
            FROM record NOT INDEXED ORDER BY idx
            """)
        defer { statement.reset() }
        let nonce = try self.statement("SELECT idx FROM nonce WHERE nonce = ?")
        var count: Int64 = 0
        while try statement.step("compare the look-up columns") {
            guard let index = LeafIndex(exactly: statement.integer(0)) else {
                throw SQLiteError(SQLITE_CORRUPT, "compare the look-up columns")
            }
            guard let record = try? Record(parsing: statement.bytes(6)), record.index == index,
                record.statement.body.kind.rawValue == statement.text(1),
                record.at.milliseconds == statement.integer(2),
                record.statement.body.target.map({ Int64($0.record.value) })
                    == statement.optionalInteger(3),
                record.leafHash.bytes == statement.bytes(4),
                record.previous.bytes == statement.bytes(5)
            else { return index }
            nonce.bind(1, record.statement.nonce)
            defer { nonce.reset() }
            guard try nonce.step("look up a nonce"), nonce.integer(0) == Int64(index.value)
            else { return index }
            count += 1
        }
        // As many nonces as records, and each record's leads to it: none leads elsewhere.
        let nonces = try integer("SELECT count(*) FROM nonce")
        return nonces == count ? nil : LeafIndex(exactly: count)
    }

    /// The size under which the first checkpoint is kept that its note does not state.
    func damagedCheckpoint() throws -> TreeSize? {
        let statement = try statement("SELECT size, note FROM checkpoint ORDER BY size")
        defer { statement.reset() }
        while try statement.step("read every checkpoint") {
            guard let size = TreeSize(exactly: statement.integer(0)) else {
                throw SQLiteError(SQLITE_CORRUPT, "read every checkpoint")
            }
            let signed = try? SignedCheckpoint(parsing: statement.bytes(1))
            guard signed?.checkpoint.size == size else { return size }
        }
        return nil
    }

    func checkedRecords(
        _ sql: String, _ index: LeafIndex, _ action: String
    ) throws -> [[UInt8]] {
        let statement = try statement(sql)
        statement.bind(1, Int64(index.value))
        return try statement.checkedRecords(action)
    }

    func hashes(of tile: TileCoordinate) throws -> [Digest] {
        let stored = try statement("SELECT hashes FROM tile WHERE level = ? AND n = ?")
        stored.bind(1, Int64(tile.level)).bind(2, Int64(tile.index))
        if let bytes = try stored.blobs("read a tile").first {
            return Array(
                try HashTile.decode(bytes, count: TileCoordinate.widthMax).prefix(tile.width))
        }
        let first = Int64(tile.index) * Int64(TileCoordinate.widthMax)
        let parts: SQLiteStatement
        if tile.level == 0 {
            parts = try statement("SELECT leaf FROM record WHERE idx >= ? ORDER BY idx LIMIT ?")
            parts.bind(1, first).bind(2, Int64(tile.width))
        } else {
            parts = try statement(
                "SELECT root FROM tile WHERE level = ? AND n >= ? ORDER BY n LIMIT ?")
            parts.bind(1, Int64(tile.level - 1)).bind(2, first).bind(3, Int64(tile.width))
        }
        return try parts.blobs("read the edge of the tree").map { bytes in
            guard let digest = Digest(bytes) else {
                throw SQLiteError(SQLITE_CORRUPT, "read the edge of the tree")
            }
            return digest
        }
    }
}

extension SignedCheckpoint {
    /// Reads a note that was a checkpoint when it was stored.
    ///
    /// - Parameter name: what it is called if it is none any more.
    /// - Throws: ``LedgerError/corrupt(_:)``.
    init(stored note: [UInt8], _ name: String) throws(LedgerError) {
        do {
            try self.init(parsing: note)
        } catch {
            throw .corrupt("\(name) cannot be read as one")
        }
    }
}

extension SQLiteStatement {
    /// The rows `bytes, leaf` of records, each compared with its leaf hash; the statement is ready
    /// to run again.
    func checkedRecords(_ action: String) throws -> [[UInt8]] {
        defer { reset() }
        var records: [[UInt8]] = []
        while try step(action) {
            let record = bytes(0)
            guard Digest.leaf(record) == Digest(bytes(1)) else {
                throw SQLiteError(
                    SQLITE_CORRUPT, action, message: "a record is not what was signed")
            }
            records.append(record)
        }
        return records
    }

    /// The first column of every row, as bytes; the statement is ready to run again.
    func blobs(_ action: String) throws -> [[UInt8]] {
        defer { reset() }
        var rows: [[UInt8]] = []
        while try step(action) {
            rows.append(bytes(0))
        }
        return rows
    }
}
