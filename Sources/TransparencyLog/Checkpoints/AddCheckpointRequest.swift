public import Signing

/// What a log sends to a witness: a checkpoint, and the proof that it extends the last one.
///
/// Spec: C2SP tlog-witness, add-checkpoint.
public struct AddCheckpointRequest: Hashable, Sendable {
    /// The size that the log believes the witness cosigned last; zero for never.
    public let oldSize: TreeSize

    /// The consistency proof's hashes; unchecked.
    public let hashes: [Digest]

    /// The new checkpoint; unchecked.
    public let checkpoint: SignedCheckpoint

    /// Makes a request from a proof and the checkpoint whose size it leads to.
    ///
    /// Send only the log's own signatures: witnesses limit the body, and need no others.
    /// - Precondition: the proof's new size is the checkpoint's.
    public init(_ proof: ConsistencyProof, checkpoint: SignedCheckpoint) {
        precondition(
            proof.newSize == checkpoint.checkpoint.size,
            "A proof leads to the root of one size only.")
        oldSize = proof.oldSize
        hashes = proof.hashes
        self.checkpoint = checkpoint
    }

    /// Reads a request's body.
    ///
    /// - Throws: `requestMalformed`, `tooManyHashes`, `oldSizeLarger`, or what reading the
    ///   checkpoint throws; a witness answers each with 400.
    public init(parsing body: [UInt8]) throws(TransparencyLogError) {
        var reader = LineReader(body)
        guard let line = reader.line(afterWord: "old"), let oldSize = TreeSize(decimal: line)
        else { throw .requestMalformed(line: 1) }
        guard let hashes = try reader.hashLines(atMost: ConsistencyProof.hashesMax) else {
            throw .requestMalformed(line: reader.lineNumber)
        }
        checkpoint = try SignedCheckpoint(parsing: reader.rest)
        guard oldSize <= checkpoint.checkpoint.size else {
            throw .oldSizeLarger(old: oldSize, new: checkpoint.checkpoint.size)
        }
        self.oldSize = oldSize
        self.hashes = hashes
    }

    /// The request's body.
    public var bytes: [UInt8] {
        var text = "old \(oldSize)\n"
        for hash in hashes { text += hash.base64 + "\n" }
        return Array(text.utf8) + [UInt8(ascii: "\n")] + checkpoint.bytes
    }

    /// The proof from the old size to the checkpoint's.
    public var consistency: ConsistencyProof {
        ConsistencyProof(
            oldSize: oldSize, newSize: checkpoint.checkpoint.size, hashes: hashes)
    }

    /// The body in which a witness states the size it cosigned last.
    public static func sizeAnswer(_ size: TreeSize) -> [UInt8] { Array("\(size)\n".utf8) }

    /// Reads a witness's statement of the size it cosigned last; `nil` if it is malformed.
    public static func size(inAnswer body: [UInt8]) -> TreeSize? {
        guard body.last == UInt8(ascii: "\n") else { return nil }
        return TreeSize(decimal: body.dropLast())
    }
}
