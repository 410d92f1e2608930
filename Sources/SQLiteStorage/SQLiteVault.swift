public import Issuance
public import Records
public import Signing
public import TransparencyLog

/// A vault in one SQLite file, which overwrites what it deletes (`secure_delete`).
///
/// Spec: 03-append §6.
public final class SQLiteVault: VaultStore {
    /// How many lists may be filled before one comes near another that was begun elsewhere.
    private static let listsApart: Int64 = 1_000
    private let connection: SharedConnection
    /// Beyond so many bytes the file is written anew only if remains are found in it.
    let rewriteMax: UInt64

    /// Makes the file and its tables.
    ///
    /// - Parameter inputKey: 32 random bytes.
    /// - Throws: ``VaultError/failed(code:words:)``.
    public static func create(at path: String, inputKey: [UInt8]) throws {
        try mapping {
            let connection = try SQLiteConnection(path: path, access: .create)
            try connection.execute("PRAGMA journal_mode = WAL", "set the journal mode")
            try connection.execute(
                "BEGIN IMMEDIATE; \(SQLiteVaultSchema.create) COMMIT", "make the tables")
            try connection.statement("INSERT INTO setting (name, value) VALUES ('input-key', ?)")
                .bind(1, inputKey).run("keep the input key")
            try connection.keepStatusList(1)
        }
    }

    /// Up to how many bytes a vault is written anew after every erasure: 64 MiB.
    public static let rewriteMaxDefault: UInt64 = 67_108_864

    /// Opens an existing file.
    ///
    /// - Parameter rewriteMax: beyond so many bytes the file is written anew only if remains of
    ///   what was destroyed are found in it.
    /// - Throws: ``VaultError/failed(code:words:)``.
    public init(path: String, rewriteMax: UInt64 = SQLiteVault.rewriteMaxDefault) throws {
        self.rewriteMax = rewriteMax
        connection = SharedConnection(
            try SQLiteVault.mapping {
                let connection = try SQLiteConnection(path: path, access: .readWrite)
                try connection.requireVault()
                try connection.execute(
                    """
                    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                    PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF
                    """, "set up the vault")
                try connection.renewVault()
                return connection
            })
    }

    /// Opens a file that nobody writes, for reading: whatever would change it fails.
    ///
    /// - Throws: ``VaultError/failed(code:words:)``; `storage.corrupt` also for a vault of an
    ///   earlier version, which would have to be changed first.
    public init(immutable path: String) throws {
        rewriteMax = 0
        connection = SharedConnection(
            try SQLiteVault.mapping {
                let connection = try SQLiteConnection(path: path, access: .immutable)
                try connection.requireVault()
                return connection
            })
    }

    /// See ``VaultStore/inputKey()``.
    public func inputKey() throws -> [UInt8] {
        try run { connection in
            let statement = try connection.statement(
                "SELECT value FROM setting WHERE name = 'input-key'")
            guard let key = try statement.blobs("read the input key").first, key.count == 32
            else {
                throw VaultError.failed(
                    code: "storage.corrupt", words: "the key for inputs is missing")
            }
            return key
        }
    }

    /// See ``VaultStore/entry(forInput:)``.
    public func entry(forInput digest: Digest) throws -> VaultEntry? {
        try run { try $0.entries(where: "input = ?") { $0.bind(1, digest.bytes) }.first }
    }

    /// See ``VaultStore/entry(named:)``.
    public func entry(named id: CredentialID) throws -> VaultEntry? {
        try run { try $0.entries(where: "id = ?") { $0.bind(1, id.description) }.first }
    }

    /// See ``VaultStore/pendingEntries(after:)``.
    public func pendingEntries(after last: CredentialID?) throws -> [VaultEntry] {
        try run { connection in
            try connection.entries(where: "record IS NULL AND id > ? ORDER BY id LIMIT 1024") {
                $0.bind(1, last?.description ?? "")
            }
        }
    }

    /// See ``VaultStore/statusList()``.
    public func statusList() throws -> Int64 {
        try run { try $0.statusList() }
    }

    /// See ``VaultStore/statusLists()``.
    public func statusLists() throws -> [Int64] {
        try run { try $0.statusLists() }
    }

    /// Draws from a list that nobody can have drawn from: bits were taken elsewhere that this
    /// vault does not know, in the lists that it knows and in those after them, perhaps also by
    /// another one that was restored from the same copy.
    ///
    /// - Parameter entropy: gives so many random bytes.
    /// - Throws: ``VaultError/failed(code:words:)``.
    public func beginOtherStatusList(entropy: (Int) -> [UInt8]) throws {
        try run { connection in
            try connection.transaction {
                let known = try connection.statusLists()
                var list: Int64
                repeat {
                    let random = entropy(4).reduce(Int64(0)) { $0 << 8 | Int64($1) }
                    list = 1 + random % (StatusBit.listMax - SQLiteVault.listsApart)
                } while known.contains { abs(list - $0) <= SQLiteVault.listsApart }
                // Credentials that are not known here may be in the lists that came next; those
                // are published too.
                for next in known.map({ $0 + 1 }) where next < StatusBit.listMax {
                    try connection.statement(
                        "INSERT OR IGNORE INTO status_bit (list, bit) VALUES (?, 0)"
                    ).bind(1, next).run("name a status list")
                }
                try connection.keepStatusList(list)
            }
        }
    }

    /// See ``VaultStore/takenBits(among:)``.
    public func takenBits(among bits: [StatusBit]) throws -> Set<StatusBit> {
        try run { connection in
            var taken: Set<StatusBit> = []
            for bit in bits {
                let statement = try connection.statement(
                    "SELECT 1 FROM status_bit WHERE list = ? AND bit = ?")
                statement.bind(1, bit.list).bind(2, bit.index)
                if try statement.step("look up a status bit") { taken.insert(bit) }
                statement.reset()
            }
            return taken
        }
    }

    /// See ``VaultStore/issuedRecords(among:)``.
    public func issuedRecords(among indexes: [LeafIndex]) throws -> Set<LeafIndex> {
        try run { connection in
            var known: Set<LeafIndex> = []
            for index in indexes {
                let statement = try connection.statement(
                    "SELECT 1 FROM credential WHERE record = ?")
                statement.bind(1, Int64(index.value))
                if try statement.step("look up a record") { known.insert(index) }
                statement.reset()
            }
            return known
        }
    }

    /// See ``VaultStore/add(_:succession:)``.
    public func add(_ entries: [VaultEntry], succession: Succession?) throws {
        try run { connection in
            try connection.transaction {
                for entry in entries {
                    try connection.takeBit(of: entry, "INSERT")
                    try connection.keep(entry)
                }
                if let list = entries.map(\.bit.list).max(), try list > connection.statusList() {
                    try connection.keepStatusList(list)
                }
                if let succession { try connection.note(succession) }
            }
        }
    }

    /// See ``VaultStore/successor(of:)``.
    public func successor(of id: CredentialID) throws -> CredentialID? {
        try run { try $0.successor(of: id) }
    }

    /// See ``VaultStore/forget(_:)``.
    public func forget(_ succession: Succession) throws {
        try run { connection in
            try connection.statement("DELETE FROM succession WHERE replaced = ? AND successor = ?")
                .bind(1, succession.replaced.description)
                .bind(2, succession.successor.description).run("forget a successor")
        }
    }

    /// See ``VaultStore/markIssued(_:)``.
    public func markIssued(_ places: [VaultPlace]) throws {
        try run { connection in
            // The ledger tells it again after a crash, so this commit need not wait for the disk.
            try connection.execute("PRAGMA synchronous = NORMAL", "relax a commit")
            defer { try? connection.execute("PRAGMA synchronous = FULL", "set durable commits") }
            try connection.transaction {
                for place in places { try connection.note(place) }
            }
        }
    }

    /// See ``VaultStore/adopt(_:at:)``.
    public func adopt(_ entry: VaultEntry, at place: VaultPlace) throws {
        try run { connection in
            try connection.transaction {
                // It may be taken by the same credential, of which nothing else is left.
                try connection.takeBit(of: entry, "INSERT OR IGNORE")
                try connection.keep(entry)
                try connection.note(place)
            }
        }
    }

    /// See ``VaultStore/replaceStatement(of:with:)``.
    public func replaceStatement(of id: CredentialID, with statement: SignedStatement) throws {
        try run { connection in
            try connection.statement(
                "UPDATE credential SET statement = ? WHERE id = ? AND record IS NULL"
            )
            .bind(1, statement.bytes).bind(2, id.description).run("keep a statement")
        }
    }

    /// See ``VaultStore/add(_:about:successor:)``.
    public func add(
        _ detail: StandingDetail, about id: CredentialID?, successor: CredentialID?
    ) throws {
        try run { connection in
            try connection.statement(
                """
                INSERT INTO detail (digest, salt, content, credential, successor)
                SELECT ?1, ?2, ?3, (SELECT id FROM credential WHERE id = ?4), ?5
                WHERE ?5 IS NULL OR EXISTS (SELECT 1 FROM credential WHERE id = ?5)
                """
            )
            .bind(1, detail.digest.bytes).bind(2, detail.salt).bind(3, detail.content)
            .bind(4, id?.description).bind(5, successor?.description).run("keep a detail")
            guard connection.changes == 1 else { throw VaultError.successorGone }
        }
    }

    /// See ``VaultStore/detail(opening:)``.
    public func detail(opening digest: Digest) throws -> StandingDetail? {
        try run { connection in
            let statement = try connection.statement(
                "SELECT salt, content FROM detail WHERE digest = ?")
            statement.bind(1, digest.bytes)
            defer { statement.reset() }
            guard try statement.step("read a detail") else { return nil }
            let salt = statement.bytes(0)
            guard salt.count == Commitment.saltBytes else {
                throw VaultError.failed(
                    code: "storage.corrupt", words: "a detail cannot be read")
            }
            let detail = StandingDetail(content: statement.bytes(1), salt: salt)
            guard detail.digest == digest else {
                throw VaultError.failed(
                    code: "storage.corrupt", words: "a detail is not what was kept")
            }
            return detail
        }
    }

    /// See ``VaultStore/counts()``.
    public func counts() throws -> VaultCounts {
        try run { connection in
            VaultCounts(
                issued: Int(
                    try connection.integer(
                        "SELECT count(*) FROM credential WHERE record IS NOT NULL")),
                pending: Int(
                    try connection.integer(
                        "SELECT count(*) FROM credential WHERE record IS NULL")))
        }
    }

    func run<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try SQLiteVault.mapping { try connection.use { try body($0) } }
    }

    private static func mapping<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as SQLiteError where error.isRefusal {
            if error.message.contains("credential.input") { throw VaultError.inputTaken }
            if error.message.contains("credential.id") { throw VaultError.idTaken }
            let isBit = ["status_bit.", "credential.list,"].contains(where: error.message.contains)
            if isBit { throw VaultError.bitTaken }
            throw VaultError.failed(code: error.code, words: error.description)
        } catch let error as SQLiteError {
            throw VaultError.failed(code: error.code, words: error.description)
        }
    }
}

extension SQLiteConnection {
    fileprivate func note(_ succession: Succession) throws {
        try statement("INSERT OR IGNORE INTO succession (replaced, successor) VALUES (?, ?)")
            .bind(1, succession.replaced.description).bind(2, succession.successor.description)
            .run("note a successor")
        let noted = try successor(of: succession.replaced)
        guard let noted, noted == succession.successor else {
            throw VaultError.otherSuccessor(noted ?? succession.successor)
        }
        var met = [succession.replaced]
        var last = succession.successor
        while let next = try successor(of: last) {
            guard !met.contains(next) else {
                throw VaultError.successorReplaced(succession.successor)
            }
            met.append(next)
            last = next
        }
    }

    fileprivate func successor(of id: CredentialID) throws -> CredentialID? {
        let statement = try statement("SELECT successor FROM succession WHERE replaced = ?")
        defer { statement.reset() }
        statement.bind(1, id.description)
        guard try statement.step("look up a successor") else { return nil }
        return CredentialID(statement.text(0))
    }

    func note(_ place: VaultPlace) throws {
        try statement("UPDATE credential SET record = ?, proof = ? WHERE id = ?")
            .bind(1, Int64(place.index.value)).bind(2, place.proof.bytes)
            .bind(3, place.id.description).run("note where a record stands")
    }

    /// The list from which bits are drawn.
    fileprivate func statusList() throws -> Int64 {
        let statement = try statement("SELECT value FROM setting WHERE name = 'status-list'")
        guard let value = try statement.blobs("read the status list's number").first,
            let list = Int64(String(decoding: value, as: UTF8.self))
        else {
            throw VaultError.failed(
                code: "storage.corrupt", words: "the number of the status list is missing")
        }
        return list
    }

    fileprivate func keepStatusList(_ list: Int64) throws {
        try statement("INSERT OR REPLACE INTO setting (name, value) VALUES ('status-list', ?)")
            .bind(1, Array(String(list).utf8)).run("keep the status list's number")
    }

    fileprivate func statusLists() throws -> [Int64] {
        let statement = try statement(
            """
            WITH RECURSIVE used (list) AS (
                SELECT min(list) FROM status_bit
                UNION ALL
                SELECT (SELECT min(list) FROM status_bit WHERE list > used.list)
                FROM used WHERE list IS NOT NULL
            ) SELECT list FROM used WHERE list IS NOT NULL
            """)
        defer { statement.reset() }
        var lists = [try statusList()]
        while try statement.step("list the status lists") { lists.append(statement.integer(0)) }
        return Set(lists).sorted()
    }

    func takeBit(of entry: VaultEntry, _ insert: String) throws {
        try statement("\(insert) INTO status_bit (list, bit) VALUES (?, ?)")
            .bind(1, entry.bit.list).bind(2, entry.bit.index).run("take a status bit")
    }

    fileprivate func keep(_ entry: VaultEntry) throws {
        try statement(
            """
            INSERT INTO credential (id, input, document, salt, list, bit, statement, leaf, path)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        .bind(1, entry.id.description).bind(2, entry.input.bytes).bind(3, entry.credential)
        .bind(4, entry.salt).bind(5, entry.bit.list).bind(6, entry.bit.index)
        .bind(7, entry.statement.bytes)
        .bind(8, entry.membership.map { Int64($0.leaf.value) })
        .bind(9, entry.membership.map { $0.path.flatMap(\.bytes) })
        .run("keep a credential")
    }
}
