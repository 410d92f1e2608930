import AppendOnlyLedger
import Auditing
import FoundationEssentials
import Signing
import TransparencyLog

/// A copy of a ledger's public files that is verified as it comes.
///
/// The hashes above the bundles are read first and compared with the signed root; after that each
/// bundle is checked by itself, and nothing is written that was not checked. The checkpoint is
/// written last. A copy that was interrupted goes on where it stopped.
///
/// Spec: 04-checkpoint §5.
struct LedgerMirror: Sendable {
    /// The largest ledger that is copied: the root of each of its bundles is held in memory, which
    /// is 128 MiB for so many records.
    static let sizeMax: TreeSize = 1_073_741_824
    /// How many bundles are fetched at once.
    private static let fetchesMax = 8

    let ledger: LedgerSnapshot
    let newest: VerifiedCheckpoint
    /// A state of it, found to be its beginning, that its witnesses have cosigned.
    let cosigned: SignedCheckpoint?
    let folder: PublicFolder
    /// What keeps others from writing the copy.
    let lock: FolderLock

    private let files = BlockingQueue(label: "testamur.mirror.files")
    private var size: TreeSize { newest.checkpoint.size }

    init(
        of ledger: LedgerSnapshot, at newest: VerifiedCheckpoint, cosigned: SignedCheckpoint?,
        in folder: PublicFolder, lockedBy lock: FolderLock
    ) {
        self.ledger = ledger
        self.newest = newest
        self.cosigned = cosigned
        self.folder = folder
        self.lock = lock
    }

    /// Fetches what is missing, and what is damaged.
    ///
    /// - Parameter progress: called with the number of records that are there.
    /// - Returns: how many files were there, and not as they have to be.
    /// - Throws: ``PublishedLedgerError``, `TransparencyLogError`, or an error of the file system.
    func update(progress: @Sendable (UInt64) -> Void) async throws -> Int {
        let folder = folder
        try await files.run { folder.removeAbandoned() }
        let hashes = try await upperHashes()
        let damaged = try await fetchBundles(roots: hashes.bundleRoots, progress)
        let last = try await lastBundle(hashes.partialTiles)
        let (lock, note, cosigned) = (lock, newest.signed, cosigned)
        let mended = try await files.run {
            var mended = 0
            for file in last + hashes.files where try folder.keep(file) == .damaged { mended += 1 }
            // A power cut leaves no checkpoint without what it covers.
            lock.flush()
            // Under the names that the ledger itself has for them.
            try folder.replace(note.bytes, at: "checkpoint.latest")
            try folder.replace((cosigned ?? note).bytes, at: "checkpoint")
            return mended
        }
        progress(size.value)
        return damaged + mended
    }

    /// What stands above the bundles, found to lead to the signed root.
    private struct UpperHashes: Sendable {
        /// The root of each full bundle.
        var bundleRoots: [Digest] = []
        /// Each level's partial tile, lowest level first.
        var partialTiles: [[Digest]] = []
        /// The tiles above the lowest level.
        var files: [MirroredFile] = []
    }

    private func upperHashes() async throws -> UpperHashes {
        var upper = UpperHashes()
        if let tile = TileCoordinate.partial(level: 0, in: size) {
            let bytes = try await ledger.hashes(of: tile)
            upper.partialTiles.append(try HashTile.decode(bytes, count: tile.width))
        } else if size != .zero {
            upper.partialTiles.append([])
        }
        var row = try await bundleRoots()
        upper.bundleRoots = row
        for level in 1..<max(1, TileCoordinate.levelCount(in: size)) {
            var above: [Digest] = []
            for start in stride(from: 0, to: row.count, by: TileCoordinate.widthMax) {
                let hashes = Array(row[start..<min(start + TileCoordinate.widthMax, row.count)])
                let index = UInt64(start / TileCoordinate.widthMax)
                guard let tile = TileCoordinate.tile(level: level, index: index, in: size)
                else { throw TransparencyLogError.partialTilesMismatch(level: level) }
                upper.files.append(
                    MirroredFile(path: tile.path, bytes: HashTile.encode(hashes)))
                if tile.isFull { above.append(LedgerMirror.root(of: hashes)) }
            }
            upper.partialTiles.append(Array(row.suffix(row.count % TileCoordinate.widthMax)))
            row = above
        }
        let edge = try RightEdge(size: size, partialTiles: upper.partialTiles)
        guard edge.root == newest.checkpoint.root else {
            throw TransparencyLogError.rootMismatch(
                expected: newest.checkpoint.root, found: edge.root)
        }
        return upper
    }

    private func bundleRoots() async throws -> [Digest] {
        var roots: [Digest] = []
        var index: UInt64 = 0
        while let tile = TileCoordinate.tile(level: 1, index: index, in: size) {
            let bytes = try await ledger.hashes(of: tile)
            roots += try HashTile.decode(bytes, count: tile.width)
            index += 1
        }
        return roots
    }

    private func fetchBundles(
        roots: [Digest], _ progress: @Sendable (UInt64) -> Void
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: FetchedBundle.self) { group in
            var waiting = roots.enumerated().makeIterator()
            var inFlight = 0
            var done: UInt64 = 0
            var damaged = 0
            while true {
                while inFlight < LedgerMirror.fetchesMax, let (index, root) = waiting.next() {
                    group.addTask { try await fetchBundle(UInt64(index), root: root) }
                    inFlight += 1
                }
                guard let bundle = try await group.next() else { break }
                inFlight -= 1
                done += UInt64(bundle.records)
                damaged += bundle.damaged
                progress(done)
            }
            return damaged
        }
    }

    /// How many records a bundle has, and how many of its files were there and damaged.
    private struct FetchedBundle: Sendable {
        let records: Int
        var damaged = 0
    }

    /// Fetches what is not there yet of a full bundle.
    private func fetchBundle(_ index: UInt64, root: Digest) async throws -> FetchedBundle {
        guard let tile = TileCoordinate.tile(level: 0, index: index, in: size) else {
            throw TransparencyLogError.bundleMalformed
        }
        let folder = folder
        // Also what was there before is read again: a disk forgets, and a copy is for ever.
        let isThere = try await files.run {
            guard let bytes = folder.read(tile.entriesPath),
                let leaves = try? LedgerMirror.checked(bytes, of: tile, root: root)
            else { return false }
            return folder.read(tile.path) == HashTile.encode(leaves)
        }
        if isThere { return FetchedBundle(records: tile.width) }
        let bytes = try await ledger.entries(of: tile)
        let leaves = try LedgerMirror.checked(bytes, of: tile, root: root)
        let kept = try await files.run {
            [
                try folder.keep(MirroredFile(path: tile.path, bytes: HashTile.encode(leaves))),
                try folder.keep(MirroredFile(path: tile.entriesPath, bytes: bytes)),
            ]
        }
        return FetchedBundle(records: tile.width, damaged: kept.count { $0 == .damaged })
    }

    /// The records after the last full bundle.
    private func lastBundle(_ partialTiles: [[Digest]]) async throws -> [MirroredFile] {
        guard let tile = TileCoordinate.partial(level: 0, in: size) else { return [] }
        let bytes = try await ledger.entries(of: tile)
        let leaves = try EntryBundle.decode(bytes, count: tile.width).map(Digest.leaf)
        guard leaves == partialTiles.first else {
            throw TransparencyLogError.rootMismatch(
                expected: newest.checkpoint.root, found: LedgerMirror.root(of: leaves))
        }
        return [
            MirroredFile(path: tile.path, bytes: HashTile.encode(leaves)),
            MirroredFile(path: tile.entriesPath, bytes: bytes),
        ]
    }

    /// The leaf hashes of a bundle that has this root.
    private static func checked(
        _ bytes: [UInt8], of tile: TileCoordinate, root: Digest
    ) throws -> [Digest] {
        let leaves = try EntryBundle.decode(bytes, count: tile.width).map(Digest.leaf)
        let found = self.root(of: leaves)
        guard found == root else {
            throw TransparencyLogError.rootMismatch(expected: root, found: found)
        }
        return leaves
    }

    private static func root(of hashes: [Digest]) -> Digest {
        var edge = RightEdge()
        return edge.append(contentsOf: hashes).prover.root
    }
}

/// A file of the copy.
private struct MirroredFile: Sendable {
    let path: String
    let bytes: [UInt8]
}

/// How a file of the copy was found.
private enum FoundFile: Hashable, Sendable {
    case good
    case missing
    case damaged
}

extension PublicFolder {
    fileprivate func keep(_ file: MirroredFile) throws -> FoundFile {
        let found = read(file.path)
        if found == file.bytes { return .good }
        try replace(file.bytes, at: file.path)
        return found == nil ? .missing : .damaged
    }
}
