import Records
import Signing
import TransparencyLog

/// The commitments of many credentials as one record: in random order, among decoys, so that
/// neither the order of the inputs nor their number can be read from it.
struct CommitmentList: Sendable {
    /// The fewest entries of a list.
    static let countMin = 8

    /// What the record says.
    let body: IssueList
    /// Where each commitment stands, in the order in which they were given.
    let memberships: [ListMembership]

    /// Makes a list as long as the next power of two.
    ///
    /// - Parameter entropy: gives so many random bytes.
    init(_ commitments: [Commitment], entropy: (Int) -> [UInt8]) {
        var count = CommitmentList.countMin
        while count < commitments.count { count *= 2 }
        let decoys = entropy((count - commitments.count) * Digest.byteCount)
        let places = Array(0..<count).shuffled(by: entropy)
        var values = Array(repeating: [UInt8](), count: count)
        for (place, commitment) in zip(places, commitments) {
            values[place] = commitment.value.bytes
        }
        for (number, place) in places.dropFirst(commitments.count).enumerated() {
            values[place] = Array(decoys[(number * Digest.byteCount)...].prefix(Digest.byteCount))
        }
        var tree = RightEdge()
        let prover = tree.append(contentsOf: values.map { .leaf($0) }).prover
        body = IssueList(count: tree.size, root: prover.root)
        memberships = places.prefix(commitments.count).map { place in
            let leaf = LeafIndex(UInt64(place))
            return ListMembership(leaf: leaf, path: prover.inclusionProof(of: leaf).hashes)
        }
    }
}

extension Array {
    /// The elements in an order that only `entropy` determines.
    func shuffled(by entropy: (Int) -> [UInt8]) -> [Element] {
        guard count > 1 else { return self }
        var elements = self
        let bytes = entropy(count * 8)
        for last in stride(from: count - 1, to: 0, by: -1) {
            let random = bytes[(last * 8)..<(last * 8 + 8)].reduce(UInt64(0)) {
                $0 << 8 | UInt64($1)
            }
            elements.swapAt(last, Int(random % UInt64(last + 1)))
        }
        return elements
    }
}
