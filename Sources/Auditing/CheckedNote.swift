import Signing
import TransparencyLog

/// A checkpoint beside the newest, and what its signatures say.
struct CheckedNote: Sendable {
    /// Where it is from.
    enum Source: Sendable {
        /// The audited source keeps it.
        case earlier
        /// It was given to compare with.
        case known
    }

    /// Where it is from.
    let source: Source
    /// The checkpoint.
    let signed: SignedCheckpoint
    /// What its signatures say, under the keys known when it was checked.
    var outcome: NoteOutcome

    /// Its place in a report.
    var place: AuditFault.Place {
        switch source {
        case .earlier: .earlierCheckpoint(signed.checkpoint.size)
        case .known: .knownCheckpoint(signed.checkpoint.size)
        }
    }
}

/// What the signatures of a checkpoint say under some keys.
enum NoteOutcome: Sendable {
    /// These keys signed.
    case signed([VerifierKey])
    /// None of the keys is named as a signer.
    case noKnownKey
    /// A signature in a known key's name does not verify, or the checkpoint cannot be by the keys.
    case wrong(String)

    /// Verifies the signatures of a checkpoint.
    init(_ signed: SignedCheckpoint, keys: [VerifierKey]) {
        let name = signed.checkpoint.origin.keyName
        let own = Set(keys.filter { $0.name == name })
        guard !own.isEmpty else {
            self = .noKnownKey
            return
        }
        do {
            self = .signed(try signed.verified(byAnyOf: Array(own), companions: .welcome).keys)
        } catch .note(.noKnownSignature) {
            self = .noKnownKey
        } catch .note(let error) {
            self = .wrong(error.description)
        } catch {
            self = .wrong(error.code)
        }
    }
}
