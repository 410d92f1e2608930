import Signing
import Testing
import TransparencyLog

@Suite("The right edge")
struct RightEdgeTests {
    @Test("has the naive root at every size from 0 to 256")
    func roots() {
        let naive = NaiveTree(size: 256)
        var edge = RightEdge()
        #expect(edge.root == .emptyTree)
        for size in 1...256 {
            _ = edge.append(naive.leaves[size - 1])
            #expect(edge.root == naive.root(size), "size \(size)")
            #expect(edge.size.value == UInt64(size))
        }
    }

    @Test("has the published roots of the eight test leaves")
    func publishedRoots() {
        let entries: [[UInt8]] = [
            [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
            Array(0x50...0x57), Array(0x60...0x6f),
        ]
        let roots = [
            "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",
            "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=",
            "rra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc=",
            "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
            "Tju7H3tHjc/nH7YxYxUZo7yhLJrvyhYSv85ME6hiZNQ=",
            "duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8=",
            "3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=",
            "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=",
        ]
        var edge = RightEdge()
        #expect(edge.root.base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        for (entry, root) in zip(entries, roots) {
            _ = edge.append(.leaf(entry))
            #expect(edge.root.base64 == root)
        }
    }

    @Test("hands back each tile when it is full, once, with its root")
    func fullTiles() {
        let count = 65_536 + 300
        let naive = NaiveTree(size: count)
        var edge = RightEdge()
        var tiles: [FullTile] = []
        for leaf in naive.leaves { tiles += edge.append(leaf) }

        let leafTiles = tiles.filter { $0.coordinate.level == 0 }
        #expect(leafTiles.count == 257)
        for (index, tile) in leafTiles.enumerated() {
            let range = (index * 256)..<(index * 256 + 256)
            #expect(tile.coordinate == TileCoordinate(level: 0, index: UInt64(index)))
            #expect(tile.hashes == Array(naive.leaves[range]))
        }
        let upper = tiles.filter { $0.coordinate.level == 1 }
        #expect(upper.map(\.coordinate) == [TileCoordinate(level: 1, index: 0)])
        #expect(upper.first?.hashes == leafTiles.prefix(256).map(\.root))
        #expect(upper.first?.root == naive.root(65_536))
        #expect(edge.partialTiles.map(\.count) == [44, 1, 1])
        #expect(edge.root == naive.root(count))
    }

    @Test(
        "is the same after a batch as after single appends",
        arguments: [0, 1, 2, 3, 255, 256, 257, 511, 512, 1_000, 4_096])
    func batches(count: Int) {
        let naive = NaiveTree(size: 700 + count)
        for before in [0, 1, 255, 256, 257, 700] {
            let start = RightEdge(naive.leaves.prefix(before))
            let added = naive.leaves[before..<(before + count)]
            var batched = start
            let batch = batched.append(contentsOf: added)
            var single = start
            var tiles: [FullTile] = []
            for leaf in added { tiles += single.append(leaf) }
            #expect(batched == single, "\(before) and \(count)")
            #expect(batch.fullTiles == tiles, "\(before) and \(count)")
            #expect(start.size.value == UInt64(before), "a copy was changed")
        }
    }

    @Test("is made again from its partial tiles, and goes on as before")
    func rebuilding() throws {
        for count in [0, 1, 7, 255, 256, 257, 65_535, 65_536, 66_000] {
            let naive = NaiveTree(size: count)
            var edge = RightEdge(naive.leaves)
            var again = try RightEdge(size: edge.size, partialTiles: edge.partialTiles)
            var fromTiles = try RightEdge(size: edge.size, tiles: TileTable(naive.leaves))
            #expect(again == edge)
            #expect(fromTiles == edge)
            for index in 0..<300 {
                let leaf = NaiveTree.leaf(index, seed: 9)
                let tiles = edge.append(leaf)
                #expect(again.append(leaf) == tiles)
                #expect(fromTiles.append(leaf) == tiles)
            }
            #expect(again.root == edge.root)
            #expect(fromTiles.root == edge.root)
        }
    }

    @Test("refuses partial tiles that do not fit the size")
    func wrongPartialTiles() {
        let tiles = RightEdge(NaiveTree(size: 300).leaves).partialTiles
        #expect(tiles.map(\.count) == [44, 1])
        let wrong: [([[Digest]], TreeSize, Int)] = [
            (tiles, 301, 0), (tiles, 299, 0), (tiles, 44, 2), (tiles, 556, 1),
            ([tiles[0]], 300, 1), (tiles + [[]], 300, 3), ([tiles[0], []], 300, 1),
            ([], 300, 0), ([[]], 0, 1),
        ]
        for (partialTiles, size, level) in wrong {
            #expect(throws: TransparencyLogError.partialTilesMismatch(level: level)) {
                try RightEdge(size: size, partialTiles: partialTiles)
            }
        }
    }

    @Test("of a giant tree appends up to the largest size")
    func giant() throws {
        let hash = NaiveTree.leaf(1)
        let size = TreeSize(TreeSize.max.value - 1)
        let partialTiles = (0..<8).map { level in
            Array(repeating: hash, count: level == 0 ? 254 : level == 7 ? 127 : 255)
        }
        var edge = try RightEdge(size: size, partialTiles: partialTiles)
        #expect(edge.append(hash).isEmpty)
        #expect(edge.size == .max)
        #expect(edge.root != .emptyTree)
    }
}
