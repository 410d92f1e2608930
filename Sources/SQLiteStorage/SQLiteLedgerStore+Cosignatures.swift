public import AppendOnlyLedger
public import Signing
public import TransparencyLog

/// What witnesses have cosigned, in a table of its own.
///
/// A commit here holds the file's write lock without a flush, so that an append never waits for
/// one; the flush follows outside of the lock.
///
/// Spec: 05-witness §5.
extension SQLiteLedgerStore: CosignatureStore {
    /// See ``CosignatureStore/keep(_:ofCheckpoint:)``.
    public func keep(_ lines: [NoteSignature], ofCheckpoint size: TreeSize) throws {
        try mapping {
            try cosigner.use { connection in
                try connection.transaction {
                    for line in lines { try connection.keep(line, size) }
                }
                // Flushes, and moves what it can into the file; who is busy there does it later.
                _ = try connection.integer("PRAGMA wal_checkpoint(PASSIVE)")
            }
        }
    }

    /// See ``CosignatureStore/cosignatures(ofCheckpoint:)``.
    public func cosignatures(ofCheckpoint size: TreeSize) throws -> [NoteSignature] {
        try read { connection in
            let rows = try connection.statement(
                "SELECT name, key_id, payload FROM cosignature WHERE size = ?")
            defer { rows.reset() }
            rows.bind(1, Int64(size.value))
            var lines: [NoteSignature] = []
            while try rows.step("read cosignatures") {
                // Whoever reads a line verifies it; one that can be none is left out here.
                guard let name = KeyName(rows.text(0)),
                    let keyID = UInt32(exactly: rows.integer(1)), !rows.bytes(2).isEmpty
                else { continue }
                lines.append(NoteSignature(name: name, keyID: keyID, payload: rows.bytes(2)))
            }
            return lines
        }
    }

    /// See ``CosignatureStore/cosignedSizes(from:lines:count:)``.
    public func cosignedSizes(
        from first: TreeSize, lines: Int, count: Int
    ) throws -> [TreeSize] {
        try read { connection in
            let rows = try connection.statement(
                """
                SELECT size FROM cosignature WHERE size >= ?
                GROUP BY size HAVING count(*) >= ? ORDER BY size LIMIT ?
                """)
            rows.bind(1, Int64(first.value)).bind(2, Int64(lines)).bind(3, Int64(count))
            return try rows.sizes()
        }
    }

    /// See ``CosignatureStore/cosignedSizes(above:lines:count:among:)``.
    public func cosignedSizes(
        above last: TreeSize, lines: Int, count: Int, among: Int
    ) throws -> [TreeSize] {
        try read { connection in
            let rows = try connection.statement(
                """
                SELECT size FROM
                    (SELECT size FROM cosignature WHERE size > ? ORDER BY size DESC LIMIT ?)
                GROUP BY size HAVING count(*) >= ? ORDER BY size DESC LIMIT ?
                """)
            rows.bind(1, Int64(last.value)).bind(2, Int64(among)).bind(3, Int64(lines))
                .bind(4, Int64(count))
            return try rows.sizes()
        }
    }
}

extension SQLiteConnection {
    /// Brings a file of an earlier version up to date, and lets commits go without a flush.
    func prepareForCosignatures() throws {
        try execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
            PRAGMA trusted_schema = OFF; PRAGMA wal_autocheckpoint = 0
            """, "set up the cosignatures")
        if try integer("PRAGMA user_version") < SQLiteLedgerSchema.version {
            try transaction {
                // Another program may have done it meanwhile.
                let version = try integer("PRAGMA user_version")
                guard version < SQLiteLedgerSchema.version else { return }
                try execute(
                    SQLiteLedgerSchema.changes(from: version), "bring the ledger's file up to date")
            }
        }
        try execute("PRAGMA synchronous = NORMAL", "set commits without a flush")
    }

    fileprivate func keep(_ line: NoteSignature, _ size: TreeSize) throws {
        try statement(
            """
            INSERT INTO cosignature (size, name, key_id, payload)
            SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS
                (SELECT 1 FROM cosignature WHERE size = ?1 AND name = ?2 AND key_id = ?3)
            """
        )
        .bind(1, Int64(size.value)).bind(2, line.name.description)
        .bind(3, Int64(line.keyID)).bind(4, line.payload)
        .run("keep a cosignature")
    }
}

extension SQLiteStatement {
    /// The first column of every row as sizes; the statement is ready to run again.
    fileprivate func sizes() throws -> [TreeSize] {
        defer { reset() }
        var sizes: [TreeSize] = []
        while try step("look for cosigned checkpoints") {
            if let size = TreeSize(exactly: integer(0)) { sizes.append(size) }
        }
        return sizes
    }
}
