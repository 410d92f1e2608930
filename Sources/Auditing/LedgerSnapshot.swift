public import TransparencyLog

/// A ledger as of one checkpoint, so that all who read it at once speak of the same tree.
public struct LedgerSnapshot: PublishedLedger {
    private let ledger: any PublishedLedger
    private let note: Result<[UInt8], any Error>

    /// Holds on to the checkpoint that a ledger shows now, or to why it shows none.
    public init(of ledger: any PublishedLedger) async {
        self.ledger = ledger
        do {
            note = .success(try await ledger.checkpoint())
        } catch {
            note = .failure(error)
        }
    }

    /// See ``PublishedLedger/checkpoint()``.
    public func checkpoint() async throws -> [UInt8] { try note.get() }

    /// See ``PublishedLedger/cosignedCheckpoint()``.
    public func cosignedCheckpoint() async throws -> [UInt8]? {
        try await ledger.cosignedCheckpoint()
    }

    /// See ``PublishedLedger/entries(of:)``.
    public func entries(of tile: TileCoordinate) async throws -> [UInt8] {
        try await ledger.entries(of: tile)
    }

    /// See ``PublishedLedger/hashes(of:)``.
    public func hashes(of tile: TileCoordinate) async throws -> [UInt8] {
        try await ledger.hashes(of: tile)
    }

    /// See ``PublishedLedger/checkpoints(from:)``.
    public func checkpoints(from size: TreeSize) async throws -> [[UInt8]] {
        try await ledger.checkpoints(from: size)
    }
}
