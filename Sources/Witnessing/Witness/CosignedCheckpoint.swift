public import Signing
public import TransparencyLog

/// A checkpoint as a witness keeps it: with the log's signatures and the witness's own, all of
/// them verified before they were kept, and no other line.
public struct CosignedCheckpoint: Hashable, Sendable {
    /// The note.
    public let note: SignedCheckpoint

    /// Takes what was cosigned now.
    init(_ verified: VerifiedCheckpoint) {
        note = verified.signed
    }

    /// Takes what a store kept.
    ///
    /// - Throws: ``TransparencyLogError`` if it is no checkpoint.
    public init(kept bytes: [UInt8]) throws(TransparencyLogError) {
        note = try SignedCheckpoint(parsing: bytes)
    }

    /// How many entries the log had.
    public var size: TreeSize { note.checkpoint.size }

    /// The root at that size.
    public var root: Digest { note.checkpoint.root }
}
