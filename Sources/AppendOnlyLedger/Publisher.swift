import Records
import Signing
import Synchronization
import TransparencyLog

/// Writes a ledger's tiles, entry bundles and checkpoint into its public folder.
///
/// Works beside the ledger, never on the way of an append: it publishes the newest checkpoint
/// when it gets to it, and skips those in between. The checkpoint file is written last, so that
/// whatever it covers is there.
///
/// Spec: 04-checkpoint §4.
public final class Publisher: Sendable {
    private let store: any LedgerStore
    private let folder: PublicFolder
    private let queue = BlockingQueue(label: "testamur.publisher")
    private let state = Mutex(State())

    private struct State {
        var published: TreeSize?
        var isScheduled = false
        var failure: String?
    }

    /// Publishes the ledger of `store` below `folder`.
    public init(store: any LedgerStore, folder: PublicFolder) {
        self.store = store
        self.folder = folder
    }

    /// Why the last attempt failed; `nil` if it did not. Appending goes on meanwhile.
    public var failure: String? { state.withLock(\.failure) }

    /// Publishes some time after this returns.
    public func schedule() {
        let isNew = state.withLock { state in
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        guard isNew else { return }
        queue.start {
            self.state.withLock { $0.isScheduled = false }
            try? self.publishNewest()
        }
    }

    /// Publishes the newest checkpoint before this returns.
    ///
    /// - Throws: ``StoreError`` or an error of the file system.
    public func publish() async throws {
        try await queue.run { try self.publishNewest() }
    }

    private func publishNewest() throws {
        do {
            guard let head = try store.head() else { return }
            let last = state.withLock(\.published) ?? publishedBefore(notAfter: head.size)
            if last != head.size || folder.read("checkpoint.latest") != head.checkpoint.bytes {
                try publish(head.checkpoint, after: last)
            }
            state.withLock { state in
                state.published = head.size
                state.failure = nil
            }
        } catch {
            state.withLock { $0.failure = String(describing: error) }
            throw error
        }
    }

    /// The size of the checkpoint that an earlier run published, if its file says one.
    private func publishedBefore(notAfter size: TreeSize) -> TreeSize {
        guard let bytes = folder.read("checkpoint.latest"),
            let signed = try? SignedCheckpoint(parsing: bytes),
            signed.checkpoint.size <= size
        else { return .zero }
        return signed.checkpoint.size
    }

    private func publish(_ checkpoint: SignedCheckpoint, after last: TreeSize) throws {
        let size = checkpoint.checkpoint.size
        let tiles = TileCoordinate.tiles(addedFrom: last, to: size)
        for tile in tiles {
            try folder.writeImmutable(HashTile.encode(store.hashes(of: tile)), at: tile.path)
            if tile.level == 0 {
                let first = LeafIndex(tile.index * UInt64(TileCoordinate.widthMax))
                let entries = try store.records(from: first, count: tile.width)
                try folder.writeImmutable(EntryBundle.encode(entries), at: tile.entriesPath)
            }
        }
        try folder.replace(checkpoint.bytes, at: "checkpoint.latest")
        try folder.replace(checkpoint.bytes, at: "checkpoint")
        for tile in tiles where tile.isFull {
            folder.remove(tile.path + ".p")
            if tile.level == 0 { folder.remove(tile.entriesPath + ".p") }
        }
    }
}
