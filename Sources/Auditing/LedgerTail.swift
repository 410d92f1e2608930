public import TransparencyLog

/// The records that a ledger appended between two of its checkpoints.
public enum LedgerTail {
    /// Hands each of them to `take`, in order, and finds out at the end whether they are what the
    /// later checkpoint was signed for: until then nothing that was taken may be relied on.
    ///
    /// Memory does not grow with their number.
    ///
    /// - Precondition: the earlier tree is the beginning of the later one.
    /// - Throws: ``PublishedLedgerError``; `rootMismatch` if they are not what was signed;
    ///   `bundleMalformed`; or what `take` throws.
    public static func read(
        from older: Checkpoint, to newer: Checkpoint, of ledger: some PublishedLedger,
        _ take: (LeafIndex, [UInt8]) throws -> Void
    ) async throws {
        precondition(older.size <= newer.size, "a tail begins before it ends")
        let tiles = FetchedTiles(ledger, of: newer.size)
        var edge = try await tiles.reading { try RightEdge(size: older.size, tiles: $0) }
        while edge.size < newer.size {
            try Task.checkCancellation()
            let first = edge.size.nextIndex.value
            guard let tile = TileCoordinate.tile(level: 0, index: first >> 8, in: newer.size)
            else { throw TransparencyLogError.bundleMalformed }
            let entries = try EntryBundle.decode(
                try await ledger.entries(of: tile), count: tile.width)
            for entry in entries.dropFirst(Int(first & 255)) {
                try take(edge.size.nextIndex, entry)
                _ = edge.append(.leaf(entry))
            }
        }
        guard edge.root == newer.root else {
            throw TransparencyLogError.rootMismatch(expected: newer.root, found: edge.root)
        }
    }
}
