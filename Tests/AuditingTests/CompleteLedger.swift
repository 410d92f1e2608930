import Auditing
import Records
import Signing
import TransparencyLog

/// A ledger of 300 records with everything that a ledger can hold: each kind of record, keys that
/// come, go and are stolen, a new key for checkpoints, two witnesses. Made from fixed seeds, which
/// are public and for tests only.
struct CompleteLedger {
    static let size = 300
    /// The sizes at which a checkpoint was signed and cosigned by both witnesses.
    static let cosigned = [1, 61, 74, 256, 257, 288]
    /// The record that retires the first key for checkpoints: it signs up to this size.
    static let rotation: UInt64 = 73

    private(set) var sample: SampleLedger
    let status: NamedPrivateKey
    /// The key that signs checkpoints after the rotation.
    let second: NoteSigner
    /// By size.
    private(set) var checkpoints: [Int: SignedCheckpoint] = [:]
    let witnesses: [Cosigner]
    private let tiles: TileTable

    init() throws {
        var book = try CompleteBook()
        try book.write()
        sample = book.sample
        status = book.status
        let origin = try SampleLedger.required(Origin(SampleLedger.origin))
        second = try NoteSigner(name: origin.keyName, key: book.secondLedgerKey.key)
        witnesses = try [("west.example/witness", 230), ("south.example/w1", 231)].map {
            try Cosigner(
                name: SampleLedger.required(KeyName($0)),
                key: PrivateKey(ed25519Seed: Array(repeating: UInt8($1), count: 32)))
        }
        var edge = RightEdge()
        var tiles = TileTable()
        for entry in sample.entries {
            for tile in edge.append(.leaf(entry)) { tiles.insert(tile.hashes, at: tile.coordinate) }
        }
        for (level, hashes) in edge.partialTiles.enumerated() {
            if let tile = TileCoordinate.partial(level: level, in: edge.size) {
                tiles.insert(hashes, at: tile)
            }
        }
        self.tiles = tiles
        for size in CompleteLedger.cosigned {
            checkpoints[size] = try checkpoint(size, cosignedBy: witnesses)
        }
        checkpoints[CompleteLedger.size] = try checkpoint(
            CompleteLedger.size, cosignedBy: [witnesses[0]])
    }

    // MARK: What follows from it

    /// Whoever signs checkpoints of a size.
    func signer(of size: Int) -> NoteSigner {
        size <= CompleteLedger.rotation + 1 ? sample.signer : second
    }

    func tree(_ size: Int) throws -> TreeReader<TileTable> {
        try TreeReader(size: TreeSize(UInt64(size)), tiles: tiles)
    }

    func proof(from old: Int, to size: Int) throws -> ConsistencyProof {
        try tree(size).consistencyProof(from: TreeSize(UInt64(old)))
    }

    /// A checkpoint, cosigned a second after the other by each witness.
    func checkpoint(_ size: Int, cosignedBy cosigners: [Cosigner]) throws -> SignedCheckpoint {
        let signer = signer(of: size)
        let verified = try sample.checkpoint(of: size, signedBy: signer)
            .verified(by: signer.verifierKey)
        var cosignatures: [NoteSignature] = []
        for (number, cosigner) in cosigners.enumerated() {
            let time = Instant(seconds: 1_790_000_000 + Int64(10 * size + number))
            cosignatures.append(try cosigner.cosign(verified, at: time).signature)
        }
        return try verified.signed.adding(cosignatures)
    }

    /// The policy under which a checkpoint counts: both keys of the ledger, both witnesses.
    var policy: String {
        """
        # Keys of public test seeds: of no use for anything but these files.
        log \(sample.signer.verifierKey)
        log \(second.verifierKey)
        witness west \(witnesses[0].key)
        witness south \(witnesses[1].key)
        group both all west south
        quorum both

        """
    }

    /// What a trust list pins of the ledger.
    func pinned() throws -> AnchoredLedger {
        AnchoredLedger(
            origin: try SampleLedger.required(Origin(SampleLedger.origin)),
            genesis: .leaf(sample.entries[0]),
            keys: [
                PinnedKey(
                    key: sample.signer.verifierKey, until: TreeSize(CompleteLedger.rotation + 1)),
                PinnedKey(
                    key: second.verifierKey, from: TreeSize(CompleteLedger.rotation), until: nil),
            ])
    }

    /// The folder `ledger` as it is served: two checkpoints, and the tiles of both.
    func published() throws -> [String: [UInt8]] {
        var objects = try sample.published(signedBy: second)
        objects["checkpoint.latest"] = checkpoints[CompleteLedger.size]?.bytes
        objects["checkpoint"] = checkpoints[288]?.bytes
        let width = 288 - 256
        let tile = try SampleLedger.required(TileCoordinate(level: 0, index: 1, width: width))
        objects[tile.path] = HashTile.encode(try tiles.hashes(of: tile))
        objects[tile.entriesPath] = try EntryBundle.encode(Array(sample.entries[256..<288]))
        return objects
    }
}
