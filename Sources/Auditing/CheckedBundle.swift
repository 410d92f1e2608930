import Records
import Signing
import TransparencyLog

/// What can be said of one bundle by itself, before its place in the ledger is considered.
struct CheckedBundle: Sendable {
    /// How far the bytes of a record can be relied on.
    enum Mark: UInt8, Sendable {
        /// The record is well-formed, in its place, and signed as it says.
        case sound
        /// It is a record, but something is wrong with it; nothing follows from what it says.
        case faulty
        /// The bytes are not a record.
        case illegible
        /// There are no bytes.
        case unread
    }

    /// A record that was read in full.
    struct Other: Sendable {
        /// The place in the bundle.
        let place: Int
        /// The record's index.
        let index: UInt64
        /// What is stated.
        let statement: Statement
        /// Who signed it, in known algorithms, and what became of each signature.
        let signatures: [Claim]
        /// The whole record, where it must be looked at again: if it tells keys, or a signature
        /// could not be verified yet.
        let record: Record?
    }

    /// A signature by a key of some name.
    struct Claim: Sendable {
        /// The key's name.
        let key: DIDURL
        /// What became of the signature.
        let outcome: SignatureOutcome
    }

    /// What became of one signature.
    enum SignatureOutcome: Sendable {
        /// It verifies, or was not to be verified.
        case good
        /// It does not verify.
        case wrong
        /// The key was not known when the bundle was handed out.
        case unknownKey
    }

    /// A digest that differs from what the bundle's own bytes give.
    struct Difference: Sendable {
        /// The place in the bundle.
        let place: Int
        /// The digest.
        let digest: Digest
    }

    /// A recognised record's reference to the list on which its award stands.
    struct ListReference: Sendable {
        /// The place in the bundle.
        let place: Int
        /// The record that is said to have sealed the list.
        let list: UInt64
    }

    /// Stands for a record that the scanner did not recognise.
    static let noSigner = UInt16.max

    /// The bundle's tile, in the width that the ledger's size gives it.
    let tile: TileCoordinate
    /// The leaf hashes of the bytes; for unread records those that the tile of hashes states.
    var leaves: [Digest] = []
    /// How far each record can be relied on.
    var marks: [Mark] = []
    /// Each record's time in milliseconds since 1970; 0 where it cannot be read.
    var times: [Int64] = []
    /// Each recognised record's signer by ordinal, or ``noSigner``.
    var signers: [UInt16] = []
    /// Each record's nonce; 0 where it cannot be read.
    var nonces: [UInt128] = []
    /// The recognised records' references to sealed lists, in order.
    var lists: [ListReference] = []
    /// The records that were not merely recognised, in order.
    var others: [Other] = []
    /// What the first record calls `previous`.
    var firstPrevious: Digest?
    /// What other records call `previous`, where it is not the hash of the bytes before them.
    var links: [Difference] = []
    /// What the tile of hashes states, where it is not the hash of the bytes.
    var hashes: [Difference] = []
    /// Whether the tile of hashes could be compared.
    var hasHashes = false
    /// What is wrong with records or objects by themselves.
    var faults: [AuditFault] = []
    /// What could not be read.
    var unread: [UnreadObject] = []
    /// The root over the leaves of a full bundle.
    var root: Digest?
    /// The checkpoints whose size lies in this bundle.
    var notes: [CheckedNote] = []
    /// How many bytes were read.
    var byteCount = 0

    /// Begins with nothing read.
    init(tile: TileCoordinate) {
        self.tile = tile
        leaves.reserveCapacity(tile.width)
        marks.reserveCapacity(tile.width)
        times.reserveCapacity(tile.width)
        signers.reserveCapacity(tile.width)
        nonces.reserveCapacity(tile.width)
    }

    /// The index of the first record.
    var first: UInt64 { tile.index << 8 }

    /// Whether bytes, hashes and links all agree.
    var isConsistent: Bool {
        faults.isEmpty && links.isEmpty && hashes.isEmpty && unread.isEmpty
    }

    /// What the record at a place calls `previous`; `nil` if it could not be read.
    func previous(at place: Int) -> Digest? {
        guard place < marks.count, marks[place] == .sound || marks[place] == .faulty else {
            return nil
        }
        if place == 0 { return firstPrevious }
        return links.first { $0.place == place }?.digest ?? leaves[place - 1]
    }

    /// What the tile of hashes states at a place; `nil` if there was none to compare.
    func statedHash(at place: Int) -> Digest? {
        guard hasHashes else { return nil }
        return hashes.first { $0.place == place }?.digest ?? leaves[place]
    }
}
