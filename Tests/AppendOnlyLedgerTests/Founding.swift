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
    let ledgerKey: PrivateKey
    let did: DID
    let origin: Origin

    var file: String { "\(folder)/ledger.sqlite" }

    var signer: NoteSigner {
        get throws { try NoteSigner(name: origin.keyName, key: ledgerKey) }
    }

    init() async throws {
        folder =
            FileManager.default.temporaryDirectory.path
            + "/testamur-test-\(Hex.encode(Entropy.bytes(8)))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        did = try #require(DID("did:web:uni.example"))
        origin = try #require(Origin("uni.example/ledger"))
        recordKey = NamedPrivateKey(
            name: try #require(DIDURL(did: did, fragment: "record-1")),
            key: try PrivateKey(ed25519Seed: Array(repeating: 1, count: 32)))
        ledgerKey = try PrivateKey(ed25519Seed: Array(repeating: 2, count: 32))
        let genesis = Genesis(
            did: did, origin: origin,
            keys: [
                DeclaredKey(name: recordKey.name, use: .record, key: recordKey.key.publicKey),
                DeclaredKey(
                    name: try #require(DIDURL(did: did, fragment: "ledger-1")), use: .ledger,
                    key: ledgerKey.publicKey),
            ],
            recovery: .emptyTree)
        let statement = Statement(
            issuer: did, ledger: origin, nonce: Entropy.bytes(16), body: .genesis(genesis))
        try SQLiteLedgerStore.create(at: file)
        try await Ledger.found(
            in: SQLiteLedgerStore(path: file),
            genesis: statement.signed(by: recordKey.key, named: recordKey.name),
            signer: signer, at: Instant(seconds: 1_780_000_000))
    }

    func store() throws -> SQLiteLedgerStore { try SQLiteLedgerStore(path: file) }

    func open(
        _ store: (any LedgerStore)? = nil,
        clock: @escaping @Sendable () -> Instant = { Instant(seconds: 1_780_000_001) }
    ) async throws -> Ledger {
        try await Ledger.open(store ?? self.store(), signer: signer, clock: clock)
    }

    func issue(_ number: Int, nonce: [UInt8]? = nil) throws -> AuthorisedStatement {
        let commitment = Commitment(
            form: .jcs, salt: Entropy.bytes(32), content: .sha256(Array("\(number)".utf8)))
        return try AuthorisedStatement(
            Statement(
                issuer: did, ledger: origin, nonce: nonce ?? Entropy.bytes(16),
                body: .issue(Issue(commitments: [commitment]))),
            signedBy: recordKey)
    }

    func revoke(_ index: LeafIndex) throws -> AuthorisedStatement {
        let change = StandingChange(
            target: Target(record: index), status: try #require(StatusBit(list: 1, index: 7)),
            effective: try #require(Day("2026-07-01")), detail: .sha256([1]))
        return try AuthorisedStatement(
            Statement(
                issuer: did, ledger: origin, nonce: Entropy.bytes(16), body: .revoke(change)),
            signedBy: recordKey)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
