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
        /// The record that retired it.
        public fileprivate(set) var retired: LeafIndex?
        /// The tree size from which on everything that it signed is void: its own cut-off or, once
        /// all keys that introduced it have one, the highest of theirs; whichever is less.
        public fileprivate(set) var voidFrom: TreeSize?
        fileprivate let introducedBy: [Int]
        fileprivate var retirements: [(index: LeafIndex, signers: [Int])] = []
        fileprivate var compromisedFrom: TreeSize?
    }

    /// Who keeps the ledger.
    public let issuer: DID
    /// The ledger's name.
    public let origin: Origin
    /// Every key that ever was, in the order of introduction.
    public private(set) var entries: [Entry] = []
    /// The key records, the genesis record first.
    public private(set) var keyRecords: [LeafIndex]
    /// The newest key record.
    public var head: LeafIndex { keyRecords[keyRecords.count - 1] }
    /// The commitment to the recovery quorum that may act next.
    public private(set) var recovery: Digest
    private var places: [DIDURL: Int] = [:]
    private var materials: Set<PublicKey> = []
    private var recoveryNames: Set<DIDURL> = []

    /// Begins with a ledger's first record, whose own record keys must all have signed it.
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
        keyRecords = [record.index]
        for key in genesis.keys {
            try introduce(key, at: record.index, by: [])
        }
        let recordKeys = genesis.keys.filter { $0.use == .record }
        let signers = try signers(of: record) { name in
            recordKeys.first { $0.name == name }?.key
        }
        guard !recordKeys.isEmpty, signers.count == recordKeys.count else {
            throw KeyHistoryError(.notAuthorised, at: record.index)
        }
    }

    /// Takes in a ledger's key records, the genesis record first.
    ///
    /// - Throws: ``KeyHistoryError``.
    public init(_ records: [Record]) throws(KeyHistoryError) {
        guard let genesis = records.first else { throw KeyHistoryError(.notGenesis, at: 0) }
        try self.init(genesis: genesis)
        for record in records.dropFirst() {
            try apply(record)
        }
    }

    /// The key of that name, whatever has become of it.
    public func entry(_ name: DIDURL) -> Entry? {
        places[name].map { entries[$0] }
    }

    /// The key of that name if it could sign the record at `index` for `use`, as far as the key
    /// records so far tell.
    public func key(_ name: DIDURL, for use: KeyUse, at index: LeafIndex) -> PublicKey? {
        guard let entry = entry(name), entry.declared.use == use, entry.introduced < index,
            entry.retired.map({ index <= $0 }) ?? true,
            entry.voidFrom.map({ index.value < $0.value }) ?? true
        else { return nil }
        return entry.declared.key
    }

    /// The tree size from which on everything that this key signed is void; `nil` if nothing is.
    public func voidFrom(_ name: DIDURL) -> TreeSize? {
        entry(name)?.voidFrom
    }

    /// The keys that may sign for `use` in the next record.
    public func activeKeys(for use: KeyUse) -> [DeclaredKey] {
        entries.filter {
            $0.declared.use == use && $0.retired == nil && $0.voidFrom == nil
        }.map(\.declared)
    }

    /// Whether a record counts for nothing because every record key that signed it was
    /// compromised from its place on.
    ///
    /// Records that a recovery quorum signed are never void.
    public func isVoid(_ record: Record) -> Bool {
        let signers = record.signed.signatures.compactMap { entry($0.key) }
            .filter { $0.declared.use == .record }
        return !signers.isEmpty
            && signers.allSatisfy { signer in
                signer.voidFrom.map { record.index.value >= $0.value } ?? false
            }
    }

    /// Checks that the keys which must have signed a record did.
    ///
    /// Every signature in an algorithm that this reader knows must verify and be by a record or
    /// officer key in force; at least one must be by a record key.
    ///
    /// - Throws: ``KeyHistoryError``.
    public func authorise(_ record: Record) throws(KeyHistoryError) {
        _ = try authorisingKeys(of: record)
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
        let signers = try authorisingKeys(of: record)
        var next = self
        if let recovery = change.recovery {
            guard recovery.next != self.recovery else {
                throw KeyHistoryError(.noQuorum, at: record.index)
            }
            next.recovery = recovery.next
            next.recoveryNames.formUnion(recovery.quorum.keys.map(\.name))
            next.materials.formUnion(recovery.quorum.keys.map(\.key))
        }
        try next.take(change.action, of: change.use, at: record.index, by: signers)
        next.keyRecords.append(record.index)
        self = next
    }

    private mutating func take(
        _ action: KeyChange.Action, of use: KeyUse, at index: LeafIndex, by signers: [Int]
    ) throws(KeyHistoryError) {
        switch action {
        case .add(let key):
            try introduce(key, at: index, by: signers)
        case .retire(let name):
            let place = try place(of: name, for: use, at: index)
            guard entries[place].retired == nil else {
                throw KeyHistoryError(.alreadyRetired, at: index)
            }
            entries[place].retired = index
            entries[place].retirements.append((index, signers))
        case .compromised(let name, let size):
            let place = try place(of: name, for: use, at: index)
            guard size.value <= index.value,
                entries[place].compromisedFrom.map({ size < $0 }) ?? true
            else { throw KeyHistoryError(.badCutOff, at: index) }
            entries[place].compromisedFrom = size
            settle()
        }
    }

    /// Works out again what is void, after a cut-off has moved: who introduces a key always stands
    /// before it, so one pass is enough. A retirement whose signers are void is undone.
    private mutating func settle() {
        for place in entries.indices {
            let entry = entries[place]
            let cuts = [entry.compromisedFrom, cutOff(of: entry.introducedBy)]
            entries[place].voidFrom = cuts.compactMap(\.self).min()
        }
        for place in entries.indices {
            entries[place].retired =
                entries[place].retirements.first { retirement in
                    retirement.signers.isEmpty
                        || retirement.signers.contains { signer in
                            entries[signer].voidFrom.map {
                                retirement.index.value < $0.value
                            } ?? true
                        }
                }?.index
        }
    }

    /// The size from which on none of several keys counts any more; `nil` while one of them does.
    private func cutOff(of signers: [Int]) -> TreeSize? {
        let cuts = signers.map { entries[$0].voidFrom }
        return cuts.contains(nil) ? nil : cuts.compactMap(\.self).max()
    }

    private mutating func introduce(
        _ key: DeclaredKey, at index: LeafIndex, by signers: [Int]
    ) throws(KeyHistoryError) {
        guard key.name.did == issuer, key.use != .recovery, places[key.name] == nil,
            !recoveryNames.contains(key.name), materials.insert(key.key).inserted
        else { throw KeyHistoryError(.keyNotNew, at: index) }
        places[key.name] = entries.count
        entries.append(
            Entry(
                declared: key, introduced: index,
                voidFrom: cutOff(of: signers),
                introducedBy: signers))
    }

    private func place(
        of name: DIDURL, for use: KeyUse, at index: LeafIndex
    ) throws(KeyHistoryError) -> Int {
        guard let place = places[name], entries[place].declared.use == use else {
            throw KeyHistoryError(.unknownKey, at: index)
        }
        return place
    }

    // MARK: Who signed

    /// The record keys whose signatures authorise a record; none for one by a recovery quorum.
    private func authorisingKeys(of record: Record) throws(KeyHistoryError) -> [Int] {
        let statement = record.statement
        guard statement.issuer == issuer, statement.ledger == origin else {
            throw KeyHistoryError(.otherLedger, at: record.index)
        }
        if case .key(let change) = statement.body, change.takesQuorum {
            try checkQuorum(change.recovery, of: record)
            return []
        }
        let signers = try signers(of: record) { name in
            key(name, for: .record, at: record.index)
                ?? key(name, for: .officer, at: record.index)
        }
        let recordKeys = signers.compactMap { places[$0] }
            .filter { entries[$0].declared.use == .record }
        if case .seal(let seal) = statement.body,
            !seal.officers.allSatisfy({ officer in
                signers.contains(officer) && entry(officer)?.declared.use == .officer
            })
        {
            throw KeyHistoryError(.notAuthorised, at: record.index)
        }
        guard !recordKeys.isEmpty else {
            throw KeyHistoryError(.notAuthorised, at: record.index)
        }
        return recordKeys
    }

    private func checkQuorum(
        _ recovery: Recovery?, of record: Record
    ) throws(KeyHistoryError) {
        guard let recovery, recovery.quorum.commitment == self.recovery,
            recovery.quorum.keys.allSatisfy({ $0.name.did == issuer && places[$0.name] == nil }),
            !entries.contains(where: { entry in
                recovery.quorum.keys.contains { $0.key == entry.declared.key }
            })
        else { throw KeyHistoryError(.noQuorum, at: record.index) }
        let signers = try signers(of: record) { name in
            recovery.quorum.keys.first { $0.name == name }?.key
        }
        guard signers.count >= recovery.quorum.threshold else {
            throw KeyHistoryError(.noQuorum, at: record.index)
        }
    }

    /// The names of the keys that signed. A signature in an algorithm that nobody here knows is
    /// passed over; any other must be by a key that `key` gives, and verify.
    private func signers(
        of record: Record, key: (DIDURL) -> PublicKey?
    ) throws(KeyHistoryError) -> [DIDURL] {
        let message = record.signed.message
        var signers: [DIDURL] = []
        for signature in record.signed.signatures where signature.isReadable {
            guard let key = key(signature.key), signature.verifies(message, by: key) else {
                throw KeyHistoryError(.notAuthorised, at: record.index)
            }
            signers.append(signature.key)
        }
        return signers
    }
}
