public import Signing
public import TransparencyLog

/// The keys of one ledger over its whole life, as its key records tell it.
///
/// Fed with the genesis record and then with every key record in order; other records are judged
/// by it and change nothing.
///
/// Spec: 01-record §5.
public struct KeyHistory: Sendable {
    /// One key's life.
    public struct Entry: Sendable {
        /// The key.
        public let declared: DeclaredKey
        /// The record that introduced it.
        public let introduced: LeafIndex
        /// The keys whose signatures introduced it; empty for the keys of genesis and of a
        /// recovery.
        public let introducedBy: [DIDURL]
        /// The record that retired it.
        public internal(set) var retired: LeafIndex?
        /// The tree size from which on what it signed is void.
        public internal(set) var compromisedFrom: TreeSize?
    }

    /// Who keeps the ledger.
    public let issuer: DID
    /// The ledger's name.
    public let origin: Origin
    /// Every key that ever was, in the order of introduction.
    public private(set) var entries: [Entry]
    /// The newest key record.
    public private(set) var head: LeafIndex
    /// The commitment to the recovery quorum that may act next.
    public private(set) var recovery: Digest
    private var places: [DIDURL: Int]

    /// Begins with a ledger's first record, whose own keys must have signed it.
    ///
    /// - Throws: ``KeyHistoryError``.
    public init(genesis record: Record) throws(KeyHistoryError) {
        guard case .genesis(let genesis) = record.statement.body, record.index.value == 0,
            genesis.did == record.statement.issuer, genesis.origin == record.statement.ledger,
            record.previous == Record.genesisPrevious(genesis.origin)
        else { throw KeyHistoryError(.notGenesis, at: record.index) }
        issuer = genesis.did
        origin = genesis.origin
        recovery = genesis.recovery
        head = record.index
        entries = []
        places = [:]
        for key in genesis.keys {
            try introduce(key, at: record.index, by: [])
        }
        let message = record.signed.message
        for key in genesis.keys where key.use == .record {
            guard
                record.signed.signatures.contains(where: {
                    $0.key == key.name && $0.verifies(message, by: key.key)
                })
            else { throw KeyHistoryError(.notAuthorised, at: record.index) }
        }
        guard genesis.keys.contains(where: { $0.use == .record }) else {
            throw KeyHistoryError(.notAuthorised, at: record.index)
        }
    }

    /// Reads a ledger's key records, the genesis record first.
    ///
    /// - Throws: ``RecordError`` or ``KeyHistoryError``.
    public init(records: [[UInt8]]) throws {
        guard let genesis = records.first else { throw KeyHistoryError(.notGenesis, at: 0) }
        try self.init(genesis: Record(parsing: genesis))
        for bytes in records.dropFirst() {
            try apply(Record(parsing: bytes))
        }
    }

    /// The key of that name, whatever has become of it.
    public func entry(_ name: DIDURL) -> Entry? {
        places[name].map { entries[$0] }
    }

    /// The key of that name if it could sign the record at `index` for `use`, as far as the key
    /// records before that one tell.
    public func key(_ name: DIDURL, for use: KeyUse, at index: LeafIndex) -> PublicKey? {
        guard let entry = entry(name), entry.declared.use == use, entry.introduced < index,
            entry.retired.map({ index <= $0 }) ?? true, voidFrom(name) == nil
        else { return nil }
        return entry.declared.key
    }

    /// The keys that may sign for `use` in the next record.
    public func activeKeys(for use: KeyUse) -> [DeclaredKey] {
        entries.filter {
            $0.declared.use == use && $0.retired == nil && voidFrom($0.declared.name) == nil
        }.map(\.declared)
    }

    /// The tree size from which on everything that this key signed is void: its own cut-off or
    /// that of a key that introduced it, whichever is less; `nil` if there is none.
    public func voidFrom(_ name: DIDURL) -> TreeSize? {
        guard let entry = entry(name) else { return nil }
        let cuts = [entry.compromisedFrom] + entry.introducedBy.map { voidFrom($0) }
        return cuts.compactMap(\.self).min()
    }

    /// Checks that the keys which must have signed a record did.
    ///
    /// Every signature by a key of this ledger must verify; at least one must be by a record key
    /// in force. Signatures in algorithms that this reader does not know are passed over.
    ///
    /// - Throws: ``KeyHistoryError``.
    public func authorise(_ record: Record) throws(KeyHistoryError) {
        _ = try signers(of: record)
    }

    /// Takes a key record in.
    ///
    /// - Throws: ``KeyHistoryError``, and then nothing has changed.
    public mutating func apply(_ record: Record) throws(KeyHistoryError) {
        guard case .key(let change) = record.statement.body else {
            throw KeyHistoryError(.notKeyRecord, at: record.index)
        }
        guard change.previous == head, record.index > head else {
            throw KeyHistoryError(.brokenKeyChain, at: record.index)
        }
        let signers = try signers(of: record)
        if let recovery = change.recovery, recovery.next == self.recovery {
            throw KeyHistoryError(.notAuthorised, at: record.index)
        }
        switch change.action {
        case .add(let key):
            try introduce(key, at: record.index, by: change.recovery == nil ? signers : [])
        case .retire(let name):
            let place = try place(of: name, for: change.use, at: record.index)
            guard entries[place].retired == nil else {
                throw KeyHistoryError(.alreadyRetired, at: record.index)
            }
            entries[place].retired = record.index
        case .compromised(let name, let size):
            let place = try place(of: name, for: change.use, at: record.index)
            let earlier = entries[place].compromisedFrom
            guard size.value <= record.index.value, earlier.map({ size < $0 }) ?? true else {
                throw KeyHistoryError(.badCutOff, at: record.index)
            }
            entries[place].compromisedFrom = size
        }
        if let recovery = change.recovery {
            self.recovery = recovery.next
        }
        head = record.index
    }

    private mutating func introduce(
        _ key: DeclaredKey, at index: LeafIndex, by signers: [DIDURL]
    ) throws(KeyHistoryError) {
        guard key.name.did == issuer, key.use != .recovery, places[key.name] == nil,
            !entries.contains(where: { $0.declared.key == key.key })
        else { throw KeyHistoryError(.keyNotNew, at: index) }
        places[key.name] = entries.count
        entries.append(Entry(declared: key, introduced: index, introducedBy: signers))
    }

    private func place(
        of name: DIDURL, for use: KeyUse, at index: LeafIndex
    ) throws(KeyHistoryError) -> Int {
        guard let place = places[name], entries[place].declared.use == use else {
            throw KeyHistoryError(.unknownKey, at: index)
        }
        return place
    }

    private func signers(of record: Record) throws(KeyHistoryError) -> [DIDURL] {
        let statement = record.statement
        guard statement.issuer == issuer, statement.ledger == origin else {
            throw KeyHistoryError(.otherLedger, at: record.index)
        }
        if case .key(let change) = statement.body, KeyHistory.takesQuorum(change) {
            return try quorum(change.recovery, of: record)
        }
        let message = record.signed.message
        var recordKeys: [DIDURL] = []
        var officers: [DIDURL] = []
        for signature in record.signed.signatures
        where SignatureAlgorithm(rawValue: signature.algorithm) != nil {
            if let key = key(signature.key, for: .record, at: record.index),
                signature.verifies(message, by: key)
            {
                recordKeys.append(signature.key)
            } else if let key = key(signature.key, for: .officer, at: record.index),
                signature.verifies(message, by: key)
            {
                officers.append(signature.key)
            } else {
                throw KeyHistoryError(.notAuthorised, at: record.index)
            }
        }
        if case .seal(let seal) = statement.body,
            !seal.officers.allSatisfy(officers.contains)
        {
            throw KeyHistoryError(.notAuthorised, at: record.index)
        }
        guard !recordKeys.isEmpty else {
            throw KeyHistoryError(.notAuthorised, at: record.index)
        }
        return recordKeys
    }

    /// Whether a change takes the recovery quorum: all but adding and retiring a key for records,
    /// credentials or status, and these too if they carry the quorum's opening.
    private static func takesQuorum(_ change: KeyChange) -> Bool {
        if change.recovery != nil { return true }
        switch (change.action, change.use) {
        case (.add, .record), (.add, .assertion), (.add, .status): return false
        case (.retire, .record), (.retire, .assertion), (.retire, .status): return false
        default: return true
        }
    }

    private func quorum(
        _ recovery: Recovery?, of record: Record
    ) throws(KeyHistoryError) -> [DIDURL] {
        guard let recovery, recovery.quorum.commitment == self.recovery else {
            throw KeyHistoryError(.noQuorum, at: record.index)
        }
        let message = record.signed.message
        var signers: Set<DIDURL> = []
        for signature in record.signed.signatures {
            guard let key = recovery.quorum.keys.first(where: { $0.name == signature.key }),
                signature.verifies(message, by: key.key)
            else { throw KeyHistoryError(.notAuthorised, at: record.index) }
            signers.insert(signature.key)
        }
        guard signers.count >= recovery.quorum.threshold else {
            throw KeyHistoryError(.noQuorum, at: record.index)
        }
        return Array(signers)
    }
}

/// Why a record is not authorised, or a key record cannot be taken in.
public struct KeyHistoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, as a stable code of `spec/errors.md`.
    public enum Reason: String, Hashable, Sendable {
        /// The first record does not found a ledger.
        case notGenesis = "keys.not-genesis"
        /// The record is no key record.
        case notKeyRecord = "keys.not-key-record"
        /// The key record does not name the one before it.
        case brokenKeyChain = "keys.broken-chain"
        /// No key that may do so signed, or a signature fails.
        case notAuthorised = "keys.not-authorised"
        /// The recovery quorum is missing, is another than committed to, or did not sign enough.
        case noQuorum = "keys.no-quorum"
        /// The key or its name was declared before, or belongs to somebody else.
        case keyNotNew = "keys.not-new"
        /// No key of that name and use.
        case unknownKey = "keys.unknown"
        /// The key was retired before.
        case alreadyRetired = "keys.already-retired"
        /// The cut-off lies ahead of the record or after an earlier cut-off.
        case badCutOff = "keys.bad-cut-off"
        /// The statement belongs to another issuer or ledger.
        case otherLedger = "keys.other-ledger"
    }

    /// What is wrong.
    public let reason: Reason
    /// The record at which it was found.
    public let index: LeafIndex

    init(_ reason: Reason, at index: LeafIndex) {
        self.reason = reason
        self.index = index
    }

    /// The stable code.
    public var code: String { reason.rawValue }

    /// The code and the record.
    public var description: String { "\(code) at record \(index)" }
}
