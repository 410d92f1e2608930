import Signing
import Testing
import TransparencyLog

@Suite("Proofs")
struct ProofTests {
    @Test("of inclusion, for every leaf of every tree to 256, are the naive ones and verify")
    func inclusion() {
        let naive = NaiveTree(size: 256)
        for size in 1...256 {
            let root = naive.root(size)
            var edge = RightEdge()
            let prover = edge.append(contentsOf: naive.leaves.prefix(size)).prover
            #expect(prover.root == root)
            for index in 0..<size {
                let proof = prover.inclusionProof(of: LeafIndex(UInt64(index)))
                #expect(proof.verifies(leaf: naive.leaves[index], root: root))
                #expect(proof.hashes == naive.path(index, size), "\(index) of \(size)")
            }
        }
    }

    @Test("of inclusion for a batch are right for every size before and after, to 64")
    func batchProver() {
        let naive = NaiveTree(size: 64)
        for before in 0...64 {
            let start = RightEdge(naive.leaves.prefix(before))
            for size in before...64 {
                var edge = start
                let batch = edge.append(contentsOf: naive.leaves[before..<size])
                #expect(batch.prover.sizeBefore.value == UInt64(before))
                #expect(batch.prover.size.value == UInt64(size))
                #expect(batch.prover.root == naive.root(size))
                for index in before..<size {
                    let proof = batch.prover.inclusionProof(of: LeafIndex(UInt64(index)))
                    #expect(proof.hashes == naive.path(index, size), "\(before) \(index) \(size)")
                }
            }
        }
    }

    @Test("of inclusion for batches that complete several tiles are right")
    func largeBatches() {
        let naive = NaiveTree(size: 70_000)
        for (before, count) in [(65_000, 4_096), (0, 4_096), (65_535, 2), (255, 2), (300, 4_000)] {
            var edge = RightEdge(naive.leaves.prefix(before))
            let prover = edge.append(contentsOf: naive.leaves[before..<(before + count)]).prover
            let root = naive.root(before + count)
            #expect(prover.root == root)
            for index in before..<(before + count) {
                let proof = prover.inclusionProof(of: LeafIndex(UInt64(index)))
                #expect(proof.verifies(leaf: naive.leaves[index], root: root), "\(index)")
            }
        }
    }

    @Test("of inclusion fail with any hash changed, missing, added or moved")
    func changedInclusion() {
        let naive = NaiveTree(size: 64)
        for size in 1...64 {
            let root = naive.root(size)
            for index in stride(from: 0, to: size, by: 3) {
                let leaf = naive.leaves[index]
                let place = LeafIndex(UInt64(index))
                let treeSize = TreeSize(UInt64(size))
                let hashes = naive.path(index, size)
                func verifies(_ hashes: [Digest]) -> Bool {
                    InclusionProof(index: place, size: treeSize, hashes: hashes)
                        .verifies(leaf: leaf, root: root)
                }
                #expect(verifies(hashes))
                for position in hashes.indices {
                    var changed = hashes
                    changed[position] = changed[position].flipped
                    #expect(!verifies(changed))
                    changed.remove(at: position)
                    #expect(!verifies(changed))
                }
                #expect(!verifies(hashes + [root]))
                #expect(!verifies([leaf] + hashes))
                let proof = InclusionProof(index: place, size: treeSize, hashes: hashes)
                #expect(!proof.verifies(leaf: leaf.flipped, root: root))
                #expect(!proof.verifies(leaf: leaf, root: root.flipped))
            }
        }
    }

    @Test("of inclusion fail for every other index, and for sizes of another shape")
    func wrongPlace() {
        let naive = NaiveTree(size: 33)
        for size in 1...33 {
            for index in 0..<size {
                let hashes = naive.path(index, size)
                for other in 0...34 where other != index {
                    let proof = InclusionProof(
                        index: LeafIndex(UInt64(other)), size: TreeSize(UInt64(size)),
                        hashes: hashes)
                    #expect(!proof.verifies(leaf: naive.leaves[index], root: naive.root(size)))
                }
                for other in 0...40 where other != size {
                    let proof = InclusionProof(
                        index: LeafIndex(UInt64(index)), size: TreeSize(UInt64(other)),
                        hashes: hashes)
                    // The path of an early leaf may serve several sizes; then it implies the
                    // same root, and only a signature on size and root tells them apart.
                    let root = other <= 33 ? naive.root(other) : naive.root(size).flipped
                    #expect(!proof.verifies(leaf: naive.leaves[index], root: root))
                }
            }
        }
    }

    @Test("of consistency, for every pair of sizes to 64, are the naive ones and verify")
    func consistency() throws {
        let naive = NaiveTree(size: 64)
        let roots = (0...64).map(naive.root)
        for size in 0...64 {
            let reader = try TreeReader(
                size: TreeSize(UInt64(size)), root: roots[size],
                tiles: TileTable(Array(naive.leaves.prefix(size))))
            for old in 0...size {
                let proof = try reader.consistencyProof(from: TreeSize(UInt64(old)))
                #expect(proof.hashes == naive.proof(old, size), "\(old) to \(size)")
                #expect(proof.verifies(oldRoot: roots[old], newRoot: roots[size]))
                #expect(try reader.root(at: TreeSize(UInt64(old))) == roots[old])
            }
        }
    }

    @Test("of consistency fail with any hash or root changed, and for any other sizes")
    func changedConsistency() {
        let naive = NaiveTree(size: 40)
        let roots = (0...40).map(naive.root)
        for size in 1...40 {
            for old in 0...size {
                let hashes = naive.proof(old, size)
                func verifies(_ old: Int, _ size: Int, _ hashes: [Digest]) -> Bool {
                    ConsistencyProof(
                        oldSize: TreeSize(UInt64(old)), newSize: TreeSize(UInt64(size)),
                        hashes: hashes
                    ).verifies(oldRoot: roots[old], newRoot: roots[size])
                }
                for position in hashes.indices {
                    var changed = hashes
                    changed[position] = changed[position].flipped
                    #expect(!verifies(old, size, changed))
                    changed.remove(at: position)
                    #expect(!verifies(old, size, changed))
                }
                #expect(!verifies(old, size, hashes + [roots[size]]))
                #expect(!verifies(old, size, [roots[old]] + hashes))
                let proof = ConsistencyProof(
                    oldSize: TreeSize(UInt64(old)), newSize: TreeSize(UInt64(size)),
                    hashes: hashes)
                #expect(!proof.verifies(oldRoot: roots[old].flipped, newRoot: roots[size]))
                if old > 0 {
                    #expect(!proof.verifies(oldRoot: roots[old], newRoot: roots[size].flipped))
                    for other in 0...40 where other != old && other != 0 && other != size {
                        #expect(!verifies(other, size, hashes), "\(other) for \(old)")
                    }
                }
            }
        }
    }

    @Test("of consistency from the empty tree are empty, and only from its own root")
    func emptyOld() {
        let root = NaiveTree(size: 5).root(5)
        let empty = ConsistencyProof(oldSize: 0, newSize: 5, hashes: [])
        #expect(empty.verifies(oldRoot: .emptyTree, newRoot: root))
        #expect(!empty.verifies(oldRoot: root, newRoot: root))
        let filled = ConsistencyProof(oldSize: 0, newSize: 5, hashes: [root])
        #expect(!filled.verifies(oldRoot: .emptyTree, newRoot: root))
        let none = ConsistencyProof(oldSize: 0, newSize: 0, hashes: [])
        #expect(none.verifies(oldRoot: .emptyTree, newRoot: .emptyTree))
        #expect(!none.verifies(oldRoot: root, newRoot: root))
        let shrinking = ConsistencyProof(oldSize: 5, newSize: 4, hashes: [])
        #expect(!shrinking.verifies(oldRoot: root, newRoot: root))
    }

    @Test("have at most 63 hashes")
    func longest() {
        let leaf = NaiveTree.leaf(0)
        let hashes = Array(repeating: leaf, count: 63)
        let proof = InclusionProof(index: 0, size: .max, hashes: hashes)
        #expect(proof.impliedRoot(leaf: leaf) != nil)
        let longer = InclusionProof(index: 0, size: .max, hashes: hashes + [leaf])
        #expect(longer.impliedRoot(leaf: leaf) == nil)
        let consistency = ConsistencyProof(oldSize: 1, newSize: .max, hashes: hashes + [leaf])
        #expect(!consistency.verifies(oldRoot: leaf, newRoot: leaf))
    }
}
