import Signing
import Testing
import TransparencyLog

@Suite("The tree reader")
struct TreeReaderTests {
    /// Counts which tiles are asked for.
    private final class CountingTiles: TileReader {
        let table: TileTable
        var asked: [TileCoordinate] = []

        init(_ table: TileTable) { self.table = table }

        func hashes(of tile: TileCoordinate) throws -> [Digest] {
            asked.append(tile)
            return try table.hashes(of: tile)
        }
    }

    @Test("gives the naive inclusion proof of every leaf of every tree to 256")
    func everyLeaf() throws {
        let naive = NaiveTree(size: 256)
        for size in 1...256 {
            let tiles = TileTable(Array(naive.leaves.prefix(size)))
            let reader = try TreeReader(size: TreeSize(UInt64(size)), tiles: tiles)
            let root = naive.root(size)
            #expect(reader.root == root)
            for index in stride(from: 0, to: size, by: size > 64 ? 7 : 1) {
                let place = LeafIndex(UInt64(index))
                let proof = try reader.inclusionProof(of: place)
                #expect(proof.verifies(leaf: naive.leaves[index], root: root))
                if size <= 64 { #expect(proof.hashes == naive.path(index, size)) }
            }
        }
    }

    @Test("proves across levels of tiles")
    func levels() throws {
        for size in [256, 257, 511, 512, 65_535, 65_536, 65_537, 66_049, 70_000] {
            let naive = NaiveTree(size: size)
            let root = RightEdge(naive.leaves).root
            let tiles = TileTable(naive.leaves)
            let reader = try TreeReader(size: TreeSize(UInt64(size)), root: root, tiles: tiles)
            let places = [0, 1, 255, 256, 300, 65_279, 65_535, 65_536, size - 2, size - 1]
            for index in places where index < size {
                let proof = try reader.inclusionProof(of: LeafIndex(UInt64(index)))
                #expect(
                    proof.verifies(leaf: naive.leaves[index], root: root), "\(index) of \(size)")
            }
            for old in places where old <= size {
                let oldRoot = RightEdge(naive.leaves.prefix(old)).root
                let proof = try reader.consistencyProof(from: TreeSize(UInt64(old)))
                #expect(proof.verifies(oldRoot: oldRoot, newRoot: root), "\(old) to \(size)")
                #expect(try reader.root(at: TreeSize(UInt64(old))) == oldRoot)
            }
        }
    }

    @Test("reads one tile a level for a proof, and the partial ones once before")
    func tilesRead() throws {
        let naive = NaiveTree(size: 70_000)
        let tiles = CountingTiles(TileTable(naive.leaves))
        let reader = try TreeReader(size: 70_000, tiles: tiles)
        #expect(
            tiles.asked.map(\.path) == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"])
        tiles.asked = []
        _ = try reader.inclusionProof(of: 12_345)
        #expect(tiles.asked.map(\.path) == ["tile/0/048", "tile/1/000", "tile/2/000.p/1"])
        tiles.asked = []
        _ = try reader.consistencyProof(from: 65_536)
        #expect(tiles.asked.map(\.path) == ["tile/2/000.p/1"])
    }

    @Test("hands out no proof when any hash on its way is changed")
    func damage() throws {
        let naive = NaiveTree(size: 600)
        let root = naive.root(600)
        let whole = TileTable(naive.leaves)
        for level in 0...1 {
            for index in 0...2 {
                guard
                    let tile = TileCoordinate.tile(level: level, index: UInt64(index), in: 600)
                else { continue }
                for position in [0, 1, tile.width - 1] {
                    var hashes = try whole.hashes(of: tile)
                    hashes[position] = hashes[position].flipped
                    var damaged = whole
                    damaged.insert(hashes, at: tile)
                    #expect(throws: TransparencyLogError.self, "\(tile) \(position)") {
                        let reader = try TreeReader(size: 600, root: root, tiles: damaged)
                        let place = UInt64(index * 256 + (position ^ 1))
                        _ = try reader.inclusionProof(of: LeafIndex(level == 0 ? place : 0))
                    }
                }
            }
        }
    }

    @Test("refuses another root, an index outside, a larger old size, and missing tiles")
    func refusals() throws {
        let naive = NaiveTree(size: 300)
        let tiles = TileTable(naive.leaves)
        let root = naive.root(300)
        #expect(throws: TransparencyLogError.rootMismatch(expected: root.flipped, found: root)) {
            try TreeReader(size: 300, root: root.flipped, tiles: tiles)
        }
        let reader = try TreeReader(size: 300, root: root, tiles: tiles)
        #expect(throws: TransparencyLogError.indexOutside(300, size: 300)) {
            try reader.inclusionProof(of: 300)
        }
        #expect(throws: TransparencyLogError.sizeShrinks(from: 301, to: 300)) {
            try reader.consistencyProof(from: 301)
        }
        #expect(throws: TransparencyLogError.sizeShrinks(from: 301, to: 300)) {
            try reader.root(at: 301)
        }
        let missing = try #require(TileCoordinate(level: 0, index: 1, width: 45))
        #expect(throws: TransparencyLogError.tileWidth(missing)) {
            try TreeReader(size: 301, tiles: tiles)
        }
    }

    @Test("of an empty tree has the empty root and proves nothing")
    func empty() throws {
        let reader = try TreeReader(size: 0, root: .emptyTree, tiles: TileTable())
        #expect(reader.root == .emptyTree)
        #expect(throws: TransparencyLogError.indexOutside(0, size: 0)) {
            try reader.inclusionProof(of: 0)
        }
        #expect(try reader.consistencyProof(from: 0).hashes.isEmpty)
    }
}
