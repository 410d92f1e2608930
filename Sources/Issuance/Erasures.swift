public import AppendOnlyLedger
import Records
import Signing
import TransparencyLog

/// What follows in a vault from the ledger's `erase` statements: whatever states them, whenever,
/// and however often it was interrupted.
///
/// Spec: 03-append §10.
public enum Erasures {
    /// Past so many records it is noted that there is nothing to destroy in them.
    private static let looksMax: UInt64 = 65_536

    /// Destroys what the ledger says is not kept any more, from where this was done last. What a
    /// compromised key said destroys nothing.
    ///
    /// - Returns: what was destroyed, by credential.
    /// - Throws: ``VaultError``, ``LedgerError`` or ``StoreError``; then the same again goes on.
    @discardableResult
    public static func apply(
        from view: LedgerView, to vault: any VaultStore
    ) throws -> [CredentialID: VaultErasure] {
        let noted = try vault.erasuresApplied()
        let end = try view.checkpoint().checkpoint.size
        // What was void may have been confirmed again since.
        let hasCompromise = try view.keys().hasCompromise
        guard noted < end || hasCompromise else { return [:] }
        var destroyed: [CredentialID: VaultErasure] = [:]
        let new = Set(try view.erasedTargets(from: noted.nextIndex))
        let targets = hasCompromise ? try view.erasedTargets(from: 0) : Array(new)
        var isInterrupted = false
        for target in targets {
            guard let id = try credential(at: target, in: view, vault) else {
                if new.contains(target) { isInterrupted = true }
                continue
            }
            // Why something was erased names nobody and stays.
            let details = try view.changes(of: target).compactMap { record -> Digest? in
                if case .erase = record.statement.body { return nil }
                return record.statement.body.detail
            }
            destroyed[id] = try vault.erase(id, details: details)
        }
        // Also what an interrupted run destroyed may still stand in the file.
        if !new.isEmpty || !destroyed.isEmpty {
            try vault.scrub(isInterrupted ? nil : destroyed.values.flatMap(\.traces))
        }
        // A note costs a flush, and looking again at a few records costs nothing.
        if !new.isEmpty || end.value > noted.value + Erasures.looksMax {
            try vault.noteErasures(upTo: end)
        }
        return destroyed
    }

    /// The credential whose record stands at a target, be it that the vault does not know that.
    private static func credential(
        at target: Target, in view: LedgerView, _ vault: any VaultStore
    ) throws -> CredentialID? {
        if let entry = try vault.entry(at: target) { return entry.id }
        guard let nonce = try view.record(at: target.record)?.statement.nonce else { return nil }
        var last: CredentialID?
        while true {
            let entries = try vault.pendingEntries(after: last)
            for entry in entries where entry.statement.statement.nonce == nonce {
                if entry.membership?.leaf == target.leaf { return entry.id }
            }
            guard let end = entries.last else { return nil }
            last = end.id
        }
    }
}
