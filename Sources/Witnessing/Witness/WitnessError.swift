public import Signing
public import TransparencyLog

/// Why a witness or its store could not do what it was asked.
public enum WitnessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The log was never added.
    case unknownLog(Origin)
    /// A log's key that cannot be added: it is another log's name, the witness's own key, one too
    /// many, or known with other sizes.
    case keyRefused(VerifierKey)
    /// Another program held the store for too long; trying again may help.
    case busy
    /// The store failed; its own code and words.
    case failed(code: String, words: String)

    /// The stable code of `spec/errors.md`.
    public var code: String {
        switch self {
        case .unknownLog: "witness.unknown-log"
        case .keyRefused: "witness.key-refused"
        case .busy: "storage.busy"
        case .failed(let code, _): code
        }
    }

    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .unknownLog(let origin):
            "\(origin) is no ledger that is witnessed here. See: testamur witness list"
        case .keyRefused(let key):
            "The key \(key) cannot be added: it is named after another ledger, is this witness's "
                + "own, is one too many, or is known here with other sizes."
        case .busy: "Another program holds the witness's memory. Try again in a moment."
        case .failed(_, let words): "The witness's memory failed: \(words)"
        }
    }
}
