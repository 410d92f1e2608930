public import CanonicalJSON
public import Signing
public import TransparencyLog

/// What a home that is held back remembers until it may be gone on with: one that came out of a
/// backup, or one of which a witness has proved that it lacks what was signed.
///
/// It lies in a backup already, so that a folder that was merely copied is held back too.
///
/// Spec: 03-append §7, §11.
public struct RestoredMark: Hashable, Sendable {
    /// The ledger's newest checkpoint when the backup was made, or the home was held back.
    public let checkpoint: SignedCheckpoint
    /// When that was.
    public let made: Instant
    /// The newest checkpoint beyond it up to which a receipt was made meanwhile.
    public let handedOut: SignedCheckpoint?
    /// Why a home that came out of no backup is held back; `nil` for one that did.
    public let witnessed: WitnessedElsewhere?

    /// Notes the state of a backup, or of a home that is held back.
    public init(
        checkpoint: SignedCheckpoint, made: Instant, handedOut: SignedCheckpoint?,
        witnessed: WitnessedElsewhere? = nil
    ) {
        self.checkpoint = checkpoint
        self.made = made
        self.handedOut = handedOut
        self.witnessed = witnessed
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
        var witnessed: WitnessedElsewhere?
        if let member = json["witnessed"] {
            guard let witness = member["witness"]?.string, let note = member["checkpoint"]?.string,
                let signed = try? SignedCheckpoint(parsing: Array(note.utf8))
            else { return nil }
            let grounds = member["grounds"]?.string.flatMap {
                WitnessedElsewhere.Grounds(rawValue: $0)
            }
            witnessed = WitnessedElsewhere(
                witness: witness, checkpoint: signed, grounds: grounds ?? .ownKey)
        }
        self.init(
            checkpoint: checkpoint, made: made, handedOut: handedOut, witnessed: witnessed)
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
        if let witnessed {
            json["witnessed"] = [
                "witness": .string(witnessed.witness), "checkpoint": text(witnessed.checkpoint),
                "grounds": .string(witnessed.grounds.rawValue),
            ]
        }
        return json
    }
}
