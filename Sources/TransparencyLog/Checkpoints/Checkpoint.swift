public import Signing

/// A log's size and root, as a statement that nobody has signed.
///
/// Spec: C2SP tlog-checkpoint, Note text.
public struct Checkpoint: Hashable, Sendable {
    /// Which log it is of.
    public let origin: Origin

    /// How many entries the log has.
    public let size: TreeSize

    /// The root of the tree at that size.
    public let root: Digest

    /// Lines after the root, each without its newline; none in what this package writes.
    public let extensionLines: [[UInt8]]

    /// Makes a checkpoint of a tree.
    public init(origin: Origin, size: TreeSize, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
        extensionLines = []
    }

    /// Reads the text of a checkpoint's note, final newline included.
    ///
    /// - Throws: `checkpointMalformed` with the first line that is wrong.
    public init(parsing text: [UInt8]) throws(TransparencyLogError) {
        var reader = LineReader(text)
        guard let line = reader.line(), let origin = Origin(utf8: line) else {
            throw .checkpointMalformed(line: reader.lineNumber)
        }
        guard let line = reader.line(), let size = TreeSize(decimal: line) else {
            throw .checkpointMalformed(line: reader.lineNumber)
        }
        guard let line = reader.line(), let root = Digest(base64: line) else {
            throw .checkpointMalformed(line: reader.lineNumber)
        }
        var extensionLines: [[UInt8]] = []
        while !reader.isAtEnd {
            guard let line = reader.line(), Checkpoint.isExtension(line) else {
                throw .checkpointMalformed(line: reader.lineNumber)
            }
            extensionLines.append(Array(line))
        }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensionLines = extensionLines
    }

    /// Whether another checkpoint states the same tree, whatever else its lines say.
    public func hasTree(of other: Checkpoint) -> Bool {
        origin == other.origin && size == other.size && root == other.root
    }

    /// The text that is signed: each line with its newline.
    public var text: [UInt8] {
        var text = Array("\(origin)\n\(size)\n\(root.base64)\n".utf8)
        for line in extensionLines {
            text += line
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    /// The checkpoint signed by the log.
    ///
    /// - Throws: `originMismatch` if the key does not have the log's name; `note` if signing fails.
    public func signed(
        by signer: NoteSigner
    ) throws(TransparencyLogError) -> SignedCheckpoint {
        guard signer.verifierKey.name == origin.keyName else { throw .originMismatch(origin) }
        let text = text
        let note: SignedNote
        do {
            note = try SignedNote(text: text, signatures: signer.signatures(text: text))
        } catch {
            throw .note(error)
        }
        return try SignedCheckpoint(note: note)
    }

    private static func isExtension(_ line: ArraySlice<UInt8>) -> Bool {
        !line.isEmpty && line.allSatisfy { $0 >= 0x20 }
            && String(validating: line, as: UTF8.self) != nil
    }
}
