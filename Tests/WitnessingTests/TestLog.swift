import FoundationEssentials
import Glibc
import SQLiteStorage
import Signing
import Synchronization
import Testing
import TransparencyLog
import Witnessing

/// A log whose entries are numbers, and what it would send to a witness.
struct TestLog: Sendable {
    let origin: Origin
    let signer: NoteSigner
    /// Tells histories of one log apart.
    let salt: UInt8
    private let leaves: [Digest]
    private let tiles: TileTable

    init(
        _ name: String = "log.example/ledger", size: Int = 600, salt: UInt8 = 0, seed: UInt8 = 1
    ) throws {
        origin = try #require(Origin(name))
        signer = try NoteSigner(
            name: origin.keyName, key: PrivateKey(ed25519Seed: Array(repeating: seed, count: 32)))
        self.salt = salt
        leaves = (0..<size).map { .leaf([salt, UInt8($0 >> 8), UInt8($0 & 255)]) }
        var edge = RightEdge()
        var tiles = TileTable()
        for leaf in leaves {
            for tile in edge.append(leaf) { tiles.insert(tile.hashes, at: tile.coordinate) }
        }
        for (level, hashes) in edge.partialTiles.enumerated() {
            if let tile = TileCoordinate.partial(level: level, in: edge.size) {
                tiles.insert(hashes, at: tile)
            }
        }
        self.tiles = tiles
    }

    var witnessedKey: WitnessedKey {
        get throws { try #require(WitnessedKey(signer.verifierKey)) }
    }

    func tree(_ size: TreeSize) throws -> TreeReader<TileTable> {
        try TreeReader(size: size, tiles: tiles)
    }

    func checkpoint(_ size: TreeSize) throws -> SignedCheckpoint {
        try Checkpoint(origin: origin, size: size, root: tree(size).root).signed(by: signer)
    }

    func verified(_ size: TreeSize) throws -> VerifiedCheckpoint {
        try checkpoint(size).verified(by: signer.verifierKey)
    }

    func proof(from old: TreeSize, to size: TreeSize) throws -> ConsistencyProof {
        try tree(size).consistencyProof(from: old)
    }

    /// An honest request.
    func request(from old: TreeSize, to size: TreeSize) throws -> [UInt8] {
        try AddCheckpointRequest(
            proof(from: old, to: size), checkpoint: checkpoint(size)
        ).bytes
    }

    /// A request put together at will.
    func request(
        old: String, hashes: [Digest] = [], checkpoint: [UInt8]
    ) -> [UInt8] {
        let head = "old \(old)\n" + hashes.map { "\($0.base64)\n" }.joined() + "\n"
        return Array(head.utf8) + checkpoint
    }
}

/// A witness with a memory in a file of its own.
struct TestWitness {
    static let seed = [UInt8](repeating: 77, count: 32)

    let path: String
    let witness: Witness
    let store: any WitnessStore

    /// Makes the file and opens it.
    init(watching logs: [TestLog] = []) throws {
        path = try TestFolder.make() + "/witness.sqlite"
        try SQLiteWitness.create(at: path)
        store = try SQLiteWitness(path: path)
        for log in logs { try store.add(log.origin, keys: [log.witnessedKey]) }
        witness = try TestWitness.witness(store)
    }

    static func cosigner() throws -> Cosigner {
        try Cosigner(
            name: #require(KeyName("w.example/witness")), key: PrivateKey(ed25519Seed: seed))
    }

    static func witness(_ store: any WitnessStore) throws -> Witness {
        Witness(try cosigner(), store: store, clock: { Instant(seconds: 1_800_000_000) })
    }

    func answer(_ body: [UInt8]) throws -> WitnessAnswer { try witness.answer(to: body) }

    /// What the answer's lines say of a checkpoint.
    func cosignatures(
        in answer: WitnessAnswer, of checkpoint: VerifiedCheckpoint
    ) throws -> [Cosignature] {
        guard case .cosigned(let lines) = answer else { return [] }
        return try checkpoint.cosignatures(
            inAnswer: lines.flatMap(\.line), by: [witness.key])
    }
}

/// Folders that are removed when the tests are over.
enum TestFolder {
    private static let made = Mutex<[String]>([])
    private static let atEnd: Int32 = atexit {
        for path in TestFolder.made.withLock({ $0 }) {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    static func make() throws -> String {
        precondition(atEnd == 0, "there is room for what is done at the end")
        let path =
            FileManager.default.temporaryDirectory.path + "/testamur-witness-"
            + Hex.encode(Entropy.bytes(12))
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        made.withLock { $0.append(path) }
        return path
    }
}
