import AppendOnlyLedger
import CanonicalJSON
import Credentials
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import TestSupport
import Testing
import TransparencyLog
import Verification

@Suite("A home that declares key after key")
struct ManyKeysTests {
    private func declare(
        _ count: Int, for use: KeyUse, in open: OpenHome, filler: String = ""
    ) async throws {
        let folder = KeyFolder(path: open.home.keysFolder, passphrase: nil)
        let signer = try await folder.ring(for: open.ledger.keys()).record
        try await open.ledger.declare(
            count, for: use, signedBy: signer, at: OpenDesk.clock(), filler: filler)
    }

    private func rotate(_ open: OpenHome) async throws {
        let name = DIDURL(did: open.home.configuration.did, fragment: "assertion-last")
        _ = try await open.registrar.rotateKey(
            .assertion, to: PrivateKey.generate(.ed25519).publicKey, named: #require(name))
    }

    @Test("makes them up to what holders' files have room for, less a few for the recovery keys")
    func limit() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let open = try await desk.open()
        let id = try #require(await open.registrar.issue([OpenDesk.input(1)])[0].issuedID)
        try await declare(238, for: .assertion, in: open)
        try await rotate(open)
        #expect(try await open.ledger.keys().keyRecords.count == 240)
        await #expect(throws: RegistrarError.tooManyKeyRecords(240)) { try await rotate(open) }
        let active = try await open.ledger.keys().activeKeys(for: .assertion).map(\.name)
        let (old, other) = (active[1], active[2])
        await #expect(throws: RegistrarError.tooManyKeyRecords(240)) {
            try await open.registrar.retireKey(old)
        }
        // What is there is read by everybody.
        let bundle = try await open.registrar.bundle(for: id)
        #expect(try Bundle(parsing: bundle.bytes).keys.count == 240)
        // The recovery keys may always act: that a key was stolen matters more than files.
        let next = "\(desk.home.path)-next"
        defer { try? Files.remove(next) }
        try await desk.recover(from: [.compromised(old, from: 1)], next: next)
        try await declare(15, for: .assertion, in: desk.open())
        let last = "\(desk.home.path)-last"
        defer { try? Files.remove(last) }
        try await desk.recover(from: [.compromised(other, from: 1)], by: next, next: last)
    }

    @Test("makes fewer where each of them takes more room")
    func longRecords() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let open = try await desk.open()
        let filler = String(repeating: "x", count: 480)
        try await declare(100, for: .assertion, in: open, filler: filler)
        try await rotate(open)
        try await declare(137, for: .assertion, in: open, filler: filler)
        let next = try #require(DIDURL(did: desk.home.configuration.did, fragment: "next"))
        await #expect(throws: RegistrarError.tooManyKeyRecords(239)) {
            try await open.registrar.rotateKey(
                .assertion, to: PrivateKey.generate(.ed25519).publicKey, named: next)
        }
    }

    @Test("goes on with a ledger that has more of them than a document")
    func beyond() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let open = try await desk.open()
        let id = try #require(await open.registrar.issue([OpenDesk.input(1)])[0].issuedID)
        for use in [KeyUse.assertion, .status] { try await declare(150, for: use, in: open) }
        let reason = StandingReason(category: .fraud, effective: try #require(Day("2026-05-20")))
        _ = try await open.registrar.change(id, .revoke, reason)
        let bytes = try #require(desk.home.publicFolder.read(".well-known/did.json"))
        let document = try DIDDocument(parsing: bytes)
        #expect(200...256 ~= document.methods.count)
        let token = try await CredentialToken(parsing: open.registrar.token(for: id))
        #expect(try await open.registrar.bundle(forPresented: token) != nil)
        let key = try await KeyFolder(path: desk.home.keysFolder, passphrase: nil)
            .ring(for: open.ledger.keys()).assertion
        for header in ForeignToken.headers(naming: key.name) {
            let other = try CredentialToken(
                parsing: ForeignToken.signing(
                    token.jws.payload.value, header: header, with: key.key))
            #expect(try await open.registrar.bundle(forPresented: other) != nil)
        }
        let check = try VaultCheck(
            of: SQLiteVault(path: desk.home.vaultFile),
            beside: LedgerView(of: SQLiteLedgerStore(path: desk.home.ledgerFile)),
            at: OpenDesk.clock())
        #expect(check.count == 1 && check.damaged.isEmpty)
    }
}
