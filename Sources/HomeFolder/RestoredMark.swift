public import CanonicalJSON
public import Signing
public import TransparencyLog

/// What a home that came out of a backup remembers until it may be gone on with.
///
/// It lies in the backup already, so that a folder that was merely copied is held back too.
///
/// Spec: 03-append §7.
public struct RestoredMark: Hashable, Sendable {
    /// The ledger's newest checkpoint when the backup was made.
    public let checkpoint: SignedCheckpoint
    /// When it was made.
    public let made: Instant
    /// The newest checkpoint beyond it up to which a receipt was made meanwhile.
    public let handedOut: SignedCheckpoint?

    /// Notes the state of a backup.
    public init(checkpoint: SignedCheckpoint, made: Instant, handedOut: SignedCheckpoint?) {
        self.checkpoint = checkpoint
        self.made = made
        self.handedOut = handedOut
    }

    /// Reads the file; `nil` if it is none.
    public init?(parsing bytes: [UInt8]) {
        guard let json = try? JSONDocument(parsing: bytes).root, json["version"]?.integer == 1,
            let made = json["made"]?.string.flatMap({ Instant($0) }),
            let note = json["checkpoint"]?.string,
            let checkpoint = try? SignedCheckpoint(parsing: Array(note.utf8))
        else { return nil }
        var handedOut: SignedCheckpoint?
        if let member = json["handed_out"] {
            guard let note = member.string,
                let signed = try? SignedCheckpoint(parsing: Array(note.utf8))
            else { return nil }
            handedOut = signed
        }
        self.init(checkpoint: checkpoint, made: made, handedOut: handedOut)
    }

    /// The file's content.
    public var json: JSONValue {
        func text(_ signed: SignedCheckpoint) -> JSONValue {
            .string(String(decoding: signed.bytes, as: UTF8.self))
        }
        var json: JSONValue = [
            "version": 1, "made": .string(made.description), "checkpoint": text(checkpoint),
        ]
        if let handedOut { json["handed_out"] = text(handedOut) }
        return json
    }
}
