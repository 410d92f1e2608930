public import TransparencyLog

/// A ledger as of one checkpoint, so that all who read it at once speak of the same tree.
public struct LedgerSnapshot: PublishedLedger {
    private let ledger: any PublishedLedger
    private let newest: Result<[UInt8], any Error>
    private let cosigned: Result<[UInt8]?, any Error>
    private let other: Result<[UInt8]?, any Error>

    /// Holds on to the checkpoints that a ledger shows now, or to why it shows none; one that was
    /// held on to already stays as it is.
    public init(of ledger: any PublishedLedger) async {
        if let snapshot = ledger as? LedgerSnapshot {
            self = snapshot
            return
        }
        // In this order what grows meanwhile shows no newest that is older than the other.
        let cosigned = await LedgerSnapshot.cosigned(of: ledger)
        let latest = await LedgerSnapshot.latest(of: ledger)
        self.init(ledger, latest, cosigned)
    }

    private init(
        _ ledger: any PublishedLedger, _ latest: Result<[UInt8], any Error>,
        _ cosigned: Result<[UInt8]?, any Error>
    ) {
        self.ledger = ledger
        self.cosigned = cosigned
        let (one, two) = (try? latest.get(), (try? cosigned.get()) ?? nil)
        if let one, let two, let size = LedgerSnapshot.size(one),
            let other = LedgerSnapshot.size(two), other > size
        {
            // Between the writing of the two, or where something keeps old answers.
            newest = .success(two)
            self.other = .success(one)
        } else {
            newest = latest
            self.other = one == two ? .success(nil) : cosigned
        }
    }

    private static func latest(of ledger: any PublishedLedger) async -> Result<[UInt8], any Error> {
        do {
            return .success(try await ledger.checkpoint())
        } catch {
            return .failure(error)
        }
    }

    private static func cosigned(
        of ledger: any PublishedLedger
    ) async -> Result<[UInt8]?, any Error> {
        do {
            return .success(try await ledger.cosignedCheckpoint())
        } catch {
            return .failure(error)
        }
    }

    private static func size(_ bytes: [UInt8]) -> TreeSize? {
        (try? SignedCheckpoint(parsing: bytes))?.checkpoint.size
    }

    /// The larger of the two checkpoints that a ledger shows.
    public func checkpoint() async throws -> [UInt8] { try newest.get() }

    /// See ``PublishedLedger/cosignedCheckpoint()``.
    public func cosignedCheckpoint() async throws -> [UInt8]? { try cosigned.get() }

    /// The other one of the two checkpoints; `nil` if there is none, or both are the same.
    ///
    /// - Throws: what reading it threw.
    public func otherCheckpoint() throws -> [UInt8]? { try other.get() }

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
