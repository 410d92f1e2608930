import Records
import Signing
public import TransparencyLog

/// A ledger as it is published: its checkpoint and its tiles, wherever they are read from.
///
/// Calls may come from several tasks at once. Nothing given is believed: an auditor compares it
/// with what it recomputes.
///
/// Spec: 08-audit §2.
public protocol PublishedLedger: Sendable {
    /// The newest checkpoint, a signed note.
    func checkpoint() async throws -> [UInt8]

    /// The newest checkpoint that the ledger's own witnesses have cosigned; `nil` if it shows none.
    func cosignedCheckpoint() async throws -> [UInt8]?

    /// The bundle of a tile's entries: exactly `tile.width` of them.
    ///
    /// A source whose partial bundle is gone takes them from the full bundle in its place;
    /// ``EntryPrefix/bytes(of:count:)`` cuts it.
    func entries(of tile: TileCoordinate) async throws -> [UInt8]

    /// The hashes of a tile: exactly 32 × `tile.width` bytes.
    ///
    /// A source whose partial tile is gone takes them from the full tile in its place.
    func hashes(of tile: TileCoordinate) async throws -> [UInt8]

    /// Earlier checkpoints of at least `size`, as signed notes in ascending order of size.
    ///
    /// As many as the source likes to give at once; none if it keeps none, or no more. Each is
    /// then audited like the newest: its signature, and its root at its size.
    func checkpoints(from size: TreeSize) async throws -> [[UInt8]]
}

extension PublishedLedger {
    /// None: a source need not keep cosignatures.
    public func cosignedCheckpoint() async throws -> [UInt8]? { nil }

    /// None: a source need not keep earlier checkpoints.
    public func checkpoints(from size: TreeSize) async throws -> [[UInt8]] { [] }
}

/// Why a source could not give an object of its ledger.
///
/// Any other error that a source throws counts as `unreadable`.
public enum PublishedLedgerError: Error, Hashable, Sendable {
    /// There is no such object.
    case missing(path: String)
    /// The object is there or may be, but cannot be read; in the words of the system.
    case unreadable(path: String, words: String)
    /// The object is longer than its format allows, so it was not read.
    case tooLong(path: String, bytesMax: Int)

    /// The stable code.
    public var code: String {
        switch self {
        case .missing: "audit.object-missing"
        case .unreadable: "audit.object-unreadable"
        case .tooLong: "audit.object-too-long"
        }
    }
}

extension PublishedLedgerError: CustomStringConvertible {
    /// The object and the reason in one line.
    public var description: String { UnreadObject(path: "", error: self).description }
}

/// The longest objects that are read, in bytes.
public enum PublishedLimits {
    /// A checkpoint: the longest signed note.
    public static let checkpointBytesMax = SignedNote.bytesMax
    /// A bundle of entries: 256 records of the longest kind, each after its length.
    public static let entriesBytesMax = 256 * (2 + Record.bytesMax)
    /// A tile of hashes.
    public static let hashesBytesMax = 256 * 32
}

/// The beginning of a bundle of entries.
public enum EntryPrefix {
    /// The bytes of the first `count` entries; all bytes if there are fewer or they are cut.
    public static func bytes(of bundle: [UInt8], count: Int) -> [UInt8] {
        var position = 0
        for _ in 0..<count {
            guard position + 2 <= bundle.count else { return bundle }
            position += 2 + Int(bundle[position]) << 8 + Int(bundle[position + 1])
        }
        return position < bundle.count ? Array(bundle[..<position]) : bundle
    }
}
