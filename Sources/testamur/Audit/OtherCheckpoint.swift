import Auditing
import TransparencyLog

/// What the other one is of the two checkpoints that a place shows, `checkpoint.latest` and the
/// `checkpoint` that every C2SP reader fetches.
///
/// Spec: 08-audit §2.
enum OtherCheckpoint: Sendable {
    /// There is none, or it is a beginning of the newest.
    case agrees
    /// Both are signed, and are two histories.
    case forked(ForkProof)
    /// It is none, or not one that counts; why, in a sentence.
    case wrong(String)

    /// Compares it with the newest.
    ///
    /// - Throws: what reading the ledger throws; `TransparencyLogError` if its files are not those
    ///   that it signed.
    static func of(
        _ ledger: LedgerSnapshot, beside known: KnownCheckpoint, _ anchor: AnchorOptions
    ) async throws -> OtherCheckpoint {
        let bytes = try ledger.otherCheckpoint()
        guard let bytes else { return .agrees }
        guard let signed = try? SignedCheckpoint(parsing: bytes) else {
            return .wrong("Its file checkpoint is none.")
        }
        let newest = known.checkpoint
        let state = signed.checkpoint
        guard state.origin == newest.checkpoint.origin else {
            return .wrong("One of its two checkpoints is of another ledger, \(state.origin).")
        }
        guard let verified = try? known.verifying(signed) else {
            return try await unsigned(state, ledger, newest, anchor)
        }
        let growth = try await LedgerGrowth.between(verified, newest, of: ledger)
        if case .forked(let proof) = growth { return .forked(proof) }
        return .agrees
    }

    /// One that no key signed which is known. Only a list knows all keys; without one it may be by
    /// an earlier key, and counts if it is a beginning.
    private static func unsigned(
        _ state: Checkpoint, _ ledger: LedgerSnapshot, _ newest: VerifiedCheckpoint,
        _ anchor: AnchorOptions
    ) async throws -> OtherCheckpoint {
        let words = "One of its two checkpoints, of \(state.size) records, "
        guard anchor.trust == nil else {
            return .wrong(words + "is signed by no key that your list has for that size.")
        }
        let isBeginning = try await LedgerGrowth.begins(newest, with: state, of: ledger)
        return isBeginning
            ? .agrees
            : .wrong(words + "is of another history, and signed by no key that is known.")
    }

    /// What is told where it does not count.
    static func failure(_ words: String, at place: LedgerPlace) -> Failure {
        Failure(
            "audit.checkpoints-differ", .integrity, "\(place.text): \(words)",
            next: "Find out more with: testamur audit " + place.text.quoted)
    }
}
