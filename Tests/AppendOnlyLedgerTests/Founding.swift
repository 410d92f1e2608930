import AppendOnlyLedger
import Records
import SQLiteStorage
import Signing
import Synchronization
import Testing
import TransparencyLog

import struct FoundationEssentials.URL
import class FoundationEssentials.FileManager

/// A ledger in a temporary folder with fixed keys, and what a test does to it.
struct Founding {
    let folder: String
    let recordKey: NamedPrivateKey
    let ledgerKey: NamedPrivateKey
    let did: DID
    let origin: Origin

    var file: String { "\(folder)/ledger.sqlite" }

    var signer: NoteSigner {
        get throws { try NoteSigner(name: origin.keyName, key: ledgerKey.key) }
    }

    /// Founds a ledger that begins with `more` record keys besides its own.
    init(alsoSigning more: [NamedPrivateKey] = []) async throws {
        folder =
            FileManager.default.temporaryDirectory.path
            + "/testamur-test-\(Hex.encode(Entropy.bytes(8)))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        did = try #require(DID("did:web:uni.example"))
        origin = try #require(Origin("uni.example/ledger"))
        recordKey = try Founding.key("record-1", seed: 1)
        ledgerKey = try Founding.key("ledger-1", seed: 2)
        let quorum = try Founding.quorum(did)
        let genesis = Genesis(
            did: did, origin: origin,
            keys: ([recordKey] + more).map { $0.declared(for: .record) }
                + [ledgerKey.declared(for: .ledger)],
            recovery: quorum.commitment)
        let statement = Statement(
            issuer: did, ledger: origin, nonce: Array(repeating: 0, count: 16),
            body: .genesis(genesis))
        try SQLiteLedgerStore.create(at: file)
        try await Ledger.found(
            in: SQLiteLedgerStore(path: file),
            genesis: statement.signed(by: [recordKey] + more),
            signer: signer, at: Instant(seconds: 1_780_000_000))
    }

    /// A key of the institution, the same each time.
    static func key(_ fragment: String, seed: UInt8) throws -> NamedPrivateKey {
        let did = try #require(DID("did:web:uni.example"))
        return NamedPrivateKey(
            name: try #require(DIDURL(did: did, fragment: fragment)),
            key: try PrivateKey(ed25519Seed: Array(repeating: seed, count: 32)))
    }

    private static func recoveryKeys() throws -> [NamedPrivateKey] {
        try (1...3).map { try key("recovery-\($0)", seed: 100 + $0) }
    }

    private static func quorum(_ did: DID) throws -> RecoveryQuorum {
        try #require(
            RecoveryQuorum(
                threshold: 2, keys: recoveryKeys().map { $0.declared(for: .recovery) },
                salt: Array(repeating: 9, count: 32)))
    }

    func store() throws -> SQLiteLedgerStore { try SQLiteLedgerStore(path: file) }

    func open(
        _ store: (any LedgerStore)? = nil,
        clock: @escaping @Sendable () -> Instant = { Instant(seconds: 1_780_000_001) }
    ) async throws -> Ledger {
        try await Ledger.open(store ?? self.store(), signer: signer, clock: clock)
    }

    /// A statement of the institution, signed.
    func state(
        _ body: StatementBody, by key: NamedPrivateKey? = nil, nonce: [UInt8]? = nil
    ) throws -> AuthorisedStatement {
        try AuthorisedStatement(
            Statement(
                issuer: did, ledger: origin, nonce: nonce ?? Entropy.bytes(16), body: body),
            signedBy: key ?? recordKey)
    }

    /// What two keys of the recovery quorum state; once in a ledger.
    func recover(
        _ action: KeyChange.Action, _ use: KeyUse, previous: LeafIndex = 0
    ) throws -> SignedStatement {
        let change = KeyChange(
            action, use: use, previous: previous,
            recovery: Recovery(quorum: try Founding.quorum(did), next: .sha256([7])))
        return try Statement(
            issuer: did, ledger: origin, nonce: Entropy.bytes(16), body: .key(change)
        ).signed(by: Array(Founding.recoveryKeys().prefix(2)))
    }

    func issue(_ number: Int, nonce: [UInt8]? = nil) throws -> AuthorisedStatement {
        let commitment = Commitment(
            form: .jcs, salt: Digest.sha256(Array("salt \(number)".utf8)).bytes,
            content: .sha256(Array("\(number)".utf8)))
        return try state(.issue(Issue(commitments: [commitment])), nonce: nonce)
    }

    /// A change of standing, shown by a bit.
    func change(_ index: LeafIndex, bit: Int64 = 7) throws -> StandingChange {
        StandingChange(
            target: Target(record: index), status: try #require(StatusBit(list: 1, index: bit)),
            effective: try #require(Day("2026-07-01")), detail: .sha256([1]))
    }

    func revoke(_ index: LeafIndex) throws -> AuthorisedStatement {
        try state(.revoke(change(index)))
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }
}

extension NamedPrivateKey {
    /// The public half as a ledger declares it.
    func declared(for use: KeyUse) -> DeclaredKey {
        DeclaredKey(name: name, use: use, key: key.publicKey)
    }
}
