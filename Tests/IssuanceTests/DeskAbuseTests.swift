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

@Suite("A registrar that others disturb")
struct DeskAbuseTests {
    private let id = "urn:uuid:3f2b6c1e-1111-4111-8111-111111111111"

    private func input(_ number: Int, named id: String) throws -> JSONDocument {
        var json = try OpenDesk.input(number).root.value
        json["id"] = .string(id)
        return try JSONDocument(parsing: json.canonicalBytes())
    }

    private func reason() throws -> StandingReason {
        StandingReason(category: .fraud, effective: try #require(Day("2026-05-20")))
    }

    /// Adds a record key and retires the first one.
    private func replaceRecordKey(_ desk: OpenDesk, with fragment: String) async throws {
        let registrar = try await desk.open().registrar
        let did = desk.home.configuration.did
        let key = try PrivateKey.generate(.ed25519)
        try KeyFolder(path: desk.home.keysFolder, passphrase: nil).write(key, named: fragment)
        let new = try #require(DIDURL(did: did, fragment: fragment))
        _ = try await registrar.rotateKey(.record, to: key.publicKey, named: new)
        _ = try await registrar.retireKey(try #require(DIDURL(did: did, fragment: "record-1")))
    }

    @Test("refuses an input whose name is taken, and issues the others beside it")
    func takenName() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        #expect(try await registrar.issue([input(1, named: id)])[0].issuedID?.description == id)
        let other = "urn:uuid:3f2b6c1e-2222-4222-8222-222222222222"
        let outcomes = try await registrar.issue([
            input(2, named: id), OpenDesk.input(3), input(4, named: other),
            input(5, named: other),
        ])
        #expect(outcomes[0].refusal == .identifierTaken)
        #expect(outcomes[1].issuedID != nil && outcomes[2].issuedID?.description == other)
        #expect(outcomes[3].refusal == .identifierTaken)
        #expect(try desk.size() == 4)
    }

    @Test("finishes what was interrupted although the record key was replaced since")
    func replacedKey() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        for (number, moment) in [HookedVault.Moment.afterAdding, .beforeMarking].enumerated() {
            let failing = try await desk.open(failing: moment)
            await #expect(throws: HookedVault.Crash.self) {
                try await failing.issue([OpenDesk.input(number)])
            }
        }
        try await replaceRecordKey(desk, with: "record-2")
        let registrar = try await desk.open().registrar
        #expect(try await registrar.reconcile() == 2)
        #expect(try await registrar.counts() == VaultCounts(issued: 2, pending: 0))
        var signers: [String] = []
        for number in 0..<2 {
            let id = try #require(
                try await registrar.issue([OpenDesk.input(number)])[0].knownID)
            let receipt = try await registrar.bundle(for: id).receipts[0]
            signers += receipt.record.signed.signatures.map(\.key.fragment)
        }
        #expect(signers == ["record-2", "record-1"])
        #expect(try await registrar.issue([OpenDesk.input(9)])[0].issuedID != nil)
        #expect(try desk.size() == 6)
    }

    @Test("issues interrupted inputs again beside new ones although the record key was replaced")
    func replacedKeyInOneBatch() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let failing = try await desk.open(failing: .afterAdding)
        _ = try? await failing.issue([OpenDesk.input(1)])
        try await replaceRecordKey(desk, with: "record-2")
        let registrar = try await desk.open().registrar
        let outcomes = try await registrar.issue([OpenDesk.input(1), OpenDesk.input(2)])
        #expect(outcomes.compactMap(\.issuedID).count == 2)
        #expect(try await registrar.counts() == VaultCounts(issued: 2, pending: 0))
    }

    @Test("tells the standing as it is when its vault has forgotten that the credential was issued")
    func forgetfulVault() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try #require(try await registrar.issue([OpenDesk.input(1)])[0].issuedID)
        _ = try await registrar.change(id, .revoke, reason())
        let forgetful = try await desk.open(HookedVault.Hooks(reading: { $0.moved(to: nil) }))
        guard case .issued(id, let bundle) = try await forgetful.issue([OpenDesk.input(1)])[0]
        else {
            Issue.record("not issued under its name")
            return
        }
        #expect(bundle.standings[0].standing.state == .withdrawn)
        #expect(try desk.size() == 3)
    }

    @Test("hands no receipt out whose proof is another record's")
    func foreignProof() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let ids = try await registrar.issue([OpenDesk.input(1), OpenDesk.input(2)])
            .compactMap(\.issuedID)
        let vault = try SQLiteVault(path: desk.home.vaultFile)
        let other = try #require(try vault.entry(named: ids[1])?.place)
        let mixed = try await desk.open(
            HookedVault.Hooks(reading: { entry in
                guard let place = entry.place else { return entry }
                return entry.moved(
                    to: VaultPlace(id: entry.id, index: place.index, proof: other.proof))
            }))
        await #expect(throws: RegistrarError.vaultDisagrees(ids[0])) {
            try await mixed.bundle(for: ids[0])
        }
        #expect(try await mixed.bundle(for: ids[1]).receipts.count == 1)
    }

    @Test("keeps a revocation published when another one publishes that had begun before")
    func revocationStays() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let id = try #require(try await registrar.issue([OpenDesk.input(1)])[0].issuedID)
        try await registrar.publishProjections()
        let before = try encodedList(desk)
        let (entered, go) = (Gate(), Gate())
        let slow = try await desk.open(
            HookedVault.Hooks(afterStatusLists: {
                entered.open()
                go.wait()
            }))
        async let late: Void = slow.publishProjections()
        try await entered.passed()
        _ = try await registrar.change(id, .revoke, reason())
        let after = try encodedList(desk)
        #expect(after != before)
        go.open()
        try await late
        #expect(try encodedList(desk) == after)
    }

    @Test("leaves a record key in force when two retire one at the same time")
    func twoRetire() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let institution = try await desk.open()
        let did = desk.home.configuration.did
        let one = try #require(DIDURL(did: did, fragment: "record-1"))
        let two = try #require(DIDURL(did: did, fragment: "record-2"))
        let key = try PrivateKey.generate(.ed25519)
        try KeyFolder(path: desk.home.keysFolder, passphrase: nil).write(key, named: "record-2")
        _ = try await institution.registrar.rotateKey(.record, to: key.publicKey, named: two)
        let (entered, go) = (Gate(), Gate())
        let slow = try await desk.open(
            HookedVault.Hooks(),
            beforeKeys: {
                entered.open()
                go.wait()
            })
        async let late = outcome(of: { _ = try await slow.retireKey(one) })
        // The slow one has read the keys, and both are in force.
        try await entered.passed()
        _ = try await institution.registrar.retireKey(two)
        go.open()
        let refused = await late
        #expect(throws: LedgerError.self) { try refused.get() }
        let left = try await institution.ledger.keys().activeKeys(for: .record)
        #expect(left.map(\.name) == [one])
    }

    private func outcome(
        of body: @Sendable () async throws -> Void
    ) async -> Result<Void, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }

    private func encodedList(_ desk: OpenDesk) throws -> String? {
        let bytes = try #require(desk.home.publicFolder.read("status/1"))
        return try JSONDocument(parsing: bytes).root["credentialSubject"]?["encodedList"]?.string
    }
}
