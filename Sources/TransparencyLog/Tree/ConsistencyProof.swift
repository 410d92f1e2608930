public import Signing

/// The proof that one tree only appended to another: that the older one is its beginning.
public struct ConsistencyProof: Hashable, Sendable {
    /// The most hashes a proof between trees of any sizes can have.
    public static let hashesMax = 63

    /// The size of the older tree.
    public let oldSize: TreeSize

    /// The size of the newer tree.
    public let newSize: TreeSize

    /// The hashes in the order of RFC 9162; none if the older tree is empty or the same.
    public let hashes: [Digest]

    /// Makes a proof; whether it proves anything is for ``verifies(oldRoot:newRoot:)`` to say.
    public init(oldSize: TreeSize, newSize: TreeSize, hashes: [Digest]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Whether the newer tree begins with the leaves of the older one.
    ///
    /// From an empty tree every tree is reached, with no hashes; the old root must then be the
    /// empty tree's.
    ///
    /// Spec: RFC 9162, section 2.1.4.2.
    public func verifies(oldRoot: Digest, newRoot: Digest) -> Bool {
        guard oldSize <= newSize, hashes.count <= ConsistencyProof.hashesMax else { return false }
        if oldSize == newSize {
            guard oldSize != .zero || oldRoot == .emptyTree else { return false }
            return hashes.isEmpty && oldRoot == newRoot
        }
        if oldSize == .zero { return hashes.isEmpty && oldRoot == .emptyTree }
        guard !hashes.isEmpty else { return false }
        guard let implied = impliedRoots(ifPowerOfTwo: oldRoot) else { return false }
        return implied.old == oldRoot && implied.new == newRoot
    }

    /// The roots of both trees that a proof leads to.
    struct ImpliedRoots {
        /// The root of the older tree.
        var old: Digest
        /// The root of the newer tree.
        var new: Digest
    }

    /// Both roots that the hashes lead to; `nil` if there are too few or too many for the sizes.
    ///
    /// A proof from a perfect tree leaves out the old root, which must then be given.
    /// Needs 0 < `oldSize` < `newSize`.
    func impliedRoots(ifPowerOfTwo oldRoot: Digest) -> ImpliedRoots? {
        let skipped = UInt64(oldSize.value.trailingZeroBitCount)
        var position = (oldSize.value - 1) >> skipped
        var last = (newSize.value - 1) >> skipped
        let isPerfect = oldSize.value & (oldSize.value - 1) == 0
        var rest = hashes[...]
        guard let seed = isPerfect ? oldRoot : rest.popFirst() else { return nil }
        var roots = ImpliedRoots(old: seed, new: seed)
        for hash in rest {
            guard last != 0 else { return nil }
            if position & 1 == 1 || position == last {
                roots.old = .node(hash, roots.old)
                roots.new = .node(hash, roots.new)
                let skipped = position == 0 ? 0 : UInt64(position.trailingZeroBitCount)
                position >>= skipped
                last >>= skipped
            } else {
                roots.new = .node(roots.new, hash)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 ? roots : nil
    }
}
