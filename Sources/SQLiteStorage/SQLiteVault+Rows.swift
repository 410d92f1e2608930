public import Issuance
import Records
import Signing
import TransparencyLog

/// Credentials as they stand in the file, and how one that was damaged there is put right.
///
/// Spec: 03-append §6.
extension SQLiteVault {
    /// See ``VaultStore/rows(after:)``.
    public func rows(after last: String) throws -> [VaultRow] {
        try run { connection in
            let statement = try connection.statement(
                """
                \(SQLiteVault.columns) WHERE id > ? ORDER BY id LIMIT 1024
                """)
            defer { statement.reset() }
            statement.bind(1, last)
            var rows: [VaultRow] = []
            while try statement.step("read a credential") {
                rows.append(
                    VaultRow(
                        name: statement.text(0), record: statement.leafIndex(9),
                        leaf: statement.leafIndex(7), entry: try? VaultEntry(statement)))
            }
            return rows
        }
    }

    /// See ``VaultStore/mend(_:at:)``.
    public func mend(_ entry: VaultEntry, at place: VaultPlace) throws {
        try run { connection in
            try connection.transaction {
                try connection.takeBit(of: entry, "INSERT OR IGNORE")
                try connection.statement(
                    """
                    UPDATE credential
                    SET document = ?, salt = ?, list = ?, bit = ?, statement = ?, leaf = ?, path = ?
                    WHERE id = ?
                    """
                )
                .bind(1, entry.credential).bind(2, entry.salt).bind(3, entry.bit.list)
                .bind(4, entry.bit.index).bind(5, entry.statement.bytes)
                .bind(6, entry.membership.map { Int64($0.leaf.value) })
                .bind(7, entry.membership.map { $0.path.flatMap(\.bytes) })
                .bind(8, entry.id.description).run("mend a credential")
                try connection.note(place)
            }
        }
    }

    /// What a credential is read from.
    fileprivate static let columns = """
        SELECT id, input, document, salt, list, bit, statement, leaf, path, record, proof
        FROM credential
        """
}

extension SQLiteConnection {
    func entries(
        where condition: String, _ bind: (SQLiteStatement) -> Void
    ) throws -> [VaultEntry] {
        let statement = try statement("\(SQLiteVault.columns) WHERE \(condition)")
        defer { statement.reset() }
        bind(statement)
        var entries: [VaultEntry] = []
        while try statement.step("read a credential") {
            do {
                entries.append(try VaultEntry(statement))
            } catch {
                let record = statement.leafIndex(9).map { "record \($0)" } ?? "a pending award"
                throw VaultError.failed(
                    code: "storage.corrupt",
                    words: "what the vault keeps of \(record) cannot be read")
            }
        }
        return entries
    }
}

extension SQLiteStatement {
    fileprivate func leafIndex(_ column: Int32) -> LeafIndex? {
        optionalInteger(column).flatMap { LeafIndex(exactly: $0) }
    }
}

extension VaultEntry {
    fileprivate init(_ row: SQLiteStatement) throws {
        guard let id = CredentialID(row.text(0)), let input = Digest(row.bytes(1)),
            let bit = StatusBit(list: row.integer(4), index: row.integer(5))
        else {
            throw VaultError.failed(code: "storage.corrupt", words: "an entry cannot be read")
        }
        var membership: ListMembership?
        if let leaf = row.optionalInteger(7).flatMap({ LeafIndex(exactly: $0) }) {
            let path = row.bytes(8)
            membership = ListMembership(
                leaf: leaf, path: try HashTile.decode(path, count: path.count / Digest.byteCount))
        }
        var place: VaultPlace?
        if let record = row.optionalInteger(9).flatMap({ LeafIndex(exactly: $0) }) {
            place = VaultPlace(
                id: id, index: record, proof: try LogProof(parsing: row.bytes(10)))
        }
        self.init(
            id: id, input: input, credential: row.bytes(2), salt: row.bytes(3), bit: bit,
            statement: try SignedStatement(parsing: row.bytes(6)), membership: membership,
            place: place)
    }
}
