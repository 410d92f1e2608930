public import Auditing
public import TransparencyLog

/// A ledger that is read from its address, as `tlog-tiles` lays it out.
public struct FetchedLedger: PublishedLedger {
    private let address: String
    private let fetcher: Fetcher

    /// Reads the ledger at an address without a slash at its end.
    public init(at address: String, with fetcher: Fetcher) {
        self.address = address
        self.fetcher = fetcher
    }

    /// See ``PublishedLedger/checkpoint()``.
    public func checkpoint() async throws -> [UInt8] {
        // The newest of all, if it is served; every C2SP log serves the other.
        do {
            return try await get(
                "checkpoint.latest", bytesMax: PublishedLimits.checkpointBytesMax)
        } catch PublishedLedgerError.missing {
            return try await get("checkpoint", bytesMax: PublishedLimits.checkpointBytesMax)
        }
    }

    /// See ``PublishedLedger/cosignedCheckpoint()``.
    public func cosignedCheckpoint() async throws -> [UInt8]? {
        do {
            return try await get("checkpoint", bytesMax: PublishedLimits.checkpointBytesMax)
        } catch PublishedLedgerError.missing {
            return nil
        }
    }

    /// See ``PublishedLedger/entries(of:)``.
    public func entries(of tile: TileCoordinate) async throws -> [UInt8] {
        let bytes = try await whole(tile, \.entriesPath, PublishedLimits.entriesBytesMax)
        return EntryPrefix.bytes(of: bytes, count: tile.width)
    }

    /// See ``PublishedLedger/hashes(of:)``.
    public func hashes(of tile: TileCoordinate) async throws -> [UInt8] {
        let bytes = try await whole(tile, \.path, PublishedLimits.hashesBytesMax)
        return Array(bytes.prefix(32 * tile.width))
    }

    /// The tile, or the full one in its place: a ledger that grew meanwhile may have removed the
    /// partial one.
    private func whole(
        _ tile: TileCoordinate, _ path: (TileCoordinate) -> String, _ bytesMax: Int
    ) async throws -> [UInt8] {
        do {
            return try await get(path(tile), bytesMax: bytesMax)
        } catch PublishedLedgerError.missing where !tile.isFull {
            guard
                let full = TileCoordinate(
                    level: tile.level, index: tile.index, width: TileCoordinate.widthMax)
            else { throw PublishedLedgerError.missing(path: path(tile)) }
            return try await get(path(full), bytesMax: bytesMax)
        }
    }

    private func get(_ path: String, bytesMax: Int) async throws -> [UInt8] {
        do {
            return try await fetcher.get("\(address)/\(path)", bytesMax: bytesMax).bytes
        } catch FetchError.status(404), FetchError.status(410) {
            throw PublishedLedgerError.missing(path: path)
        } catch FetchError.tooLarge(let bytesMax) {
            throw PublishedLedgerError.tooLong(path: path, bytesMax: bytesMax)
        } catch {
            throw PublishedLedgerError.unreadable(path: path, words: String(describing: error))
        }
    }
}
