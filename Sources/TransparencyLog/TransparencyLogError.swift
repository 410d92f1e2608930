public import Signing

/// Why a text, a tile or a signature of the log could not be used.
public enum TransparencyLogError: Error, Hashable, Sendable {
    /// The partial tiles of this level do not fit the size of the tree.
    case partialTilesMismatch(level: Int)
    /// A reader gave another number of hashes than the tile has.
    case tileWidth(TileCoordinate)
    /// The stored hashes lead to another root than the expected one.
    case rootMismatch(expected: Digest, found: Digest)
    /// A proof was asked for a leaf that the tree does not have.
    case indexOutside(LeafIndex, size: TreeSize)
    /// A proof was asked from a larger tree to a smaller one.
    case sizeShrinks(from: TreeSize, to: TreeSize)

    /// A tile's bytes are not 32 for each of its hashes.
    case tileMalformed
    /// An entry is longer than the 65,535 bytes that a bundle can hold.
    case entryTooLarge(byteCount: Int)
    /// A bundle is not exactly the announced number of entries.
    case bundleMalformed

    /// The checkpoint's text has a line that the format does not allow; lines count from 1.
    case checkpointMalformed(line: Int)
    /// The note around a checkpoint is malformed, or not signed by the key asked for.
    case note(NoteError)
    /// The checkpoint is of another log than the key.
    case originMismatch(Origin)
    /// A post-quantum key of the log is known for the checkpoint's size and did not sign.
    case companionMissing

    /// A key is of a type that cannot cosign, or cannot sign checkpoints.
    case keyType(UInt8)
    /// A known witness's line does not verify, which spoils the whole note.
    case cosignatureInvalid(KeyName)
    /// The cosignatures do not meet the policy's quorum.
    case quorumNotMet

    /// A line of a policy breaks a rule; lines count from 1.
    case policy(PolicyFault, line: Int)

    /// A line of a log proof breaks a rule; lines count from 1.
    case proofMalformed(line: Int)
    /// A line of an add-checkpoint body breaks a rule; lines count from 1.
    case requestMalformed(line: Int)
    /// More hashes than any proof can have.
    case tooManyHashes
    /// An add-checkpoint body names an old size above the checkpoint's.
    case oldSizeLarger(old: TreeSize, new: TreeSize)

    /// A line of a fork proof breaks a rule; lines count from 1, and 0 is the whole.
    case forkMalformed(line: Int)
    /// A fork proof's checkpoints can both be true.
    case forkNotProven
}

extension TransparencyLogError {
    /// The stable code of the error.
    public var code: String {
        switch self {
        case .partialTilesMismatch: "tree.partial-tiles-mismatch"
        case .tileWidth: "tree.tile-width"
        case .rootMismatch: "tree.root-mismatch"
        case .indexOutside: "tree.index-outside"
        case .sizeShrinks: "tree.size-shrinks"
        case .tileMalformed: "tile.malformed"
        case .entryTooLarge: "tile.entry-too-large"
        case .bundleMalformed: "tile.bundle-malformed"
        case .checkpointMalformed: "checkpoint.malformed"
        case .note(let error): error.code
        case .originMismatch: "checkpoint.origin-mismatch"
        case .companionMissing: "checkpoint.companion-missing"
        case .keyType: "cosignature.key-type"
        case .cosignatureInvalid: "cosignature.invalid"
        case .quorumNotMet: "cosignature.quorum-not-met"
        case .policy(let fault, _): fault.rawValue
        case .proofMalformed: "proof.malformed"
        case .requestMalformed: "witness.request-malformed"
        case .tooManyHashes: "proof.too-many-hashes"
        case .oldSizeLarger: "witness.old-size-larger"
        case .forkMalformed: "fork.malformed"
        case .forkNotProven: "fork.not-proven"
        }
    }
}

extension TransparencyLogError: CustomStringConvertible {
    /// The error in a sentence.
    public var description: String {
        switch self {
        case .partialTilesMismatch(let level):
            "The stored tiles of level \(level) do not fit the size of the tree."
        case .tileWidth(let tile): "There are not the hashes that \(tile) must have."
        case .rootMismatch(let expected, let found):
            "The stored hashes lead to the root \(found.base64), not to \(expected.base64)."
        case .indexOutside(let index, let size):
            "There is no entry \(index) in a log of \(size) entries."
        case .sizeShrinks(let old, let new):
            "A log of \(new) entries does not extend one of \(old)."
        case .tileMalformed: "The tile does not have 32 bytes for each of its hashes."
        case .entryTooLarge(let count):
            "An entry of \(count) bytes is longer than the 65,535 that a bundle can hold."
        case .bundleMalformed: "The bundle is not exactly the entries that it should have."
        case .checkpointMalformed(let line): "Line \(line) of the checkpoint is malformed."
        case .note(let error): error.description
        case .originMismatch(let origin):
            "The checkpoint is of \(origin), and no key given is that log's."
        case .companionMissing:
            "The log's post-quantum key that you know for this size did not sign the checkpoint."
        case .keyType(let type): "A key of type \(type) cannot be used for this."
        case .cosignatureInvalid(let name): "The cosignature by \(name) is not genuine."
        case .quorumNotMet: "Too few of the witnesses that the policy asks for have cosigned."
        case .policy(let fault, let line): "Line \(line) of the policy: \(fault)."
        case .proofMalformed(let line): "Line \(line) of the proof is malformed."
        case .requestMalformed(let line): "Line \(line) of the request is malformed."
        case .tooManyHashes: "The proof has more hashes than any proof can have."
        case .oldSizeLarger(let old, let new):
            "The old size \(old) is above the checkpoint's \(new)."
        case .forkMalformed(let line): "Line \(line) of the fork proof is malformed."
        case .forkNotProven: "The two checkpoints can both be true, so this proves no fork."
        }
    }
}
