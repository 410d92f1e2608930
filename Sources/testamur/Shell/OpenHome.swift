import AppendOnlyLedger
import CanonicalJSON
import Fetching
import FoundationEssentials
import HomeFolder
import Issuance
import SQLiteStorage
import Signing
import TransparencyLog
import Trust
import Witnessing

extension HomeOptions {
    /// The home, without its databases and keys.
    ///
    /// - Throws: ``HomeError``.
    func open() throws(HomeError) -> Home {
        try Home(opening: path)
    }

    /// The home, open for work, unless a witness shows that it lacks records; what a crash
    /// interrupted is finished first.
    ///
    /// - Throws: whatever opening a home throws.
    func institution(_ passphrase: PassphraseOptions) async throws -> OpenHome {
        let institution = try await open(.appending, passphrase)
        try await institution.home.requireNewest()
        try await institution.registrar.reconcile()
        return institution
    }

    /// The home, open for looking only: nothing is finished, nothing is written.
    ///
    /// - Throws: whatever opening a home throws.
    func untouched(_ passphrase: PassphraseOptions) async throws -> OpenHome {
        try await open(.looking, passphrase)
    }

    private func open(
        _ opening: Home.Opening, _ passphrase: PassphraseOptions
    ) async throws -> OpenHome {
        let (home, secret) = (try open(), try passphrase.secret())
        do {
            return try await home.open(
                for: opening, passphrase: secret, clock: { Machine.now() },
                entropy: { Machine.entropy($0) })
        } catch StoreError.failed(let code, _) where home.isReadOnly(code) {
            throw home.unwritable(code)
        } catch VaultError.failed(let code, _) where home.isReadOnly(code) {
            throw home.unwritable(code)
        } catch let error as SQLiteError where home.isReadOnly(error.code) {
            throw home.unwritable(error.code)
        }
    }
}

extension Home {
    /// Whether a database failed because nothing may be written in the home.
    fileprivate func isReadOnly(_ code: String) -> Bool {
        ["storage.cannot-open", "storage.read-only"].contains(code)
            && !FileManager.default.isWritableFile(atPath: path)
    }

    fileprivate func unwritable(_ code: String) -> Failure {
        Failure(
            code, .inputOutput, "You may not write in \(path), and its databases cannot be opened.",
            next: "Check who owns it, and whether its disk is read-only: ls -ld \(path.quoted)")
    }
}

extension OpenHome {
    /// Brings the public folder up to date before the program ends.
    func publish() async throws {
        try await publisher.publish()
        try await registrar.publishProjections()
    }
}

extension Home {
    /// Asks the witnesses of the policy whether this is the newest state of the ledger, before
    /// something is appended; nobody in a home without a policy.
    ///
    /// - Throws: `HomeError` if they show that it is not.
    func requireNewest() async throws {
        guard let policy = try witnessPolicy() else { return }
        let bases = policy.witnesses.compactMap { $0.url.flatMap { FetchBase($0.description) } }
        guard !bases.isEmpty else { return }
        // Whoever wrote the policy named these addresses, in whatever network they are.
        let fetcher = Fetcher(
            allowing: bases,
            limits: FetchLimits(bytesMax: SignedNote.bytesMax, total: WitnessInquiry.timeMax),
            networks: .anyNetwork)
        try await fetcher.closing { fetcher in
            try await requireNewest(under: policy, at: Machine.now()) {
                try await fetcher.get($0).bytes
            }
        }
    }

    /// The name that the institution prefers.
    var name: String { configuration.names.first?.text ?? configuration.did.description }
}

/// A credential's name as it was typed.
///
/// - Throws: ``Failure`` for a text that is none.
func credentialID(_ text: String) throws(Failure) -> CredentialID {
    guard let id = CredentialID(text) else {
        throw .wrongUse(
            "\(text.quoted) is not the number of a credential.",
            next: "It looks like urn:uuid:3f2b6c1e-… and stands in the graduate's file.")
    }
    return id
}

extension Console {
    /// Writes a JSON value for programs.
    func json(_ value: JSONValue) {
        write(value.prettyText())
    }
}
