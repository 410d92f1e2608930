public import TransparencyLog

/// Forks that were proven once.
///
/// Spec: 08-audit §7.
extension SeenFolder {
    /// Whether a proof is kept that a ledger signed two histories, both by keys that are known for
    /// such sizes now.
    public func isForked(
        _ origin: Origin, signedByKnown: (VerifiedCheckpoint) -> Bool
    ) -> Bool {
        forkProofs().contains { proof in
            [proof.smaller, proof.larger].allSatisfy { head in
                head.checkpoint.origin == origin && signedByKnown(head)
            }
        }
    }
}
