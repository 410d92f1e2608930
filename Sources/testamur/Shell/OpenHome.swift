import AppendOnlyLedger
import CanonicalJSON
import HomeFolder
import Issuance
import Signing
import Trust

extension HomeOptions {
    /// The home, without its databases and keys.
    ///
    /// - Throws: ``HomeError``.
    func open() throws(HomeError) -> Home {
        try Home(opening: path)
    }

    /// The home, open for work; what a crash interrupted is finished first.
    ///
    /// - Throws: whatever opening a home throws.
    func institution(_ passphrase: PassphraseOptions) async throws -> OpenHome {
        let institution = try await open(.appending, passphrase)
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
        return try await home.open(
            for: opening, passphrase: secret, clock: { Machine.now() },
            entropy: { Machine.entropy($0) })
    }
}

extension OpenHome {
    /// Brings the public folder up to date before the program ends.
    func publish() async throws {
        try await publisher.publish()
        try await registrar.publishProjections()
    }

    /// The name that the institution prefers.
    var name: String { home.name }
}

extension Home {
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
