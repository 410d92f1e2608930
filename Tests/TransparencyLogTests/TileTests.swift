import Signing
import Testing
import TransparencyLog

@Suite("Tiles")
struct TileTests {
    @Test(
        "have the paths of the specification, both ways",
        arguments: [
            (0, 0, 256, "tile/0/000"), (0, 67, 256, "tile/0/067"), (0, 999, 256, "tile/0/999"),
            (0, 1_000, 256, "tile/0/x001/000"), (1, 1_067, 5, "tile/1/x001/067.p/5"),
            (0, 1_234_067, 256, "tile/0/x001/x234/067"), (0, 273, 112, "tile/0/273.p/112"),
            (63, 7, 255, "tile/63/007.p/255"), (10, 1_000_000, 1, "tile/10/x001/x000/000.p/1"),
            (0, 36_028_797_018_963_967, 256, "tile/0/x036/x028/x797/x018/x963/967"),
        ])
    func paths(level: Int, index: UInt64, width: Int, path: String) throws {
        let tile = try #require(TileCoordinate(level: level, index: index, width: width))
        #expect(tile.path == path)
        #expect(TileCoordinate(path: path) == tile)
        if level == 0 {
            let entriesPath = "tile/entries" + path.dropFirst(6)
            #expect(tile.entriesPath == entriesPath)
            #expect(TileCoordinate(entriesPath: entriesPath) == tile)
            #expect(TileCoordinate(path: entriesPath) == nil)
            #expect(TileCoordinate(entriesPath: path) == nil)
        }
    }

    @Test(
        "are not found at paths written in another way",
        arguments: [
            "", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tiles/0/000",
            "tile/00/000", "tile/01/000", "tile/64/000", "tile/-1/000", "tile/+1/000",
            "tile/ 0/000", "tile//000", "tile/100/000", "tile/0/0", "tile/0/00", "tile/0/0000",
            "tile/0/x000", "tile/0/x000/067", "tile/0/001/000", "tile/0/X001/000",
            "tile/0/x001/x000", "tile/0/x1/000", "tile/0/x001/00a", "tile/0/x001//000",
            "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/00",
            "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000.p/-1", "tile/0/000.p/+1",
            "tile/0/000.p/1/", "tile/0/000/.p/1", "tile/0/000p/1", "tile/0/000.P/1",
            "tile/0/x001.p/000", "tile/0/.p/1", "tile/0/000.p/1.p/1", "tile/0/000.p/1000",
            "tile/0/x036/x028/x797/x018/x963/968", "tile/0/x001/x000/x000/x000/x000/x000/000",
            "tile/0/٠٠٠", "tile/0/000\n", "tile/0/000 ", "tile/0/000?", "tile/entries/000",
        ])
    func otherPaths(path: String) {
        #expect(TileCoordinate(path: path) == nil)
    }

    @Test("of 70,000 leaves are those of the specification's example")
    func example() {
        #expect(TileCoordinate.levelCount(in: 70_000) == 3)
        let partial = (0...3).map { TileCoordinate.partial(level: $0, in: 70_000)?.path }
        #expect(partial == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", nil])
        let all = TileCoordinate.tiles(addedFrom: 0, to: 70_000)
        #expect(all.count { $0.level == 0 && $0.isFull } == 273)
        #expect(all.count { $0.level == 1 && $0.isFull } == 1)
        #expect(all.count == 273 + 1 + 1 + 1 + 1)
        #expect(
            TileCoordinate.tiles(addedFrom: 0, to: 256).map(\.path)
                == ["tile/0/000", "tile/1/000.p/1"])
    }

    @Test("added by growth are exactly those whose width is new")
    func added() {
        let sizes: [UInt64] = [0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537]
        for old in sizes {
            for new in sizes where new >= old {
                let added = TileCoordinate.tiles(addedFrom: TreeSize(old), to: TreeSize(new))
                let before = Set(TileCoordinate.tiles(addedFrom: 0, to: TreeSize(old)))
                let after = TileCoordinate.tiles(addedFrom: 0, to: TreeSize(new))
                #expect(added == after.filter { !before.contains($0) }, "\(old) to \(new)")
            }
        }
    }

    @Test("outside a tree do not exist")
    func outside() {
        #expect(TileCoordinate.tile(level: 0, index: 1, in: 256) == nil)
        #expect(TileCoordinate.tile(level: 0, index: 1, in: 257)?.width == 1)
        #expect(TileCoordinate.tile(level: 8, index: 0, in: .max) == nil)
        #expect(TileCoordinate.tile(level: 7, index: 0, in: .max)?.width == 127)
        #expect(TileCoordinate.tile(level: 0, index: .max, in: .max) == nil)
        #expect(TileCoordinate.levelCount(in: .max) == 8)
        #expect(TileCoordinate.levelCount(in: 0) == 0)
        #expect(TileCoordinate(level: 0, index: 0, width: 0) == nil)
        #expect(TileCoordinate(level: 0, index: 0, width: 257) == nil)
        #expect(TileCoordinate(level: 64, index: 0) == nil)
        #expect(TileCoordinate(level: 0, index: TileCoordinate.indexMax + 1) == nil)
    }

    @Test("are 32 bytes for each hash, no more and no fewer")
    func bytes() throws {
        let hashes = NaiveTree(size: 5).leaves
        let bytes = HashTile.encode(hashes)
        #expect(bytes == hashes.flatMap(\.bytes))
        #expect(try HashTile.decode(bytes, count: 5) == hashes)
        for count in [0, 4, 6] {
            #expect(throws: TransparencyLogError.tileMalformed) {
                try HashTile.decode(bytes, count: count)
            }
        }
        #expect(throws: TransparencyLogError.tileMalformed) {
            try HashTile.decode(bytes.dropLast(), count: 5)
        }
    }
}

@Suite("Entry bundles")
struct EntryBundleTests {
    @Test("of the worked example have its bytes, and its leaves their hashes")
    func example() throws {
        let entries = (0..<3).map { Array("entry \($0) ".utf8) }
        let bytes = try EntryBundle.encode(entries)
        #expect(Hex.encode(bytes) == (0..<3).map { "0008656e747279203\($0)20" }.joined())
        #expect(try EntryBundle.decode(bytes, count: 3) == entries)
        #expect(
            entries.map { Digest.leaf($0).base64 } == [
                "if9iql/LmN7OnpoR6VNr+xJsxqKUY1F168hRyghCNxI=",
                "LPeNsBd8kK42tu9/p0Z+sG0durBeBNAzqtzXMTpGgwI=",
                "NTkC67JnZ5+LUJI2yw7b2litHKxY6i4CqNaNL3ELlWA=",
            ])
        let edge = RightEdge(entries.map(Digest.leaf))
        #expect(edge.root.base64 == "u1yKbMSV62I/kGkuIDAVCXpVkLuuwuhUlC2PVonZXro=")
        #expect(HashTile.encode(edge.partialTiles[0]).count == 96)
    }

    @Test("hold entries of 0 to 65,535 bytes and refuse one more")
    func limits() throws {
        let largest = [UInt8](repeating: 7, count: 65_535)
        let bytes = try EntryBundle.encode([[], largest])
        #expect(bytes.prefix(4) == [0, 0, 0xff, 0xff])
        #expect(try EntryBundle.decode(bytes, count: 2) == [[], largest])
        #expect(throws: TransparencyLogError.entryTooLarge(byteCount: 65_536)) {
            try EntryBundle.encode([largest + [7]])
        }
    }

    @Test("are refused when anything is missing or left over")
    func malformed() throws {
        let bytes = try EntryBundle.encode([[1, 2, 3], [4]])
        for count in [0, 1, 3] {
            #expect(throws: TransparencyLogError.bundleMalformed) {
                try EntryBundle.decode(bytes, count: count)
            }
        }
        for cut in 1..<bytes.count {
            #expect(throws: TransparencyLogError.bundleMalformed) {
                try EntryBundle.decode(Array(bytes.dropLast(cut)), count: 2)
            }
        }
        #expect(try EntryBundle.decode([], count: 0).isEmpty)
    }
}

@Suite("Sizes and indexes")
struct TreeSizeTests {
    @Test("are read from digits only")
    func decimal() {
        #expect(TreeSize("0") == 0)
        #expect(TreeSize("10") == 10)
        #expect(TreeSize("9223372036854775807") == .max)
        #expect(LeafIndex("9223372036854775806")?.sizeAfter == .max)
        let wrong = [
            "", "00", "01", "+1", "-0", "-1", " 1", "1 ", "1\n", "1.0", "1e3", "0x1", "１", "٣",
            "9223372036854775808", "18446744073709551615", "18446744073709551616",
            "10000000000000000000", "99999999999999999999",
        ]
        for text in wrong {
            #expect(TreeSize(text) == nil, "\(text)")
            #expect(LeafIndex(text) == nil, "\(text)")
        }
        #expect(LeafIndex("9223372036854775807") == nil)
    }

    @Test("are refused outside their range")
    func range() {
        #expect(TreeSize(exactly: -1) == nil)
        #expect(TreeSize(exactly: UInt64(1) << 63) == nil)
        #expect(TreeSize(exactly: Int64.max) == .max)
        #expect(LeafIndex(exactly: Int64.max) == nil)
        #expect(LeafIndex(exactly: UInt64.max) == nil)
        #expect(LeafIndex(exactly: 3) == 3)
        #expect(TreeSize.zero.lastIndex == nil)
        #expect(TreeSize(5).lastIndex == 4)
        #expect(TreeSize(5).nextIndex == 5)
        #expect(TreeSize(5).adding(2) == 7)
        #expect(LeafIndex(4) < LeafIndex(5))
    }
}
