public import Signing
public import TransparencyLog

/// Earlier checkpoints with the right root that a key signed for sizes that a trust list no longer
/// gives it: whether that is a fault shows once all key records were read.
struct LateSignatures {
    private(set) var sizes: [VerifierKey: [TreeSize]] = [:]

    mutating func add(_ size: TreeSize, by signer: VerifierKey) {
        sizes[signer, default: []].append(size)
    }
}

/// Earlier checkpoints, kept by the audited source, that a key signed which was declared void at
/// their sizes later. They are no fault: each has the ledger's own root.
public struct VoidCheckpoints: Hashable, Sendable {
    /// The key that signed them.
    public let signer: VerifierKey
    /// How many there are.
    public let count: Int
    /// The smallest of them.
    public let first: TreeSize
    /// The largest.
    public let last: TreeSize
}
