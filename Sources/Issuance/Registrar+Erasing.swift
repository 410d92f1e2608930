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
    /// was interrupted in between is finished by the same again, or by ``reconcile()``.
    ///
    /// The reason is kept without words and without whose it was.
    ///
    /// - Throws: ``RegistrarError``, ``LedgerError`` or ``VaultError``.
    public func erase(
        _ award: RecordedAward, _ reason: StandingReason
    ) async throws -> Erasure {
        let wordless = StandingReason(category: reason.category, effective: reason.effective)
        let outcome: StandingOutcome
        if award.keeping == .kept, let stated = try await statedErasure(of: award) {
            outcome = StandingOutcome(
                id: award.id, target: award.target, entry: stated, unpublished: nil)
        } else {
            outcome = try await change(award, .erase, wordless)
        }
        let destroyed = try await applyErasures()
        guard let erasure = destroyed[award.id] else {
            // Another process was faster; it has told what it destroyed.
            let nothing = VaultErasure(credentialBytes: 0, detailCount: 0, traces: [])
            return Erasure(outcome: outcome, destroyed: nothing)
        }
        return Erasure(outcome: outcome, destroyed: erasure)
    }

    /// The statement that an award is not kept any more, if it stands already.
    private func statedErasure(of award: RecordedAward) async throws -> StandingEntry? {
        try await standing(of: award).history.last { $0.action == .erase }
    }

    /// Destroys what the ledger says is not kept any more.
    func applyErasures() async throws -> [CredentialID: VaultErasure] {
        let vault = vault
        return try await ledger.read { try Erasures.apply(from: $0, to: vault) }
    }
}
