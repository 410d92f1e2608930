public import Signing
public import TransparencyLog

/// Why a witness has not cosigned what it was asked to.
///
/// Spec: 05-witness §5.
public enum WitnessTrouble: Error, Hashable, Sendable {
    /// No answer came, or none that was taken; the transport's words.
    case unreachable(String)
    /// It answered with a status that means no.
    case refused(status: Int)
    /// It says that it cosigned another size last, and does not say which, or never the same.
    case conflict
    /// It says that it cosigned a larger ledger than there is.
    case ahead(TreeSize)
    /// Its answer is no cosignature of what was sent, by the key that the policy names.
    case badAnswer
    /// What it was to be sent could not be read from the ledger, or its cosignature not be kept;
    /// the store's words.
    case ledger(String)
    /// Its clock is ahead of ours by more than clocks may differ.
    case clock(Instant)
}

extension WitnessTrouble: CustomStringConvertible {
    /// The stable code of `spec/errors.md`.
    public var code: String {
        switch self {
        case .unreachable: "witness.unreachable"
        case .refused: "witness.refused"
        case .conflict: "witness.conflict"
        case .ahead: "witness.ahead"
        case .badAnswer: "witness.bad-answer"
        case .ledger: "witness.ledger"
        case .clock: "witness.clock"
        }
    }

    /// Whether the witness says, or may mean, that it holds more of the ledger than there is, or
    /// another history, or knows a newer key of it; by itself this proves nothing.
    var isDoubt: Bool {
        switch self {
        case .ahead, .conflict, .refused(status: 403), .refused(status: 422): true
        default: false
        }
    }

    /// What happened, in one sentence.
    public var description: String {
        switch self {
        case .unreachable(let words): "It could not be asked: \(words)"
        case .refused(let status): WitnessTrouble.words(ofStatus: status)
        case .conflict:
            "It cosigned another size last and cannot be agreed with about which; it may hold "
                + "another history of this ledger."
        case .ahead(let size):
            "It says that it cosigned this ledger at \(size) records, which there are not. Was an "
                + "old copy of this home brought back?"
        case .badAnswer: "It answered with something else than its cosignature."
        case .ledger(let words):
            "What it is to cosign could not be read, or its cosignature not be kept: \(words)"
        case .clock(let time): "It dates its cosignature \(time), far ahead of this machine."
        }
    }

    private static func words(ofStatus status: Int) -> String {
        switch status {
        case 400: "It does not understand the request (400)."
        case 403: "It trusts no key that signed (403). Give its keeper the newest description."
        case 404: "It does not cosign this ledger (404). Ask its keeper to add it."
        case 422: "It holds another history of this ledger, or says so (422). Audit this ledger."
        default: "It answered with status \(status)."
        }
    }
}
