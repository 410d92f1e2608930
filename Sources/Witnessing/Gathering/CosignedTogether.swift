public import Signing
import Synchronization
public import TransparencyLog

/// Puts together what witnesses show one by one: which checkpoint enough of them have cosigned,
/// whoever signed it for the ledger.
///
/// Spec: 03-append §11.
public final class CosignedTogether: Sendable {
    /// A checkpoint that a policy's quorum has cosigned.
    public struct Met: Hashable, Sendable {
        /// The note, with every cosignature that was shown of it.
        public let checkpoint: SignedCheckpoint
        /// Who has cosigned it, in the policy's order.
        public let witnesses: [KeyName]
    }

    /// The most lines under the ledger's own name that are kept of a note.
    private static let ownLinesMax = 4

    private let policy: WitnessPolicy
    private let shown = Mutex<[Checkpoint: SignedCheckpoint]>([:])

    /// Prepares to judge by a policy.
    public init(_ policy: WitnessPolicy) {
        self.policy = policy
    }

    /// Takes in a note; what it shows, if by now enough witnesses have cosigned it.
    ///
    /// Only the ledger's first lines are kept of it, which nobody checks, and of each witness one
    /// cosignature that verifies: no witness can fill a note so that another's has no room.
    public func take(_ signed: SignedCheckpoint) -> Met? {
        let found = policy.cosigners(of: signed).map(\.key)
        guard !found.isEmpty else { return nil }
        let together = shown.withLock { shown in
            let known = shown[signed.checkpoint]?.note.signatures ?? own(signed)
            let lines = found.compactMap { key in
                signed.note.signatures.first { $0.keyID == key.keyID && $0.name == key.name }
            }
            let more = lines.filter { line in
                !known.contains { $0.keyID == line.keyID && $0.name == line.name }
            }
            let note = try? SignedNote(text: signed.note.text, signatures: known + more)
            if let more = note.flatMap({ try? SignedCheckpoint(note: $0) }) {
                shown[signed.checkpoint] = more
            }
            return shown[signed.checkpoint]
        }
        guard let together else { return nil }
        let cosigners = policy.cosigners(of: together)
        guard policy.isQuorum(cosigners) else { return nil }
        return Met(checkpoint: together, witnesses: cosigners.map(\.key.name))
    }

    private func own(_ signed: SignedCheckpoint) -> [NoteSignature] {
        let name = signed.checkpoint.origin.keyName
        let lines = signed.note.signatures.filter { $0.name == name }
        return Array(lines.prefix(CosignedTogether.ownLinesMax))
    }
}
