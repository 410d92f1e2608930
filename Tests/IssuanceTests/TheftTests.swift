import AppendOnlyLedger
import CanonicalJSON
import Credentials
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import Testing
import TransparencyLog
import Trust
import Verification

import class FoundationEssentials.FileManager

/// What a thief can do with what he has, and what is left of it once the theft was declared.
@Suite("A thief")
struct TheftTests {
    /// Somebody with copies of some of a home's keys, at work on its ledger.
    private struct Thief {
        let victim: LongHome
        var record = "record-1"
        var assertion = "assertion-1"

        private func stolen(_ fragment: String) throws -> NamedPrivateKey {
            NamedPrivateKey(
                name: try victim.key(fragment),
                key: try PrivateKey(
                    opening: "\(victim.home.keysFolder)/\(fragment).pem", passphrase: nil))
        }

        /// A forged award that stands in the ledger, with everything that a verifier wants.
        func forge(
            signing checkpoints: NoteSigner? = nil, assertion own: NamedPrivateKey? = nil,
            record signer: NamedPrivateKey? = nil
        ) async throws -> [UInt8] {
            let institution = try await victim.open()
            let ledger = institution.ledger
            let key = try own ?? stolen(assertion)
            let unsigned = try UnsignedCredential(
                OpenDesk.input(666), issuer: victim.home.configuration.did,
                id: RandomUUID(random: Entropy.bytes(RandomUUID.byteCount)), statuses: [])
            let credential = try unsigned.signed(
                by: key.key, verificationMethod: key.name, created: victim.now)
            let salt = Entropy.bytes(Commitment.saltBytes)
            let body = StatementBody.issue(
                Issue(commitments: [
                    Commitment(form: .jcs, salt: salt, content: credential.digest)
                ]))
            let appended = try await ledger.append(
                AuthorisedStatement(
                    ledger.statement(
                        body, nonce: Statement.nonce(at: victim.now, entropy: Entropy.bytes)),
                    signedBy: signer ?? stolen(record)))
            let standing = try await ledger.standing(
                of: Target(record: appended.record.index), at: victim.now,
                validity: .seconds(86_400))
            var proof = try await ledger.proof(of: appended.record.index)
            if let checkpoints {
                let state = proof.checkpoint.checkpoint
                proof = LogProof(proof.inclusion, checkpoint: try state.signed(by: checkpoints))
            }
            return try await Bundle(
                credential: JSONDocument(parsing: credential.canonicalBytes).root,
                receipts: [Receipt(record: appended.record, salt: salt, proof: proof)],
                keys: ledger.keyReceipts(),
                standings: [try standing.signed(by: stolen("status-1"))]
            ).bytes
        }

        /// States a change of keys with a stolen record key.
        func change(_ action: KeyChange.Action, _ use: KeyUse) async throws -> Record {
            let ledger = try await victim.open().ledger
            let change = KeyChange(action, use: use, previous: try await ledger.keys().head)
            return try await ledger.append(
                AuthorisedStatement(
                    ledger.statement(
                        .key(change),
                        nonce: Statement.nonce(at: victim.now, entropy: Entropy.bytes)),
                    signedBy: stolen(record))
            ).record
        }
    }

    private let victim: LongHome
    private let before: CredentialID

    init() async throws {
        victim = try await LongHome()
        before = try await victim.issue(1)
        victim.pass(1)
    }

    @Test("with the record key alone gets no checkpoint, and none of his own is believed")
    func recordKey() async throws {
        defer { victim.remove() }
        let own = try NoteSigner(
            name: victim.home.configuration.origin.keyName, key: .generate(.ed25519))
        let forged = try await Thief(victim: victim).forge(signing: own)
        #expect(try await victim.verdict(forged).code == .altered)
    }

    @Test("with the ledger key alone signs trees, in which nothing by other keys is believed")
    func ledgerKey() async throws {
        defer { victim.remove() }
        let name = try victim.key("record-9")
        let own = NamedPrivateKey(name: name, key: try .generate(.ed25519))
        // The ledger of the institution would refuse this record; his copy of it does not.
        await #expect(throws: LedgerError.self) {
            _ = try await Thief(victim: victim).forge(record: own)
        }
        let file = try await victim.file(before)
        let bundle = try Bundle(parsing: file)
        let receipt = bundle.receipts[0]
        let statement = try Statement(
            issuer: victim.home.configuration.did, ledger: receipt.origin,
            nonce: Entropy.bytes(16), body: receipt.record.statement.body
        ).signed(by: own.key, named: name)
        let record = try Record(
            statement, index: receipt.record.index, at: receipt.record.at,
            previous: receipt.record.previous)
        var edge = RightEdge()
        let genesis = try #require(try await victim.open().ledger.record(at: 0))
        _ = edge.append(contentsOf: [genesis.leafHash])
        let batch = edge.append(contentsOf: [record.leafHash])
        let stolen = try NoteSigner(
            name: receipt.origin.keyName,
            key: PrivateKey(
                opening: victim.home.keysFolder + "/ledger-1.pem", passphrase: nil))
        let checkpoint = try Checkpoint(
            origin: receipt.origin, size: edge.size, root: edge.root
        ).signed(by: stolen)
        let forged = Bundle(
            credential: bundle.credential,
            receipts: [
                Receipt(
                    record: record, salt: receipt.salt,
                    proof: LogProof(
                        batch.prover.inclusionProof(of: record.index), checkpoint: checkpoint))
            ], keys: bundle.keys, standings: bundle.standings)
        let verdict = try await victim.verdict(forged.bytes)
        // Two trees of one size, both signed: nobody can decide by this ledger.
        #expect([.altered, .incomplete].contains(verdict.code), "\(verdict.text)")
        #expect(verdict.checks.contains { $0.reason == .authorityUnknownKey })
    }

    @Test("with all daily keys is believed until the theft is declared, and never after")
    func dailyKeys() async throws {
        defer { victim.remove() }
        let thief = Thief(victim: victim)
        let cut = try victim.size()
        let forged = try await thief.forge()
        #expect(try await victim.verdict(forged).code == .confirmed)
        let after = try await victim.issue(2)

        let next = victim.home.path + "-next"
        defer { try? Files.remove(next) }
        let keys = try ["record-1", "assertion-1", "status-1"].map { try victim.key($0) }
        let recovered = try await victim.recover(
            from: keys.map { .compromised($0, from: cut) },
            by: victim.home.path + "/recovery", next: next)
        #expect(recovered.made.map(\.use) == [.record, .assertion, .status])

        // What stands before the cut-off stays good; what comes after is open, whoever made it.
        #expect(try await victim.verdict(victim.file(before)).code == .confirmed)
        #expect(try await victim.verdict(victim.file(after)).code == .incomplete)
        // Nobody calls in force what counts for nothing.
        #expect(try Bundle(parsing: await victim.file(after)).standings.isEmpty)
        #expect(try !Bundle(parsing: await victim.file(before)).standings.isEmpty)
        let institution = try await victim.open()
        let void = try await institution.registrar.voidRecords()
        #expect(void.unknown == [cut.nextIndex] && void.own == [cut.adding(1).nextIndex])
        // The institution confirms what is its own, and only that turns good again.
        let confirmed = try await institution.registrar.confirmAgain(except: [])
        #expect(confirmed.count == 1)
        let verdict = try await victim.verdict(victim.file(after))
        #expect(verdict.code == .confirmed, "\(verdict.text)")
        #expect(try !Bundle(parsing: await victim.file(after)).standings.isEmpty)
        #expect(verdict.checks.contains { $0.reason == .authorityConfirmedAgain })
        #expect(verdict.checks.contains { $0.reason == .keyConfirmedAgain })
        // With the newest keys in hand the forged file is no more than open.
        let newest = try Bundle(parsing: try await victim.file(after))
        let old = try Bundle(parsing: forged)
        let dressed = Bundle(
            credential: old.credential, receipts: old.receipts, keys: newest.keys,
            standings: old.standings, confirmations: newest.confirmations)
        let answer = try await victim.verdict(dressed.bytes)
        #expect(answer.code == .incomplete, "\(answer.text)")
        // The home goes on with its new keys.
        let later = try await victim.issue(3)
        #expect(try await victim.verdict(victim.file(later)).code == .confirmed)
    }

    @Test("who introduces keys of his own loses them with the key that he stole")
    func introducedKeys() async throws {
        defer { victim.remove() }
        let thief = Thief(victim: victim)
        let cut = try victim.size()
        let own = NamedPrivateKey(
            name: try victim.key("assertion-7"), key: try .generate(.ed25519))
        try KeyFolder(path: victim.home.keysFolder, passphrase: nil)
            .write(own.key, named: "assertion-7")
        _ = try await thief.change(
            .add(DeclaredKey(name: own.name, use: .assertion, key: own.key.publicKey)),
            .assertion)
        _ = try await thief.change(.retire(victim.key("assertion-1")), .assertion)
        let forged = try await thief.forge(assertion: own)
        #expect(try await victim.verdict(forged).code == .confirmed)
        // The whole disk does not give him the recovery keys: these were carried away.
        await #expect(throws: LedgerError.self) {
            _ = try await thief.change(
                .compromised(victim.key("record-1"), from: 0), .record)
        }
        await #expect(throws: LedgerError.self) {
            _ = try await thief.change(
                .add(
                    DeclaredKey(
                        name: victim.key("ledger-7"), use: .ledger, key: own.key.publicKey)),
                .ledger)
        }

        let next = victim.home.path + "-next"
        defer { try? Files.remove(next) }
        let recovered = try await victim.recover(
            from: [.compromised(victim.key("record-1"), from: cut)],
            by: victim.home.path + "/recovery", next: next)
        // What he retired is in force again, and what he introduced is not.
        let history = try await victim.open().ledger.keys()
        #expect(history.activeKeys(for: .assertion).map(\.name.fragment) == ["assertion-1"])
        #expect(recovered.made.map(\.use) == [.record])
        let newest = try Bundle(parsing: try await victim.file(before))
        let old = try Bundle(parsing: forged)
        let dressed = Bundle(
            credential: old.credential, receipts: old.receipts, keys: newest.keys,
            standings: old.standings)
        #expect(try await victim.verdict(dressed.bytes).code == .incomplete)
        #expect(try await victim.verdict(victim.file(before)).code == .confirmed)
    }

    @Test("who erases has destroyed nothing that a backup, or its holder, cannot bring back")
    func forgedErasure() async throws {
        defer { victim.remove() }
        let file = try await victim.file(before)
        let backup = FileManager.default.temporaryDirectory.path + "/\(before.uuid)"
        try FileManager.default.createDirectory(atPath: backup, withIntermediateDirectories: true)
        defer { try? Files.remove(backup) }
        _ = try victim.home.copy(into: backup, at: victim.now)
        let cut = try victim.size()
        let robbed = try await victim.open().registrar
        let why = StandingReason(category: .legalOrder, effective: Day(victim.now))
        _ = try await robbed.erase(robbed.recorded(before), why)
        #expect(
            try await robbed.standing(of: robbed.recorded(shownBy: Bundle(parsing: file)))
                .standing.state == .erased)
        let next = victim.home.path + "-next"
        defer { try? Files.remove(next) }
        _ = try await victim.recover(
            from: [.compromised(victim.key("record-1"), from: cut)],
            by: victim.home.path + "/recovery", next: next)
        // The vault of the backup, beside the ledger that knows of the theft.
        let vault = try SQLiteVault(path: "\(backup)/vault.sqlite")
        let institution = try await victim.open()
        let destroyed = try Erasures.apply(from: LedgerView(of: institution.store), to: vault)
        #expect(destroyed.isEmpty)
        #expect(try vault.entry(named: before) != nil)
        // Without a backup: from the holder's own file, as often as that is shown.
        for _ in 0..<2 {
            let award = try await institution.registrar.adopt(Bundle(parsing: file))
            #expect(award.keeping == .kept)
        }
        try await institution.registrar.reconcile()
        let brought = try await institution.registrar.bundle(for: before)
        #expect(brought.standings[0].standing.state == .inForce)
        #expect(try await victim.verdict(brought.bytes).code == .confirmed)
    }

    @Test("who copies a detail out of the ledger gets nothing confirmed by it")
    func copiedDetail() async throws {
        defer { victim.remove() }
        let institution = try await victim.open()
        _ = try await institution.registrar.change(
            before, .suspend,
            StandingReason(
                category: try #require(StandingAction.suspend.categories.first),
                effective: try #require(Day(victim.now.dateText))))
        let ledger = institution.ledger
        let held = try #require(
            try await ledger.read { view in
                try view.changes(of: Target(record: 1)).last
            })
        guard case .suspend(let change) = held.statement.body else {
            Issue.record("the hold stands")
            return
        }
        let cut = try victim.size()
        let thief = NamedPrivateKey(
            name: try victim.key("record-1"),
            key: try PrivateKey(
                opening: "\(victim.home.keysFolder)/record-1.pem", passphrase: nil))
        _ = try await ledger.append(
            AuthorisedStatement(
                ledger.statement(
                    .reinstate(change),
                    nonce: Statement.nonce(at: victim.now, entropy: Entropy.bytes)),
                signedBy: thief))
        let next = victim.home.path + "-next"
        defer { try? Files.remove(next) }
        _ = try await victim.recover(
            from: [.compromised(thief.name, from: cut)], by: victim.home.path + "/recovery",
            next: next)
        let void = try await victim.open().registrar.voidRecords()
        #expect(void.own.isEmpty && void.unknown == [cut.nextIndex])
        #expect(try await victim.open().registrar.confirmAgain(except: []).isEmpty)
        #expect(try await victim.verdict(victim.file(before)).code == .onHold)
    }

    @Test("with the web domain shows other keys, which decide against and never for him")
    func webDomain() async throws {
        defer { victim.remove() }
        let own = NamedPrivateKey(
            name: try victim.key("assertion-1"), key: try .generate(.ed25519))
        let document = DIDDocument(
            id: victim.home.configuration.did,
            methods: [
                VerificationMethod(
                    id: own.name, key: own.key.publicKey, relationships: [.assertionMethod])
            ])
        let list = try TrustList(
            name: "Partners", issued: .earliest, expires: .latest,
            institutions: [try await victim.description()])
        let verifier = Verifier(trusting: list, policy: .unwitnessed)
        let shown = Evidence(
            .didDocument(
                of: victim.home.configuration.did, bytes: document.json.canonicalBytes()),
            fetchedAt: victim.now)
        let genuine = try verifier.submission(reading: try await victim.file(before))
        #expect(verifier.verify(genuine, at: victim.now, with: [shown]).code == .incomplete)
        // An award signed with the key that the domain shows, and standing in no ledger.
        let unsigned = try UnsignedCredential(
            OpenDesk.input(666), issuer: victim.home.configuration.did,
            id: RandomUUID(random: Entropy.bytes(RandomUUID.byteCount)), statuses: [])
        let forged = try unsigned.signed(
            by: own.key, verificationMethod: own.name, created: victim.now)
        let file = try verifier.submission(reading: forged.canonicalBytes)
        let verdict = verifier.verify(file, at: victim.now, with: [shown])
        #expect(verdict.code != .confirmed, "\(verdict.text)")
    }
}
