import Signing
import Testing
import TransparencyLog

@Suite("A fork proof")
struct ForkProofTests {
    private func signed(
        _ tree: NaiveTree, _ size: Int, seed: UInt8 = 1
    ) throws -> VerifiedCheckpoint {
        let log = try TestKeys.log(seed: seed)
        let checkpoint = Checkpoint(
            origin: try TestKeys.origin(), size: TreeSize(UInt64(size)), root: tree.root(size))
        return try checkpoint.signed(by: log).verified(by: log.verifierKey)
    }

    private func proof(_ one: NaiveTree, _ m: Int, _ other: NaiveTree, _ n: Int) throws -> ForkProof
    {
        try ForkProof(
            signed(one, m), signed(other, n), rootThen: other.root(m),
            hashes: m == n ? [] : other.proof(m, n))
    }

    @Test("is made, written and read for every two histories of up to 12 entries")
    func everyFork() throws {
        let one = NaiveTree(size: 12)
        for shared in 0..<12 {
            let other = NaiveTree(like: one, first: shared, then: 12, seed: 1)
            for m in (shared + 1)...12 {
                for n in m...12 {
                    let proof = try proof(one, m, other, n)
                    #expect(try ForkProof(parsing: proof.bytes) == proof)
                    #expect(proof.smaller.checkpoint.size == TreeSize(UInt64(m)))
                }
            }
        }
    }

    @Test("is never made of a log that only grew, up to 12 entries")
    func honest() throws {
        let tree = NaiveTree(size: 12)
        for n in 1...12 {
            for m in 1...n {
                #expect(throws: TransparencyLogError.forkNotProven) {
                    try proof(tree, m, tree, n)
                }
            }
        }
    }

    @Test("with one bit flipped proves nothing")
    func flipped() throws {
        let one = NaiveTree(size: 6)
        let other = NaiveTree(like: one, first: 3, then: 7, seed: 1)
        let bytes = try proof(one, 6, other, 7).bytes
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place % 8)
            #expect(throws: TransparencyLogError.self, "byte \(place)") {
                try ForkProof(parsing: damaged)
            }
        }
    }

    @Test("needs a signature on each side, and may have two keys")
    func keys() throws {
        let one = NaiveTree(size: 4)
        let other = NaiveTree(like: one, first: 1, then: 5, seed: 1)
        let proof = try ForkProof(
            signed(one, 4), signed(other, 5, seed: 2), rootThen: other.root(4),
            hashes: other.proof(4, 5))
        #expect(Set(proof.keys).count == 2)
        let text = String(decoding: proof.bytes, as: UTF8.self)
        let swapped = text.replacing("key \(proof.keys[1])", with: "key \(proof.keys[0])")
        #expect(throws: TransparencyLogError.self) { try ForkProof(parsing: Array(swapped.utf8)) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for number in lines.indices.dropLast() {
            var fewer = lines
            fewer.remove(at: number)
            #expect(throws: TransparencyLogError.self, "without line \(number + 1)") {
                try ForkProof(parsing: Array(fewer.joined(separator: "\n").utf8))
            }
        }
    }

    @Test("shows that nothing cannot have a root of its own, in either order")
    func empty() throws {
        let log = try TestKeys.log(seed: 1)
        let checkpoints = try [Digest.emptyTree, NaiveTree.leaf(0)].map { root in
            let checkpoint = Checkpoint(origin: try TestKeys.origin(), size: .zero, root: root)
            return try checkpoint.signed(by: log).verified(by: log.verifierKey)
        }
        for (one, other) in [(0, 1), (1, 0)] {
            let proof = try ForkProof(
                checkpoints[one], checkpoints[other],
                rootThen: checkpoints[other].checkpoint.root, hashes: [])
            #expect(try ForkProof(parsing: proof.bytes) == proof)
        }
        let later = try signed(NaiveTree(size: 3), 3)
        #expect(throws: TransparencyLogError.forkNotProven) {
            try ForkProof(checkpoints[0], later, rootThen: .emptyTree, hashes: [])
        }
        let proof = try ForkProof(checkpoints[1], later, rootThen: .emptyTree, hashes: [])
        #expect(try ForkProof(parsing: proof.bytes) == proof)
    }
}
