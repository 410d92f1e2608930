import Dispatch
public import TransparencyLog

/// A ledger published as a folder: `checkpoint` and `tile/…`, as C2SP's `tlog-tiles` has them.
///
/// Where a partial tile is gone the full one in its place serves. Nothing is read that is longer
/// than its format allows.
public struct LedgerDirectory: PublishedLedger {
    /// The folder that holds `checkpoint`.
    public let path: String
    private let queue = DispatchQueue(label: "testamur.audit.files", attributes: .concurrent)

    /// Names the folder; nothing is read yet.
    public init(path: String) {
        self.path = path
    }

    /// The newest checkpoint.
    ///
    /// - Throws: ``PublishedLedgerError``.
    public func checkpoint() async throws -> [UInt8] {
        try await read("checkpoint", bytesMax: PublishedLimits.checkpointBytesMax)
    }

    /// The bundle of a tile's entries.
    ///
    /// - Throws: ``PublishedLedgerError``.
    public func entries(of tile: TileCoordinate) async throws -> [UInt8] {
        let bytesMax = PublishedLimits.entriesBytesMax
        do {
            return try await read(tile.entriesPath, bytesMax: bytesMax)
        } catch PublishedLedgerError.missing where !tile.isFull {
            let full = try await instead(of: tile.entriesPath) {
                try await read(tile.full.entriesPath, bytesMax: bytesMax)
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
            return try await read(tile.path, bytesMax: bytesMax)
        } catch PublishedLedgerError.missing where !tile.isFull {
            let full = try await instead(of: tile.path) {
                try await read(tile.full.path, bytesMax: bytesMax)
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

    /// Reads on a queue of its own, so that a slow disk holds up no task that computes.
    private func read(_ name: String, bytesMax: Int) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result { try Folder.read(name, in: path, bytesMax: bytesMax) })
            }
        }
    }
}
