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

import class FoundationEssentials.FileManager

/// A home in a temporary folder, and registrars on it.
struct OpenDesk {
    let home: Home

    static let clock: @Sendable () -> Instant = { Instant(seconds: 1_780_000_001) }

    init() async throws {
        let name = Hex.encode(Entropy.bytes(8))
        let folder = FileManager.default.temporaryDirectory.path + "/testamur-test-\(name)"
        let did = try #require(DID("did:web:uni.example"))
        let names = [try #require(InstitutionName("Universität Beispiel", language: "de"))]
        home = try await Home.create(
            at: folder, HomeConfiguration(did: did, names: names, country: "DE"),
            keys: .generate(), passphrase: nil, at: Instant(seconds: 1_780_000_000),
            entropy: Entropy.bytes)
    }

    func open() async throws -> OpenHome {
        try await home.open(passphrase: nil, clock: OpenDesk.clock, entropy: Entropy.bytes)
    }

    /// A registrar on the same home whose vault fails where the test says.
    func open(failing moment: HookedVault.Moment) async throws -> Registrar {
        var hooks = HookedVault.Hooks()
        switch moment {
        case .afterAdding: hooks.afterAdding = { throw HookedVault.Crash() }
        case .beforeMarking: hooks.beforeMarking = { throw HookedVault.Crash() }
        }
        return try await open(hooks)
    }

    /// A registrar on the same home that does what a test says at certain moments.
    func open(
        _ hooks: HookedVault.Hooks, placesInList: Int64 = Registrar.placesInListDefault,
        beforeKeys: @escaping @Sendable () -> Void = {}
    ) async throws -> Registrar {
        let institution = try await open()
        return Registrar(
            ledger: institution.ledger,
            vault: HookedVault(try SQLiteVault(path: home.vaultFile), hooks),
            profile: InstitutionProfile(
                did: home.configuration.did, names: home.configuration.names,
                country: home.configuration.country, url: home.configuration.url),
            publicFolder: home.publicFolder, placesInList: placesInList,
            keySource: {
                beforeKeys()
                return try KeyFolder(path: home.keysFolder, passphrase: nil).ring(for: $0)
            },
            clock: OpenDesk.clock, entropy: Entropy.bytes)
    }

    /// Has the quorum in one folder undo what happened, and carries the next away into another.
    func recover(
        from misfortunes: [Home.Misfortune], by folder: String? = nil, next: String
    ) async throws {
        _ = try await home.recover(
            from: misfortunes, by: OpenedQuorum(in: folder ?? "\(home.path)/recovery"),
            nextInto: next, passphrase: nil, at: OpenDesk.clock(), entropy: Entropy.bytes)
    }

    func size() throws -> UInt64 {
        try #require(try SQLiteLedgerStore(path: home.ledgerFile).head()).size.value
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: home.path)
    }

    /// An input that differs from any other by its number.
    static func input(_ number: Int) throws -> JSONDocument {
        let text = """
            {"@context":["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "type":["VerifiableCredential","OpenBadgeCredential"],
            "name":"Bachelor of Science",
            "issuer":{"id":"did:web:REPLACE.example","type":["Profile"],"name":"Example"},
            "validFrom":"2026-05-01T00:00:00Z","awardedDate":"2026-05-01T00:00:00Z",
            "credentialSubject":{"type":["AchievementSubject"],"identifier":[
            {"type":"IdentityObject","hashed":false,"identityType":"name",
            "identityHash":"Student \(number)"}],
            "achievement":{"id":"urn:uuid:7b1de6a0-5d0a-4d3e-9c0b-0a4b7d3f2c11",
            "type":["Achievement"],"name":"Bachelor of Science","description":"Three years.",
            "criteria":{"narrative":"180 credits."}}}}
            """
        return try JSONDocument(parsing: Array(text.utf8))
    }
}

extension IssueOutcome {
    /// The identifier, if it was issued now.
    var issuedID: CredentialID? {
        if case .issued(let id, _) = self { id } else { nil }
    }

    /// The identifier, if it had been issued before.
    var knownID: CredentialID? {
        if case .alreadyIssued(let id) = self { id } else { nil }
    }

    /// Why it was refused, if the desk itself refused it.
    var refusal: RegistrarError? {
        if case .refused(let error) = self { error as? RegistrarError } else { nil }
    }
}
