import AppendOnlyLedger
import CanonicalJSON
import Credentials
import HomeFolder
import Issuance
import Records
import Signing
import Synchronization
import Testing
import TransparencyLog
import Verification

@Suite("A registrar")
struct IssuingTests {
    @Test("issues a bundle whose receipt opens to the credential in it")
    func issues() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let outcome = try await registrar.issue([OpenDesk.input(1)])[0]
        guard case .issued(let id, let bundle) = outcome else {
            Issue.record("not issued: \(outcome)")
            return
        }
        let receipt = bundle.receipts[0]
        let content = Digest.sha256(bundle.credential.canonicalBytes(omitting: ["proof"]))
        let commitment = Commitment(form: .jcs, salt: receipt.salt, content: content)
        guard case .issue(let body) = receipt.record.statement.body else {
            Issue.record("no issue record")
            return
        }
        #expect(body.commitments == [commitment])
        #expect(bundle.credential["id"]?.string == id.description)
        #expect(bundle.credential["issuer"]?["id"]?.string == "did:web:uni.example")
        #expect(bundle.standings[0].standing.state == .inForce)
        let status = try #require(bundle.credential["credentialStatus"]?.elements.first)
        #expect(status["statusListCredential"]?.string == "https://uni.example/status/1")
    }

    @Test("answers the same input with the same credential and appends nothing")
    func sameInput() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let first = try await registrar.issue([OpenDesk.input(1), OpenDesk.input(1)])
        let id = try #require(first[0].issuedID)
        #expect(first[1].knownID == id)
        // White space and the order of members make no other input.
        let again = try JSONDocument(
            parsing: Array(try OpenDesk.input(1).root.value.prettyText().utf8))
        #expect(try await registrar.issue([again])[0].knownID == id)
        #expect(try await desk.open().registrar.issue([again])[0].knownID == id)
        #expect(try desk.size() == 2)
    }

    @Test("refuses one input without touching the others")
    func refusesOne() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let bad = try JSONDocument(parsing: Array("{\"type\":\"x\"}".utf8))
        let outcomes = try await registrar.issue([OpenDesk.input(1), bad, OpenDesk.input(2)])
        #expect(outcomes[0].issuedID != nil && outcomes[2].issuedID != nil)
        guard case .refused = outcomes[1] else {
            Issue.record("the bad input was not refused")
            return
        }
        #expect(try desk.size() == 3)
    }

    @Test(
        "refuses members that issuing adds, and identifiers that are none of ours",
        arguments: [
            #""credentialStatus":{"type":"BitstringStatusListEntry"}"#, #""proof":[]"#,
            #""id":"https://uni.example/1""#, #""id":7"#,
        ])
    func foreignMembers(_ member: String) async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        let input = String(decoding: try OpenDesk.input(1).canonicalBytes(), as: UTF8.self)
        let altered = try JSONDocument(parsing: Array(("{\(member)," + input.dropFirst()).utf8))
        #expect(throws: (any Error).self) { try registrar.preview(altered) }
        guard case .refused = try await registrar.issue([altered])[0] else {
            Issue.record("issued \(member)")
            return
        }
        #expect(try desk.size() == 1)
    }

    @Test("finishes after a crash: nothing twice, nothing lost, no orphan")
    func crashes() async throws {
        for moment in [HookedVault.Moment.afterAdding, .beforeMarking] {
            let desk = try await OpenDesk()
            defer { desk.remove() }
            let failing = try await desk.open(failing: moment)
            await #expect(throws: HookedVault.Crash.self) {
                try await failing.issue([OpenDesk.input(1), OpenDesk.input(2)])
            }
            let registrar = try await desk.open().registrar
            #expect(try await registrar.counts() == VaultCounts(issued: 0, pending: 2))
            #expect(try await registrar.reconcile() == 2)
            #expect(try await registrar.counts() == VaultCounts(issued: 2, pending: 0))
            #expect(try desk.size() == 3)
            let id = try #require(try await registrar.issue([OpenDesk.input(1)])[0].knownID)
            let bundle = try await registrar.bundle(for: id)
            #expect(bundle.receipts.count == 1)
            #expect(try desk.size() == 3)
        }
    }

    @Test("under a clock that ran backwards issues nothing, then or later, and publishes nothing")
    func clockBehind() async throws {
        let home = try await LongHome()
        defer { home.remove() }
        let id = try await home.issue(1)
        let registrar = try await home.open().registrar
        try await registrar.publishProjections()
        let list = home.home.publicFolder.read("status/1")
        let reason = StandingReason(category: .appeal, effective: Day(home.now))
        home.pass(-1)
        await #expect(throws: LedgerError.self) { try await registrar.issue([OpenDesk.input(2)]) }
        await #expect(throws: LedgerError.self) {
            try await registrar.change(id, .suspend, reason)
        }
        await #expect(throws: LedgerError.self) { try await registrar.publishProjections() }
        #expect(home.home.publicFolder.read("status/1") == list && list != nil)
        home.pass(1)
        #expect(try await registrar.reconcile() == 0)
        #expect(try await registrar.counts() == VaultCounts(issued: 1, pending: 0))
        #expect(try home.size() == 2)
    }

    @Test("finishes an interrupted input when it is issued again")
    func issuedAgainAfterCrash() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let failing = try await desk.open(failing: .beforeMarking)
        await #expect(throws: HookedVault.Crash.self) {
            try await failing.issue([OpenDesk.input(1)])
        }
        let registrar = try await desk.open().registrar
        #expect(try await registrar.issue([OpenDesk.input(1)])[0].issuedID != nil)
        #expect(try desk.size() == 2)
    }

    @Test("shares a home with another one: each input once, no status bit twice")
    func twoRegistrars() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrars = [try await desk.open().registrar, try await desk.open().registrar]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for registrar in registrars {
                group.addTask {
                    for number in 0..<40 {
                        _ = try await registrar.issue([OpenDesk.input(number)])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try desk.size() == 41)
        #expect(try await registrars[0].counts() == VaultCounts(issued: 40, pending: 0))
    }

    @Test("gives the same receipt again, and the standing as it is now")
    func bundleAgain() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        guard case .issued(let id, let first) = try await registrar.issue([OpenDesk.input(1)])[0]
        else { return }
        _ = try await registrar.issue([OpenDesk.input(2)])
        let again = try await registrar.bundle(for: id)
        #expect(again.receipts == first.receipts)
        #expect(again.credential.canonicalBytes() == first.credential.canonicalBytes())
        _ = try await registrar.change(
            id, .revoke,
            StandingReason(
                category: .issuedInError, words: "wrong person",
                effective: try #require(Day("2026-05-20"))))
        let after = try await registrar.bundle(for: id)
        #expect(after.receipts == first.receipts)
        #expect(after.standings[0].standing.state == .withdrawn)
        await #expect(throws: LedgerError.standingForbids(.withdrawn)) {
            try await registrar.change(
                id, .revoke,
                StandingReason(
                    category: .fraud, effective: try #require(Day("2026-05-20"))))
        }
    }

    @Test("hands a receipt out for the whole signed credential only")
    func presented() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        guard case .issued(_, let bundle) = try await registrar.issue([OpenDesk.input(1)])[0]
        else { return }
        let credential = bundle.credential.canonicalBytes()
        #expect(try await registrar.bundle(forPresented: credential) != nil)
        var value = bundle.credential.value
        value["name"] = "Master of Science"
        #expect(try await registrar.bundle(forPresented: value.canonicalBytes()) == nil)
        #expect(try await registrar.bundle(forPresented: [0x7b]) == nil)
    }

    @Test(
        "publishes the status list, the keys and the description, with the bit of what it revoked")
    func projections() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let registrar = try await desk.open().registrar
        guard case .issued(let id, let bundle) = try await registrar.issue([OpenDesk.input(1)])[0]
        else { return }
        let entry = try #require(bundle.credential["credentialStatus"]?.elements.first)
        let index = try #require(StatusListIndex(entry["statusListIndex"]?.string ?? ""))
        try await registrar.publishProjections()
        #expect(try list(desk)[index] == .clear)
        _ = try await registrar.change(
            id, .revoke,
            StandingReason(category: .fraud, effective: try #require(Day("2026-05-20"))))
        #expect(try list(desk)[index] == .set)
        let document = try DIDDocument(
            parsing: try #require(desk.home.publicFolder.read(".well-known/did.json")))
        #expect(document.methods.count == 2)
        #expect(desk.home.publicFolder.read(".well-known/testamur") != nil)
    }

    @Test("rotates a key, goes on with the new one, and retires none that is the last")
    func rotation() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let institution = try await desk.open()
        let did = desk.home.configuration.did
        let old = try #require(DIDURL(did: did, fragment: "record-1"))
        let new = try #require(DIDURL(did: did, fragment: "record-2"))
        await #expect(throws: RegistrarError.lastKey(old)) {
            try await institution.registrar.retireKey(old)
        }
        let key = try PrivateKey.generate(.ed25519)
        try KeyFolder(path: desk.home.keysFolder, passphrase: nil).write(key, named: "record-2")
        _ = try await institution.registrar.rotateKey(.record, to: key.publicKey, named: new)
        _ = try await institution.registrar.retireKey(old)
        guard
            case .issued(_, let bundle) = try await institution.registrar.issue([
                OpenDesk.input(1)
            ])[0]
        else {
            Issue.record("not issued")
            return
        }
        #expect(bundle.receipts[0].record.signed.signatures.map(\.key) == [new])
        #expect(bundle.keys.map(\.record.index) == [0, 1, 2])
    }

    @Test("signs tokens with an RSA key while one is in force, and proofs with the others")
    func tokens() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let institution = try await desk.open()
        let registrar = institution.registrar
        let did = desk.home.configuration.did
        let proving = try #require(DIDURL(did: did, fragment: "assertion-1"))
        let signing = try #require(DIDURL(did: did, fragment: "assertion-2"))
        func issue(_ number: Int) async throws -> CredentialID {
            let outcome = try await registrar.issue([OpenDesk.input(number)])[0]
            guard case .issued(let id, let bundle) = outcome else { throw Missing() }
            let method = bundle.credential["proof"]?["verificationMethod"]?.string
            #expect(method == proving.description)
            return id
        }
        func expect(_ id: CredentialID, _ key: DIDURL, _ algorithm: String) async throws {
            let token = try CredentialToken(parsing: await registrar.token(for: id))
            #expect(token.jws.header["kid"]?.string == key.description)
            #expect(token.jws.header["alg"]?.string == algorithm)
            // Its signature is judged by the keys of the ledger.
            #expect(try await registrar.bundle(forPresented: token) != nil)
        }
        let before = try await issue(1)
        let key = try PrivateKey.generate(.rs256)
        try KeyFolder(path: desk.home.keysFolder, passphrase: nil).write(key, named: "assertion-2")
        _ = try await registrar.rotateKey(.assertion, to: key.publicKey, named: signing)
        let during = try await issue(2)
        try await expect(before, proving, "EdDSA")
        try await expect(during, signing, "RS256")
        // What makes no proofs cannot take the place of what does.
        await #expect(throws: RegistrarError.lastKey(proving)) {
            try await registrar.retireKey(proving)
        }
        _ = try await registrar.retireKey(signing)
        try await expect(issue(3), proving, "EdDSA")
        try await expect(during, signing, "RS256")
    }

    private struct Missing: Error {}

    @Test("draws up the statements of one request at one time, which tells nothing of their order")
    func oneTime() async throws {
        let desk = try await OpenDesk()
        defer { desk.remove() }
        let ticks = Mutex<Int64>(1_780_000_001_000)
        let registrar = try await desk.home.open(
            passphrase: nil,
            clock: {
                ticks.withLock { ticks in
                    ticks += 1
                    return Instant(milliseconds: ticks)
                }
            }, entropy: Entropy.bytes
        ).registrar
        let outcomes = try await registrar.issue((0..<100).map(OpenDesk.input))
        let nonces = outcomes.compactMap { outcome -> [UInt8]? in
            guard case .issued(_, let bundle) = outcome else { return nil }
            return bundle.receipts[0].record.statement.nonce
        }
        #expect(Set(nonces).count == 100 && Set(nonces.map { $0.prefix(6) }).count == 1)
    }

    private func list(_ desk: OpenDesk) throws -> BitString {
        let bytes = try #require(desk.home.publicFolder.read("status/1"))
        let json = try JSONDocument(parsing: bytes).root
        let encoded = try #require(json["credentialSubject"]?["encodedList"]?.string)
        return try BitString(encodedList: encoded)
    }
}
