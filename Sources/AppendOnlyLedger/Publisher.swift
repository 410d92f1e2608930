import Records
public import Signing
import Synchronization
import TransparencyLog

/// Writes a ledger's tiles, entry bundles and checkpoint into its public folder.
///
/// Works beside the ledger, never on the way of an append: it publishes the newest checkpoint
/// when it gets to it, and skips those in between. The checkpoint is written last, so that
/// whatever it covers is there; and only one publisher of a store works at a time, so that what
/// is published never goes back.
///
/// Spec: 04-checkpoint §4.
public final class Publisher: Sendable {
    /// How long a checkpoint may wait to be published, in milliseconds: publishing after every
    /// commit would take from appending what it has.
    private static let delay = 200

    private let store: any LedgerStore
    private let cosigned: CosignedCheckpoints?
    private let folder: PublicFolder
    private let queue = BlockingQueue(label: "testamur.publisher")
    private let state = Mutex(State())

    private struct State {
        var isScheduled = false
        var failure: String?
    }

    /// How much of what an earlier run published is taken as being there.
    public enum Scope: Sendable {
        /// What the published checkpoint covers.
        case newOnly
        /// Nothing: every file is read, and written if it is missing or differs.
        case everything
    }

    /// Publishes the ledger of `store` below `folder`.
    ///
    /// - Parameter cosigned: its cosigned checkpoints; `nil` for a ledger without a witness policy.
    public init(
        store: any LedgerStore, cosigned: CosignedCheckpoints? = nil, folder: PublicFolder
    ) {
        self.store = store
        self.cosigned = cosigned
        self.folder = folder
    }

    /// Why the last attempt failed; `nil` if it did not. Appending goes on meanwhile.
    public var failure: String? { state.withLock(\.failure) }

    /// Refuses a store that has less than was published, or something else: it is an older copy
    /// that was put back, or lost its end, and going on with it would sign a second history.
    ///
    /// - Parameter key: the key that signs the ledger's checkpoints; what others signed says
    ///   nothing.
    /// - Throws: ``StoreError`` or ``LedgerError/corrupt(_:)``.
    public func check(signedBy key: VerifierKey) throws {
        // Read before the store, which is never behind what is published from it.
        guard let bytes = folder.read("checkpoint.latest"),
            let published = try? SignedCheckpoint(parsing: bytes).verified(by: key).checkpoint
        else { return }
        let head = try store.head()?.checkpoint.checkpoint
        let size = head?.size ?? .zero
        guard published.size <= size else {
            throw LedgerError.corrupt(
                "\(published.size) records were published, and \(size) are stored; an older copy "
                    + "must not be gone on with")
        }
        guard published.size < size || published.root == head?.root else {
            throw LedgerError.corrupt("the \(size) records that were published are others")
        }
    }

    /// Publishes some time after this returns.
    public func schedule() {
        let isNew = state.withLock { state in
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        guard isNew else { return }
        queue.start(afterMilliseconds: Publisher.delay) {
            self.state.withLock { $0.isScheduled = false }
            // The failure is kept for whoever asks how the publisher is.
            try? self.publishNewest(.newOnly)
        }
    }

    /// Publishes the newest checkpoint before this returns.
    ///
    /// - Throws: ``StoreError``, ``LedgerError/corrupt(_:)`` or an error of the file system.
    public func publish(_ scope: Scope = .newOnly) async throws {
        try await queue.run { try self.publishNewest(scope) }
    }

    private func publishNewest(_ scope: Scope) throws {
        do {
            try store.publishing {
                guard let head = try store.head() else { return }
                if scope == .everything { folder.removeAbandoned() }
                let published = publishedSize(notAfter: head.size)
                let both = try checkpoints(head)
                if scope == .everything || published < head.size || !isCurrent(both) {
                    try publish(both, after: scope == .everything ? .zero : published)
                }
            }
            state.withLock { $0.failure = nil }
        } catch {
            state.withLock { $0.failure = String(describing: error) }
            throw error
        }
    }

    /// The size of the checkpoint that was published last; zero if there is none that this ledger
    /// can have published.
    private func publishedSize(notAfter size: TreeSize) -> TreeSize {
        guard let bytes = folder.read("checkpoint.latest"),
            let signed = try? SignedCheckpoint(parsing: bytes),
            signed.checkpoint.size <= size
        else { return .zero }
        return signed.checkpoint.size
    }

    /// What is served under the two names.
    private struct Checkpoints {
        let latest: SignedCheckpoint
        /// The newest that met the ledger's own policy; `nil` if none has.
        let trusted: SignedCheckpoint?
    }

    private func checkpoints(_ head: StoredHead) throws -> Checkpoints {
        guard let cosigned else {
            return Checkpoints(latest: head.checkpoint, trusted: head.checkpoint)
        }
        let latest = try cosigned.newest().signed
        if cosigned.policy.quorum == .none { return Checkpoints(latest: latest, trusted: latest) }
        let kept = try cosigned.latest()?.verified.signed
        // What was served once is not followed by an older one, even if its lines were lost since.
        guard let bytes = folder.read("checkpoint"),
            let served = try? SignedCheckpoint(parsing: bytes),
            served.checkpoint.size <= latest.checkpoint.size,
            kept.map({ $0.checkpoint.size < served.checkpoint.size }) ?? true,
            try cosigned.isTrusted(served)
        else { return Checkpoints(latest: latest, trusted: kept) }
        return Checkpoints(latest: latest, trusted: served)
    }

    private func isCurrent(_ both: Checkpoints) -> Bool {
        folder.read("checkpoint") == both.trusted?.bytes
            && folder.read("checkpoint.latest") == both.latest.bytes
    }

    private func publish(_ both: Checkpoints, after last: TreeSize) throws {
        let size = both.latest.checkpoint.size
        let tiles = TileCoordinate.tiles(addedFrom: last, to: size)
        for tile in tiles { try publish(tile) }
        if let trusted = both.trusted, trusted.checkpoint.size < size {
            // The checkpoints in between were skipped, and with them their partial tiles.
            for level in 0..<TileCoordinate.levelCount(in: trusted.checkpoint.size) {
                guard
                    let tile = TileCoordinate.partial(level: level, in: trusted.checkpoint.size),
                    TileCoordinate.tile(level: level, index: tile.index, in: size)?.isFull == false
                else { continue }
                try publish(tile)
            }
        }
        if let trusted = both.trusted {
            try folder.replace(trusted.bytes, at: "checkpoint")
        } else {
            folder.remove("checkpoint")
        }
        try folder.replace(both.latest.bytes, at: "checkpoint.latest")
        for tile in tiles where tile.isFull {
            folder.remove(tile.path + ".p")
            if tile.level == 0 { folder.remove(tile.entriesPath + ".p") }
        }
    }

    private func publish(_ tile: TileCoordinate) throws {
        let hashes = try store.hashes(of: tile)
        guard hashes.count == tile.width else {
            throw LedgerError.corrupt("\(tile.path) is incomplete")
        }
        try folder.keep(HashTile.encode(hashes), at: tile.path)
        if tile.level == 0 { try publishEntries(of: tile, hashes: hashes) }
    }

    /// Writes an entry bundle, unless a stored record is not the one that was hashed.
    private func publishEntries(of tile: TileCoordinate, hashes: [Digest]) throws {
        let first = LeafIndex(tile.index * UInt64(TileCoordinate.widthMax))
        let entries = try store.records(from: first, count: tile.width)
        for (number, entry) in entries.enumerated() where hashes[number] != .leaf(entry) {
            throw LedgerError.corrupt(
                "record \(first.value + UInt64(number)) is not the one that was signed")
        }
        try folder.keep(EntryBundle.encode(entries), at: tile.entriesPath)
    }
}
