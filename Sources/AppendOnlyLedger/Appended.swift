public import Records
public import TransparencyLog

/// An acknowledged record: durable, in the tree, covered by a signed checkpoint, read back.
public struct Appended: Sendable {
    /// The record.
    public let record: Record
    /// The checkpoint that covers it.
    public let checkpoint: SignedCheckpoint
    private let prover: BatchProver

    init(record: Record, prover: BatchProver, checkpoint: SignedCheckpoint) {
        self.record = record
        self.prover = prover
        self.checkpoint = checkpoint
    }

    /// The proof that the record is in the tree of the checkpoint.
    public var proof: LogProof {
        LogProof(prover.inclusionProof(of: record.index), checkpoint: checkpoint)
    }
}
