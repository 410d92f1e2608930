package import AppendOnlyLedger
package import Records
package import Signing
import TransparencyLog

extension Ledger {
    /// Declares so many new keys, one record each, whose private keys nobody has: whoever writes a
    /// ledger may.
    ///
    /// - Parameter filler: what their names end in.
    package func declare(
        _ count: Int, for use: KeyUse, signedBy signer: NamedPrivateKey, at now: Instant,
        filler: String = ""
    ) async throws {
        let history = try await keys()
        let size = try await checkpoint().checkpoint.size.value
        let statements = try (0..<count).map { number in
            let fragment = "\(use.rawValue)-flood-\(size)-\(number)\(filler)"
            guard let name = DIDURL(did: history.issuer, fragment: fragment) else {
                preconditionFailure("a use and numbers are a fragment")
            }
            let key = try PrivateKey.generate(.ed25519).publicKey
            let declared = DeclaredKey(name: name, use: use, key: key)
            let previous = number == 0 ? history.head : LeafIndex(size + UInt64(number) - 1)
            let change = KeyChange(.add(declared), use: use, previous: previous)
            return try AuthorisedStatement(
                statement(
                    .key(change),
                    nonce: Statement.nonce(at: now) { Entropy.bytes($0) }), signedBy: signer)
        }
        for outcome in await append(statements) { _ = try outcome.get() }
    }
}
