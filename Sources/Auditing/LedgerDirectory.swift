import Dispatch
public import TransparencyLog

/// A ledger published as a folder: `checkpoint` and `tile/…`, as C2SP's `tlog-tiles` has them.
///
/// Where a partial tile is gone the full one in its place serves. Nothing is read that is longer
/// than its format allows.
public struct LedgerDirectory: PublishedLedger {
    /// The folder that holds `checkpoint`.
    public let path: String
    private let queues = (0..<4).map { DispatchQueue(label: "testamur.audit.files.\($0)") }

    /// Names the folder; nothing is read yet.
    public init(path: String) {
        self.path = path
    }

    /// The newest checkpoint: the newest of all if it is there, else the one that every C2SP log
    /// has, which may wait for witnesses.
    ///
    /// - Throws: ``PublishedLedgerError``.
    public func checkpoint() async throws -> [UInt8] {
        let bytesMax = PublishedLimits.checkpointBytesMax
        do {
            return try await read("checkpoint.latest", at: 0, bytesMax: bytesMax)
        } catch PublishedLedgerError.missing {
            return try await read("checkpoint", at: 0, bytesMax: bytesMax)
        }
    }

    /// The checkpoint that every C2SP log has, which may wait for witnesses; `nil` if there is
    /// none.
    ///
    /// - Throws: ``PublishedLedgerError``.
    public func cosignedCheckpoint() async throws -> [UInt8]? {
        do {
            return try await read(
                "checkpoint", at: 0, bytesMax: PublishedLimits.checkpointBytesMax)
        } catch PublishedLedgerError.missing {
            return nil
        }
    }

    /// The bundle of a tile's entries.
    ///
    /// - Throws: ``PublishedLedgerError``.
    public func entries(of tile: TileCoordinate) async throws -> [UInt8] {
        let bytesMax = PublishedLimits.entriesBytesMax
        do {
            return try await read(tile.entriesPath, at: tile.index, bytesMax: bytesMax)
        } catch PublishedLedgerError.missing where !tile.isFull {
            let full = try await instead(of: tile.entriesPath) {
                try await read(tile.full.entriesPath, at: tile.index, bytesMax: bytesMax)
            }
            return EntryPrefix.bytes(of: full, count: tile.width)
        }
    }

    /// The hashes of a tile.
    ///
    /// - Throws: ``PublishedLedgerError``.
    public func hashes(of tile: TileCoordinate) async throws -> [UInt8] {
        let bytesMax = PublishedLimits.hashesBytesMax
        do {
            return try await read(tile.path, at: tile.index, bytesMax: bytesMax)
        } catch PublishedLedgerError.missing where !tile.isFull {
            let full = try await instead(of: tile.path) {
                try await read(tile.full.path, at: tile.index, bytesMax: bytesMax)
            }
            return Array(full.prefix(tile.width * 32))
        }
    }

    /// What is missing is the partial tile, even if the full one was looked for last.
    private func instead(
        of path: String, _ read: () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        do {
            return try await read()
        } catch PublishedLedgerError.missing {
            throw PublishedLedgerError.missing(path: path)
        }
    }

    /// Reads on queues of its own, so that a slow disk holds up no task that computes; on few, so
    /// that few threads keep memory for it.
    private func read(
        _ name: String, at index: UInt64, bytesMax: Int
    ) async throws -> [UInt8] {
        let queue = queues[Int(index % UInt64(queues.count))]
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result { try Folder.read(name, in: path, bytesMax: bytesMax) })
            }
        }
    }
}
