import AppendOnlyLedger
import Foundation
import HomeFolder
import Issuance
import Records
import Signing
import Testing
import TransparencyLog
import Trust

/// A home that is broken in copies, never itself.
struct BrokenHome: Sendable {
    let folder: URL

    /// The home itself.
    var path: String { folder.appending(path: "base").path }

    /// A home whose ledger has so many records.
    static func base(of size: Int) async throws -> BrokenHome {
        let home = BrokenHome(
            folder: FileManager.default.temporaryDirectory
                .appending(path: "testamur-faults-\(UUID().uuidString)"))
        try FileManager.default.createDirectory(
            at: home.folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try await fill(home, size)
        // The databases tidy up when they are let go of, and must not while they are copied.
        while home.isOpen { try await Task.sleep(for: .milliseconds(20)) }
        return home
    }

    private var isOpen: Bool {
        FileManager.default.fileExists(atPath: "\(path)/ledger.sqlite-wal")
            || FileManager.default.fileExists(atPath: "\(path)/vault.sqlite-wal")
    }

    private static func fill(_ home: BrokenHome, _ size: Int) async throws {
        let clock: @Sendable () -> Instant = {
            Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000) - 5_000)
        }
        let entropy: @Sendable (Int) -> [UInt8] = { Entropy.bytes($0) }
        let did = try #require(DID("did:web:uni.example"))
        let name = try #require(InstitutionName("Example University", language: "en"))
        let configuration = try HomeConfiguration(did: did, names: [name], country: "PL")
        let made = try await Home.create(
            at: home.path, configuration, keys: .generate(), passphrase: nil, at: clock(),
            entropy: entropy)
        let open = try await made.open(passphrase: nil, clock: clock, entropy: entropy)
        let history = try await open.ledger.keys()
        let key = try KeyFolder(path: made.keysFolder, passphrase: nil).ring(for: history).record
        let content = Digest.sha256([UInt8]())
        let statements = try (1..<size).map { _ in
            let commitment = Commitment(form: .jcs, salt: entropy(32), content: content)
            return try AuthorisedStatement(
                open.ledger.statement(
                    .issue(Issue(commitments: [commitment])),
                    nonce: Statement.nonce(at: clock(), entropy: entropy)), signedBy: key)
        }
        for outcome in await open.ledger.append(statements) { _ = try outcome.get() }
        try await open.publisher.publish()
        try await open.registrar.publishProjections()
    }

    /// Lends a fresh copy to `body`.
    func copied<Value>(_ body: (String) throws -> Value) throws -> Value {
        let copy = folder.appending(path: "copy")
        try? FileManager.default.removeItem(at: copy)
        try FileManager.default.copyItem(at: URL(filePath: path), to: copy)
        return try body(copy.path)
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }
}
