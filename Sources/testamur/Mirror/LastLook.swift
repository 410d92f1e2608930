import CanonicalJSON
import Signing
import TransparencyLog

/// What a copy remembers of the last time when it was compared with the ledger itself.
///
/// Spec: 04-checkpoint §5.
struct LastLook: Hashable, Sendable {
    /// The file's name in the folder of the copy.
    static let name = "looked.json"
    /// The most bytes that are read.
    static let bytesMax = 4_096

    /// What the ledger showed as its newest.
    let checkpoint: Checkpoint
    /// When, by the clock of whoever looked.
    let at: Instant

    /// Notes what was seen.
    init(_ checkpoint: Checkpoint, at: Instant) {
        self.checkpoint = checkpoint
        self.at = at
    }

    /// Reads the file; `nil` if it is none.
    init?(parsing bytes: [UInt8]) {
        guard let json = try? JSONDocument(parsing: bytes).root, json["version"]?.integer == 1,
            let at = json["at"]?.string.flatMap({ Instant($0) }),
            let origin = json["origin"]?.string.flatMap({ Origin($0) }),
            let size = json["size"]?.string.flatMap({ TreeSize($0) }),
            let root = json["root"]?.string.flatMap({ Digest(base64: $0) })
        else { return nil }
        self.init(Checkpoint(origin: origin, size: size, root: root), at: at)
    }

    /// The file's bytes.
    var bytes: [UInt8] {
        let json: JSONValue = [
            "version": 1, "at": .string(at.description),
            "origin": .string(checkpoint.origin.description),
            "size": .string(checkpoint.size.description),
            "root": .string(checkpoint.root.base64),
        ]
        return Array(json.prettyText().utf8)
    }
}
