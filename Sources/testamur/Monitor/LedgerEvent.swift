import CanonicalJSON
import Signing
import TransparencyLog

/// What a monitor saw of a ledger that somebody should hear of.
struct LedgerEvent: Hashable, Sendable {
    /// What happened.
    enum Kind: String, Hashable, Sendable {
        /// The ledger was looked at for the first time; nothing to compare with.
        case first
        /// It has more records than before, all of them after those that were there.
        case grew
        /// A record changed its keys.
        case keyChanged = "key-changed"
        /// All is well again after one of those below.
        case recovered
        /// It could not be read for as long as is allowed.
        case stalled
        /// It could not be compared, for a reason that is not the ledger's.
        case unchecked
        /// What it serves is not what it signed.
        case damaged
        /// Its newest checkpoint is signed by no key that is known for it.
        case unexpectedKey = "unexpected-key"
        /// It shows fewer records than it had signed for.
        case rollback
        /// It signed two histories.
        case fork

        /// Whether somebody has to do something.
        var isAlert: Bool {
            switch self {
            case .first, .grew, .recovered: false
            case .keyChanged, .stalled, .unchecked, .damaged, .unexpectedKey, .rollback, .fork: true
            }
        }
    }

    let kind: Kind
    /// Where the ledger was read.
    let place: String
    let words: String
    /// The file with the proof of a fork.
    var proof: String?

    /// The event as a line for a person.
    func line(at instant: Instant) -> String {
        // The words quote what ledgers and servers say of themselves.
        "\(instant)  \(kind.rawValue.padded(to: 15)) \(place)  \(words)".harmless
    }

    /// The event as one line for programs.
    func json(at instant: Instant) -> JSONValue {
        var json: JSONValue = [
            "at": .string(instant.description), "event": .string(kind.rawValue),
            "alert": .boolean(kind.isAlert), "ledger": .string(place), "words": .string(words),
        ]
        if let proof { json["fork_proof"] = .string(proof) }
        return json
    }

    /// The event as variables of the environment, for a command that is to hear of it.
    var environment: [String: String] {
        [
            "TESTAMUR_EVENT": kind.rawValue, "TESTAMUR_LEDGER": place, "TESTAMUR_WORDS": words,
            "TESTAMUR_FORK_PROOF": proof ?? "",
        ]
    }
}
