public import Signing

/// The proof that a leaf stands at an index of a tree: the hashes beside its path to the root.
public struct InclusionProof: Hashable, Sendable {
    /// The most hashes a proof in a tree of any size can have.
    public static let hashesMax = 63

    /// The leaf's place.
    public let index: LeafIndex

    /// The size of the tree whose root the proof leads to.
    public let size: TreeSize

    /// The sibling of the leaf first, the child of the root last.
    public let hashes: [Digest]

    /// Makes a proof; whether it proves anything is for ``verifies(leaf:root:)`` to say.
    public init(index: LeafIndex, size: TreeSize, hashes: [Digest]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// Whether the tree of this size and root has the leaf at the index.
    ///
    /// Spec: RFC 9162, section 2.1.3.2.
    public func verifies(leaf: Digest, root: Digest) -> Bool {
        impliedRoot(leaf: leaf) == root
    }

    /// The one root under which the proof is right; `nil` if it has too few or too many hashes
    /// for its index and size.
    public func impliedRoot(leaf: Digest) -> Digest? {
        guard index.value < size.value, hashes.count <= InclusionProof.hashesMax else {
            return nil
        }
        var position = index.value
        var last = size.value - 1
        var result = leaf
        for hash in hashes {
            guard last != 0 else { return nil }
            if position & 1 == 1 || position == last {
                result = .node(hash, result)
                let skipped = position == 0 ? 0 : UInt64(position.trailingZeroBitCount)
                position >>= skipped
                last >>= skipped
            } else {
                result = .node(result, hash)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 ? result : nil
    }

    /// How many binary levels stand below the root of a tree.
    static func heightCount(of size: TreeSize) -> Int {
        guard size.value > 1 else { return 0 }
        return UInt64.bitWidth - (size.value - 1).leadingZeroBitCount
    }
}
