import Signing
import TransparencyLog

/// The definitions of RFC 6962 taken literally, to compare the fast tree with.
struct NaiveTree {
    /// The leaf hashes.
    let leaves: [Digest]

    /// Hashes of runs of leaves that were asked for before; only to be faster.
    private let memo = Memo()

    private final class Memo {
        var hashes: [Range<Int>: Digest] = [:]
    }

    /// A tree of so many distinct leaves; `seed` tells trees of one size apart.
    init(size: Int, seed: UInt8 = 0) {
        leaves = (0..<size).map { NaiveTree.leaf($0, seed: seed) }
    }

    /// A tree that begins like another one, and goes on otherwise.
    init(like other: NaiveTree, first count: Int, then size: Int, seed: UInt8) {
        leaves =
            other.leaves.prefix(count)
            + (count..<size).map { NaiveTree.leaf($0, seed: seed) }
    }

    /// The hash of one of the leaves.
    static func leaf(_ index: Int, seed: UInt8 = 0) -> Digest {
        .leaf([seed, UInt8(index >> 16 & 255), UInt8(index >> 8 & 255), UInt8(index & 255)])
    }

    /// The root of the first `size` leaves.
    func root(_ size: Int) -> Digest { hash(leaves[..<size]) }

    /// The audit path of RFC 6962, section 2.1.1.
    func path(_ index: Int, _ size: Int) -> [Digest] { path(index, leaves[..<size]) }

    /// The consistency proof of RFC 6962, section 2.1.2.
    func proof(_ old: Int, _ size: Int) -> [Digest] {
        old == 0 ? [] : subproof(old, leaves[..<size], isWhole: true)
    }

    private func split(_ count: Int) -> Int {
        var half = 1
        while half * 2 < count { half *= 2 }
        return half
    }

    private func hash(_ leaves: ArraySlice<Digest>) -> Digest {
        guard let first = leaves.first else { return Digest.sha256([UInt8]()) }
        guard leaves.count > 1 else { return first }
        let range = leaves.startIndex..<leaves.endIndex
        if let known = memo.hashes[range] { return known }
        let middle = leaves.startIndex + split(leaves.count)
        let left = hash(leaves[..<middle])
        let right = hash(leaves[middle...])
        let hash = Digest.sha256([1] + left.bytes + right.bytes)
        memo.hashes[range] = hash
        return hash
    }

    private func path(_ index: Int, _ leaves: ArraySlice<Digest>) -> [Digest] {
        guard leaves.count > 1 else { return [] }
        let half = split(leaves.count)
        let middle = leaves.startIndex + half
        return index < half
            ? path(index, leaves[..<middle]) + [hash(leaves[middle...])]
            : path(index - half, leaves[middle...]) + [hash(leaves[..<middle])]
    }

    private func subproof(_ old: Int, _ leaves: ArraySlice<Digest>, isWhole: Bool) -> [Digest] {
        guard old < leaves.count else { return isWhole ? [] : [hash(leaves)] }
        let half = split(leaves.count)
        let middle = leaves.startIndex + half
        return old <= half
            ? subproof(old, leaves[..<middle], isWhole: isWhole) + [hash(leaves[middle...])]
            : subproof(old - half, leaves[middle...], isWhole: false) + [hash(leaves[..<middle])]
    }
}

extension RightEdge {
    /// An edge after the leaves of a naive tree.
    init(_ leaves: some Sequence<Digest>) {
        self.init()
        for leaf in leaves { _ = append(leaf) }
    }
}

extension TileTable {
    /// All tiles of a tree, full and partial.
    init(_ leaves: [Digest]) {
        self.init()
        var edge = RightEdge()
        for leaf in leaves {
            for tile in edge.append(leaf) { insert(tile.hashes, at: tile.coordinate) }
        }
        for (level, hashes) in edge.partialTiles.enumerated() {
            if let tile = TileCoordinate.partial(level: level, in: edge.size) {
                insert(hashes, at: tile)
            }
        }
    }
}

extension Digest {
    /// The same digest with one bit changed.
    var flipped: Digest {
        var bytes = bytes
        bytes[17] ^= 0x10
        return Digest(bytes) ?? self
    }
}

/// A source of reproducible numbers (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// Starts at a seed, which failing tests print.
    init(seed: UInt64) { state = seed }

    /// The next number.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
