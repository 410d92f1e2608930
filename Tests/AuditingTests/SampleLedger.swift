import Auditing
import Records
import Signing
import TransparencyLog

/// A ledger made in memory from fixed seeds, by the same formats as any other but without a
/// writer, so that every rule can be broken on purpose.
struct SampleLedger {
    static let did = "did:web:uni.example"
    static let origin = "uni.example/ledger"

    let record: NamedPrivateKey
    let officer: NamedPrivateKey
    let recovery: [NamedPrivateKey]
    let signer: NoteSigner
    /// The key for checkpoints under its name in the ledger.
    let ledgerKey: NamedPrivateKey
    let quorum: RecoveryQuorum

    /// The entries so far.
    private(set) var entries: [[UInt8]] = []
    /// The leaf hash of the last entry.
    private(set) var previous: Digest
    /// The clock's next instant.
    var now = Instant(milliseconds: 1_782_295_200_000)
    private var random = SampleRandom(seed: 1)
    /// The last list that was sealed, which one in four ordinary records names.
    private var sealed: UInt64?

    enum Founding { case yes, no }

    /// Founds a ledger; another `seed` gives other keys and another first record.
    init(seed: UInt8 = 1, founding: Founding = .yes) throws {
        record = try SampleLedger.key("rec-1", seed: seed)
        officer = try SampleLedger.key("officer-1", seed: seed &+ 50)
        recovery = try (0..<3).map { try SampleLedger.key("recovery-\($0)", seed: seed &+ 60 + $0) }
        let origin = try SampleLedger.required(Origin(SampleLedger.origin))
        ledgerKey = try SampleLedger.key("log-1", seed: seed &+ 70)
        signer = try NoteSigner(name: origin.keyName, key: ledgerKey.key)
        quorum = try SampleLedger.required(
            RecoveryQuorum(
                threshold: 2, keys: recovery.map { SampleLedger.declared($0, for: .recovery) },
                salt: Array(repeating: 7, count: 32)))
        previous = Record.genesisPrevious(origin)
        guard case .yes = founding else { return }
        let genesis = Genesis(
            did: try SampleLedger.required(DID(SampleLedger.did)), origin: origin,
            keys: [
                SampleLedger.declared(record, for: .record),
                SampleLedger.declared(officer, for: .officer),
                SampleLedger.declared(ledgerKey, for: .ledger),
            ], recovery: quorum.commitment)
        try append(.genesis(genesis))
    }

    // MARK: Appending

    /// A statement with the next nonce.
    mutating func statement(
        _ body: StatementBody, ledger: String = SampleLedger.origin, nonce: [UInt8]? = nil
    ) throws -> Statement {
        Statement(
            issuer: try SampleLedger.required(DID(SampleLedger.did)),
            ledger: try SampleLedger.required(Origin(ledger)),
            nonce: nonce ?? random.bytes(16), body: body)
    }

    /// Appends a statement signed by the record key or by others.
    mutating func append(
        _ body: StatementBody, by keys: [NamedPrivateKey]? = nil, nonce: [UInt8]? = nil
    ) throws {
        try append(statement(body, nonce: nonce).signed(by: keys ?? [record]))
        if case .seal = body { sealed = UInt64(entries.count - 1) }
    }

    /// Appends a signed statement, at another index or after another record if asked.
    mutating func append(
        _ signed: SignedStatement, index: UInt64? = nil, previous: Digest? = nil
    ) throws {
        let made = try Record(
            signed, index: LeafIndex(index ?? UInt64(entries.count)), at: now,
            previous: previous ?? self.previous)
        append(entry: made.bytes)
        now = now + .milliseconds(137)
    }

    /// Appends bytes, whatever they are.
    mutating func append(entry: [UInt8]) {
        entries.append(entry)
        previous = .leaf(entry)
    }

    /// Appends `count` ordinary records.
    mutating func appendIssues(_ count: Int) throws {
        for number in 0..<count { try append(issue(number)) }
    }

    /// A signed statement of an ordinary record.
    mutating func signedIssue() throws -> SignedStatement {
        try statement(issue(0)).signed(by: [record])
    }

    /// The bytes that the next ordinary record would have.
    mutating func next() throws -> [UInt8] {
        try Record(
            signedIssue(), index: LeafIndex(UInt64(entries.count)), at: now, previous: previous
        ).bytes
    }

    /// Introduces a record key by the first one, as the first change of keys.
    mutating func introduce(_ key: NamedPrivateKey) throws {
        try append(
            keyChange(
                .add(SampleLedger.declared(key, for: .record)), use: .record, previous: 0))
    }

    /// 32 bytes for a commitment.
    var salt: [UInt8] { Array(repeating: 6, count: 32) }

    /// A list sealed by the officer.
    var seal: Seal { Seal(count: 3, root: .sha256([4]), officers: [officer.name]) }

    /// A ledger with a record of every kind.
    static func allKinds() throws -> SampleLedger {
        var sample = try SampleLedger()
        try sample.appendIssues(4)
        try sample.append(.seal(sample.seal), by: [sample.record, sample.officer])
        try sample.append(
            .issueList(
                IssueList(count: 3, root: .sha256([4]), provenance: Provenance(list: 5))))
        try sample.append(.suspend(change(of: 2)))
        try sample.append(.reinstate(change(of: 2)))
        try sample.append(.revoke(change(of: 2)))
        try sample.append(.revoke(change(of: 6, leaf: 2)))
        let closure = FinalChange(target: Target(record: 3), detail: .sha256([5]))
        try sample.append(.supersede(closure))
        try sample.append(.erase(closure))
        let next = try key("rec-2", seed: 120)
        try sample.introduce(next)
        try sample.append(
            sample.keyChange(.retire(sample.record.name), use: .record, previous: 13), by: [next])
        try sample.append(.reattest(.ranges([LeafIndex(1)..<LeafIndex(3)])), by: [next])
        try sample.append(.trust(.published(.sha256([6]))), by: [next])
        try sample.append(
            .custody(Custody(to: required(DID("did:web:ministry.example")))), by: [next])
        return sample
    }

    /// A body of an ordinary record: now with one commitment, now with two, now with all members.
    mutating func issue(_ number: Int) -> StatementBody {
        let jcs = Commitment(
            form: .jcs, salt: random.bytes(32), content: .sha256(random.bytes(8)))
        let jwt = Commitment(
            form: .sdJWT, salt: random.bytes(32), content: .sha256(random.bytes(8)))
        switch number % 4 {
        case 0: return .issue(Issue(commitments: [jcs]))
        case 1: return .issue(Issue(commitments: [jcs, jwt]))
        case 2:
            return .issue(
                Issue(commitments: [jwt], provenance: Provenance(template: .sha256([1]))))
        default:
            return .issue(
                Issue(
                    commitments: [jcs],
                    provenance: Provenance(
                        list: sealed.map { LeafIndex($0) }, template: .sha256([2]),
                        entry: .backfill)))
        }
    }

    /// A change of standing of a record.
    static func change(
        of record: UInt64, leaf: UInt64? = nil, bit: Int64? = nil
    ) throws -> StandingChange {
        StandingChange(
            target: Target(record: LeafIndex(record), leaf: leaf.map { LeafIndex($0) }),
            status: try required(StatusBit(list: 1, index: bit ?? Int64(record))),
            effective: try required(Day("2026-07-01")), detail: .sha256([3]))
    }

    /// A change of keys, with the recovery quorum's opening if asked.
    func keyChange(
        _ action: KeyChange.Action, use: KeyUse, previous: UInt64, opening: Opening = .closed
    ) -> StatementBody {
        var recovery: Recovery?
        if case .opened = opening { recovery = Recovery(quorum: quorum, next: .sha256([9])) }
        return .key(
            KeyChange(action, use: use, previous: LeafIndex(previous), recovery: recovery))
    }

    enum Opening { case closed, opened }

    // MARK: Publishing

    /// The objects of the ledger as it is published, by path.
    func published(signedBy other: NoteSigner? = nil) throws -> [String: [UInt8]] {
        var objects: [String: [UInt8]] = [:]
        var edge = RightEdge()
        for entry in entries {
            for tile in edge.append(.leaf(entry)) {
                objects[tile.coordinate.path] = HashTile.encode(tile.hashes)
            }
        }
        for (level, hashes) in edge.partialTiles.enumerated() {
            if let tile = TileCoordinate.partial(level: level, in: edge.size) {
                objects[tile.path] = HashTile.encode(hashes)
            }
        }
        for first in stride(from: 0, to: entries.count, by: 256) {
            let bundle = Array(entries[first..<min(first + 256, entries.count)])
            let tile = try SampleLedger.required(
                TileCoordinate(level: 0, index: UInt64(first / 256), width: bundle.count))
            objects[tile.entriesPath] = try EntryBundle.encode(bundle)
        }
        objects["checkpoint"] = try checkpoint(edge, signedBy: other ?? signer).bytes
        return objects
    }

    /// The signed checkpoint of the first `count` entries, or of all.
    func checkpoint(
        of count: Int? = nil, signedBy other: NoteSigner? = nil
    ) throws -> SignedCheckpoint {
        var edge = RightEdge()
        for entry in entries.prefix(count ?? entries.count) { _ = edge.append(.leaf(entry)) }
        return try checkpoint(edge, signedBy: other ?? signer)
    }

    /// A signed checkpoint of any size and root.
    func checkpoint(size: UInt64, root: Digest) throws -> SignedCheckpoint {
        let origin = try SampleLedger.required(Origin(SampleLedger.origin))
        return try Checkpoint(origin: origin, size: TreeSize(size), root: root)
            .signed(by: signer)
    }

    /// The ledger under a checkpoint with another root.
    func ledger(withRoot root: Digest) throws -> MemoryLedger {
        var objects = try published()
        objects["checkpoint"] = try checkpoint(size: UInt64(entries.count), root: root).bytes
        return MemoryLedger(objects: objects)
    }

    private func checkpoint(
        _ edge: RightEdge, signedBy signer: NoteSigner
    ) throws -> SignedCheckpoint {
        let origin = try SampleLedger.required(Origin(signer.verifierKey.name.description))
        return try Checkpoint(origin: origin, size: edge.size, root: edge.root)
            .signed(by: signer)
    }

    /// What a trust list pins of the ledger.
    func pinned(until: TreeSize? = nil) throws -> AnchoredLedger {
        AnchoredLedger(
            origin: try SampleLedger.required(Origin(SampleLedger.origin)),
            genesis: .leaf(entries[0]),
            keys: [PinnedKey(key: signer.verifierKey, until: until)])
    }

    // MARK: Parts

    static func key(_ fragment: String, seed: UInt8) throws -> NamedPrivateKey {
        let did = try required(DID(did))
        return NamedPrivateKey(
            name: try required(DIDURL(did: did, fragment: fragment)),
            key: try PrivateKey(ed25519Seed: Array(repeating: seed, count: 32)))
    }

    static func declared(_ key: NamedPrivateKey, for use: KeyUse) -> DeclaredKey {
        DeclaredKey(name: key.name, use: use, key: key.key.publicKey)
    }

    static func required<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw SampleError.missing }
        return value
    }
}

enum SampleError: Error { case missing }

/// The same numbers on every run (SplitMix64).
struct SampleRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}

/// A published ledger in memory.
struct MemoryLedger: PublishedLedger {
    var objects: [String: [UInt8]]
    var earlier: [SignedCheckpoint] = []
    /// Paths whose reading fails.
    var broken: Set<String> = []

    func checkpoint() async throws -> [UInt8] {
        try object(objects["checkpoint.latest"] == nil ? "checkpoint" : "checkpoint.latest")
    }

    func cosignedCheckpoint() async throws -> [UInt8]? {
        do {
            return try object("checkpoint")
        } catch PublishedLedgerError.missing {
            return nil
        }
    }

    func entries(of tile: TileCoordinate) async throws -> [UInt8] {
        try object(tile.entriesPath)
    }

    func hashes(of tile: TileCoordinate) async throws -> [UInt8] { try object(tile.path) }

    func checkpoints(from size: TreeSize) async throws -> [[UInt8]] {
        // Two at a time, so that pages are turned.
        earlier.filter { $0.checkpoint.size >= size }.prefix(2).map(\.bytes)
    }

    private func object(_ path: String) throws -> [UInt8] {
        if broken.contains(path) {
            throw PublishedLedgerError.unreadable(path: path, words: "Input/output error")
        }
        guard let bytes = objects[path] else { throw PublishedLedgerError.missing(path: path) }
        return bytes
    }
}
