import Records
import Signing
import Testing
import TransparencyLog

/// An institution with fixed keys that states one thing after the other, without any store.
struct SampleLedger {
    let did: DID
    let origin: Origin
    private(set) var records: [Record] = []
    private var nonce: UInt8 = 0

    static func key(_ name: String) throws -> PrivateKey {
        try PrivateKey(ed25519Seed: Digest.sha256(Array(name.utf8)).bytes)
    }

    init(keys: [(String, KeyUse)] = [("record-1", .record), ("assertion-1", .assertion)]) throws {
        did = try #require(DID("did:web:uni.example"))
        origin = try #require(Origin("uni.example/ledger"))
        let declared = try keys.map { try SampleLedger.declare($0.0, $0.1, did) }
        let genesis = Genesis(
            did: did, origin: origin, keys: declared,
            recovery: try SampleLedger.quorum("first", did).commitment)
        try append(.genesis(genesis), by: [keys[0].0])
    }

    static func declare(_ name: String, _ use: KeyUse, _ did: DID) throws -> DeclaredKey {
        DeclaredKey(
            name: try #require(DIDURL(did: did, fragment: name)), use: use,
            key: try key(name).publicKey)
    }

    static func quorum(_ name: String, _ did: DID) throws -> RecoveryQuorum {
        let keys = try (1...3).map { try declare("\(name)-\($0)", .recovery, did) }
        return try #require(
            RecoveryQuorum(threshold: 2, keys: keys, salt: Array(repeating: 9, count: 32)))
    }

    func name(_ fragment: String) throws -> DIDURL {
        try #require(DIDURL(did: did, fragment: fragment))
    }

    /// Signs a statement and gives it the next place.
    @discardableResult
    mutating func append(
        _ body: StatementBody, by keys: [String], at seconds: Int64 = 1_780_000_000
    ) throws -> Record {
        nonce += 1
        let statement = Statement(
            issuer: did, ledger: origin, nonce: Array(repeating: nonce, count: 16), body: body)
        let signers = try keys.map {
            NamedPrivateKey(name: try name($0), key: try SampleLedger.key($0))
        }
        let record = try Record(
            statement.signed(by: signers), index: LeafIndex(UInt64(records.count)),
            at: Instant(seconds: seconds),
            previous: records.last?.leafHash ?? Record.genesisPrevious(origin))
        records.append(record)
        return record
    }

    mutating func keyChange(
        _ action: KeyChange.Action, _ use: KeyUse, by keys: [String],
        recovery: Recovery? = nil
    ) throws -> Record {
        let previous = records.last { record in
            switch record.statement.body {
            case .genesis, .key: true
            default: false
            }
        }
        return try append(
            .key(
                KeyChange(
                    action, use: use, previous: previous?.index ?? 0, recovery: recovery)),
            by: keys)
    }
}

/// One body of every kind.
func everyBody() throws -> [StatementBody] {
    let did = try #require(DID("did:web:partner.example"))
    let digest = Digest.sha256(Array("x".utf8))
    let status = try #require(StatusBit(list: 1, index: 131_071))
    let change = StandingChange(
        target: Target(record: 0), status: status, effective: try #require(Day("2026-02-28")),
        detail: digest)
    let listChange = StandingChange(
        target: Target(record: 0, leaf: 3), status: status,
        effective: try #require(Day("2024-02-29")), detail: digest)
    let quorum = try SampleLedger.quorum("first", try #require(DID("did:web:uni.example")))
    let key = try SampleLedger.declare("new", .record, try #require(DID("did:web:uni.example")))
    return [
        .issue(
            Issue(
                commitments: [
                    Commitment(form: .jcs, salt: Array(repeating: 1, count: 32), content: digest),
                    Commitment(
                        form: .sdJWT, salt: Array(repeating: 2, count: 32), content: digest),
                ],
                provenance: Provenance(list: 0, template: digest, entry: .backfill))),
        .issueList(IssueList(count: 100, root: digest)),
        .seal(Seal(count: 100, root: digest, officers: [key.name])),
        .revoke(change), .suspend(change), .reinstate(listChange),
        .supersede(FinalChange(target: Target(record: 0), detail: digest)),
        .erase(FinalChange(target: Target(record: 0, leaf: 0), detail: digest)),
        .key(KeyChange(.add(key), use: .record, previous: 0)),
        .key(KeyChange(.retire(key.name), use: .record, previous: 0)),
        .key(
            KeyChange(
                .compromised(key.name, from: 5), use: .record, previous: 0,
                recovery: Recovery(quorum: quorum, next: digest))),
        .reattest(.ranges([0..<3, 5..<6])), .reattest(.root(digest, count: 3)),
        .trust(.published(digest)), .trust(.joined(did, digest)), .trust(.left(did, digest)),
        .custody(Custody(to: did)),
    ]
}
