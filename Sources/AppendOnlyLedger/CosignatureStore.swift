public import Signing
public import TransparencyLog

/// A ledger's store that also keeps, for ever, what witnesses have cosigned. Every call blocks.
///
/// Nothing here is part of an append's transaction: a ledger that nobody cosigns goes on.
///
/// Spec: 05-witness §5.
public protocol CosignatureStore: LedgerStore {
    /// Keeps lines of the checkpoint of that size, in a transaction of their own; of a key that
    /// has a line there already the first stays.
    func keep(_ lines: [NoteSignature], ofCheckpoint size: TreeSize) throws
    /// The lines that were kept of the checkpoint of that size.
    func cosignatures(ofCheckpoint size: TreeSize) throws -> [NoteSignature]
    /// The smallest sizes, from `first` on, whose checkpoints have at least `lines` lines.
    func cosignedSizes(from first: TreeSize, lines: Int, count: Int) throws -> [TreeSize]
    /// The largest sizes, above `last`, whose checkpoints have at least `lines` lines, from the
    /// largest down; of all lines that are kept the newest `among` are looked at.
    func cosignedSizes(
        above last: TreeSize, lines: Int, count: Int, among: Int
    ) throws -> [TreeSize]
}
