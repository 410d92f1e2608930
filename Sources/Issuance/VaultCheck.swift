public import AppendOnlyLedger
import CanonicalJSON
import Credentials
import Records
public import Signing
public import TransparencyLog
import Verification

/// What a comparison of a whole vault with the records of its ledger found.
///
/// Spec: 03-append §6.
public struct VaultCheck: Sendable {
    /// A credential that is not what was recorded, by its number and its record: no name of a
    /// person.
    public struct Damage: Hashable, Sendable, CustomStringConvertible {
        /// The name under which it is kept: the award's number.
        public let name: String
        /// Its record; `nil` for one that is pending.
        public let record: LeafIndex?
        /// Its place in the record's list; `nil` where the record is about it alone.
        public let leaf: LeafIndex?

        /// The award's number and, in brackets, its record.
        public var description: String {
            guard let record else { return "\(name) (pending)" }
            return leaf.map { "\(name) (record \(record), place \($0))" }
                ?? "\(name) (record \(record))"
        }
    }

    /// How many credentials were looked at.
    public private(set) var count = 0
    /// The records whose credentials are there and whole.
    public private(set) var records: Set<LeafIndex> = []
    /// What is damaged.
    public private(set) var damaged: [Damage] = []

    /// Compares every credential, its salt, its proof and its place with the ledger. Blocks.
    ///
    /// - Throws: ``VaultError``, ``StoreError`` or ``LedgerError`` if one of them cannot be read;
    ///   ``LedgerError/clockBehind(last:)``.
    public init(of vault: any VaultStore, beside ledger: LedgerView, at now: Instant) throws {
        let judge = try VaultJudge(ledger, at: now)
        var last = ""
        while true {
            let rows = try vault.rows(after: last)
            for row in rows {
                count += 1
                if let entry = row.entry, try judge.isWhole(entry) {
                    if let index = try judge.record(of: entry) { records.insert(index) }
                } else {
                    damaged.append(Damage(name: row.name, record: row.record, leaf: row.leaf))
                }
            }
            guard let end = rows.last?.name, end > last else { break }
            last = end
        }
        damaged.sort { ($0.record?.value ?? .max) < ($1.record?.value ?? .max) }
    }
}

/// One credential as it stands in a vault, be it readable or not.
public struct VaultRow: Sendable {
    /// The name under which it is kept.
    public let name: String
    /// Where its record is said to stand.
    public let record: LeafIndex?
    /// Its place in the record's list.
    public let leaf: LeafIndex?
    /// What is kept; `nil` if it cannot be read.
    public let entry: VaultEntry?

    /// Puts a row together.
    public init(name: String, record: LeafIndex?, leaf: LeafIndex?, entry: VaultEntry?) {
        self.name = name
        self.record = record
        self.leaf = leaf
        self.entry = entry
    }
}

/// Compares credentials of a vault with what their ledger says.
struct VaultJudge {
    private let ledger: LedgerView
    private let issuer: String
    private let history: KeyHistory
    private let now: Instant

    /// - Throws: ``LedgerError/clockBehind(last:)``: by such a clock what was signed since then
    ///   would not count yet.
    init(_ ledger: LedgerView, at now: Instant) throws {
        try ledger.require(now + ProofExpectation(now: now).clockSkew)
        history = try ledger.keys()
        issuer = history.issuer.description
        self.ledger = ledger
        self.now = now
    }

    /// Whether an entry is what was recorded: it opens the commitment of its statement, a key of
    /// the ledger signed it, and its record and receipt are the ledger's.
    func isWhole(_ entry: VaultEntry) throws -> Bool {
        guard let credential = try? JSONDocument(parsing: entry.credential).root,
            credential["id"]?.string == entry.id.description
        else { return false }
        let content = credential.canonicalBytes(omitting: ["proof"])
        let opened = Commitment(form: .jcs, salt: entry.salt, content: .sha256(content))
        guard entry.statement.statement.body.issues(opened, at: entry.membership),
            Registrar.statusBit(of: credential).map({ $0 == entry.bit }) ?? true
        else { return false }
        let keys = history.document(of: .assertion, for: .document(credential))
        let report = ProofReport(
            judging: credential, expecting: ProofExpectation(now: now),
            resolver: KnownDocuments([keys]))
        guard case .pass = report.conclusion(forIssuer: issuer) else { return false }
        guard let place = entry.place else { return true }
        guard let record = try ledger.record(at: place.index) else { return false }
        return record.statement == entry.statement.statement && place.proof.index == place.index
            && place.proof.inclusion.verifies(
                leaf: record.leafHash, root: place.proof.checkpoint.checkpoint.root)
    }

    /// Where the record of a whole entry stands; `nil` if it is not in the ledger yet.
    func record(of entry: VaultEntry) throws -> LeafIndex? {
        if let place = entry.place { return place.index }
        return try ledger.index(ofNonce: entry.statement.statement.nonce)
    }
}
