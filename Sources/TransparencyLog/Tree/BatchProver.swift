public import Signing

/// Inclusion proofs for a run of new leaves, up to the size at the end of the run.
///
/// All hashing is done when it is made; a proof is then pure look-up, so many tasks can share
/// one prover and each make its own.
public struct BatchProver: Sendable {
    /// The size before the run.
    public let sizeBefore: TreeSize

    /// The size after the run, which all proofs lead to.
    public let size: TreeSize

    /// The root at that size.
    public let root: Digest

    private let nodes: BatchNodes

    /// Takes the nodes of a run that has just been appended to the edge.
    init(sizeBefore: TreeSize, edge: RightEdge, nodes: BatchNodes) {
        self.sizeBefore = sizeBefore
        size = edge.size
        self.nodes = nodes
        root = edge.root
    }

    /// The proof that a leaf of the run is in the tree.
    ///
    /// - Precondition: the index is in the run.
    /// - Complexity: at most 63 look-ups.
    public func inclusionProof(of index: LeafIndex) -> InclusionProof {
        precondition(
            index.value >= sizeBefore.value && index.value < size.value,
            "A batch proves only its own leaves.")
        var hashes: [Digest] = []
        let heights = InclusionProof.heightCount(of: size)
        hashes.reserveCapacity(heights)
        for height in 0..<heights {
            let sibling = index.value >> UInt64(height) ^ 1
            if let hash = nodes.node(height: height, position: sibling) { hashes.append(hash) }
        }
        return InclusionProof(index: index, size: size, hashes: hashes)
    }
}

/// The nodes that a run of leaves touches, by height.
///
/// At each height they are one unbroken run: the edge's perfect node from before, where the new
/// leaves have it as a left neighbour, then the new perfect nodes, then at most one that is not
/// perfect.
struct BatchNodes: Sendable {
    private struct Row: Sendable {
        /// The position of the row's first node among all nodes of its height.
        let first: UInt64
        var nodes: [Digest]
    }

    private var rows: [Row]

    /// Starts with the perfect nodes on an edge.
    init(after edge: RightEdge) {
        rows = (0..<BatchNodes.significantBits(edge.size.value)).map { height in
            let position = edge.size.value >> UInt64(height)
            let left = edge.perfectNode(atHeight: height)
            return Row(first: position & ~1, nodes: left.map { [$0] } ?? [])
        }
    }

    /// Makes room for the nodes above so many new leaves.
    mutating func reserveCapacity(_ count: Int) {
        for height in rows.indices {
            // The left neighbour before, and the imperfect node after.
            rows[height].nodes.reserveCapacity((count >> height) + 3)
        }
    }

    /// Records the next perfect node of a height.
    mutating func append(_ node: Digest, height: Int) {
        // A height above the old tree's starts with its very first node.
        while height >= rows.count { rows.append(Row(first: 0, nodes: [])) }
        rows[height].nodes.append(node)
    }

    /// The node at a height and position; `nil` outside the tree.
    func node(height: Int, position: UInt64) -> Digest? {
        guard height < rows.count else { return nil }
        let row = rows[height]
        precondition(position >= row.first, "The batch has every left neighbour of its leaves.")
        let offset = position - row.first
        return offset < UInt64(row.nodes.count) ? row.nodes[Int(offset)] : nil
    }

    /// Ends the rows with those nodes of the edge that are not perfect subtrees.
    mutating func complete(with edge: RightEdge) {
        var rightmost: Digest?
        for height in rows.indices {
            if let rightmost { rows[height].nodes.append(rightmost) }
            guard let left = edge.perfectNode(atHeight: height) else { continue }
            rightmost = rightmost.map { .node(left, $0) } ?? left
        }
    }

    private static func significantBits(_ value: UInt64) -> Int {
        UInt64.bitWidth - value.leadingZeroBitCount
    }
}
