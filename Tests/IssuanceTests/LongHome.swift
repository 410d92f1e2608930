import AppendOnlyLedger
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import Synchronization
import Testing
import TransparencyLog
import Trust
import Verification

import class FoundationEssentials.FileManager

/// A home over many years, its clock in the test's hands; and a verifier that lists it.
struct LongHome {
    let home: Home
    private let moment: Clock

    /// What shows the time, for the home and for its verifiers.
    final class Clock: Sendable {
        private let instant = Mutex(Instant(seconds: 1_780_000_000))
        var now: Instant { instant.withLock(\.self) }
        func pass(_ time: Duration) { instant.withLock { $0 = $0 + time } }
    }

    init() async throws {
        let folder =
            FileManager.default.temporaryDirectory.path
            + "/testamur-test-\(Hex.encode(Entropy.bytes(8)))"
        moment = Clock()
        home = try await Home.create(
            at: folder,
            HomeConfiguration(
                did: #require(DID("did:web:uni.example")),
                names: [#require(InstitutionName("Example University", language: "en"))],
                country: "TZ"),
            keys: .generate(), passphrase: nil, at: moment.now, entropy: Entropy.bytes)
    }

    var now: Instant { moment.now }

    /// Lets time pass.
    func pass(_ days: Int64) { moment.pass(.seconds(days * 86_400)) }

    func open() async throws -> OpenHome {
        let moment = moment
        return try await home.open(
            passphrase: nil, clock: { moment.now }, entropy: Entropy.bytes)
    }

    func remove() { try? FileManager.default.removeItem(atPath: home.path) }

    /// Issues one award and returns its name.
    func issue(_ number: Int) async throws -> CredentialID {
        let outcomes = try await open().registrar.issue([OpenDesk.input(number)])
        return try #require(outcomes[0].issuedID)
    }

    /// The holder's file as it would be made now.
    func file(_ id: CredentialID) async throws -> [UInt8] {
        try await open().registrar.bundle(for: id).bytes
    }

    /// The answer of somebody who lists the home as it describes itself now.
    func verdict(
        _ file: [UInt8], policy: Policy = .unwitnessed, listed: Institution? = nil
    ) async throws -> Verdict {
        let institution: Institution
        if let listed {
            institution = listed
        } else {
            institution = try await description()
        }
        let list = try TrustList(
            name: "Partners", issued: .earliest, expires: .latest, institutions: [institution])
        let verifier = Verifier(trusting: list, policy: policy)
        return verifier.verify(try verifier.submission(reading: file), at: now)
    }

    func description() async throws -> Institution {
        try await open().registrar.description().institution
    }

    /// The recovery keys that were carried away into a folder.
    func quorum(in folder: String) throws -> OpenedQuorum { try OpenedQuorum(in: folder) }

    /// Has the quorum in one folder undo what happened, and carries the next away into another.
    func recover(
        from misfortunes: [Home.Misfortune], by folder: String, next: String
    ) async throws -> Home.Recovered {
        try await home.recover(
            from: misfortunes, by: quorum(in: folder), nextInto: next, passphrase: nil, at: now,
            entropy: Entropy.bytes)
    }

    func key(_ fragment: String) throws -> DIDURL {
        try #require(DIDURL(did: home.configuration.did, fragment: fragment))
    }

    func size() throws -> TreeSize {
        try #require(try SQLiteLedgerStore(path: home.ledgerFile).head()).size
    }
}

extension OpenedQuorum {
    /// The recovery keys that were carried away into a folder.
    init(in folder: String) throws {
        let bytes = try #require(Files.read("\(folder)/quorum.json"))
        let quorum = try RecoveryQuorum(JSONDocument(parsing: bytes).root)
        let keys = try quorum.keys.prefix(quorum.threshold).map {
            try PrivateKey(opening: "\(folder)/\($0.name.fragment).pem", passphrase: nil)
        }
        try self.init(quorum, with: keys)
    }
}
