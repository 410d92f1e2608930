import AppendOnlyLedger
public import Credentials
public import Records
public import Signing
public import TransparencyLog

/// A record for a person who has to say whose it is: what it states, when, and about which awards.
public struct RecordSketch: Sendable {
    /// The most awards of one record that are shown.
    public static let awardsMax = 3

    /// An award that the vault has.
    public struct Award: Sendable {
        /// Its number.
        public let id: CredentialID
        /// The award; `nil` if what is kept is damaged.
        public let credential: Credential?
    }

    /// Its index.
    public let record: LeafIndex
    /// What it states.
    public let kind: StatementKind
    /// When it was made, by the sequencer's clock.
    public let at: Instant
    /// Whose standing it changes; `nil` for one that changes none.
    public let target: Target?
    /// How many awards it is about, as far as the vault has them.
    public let count: Int
    /// The first of those.
    public let awards: [Award]
}

extension Registrar {
    /// What records state, and about which awards.
    ///
    /// - Throws: ``LedgerError`` or ``VaultError``.
    public func sketches(of indexes: [LeafIndex]) async throws -> [RecordSketch] {
        let records = try await ledger.read { view in
            try indexes.compactMap { try view.record(at: $0) }
        }
        return try await inVault { vault in
            try records.map { try RecordSketch($0, from: vault) }
        }
    }
}

extension RecordSketch {
    fileprivate init(_ record: Record, from vault: any VaultStore) throws {
        let body = record.statement.body
        let targets: [Target]
        switch body {
        case .issueList(let list):
            // Which of the places hold an award, and how many do, is in the vault alone.
            targets = (0..<list.count.value).map {
                Target(record: record.index, leaf: LeafIndex($0))
            }
        default:
            targets = [body.target ?? Target(record: record.index)]
        }
        self.record = record.index
        kind = body.kind
        at = record.at
        target = body.target
        let entries = try targets.compactMap { try RecordSketch.entry(at: $0, in: vault) }
        count = entries.count
        awards = entries.prefix(RecordSketch.awardsMax).map { entry in
            Award(
                id: entry.id, credential: try? Credential(parsing: entry.credential, as: .verifying)
            )
        }
    }

    /// What is damaged in the vault is as if it were not there.
    private static func entry(
        at target: Target, in vault: any VaultStore
    ) throws -> VaultEntry? {
        do {
            return try vault.entry(at: target)
        } catch VaultError.failed(code: "storage.corrupt", _) {
            return nil
        }
    }
}
