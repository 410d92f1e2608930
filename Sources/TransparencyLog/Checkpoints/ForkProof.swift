public import Signing

/// Two checkpoints of one log, signed by its keys, that cannot both be true: the log told two
/// stories.
///
/// A value of this type is a proof that holds: whoever makes or reads one checks it. It is small,
/// and anybody can check it with a hash function and a signature scheme alone.
///
/// Spec: 08-audit §8.
public struct ForkProof: Hashable, Sendable {
    /// The longest text of a fork proof, in bytes.
    public static let bytesMax = 2 * SignedNote.bytesMax + 16_384
    private static let header = "testamur.fork-proof.v1"

    /// The checkpoint of the smaller tree, or either if both are of one size; it has no signature
    /// but that of one key, which was checked.
    public let smaller: VerifiedCheckpoint
    /// The checkpoint of the larger tree.
    public let larger: VerifiedCheckpoint
    /// The root that the larger tree had when it was as large as the smaller one.
    public let rootThen: Digest
    /// That the larger tree began so.
    public let proof: ConsistencyProof

    /// Puts a proof together.
    ///
    /// - Parameters:
    ///   - rootThen: the root of the larger tree's first `smaller.size` leaves.
    ///   - hashes: the consistency proof from that root to the larger tree's.
    /// - Throws: `forkNotProven` if this proves nothing.
    public init(
        _ smaller: VerifiedCheckpoint, _ larger: VerifiedCheckpoint, rootThen: Digest,
        hashes: [Digest]
    ) throws(TransparencyLogError) {
        let (old, new) = (smaller.checkpoint, larger.checkpoint)
        let proof = ConsistencyProof(oldSize: old.size, newSize: new.size, hashes: hashes)
        // Of one size the larger tree is the second one, whatever it holds: nobody can prove by
        // hashes that a tree of no entries has a root that it does not have.
        let isLarger =
            old.size == new.size
            ? hashes.isEmpty && rootThen == new.root
            : proof.verifies(oldRoot: rootThen, newRoot: new.root)
        guard old.origin == new.origin, rootThen != old.root, isLarger
        else { throw .forkNotProven }
        self.smaller = try smaller.signed.verified(by: smaller.keys[0]).signedByLogOnly
        self.larger = try larger.signed.verified(by: larger.keys[0]).signedByLogOnly
        self.rootThen = rootThen
        self.proof = proof
    }

    /// Reads a proof and checks it.
    ///
    /// - Throws: `forkMalformed`, `forkNotProven`, or as reading a checkpoint does.
    public init(parsing bytes: [UInt8]) throws(TransparencyLogError) {
        guard bytes.count <= ForkProof.bytesMax else { throw .forkMalformed(line: 0) }
        var lines = LineReader(bytes)
        func malformed() -> TransparencyLogError { .forkMalformed(line: lines.lineNumber) }
        guard let header = lines.line(), header.elementsEqual(ForkProof.header.utf8) else {
            throw malformed()
        }
        var keys: [VerifierKey] = []
        for _ in 0..<2 {
            guard let text = lines.line(afterWord: "key"),
                let key = try? VerifierKey(parsing: String(decoding: text, as: UTF8.self))
            else { throw malformed() }
            keys.append(key)
        }
        guard let root = lines.line(afterWord: "root"), let rootThen = Digest(base64: root)
        else { throw malformed() }
        var hashes: [Digest] = []
        while let line = lines.line(afterWord: "hash") {
            guard let hash = Digest(base64: line),
                hashes.count < ConsistencyProof.hashesMax
            else { throw malformed() }
            hashes.append(hash)
        }
        guard let line = lines.line(afterWord: "smaller"), let count = DecimalText.value(of: line),
            lines.line()?.isEmpty == true, count <= UInt64(lines.rest.count)
        else { throw malformed() }
        let notes = lines.rest
        try self.init(
            SignedCheckpoint(parsing: Array(notes[..<Int(count)])).verified(by: keys[0]),
            SignedCheckpoint(parsing: Array(notes[Int(count)...])).verified(by: keys[1]),
            rootThen: rootThen, hashes: hashes)
        guard self.bytes == bytes else { throw .forkMalformed(line: 0) }
    }

    /// The keys of the smaller checkpoint and of the larger one, which are mostly the same: whoever
    /// reads the proof compares them with what is known of the log.
    public var keys: [VerifierKey] { [smaller.keys[0], larger.keys[0]] }

    /// The proof as it is written: both keys, the hashes, how long the first note is, an empty
    /// line, and both notes.
    public var bytes: [UInt8] {
        var lines = [ForkProof.header] + keys.map { "key \($0)" } + ["root \(rootThen.base64)"]
        lines += proof.hashes.map { "hash \($0.base64)" }
        lines.append("smaller \(smaller.signed.bytes.count)")
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + smaller.signed.bytes
            + larger.signed.bytes
    }
}
