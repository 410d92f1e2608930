public import Signing

/// The proof that an entry is in a log, with the checkpoint it leads to: one text, for offline use.
///
/// Nothing in it has been checked. To rely on it, turn ``checkpoint`` into a verified one and ask
/// ``proves(leaf:in:)``.
///
/// Spec: C2SP tlog-proof.
public struct LogProof: Hashable, Sendable {
    /// The longest extra data, in bytes.
    public static let extraBytesMax = 65_536

    /// The entry's place in the log.
    public let index: LeafIndex

    /// The hashes beside the path to the root, leaf's sibling first.
    public let hashes: [Digest]

    /// Whatever the log's application adds; no signature and no hash covers it.
    public let extra: [UInt8]?

    /// The checkpoint with its cosignatures.
    public let checkpoint: SignedCheckpoint

    /// Makes a proof from one of inclusion and a checkpoint of the same size.
    ///
    /// - Precondition: the sizes are the same; extra data is not empty or too long.
    public init(
        _ inclusion: InclusionProof, checkpoint: SignedCheckpoint, extra: [UInt8]? = nil
    ) {
        precondition(
            inclusion.size == checkpoint.checkpoint.size,
            "A proof leads to the root of one size only.")
        precondition(
            extra.map { 1...LogProof.extraBytesMax ~= $0.count } ?? true,
            "Extra data is absent, or 1 to 65,536 bytes.")
        index = inclusion.index
        hashes = inclusion.hashes
        self.extra = extra
        self.checkpoint = checkpoint
    }

    /// Reads a proof's text.
    ///
    /// - Throws: `proofMalformed`, `tooManyHashes`, `indexOutside` if the checkpoint is smaller,
    ///   or what reading the checkpoint throws.
    public init(parsing text: [UInt8]) throws(TransparencyLogError) {
        var reader = LineReader(text)
        guard let header = reader.line(), header == LogProof.headerLine else {
            throw .proofMalformed(line: 1)
        }
        if let line = reader.line(afterWord: "extra") {
            guard let bytes = Base64.decode(line),
                1...LogProof.extraBytesMax ~= bytes.count
            else { throw .proofMalformed(line: reader.lineNumber) }
            extra = bytes
        } else {
            extra = nil
        }
        guard let line = reader.line(afterWord: "index"), let index = LeafIndex(decimal: line)
        else { throw .proofMalformed(line: reader.lineNumber + 1) }
        self.index = index
        guard let hashes = try reader.hashLines(atMost: InclusionProof.hashesMax) else {
            throw .proofMalformed(line: reader.lineNumber)
        }
        self.hashes = hashes
        checkpoint = try SignedCheckpoint(parsing: reader.rest)
        guard index.value < checkpoint.checkpoint.size.value else {
            throw .indexOutside(index, size: checkpoint.checkpoint.size)
        }
    }

    /// The proof as text.
    public var bytes: [UInt8] {
        var text = LogProof.header + "\n"
        if let extra { text += "extra \(Base64.encode(extra))\n" }
        text += "index \(index)\n"
        for hash in hashes { text += hash.base64 + "\n" }
        return Array(text.utf8) + [UInt8(ascii: "\n")] + checkpoint.bytes
    }

    /// The proof of inclusion up to the size that the unchecked checkpoint states.
    public var inclusion: InclusionProof {
        InclusionProof(index: index, size: checkpoint.checkpoint.size, hashes: hashes)
    }

    /// Whether the leaf is in the tree of a checkpoint, at the proof's index.
    ///
    /// The checkpoint must be this proof's own: the same origin, size and root.
    public func proves(leaf: Digest, in verified: VerifiedCheckpoint) -> Bool {
        let own = checkpoint.checkpoint
        let given = verified.checkpoint
        return own.origin == given.origin && own.size == given.size && own.root == given.root
            && inclusion.verifies(leaf: leaf, root: given.root)
    }

    private static let header = "c2sp.org/tlog-proof@v1"
    private static let headerLine = Array(header.utf8)[...]
}

extension LineReader {
    /// Reads hash lines up to an empty line, which is also taken; `nil` if a line is neither.
    ///
    /// - Throws: `tooManyHashes`.
    mutating func hashLines(atMost limit: Int) throws(TransparencyLogError) -> [Digest]? {
        var hashes: [Digest] = []
        hashes.reserveCapacity(16)
        while true {
            guard let line = line() else { return nil }
            if line.isEmpty { return hashes }
            guard hashes.count < limit else { throw .tooManyHashes }
            guard let hash = Digest(base64: line) else { return nil }
            hashes.append(hash)
        }
    }
}
