public import TransparencyLog

/// A ledger whose checkpoints are to be cosigned.
public protocol GatheringLedger: Sendable {
    /// The newest checkpoint, with the cosignatures that are kept of it.
    func newest() async throws -> VerifiedCheckpoint
    /// The proof that a checkpoint's tree begins with the tree of an earlier size.
    func consistency(
        from old: TreeSize, to checkpoint: VerifiedCheckpoint
    ) async throws -> ConsistencyProof
    /// Keeps a verified cosignature, for ever.
    func keep(_ cosignature: Cosignature, of checkpoint: Checkpoint) async throws
}
