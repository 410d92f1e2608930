public import Issuance
public import Records
public import Signing
public import TransparencyLog

/// Erasing from a vault.
///
/// What is deleted is overwritten (`secure_delete`); then the write-ahead log, which still has the
/// pages of before, is emptied; and the file is written anew, since a page that was rearranged may
/// have kept a copy of what stood there. A large file is read first, and written anew only if such
/// a copy is found: it always begins with the name of its credential and the digest of its input.
///
/// Spec: 03-append §10.
extension SQLiteVault {
    /// See ``VaultStore/entry(at:)``.
    public func entry(at target: Target) throws -> VaultEntry? {
        try run { connection in
            try connection.entries(where: "record = ? AND coalesce(leaf, -1) = ?") { statement in
                statement.bind(1, Int64(target.record.value))
                    .bind(2, target.leaf.map { Int64($0.value) } ?? -1)
            }.first
        }
    }

    /// See ``VaultStore/erase(_:details:)``.
    public func erase(_ id: CredentialID, details: [Digest]) throws -> VaultErasure {
        try run { connection in
            try connection.transaction { try connection.erase(id, details: details) }
        }
    }

    /// See ``VaultStore/scrub(_:)``.
    public func scrub(_ traces: [VaultErasure.Trace]?) throws {
        let rewriteMax = rewriteMax
        try run { connection in
            try connection.emptyLog()
            let isLarge = try connection.fileBytes() > rewriteMax
            if isLarge, let traces, try !connection.fileHolds(TraceFinder(traces)) { return }
            // The pages on their way are other people's: they stay in memory, if they have room.
            try connection.execute(
                "PRAGMA temp_store = \(isLarge ? "FILE" : "MEMORY"); VACUUM", "write the vault anew"
            )
            try connection.emptyLog()
        }
    }

    /// See ``VaultStore/erasuresApplied()``.
    public func erasuresApplied() throws -> TreeSize {
        try run { TreeSize(UInt64(max(0, try $0.erasuresApplied()))) }
    }

    /// See ``VaultStore/noteErasures(upTo:)``.
    public func noteErasures(upTo size: TreeSize) throws {
        try run { try $0.noteErasures(upTo: Int64(size.value)) }
    }
}

extension SQLiteConnection {
    fileprivate func erase(_ id: CredentialID, details: [Digest]) throws -> VaultErasure {
        guard let entry = try entries(where: "id = ?", { $0.bind(1, id.description) }).first
        else { return VaultErasure(credentialBytes: 0, detailCount: 0, traces: []) }
        try statement("DELETE FROM detail WHERE credential = ?1 OR successor = ?1")
            .bind(1, id.description).run("destroy details")
        var count = changes
        for digest in details {
            try statement("DELETE FROM detail WHERE digest = ?").bind(1, digest.bytes)
                .run("destroy a detail")
            count += changes
        }
        try statement("DELETE FROM credential WHERE id = ?").bind(1, id.description)
            .run("destroy a credential")
        return VaultErasure(
            credentialBytes: entry.credential.count, detailCount: count,
            traces: entry.traces)
    }

    /// Puts everything that was written into the database and empties the write-ahead log.
    fileprivate func emptyLog() throws {
        let statement = try statement("PRAGMA wal_checkpoint(TRUNCATE)")
        defer { statement.reset() }
        guard try statement.step("empty the log"), statement.integer(0) == 0 else {
            throw VaultError.failed(
                code: "storage.busy", words: "somebody is reading the vault. Try again")
        }
    }

    fileprivate func erasuresApplied() throws -> Int64 {
        let statement = try statement("SELECT value FROM setting WHERE name = 'erasures'")
        guard let value = try statement.blobs("read how far was erased").first else { return 0 }
        guard let size = Int64(String(decoding: value, as: UTF8.self)), size >= 0 else {
            throw VaultError.failed(
                code: "storage.corrupt", words: "how far was erased cannot be read")
        }
        return size
    }

    fileprivate func noteErasures(upTo size: Int64) throws {
        try statement("INSERT OR REPLACE INTO setting (name, value) VALUES ('erasures', ?)")
            .bind(1, Array(String(size).utf8)).run("note how far was erased")
    }

    /// What comes after the end of a copied ledger is looked through again.
    func forgetErasures(beyond size: TreeSize) throws {
        if try erasuresApplied() > Int64(size.value) {
            try noteErasures(upTo: Int64(size.value))
        }
    }
}
