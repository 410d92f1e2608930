import AppendOnlyLedger
import CanonicalJSON
import Records
import Signing
import TransparencyLog

/// What came of erasing an award.
public struct Erasure: Hashable, Sendable {
    /// The statement that it is not kept any more.
    public let outcome: StandingOutcome
    /// What the vault destroyed.
    public let destroyed: VaultErasure
}

extension Registrar {
    /// States that an award is not kept any more, and destroys all that the vault has of it. What
    /// was interrupted in between is finished by ``reconcile()``.
    ///
    /// The reason is kept without words and without whose it was.
    ///
    /// - Throws: ``RegistrarError``, ``LedgerError`` or ``VaultError``.
    public func erase(
        _ award: RecordedAward, _ reason: StandingReason
    ) async throws -> Erasure {
        let wordless = StandingReason(category: reason.category, effective: reason.effective)
        let outcome = try await change(award, .erase, wordless)
        let destroyed = try await applyErasures()
        guard let erasure = destroyed[award.id] else {
            // Another process was faster; it has told what it destroyed.
            let nothing = VaultErasure(credentialBytes: 0, detailCount: 0, traces: [])
            return Erasure(outcome: outcome, destroyed: nothing)
        }
        return Erasure(outcome: outcome, destroyed: erasure)
    }

    /// Destroys what the ledger says is not kept any more.
    func applyErasures() async throws -> [CredentialID: VaultErasure] {
        let vault = vault
        return try await ledger.read { try Erasures.apply(from: $0, to: vault) }
    }
}
