public import Signing
public import TransparencyLog

/// Where a witness remembers. Every call blocks.
///
/// A store forgets nothing: there is no way to take a log or a key out, and none to put an older
/// or another state in the place of the one that was cosigned last.
///
/// Spec: 05-witness §3.
public protocol WitnessStore: Sendable {
    /// What is known of a log; `nil` for one that was never added.
    func log(_ origin: Origin) throws -> WitnessedLog?

    /// What is known of the log whose origin has this SHA-256.
    func log(hash: Digest) throws -> WitnessedLog?

    /// All logs, by name.
    func logs() throws -> [WitnessedLog]

    /// Adds a log, or keys of one that is known, and makes it active.
    ///
    /// Of a key that is known already an end of its sizes is taken over, once.
    /// - Throws: ``WitnessError/keyRefused(_:)``.
    func add(_ origin: Origin, keys: [WitnessedKey]) throws

    /// Lets a log be cosigned no more; what was cosigned of it stays.
    ///
    /// - Throws: ``WitnessError/unknownLog(_:)``.
    func disable(_ origin: Origin) throws

    /// Puts what is cosigned now in the place of what was cosigned last, in one durable step that
    /// is over when this returns.
    ///
    /// - Parameter last: what was cosigned last, as the caller knows it; `nil` for nothing.
    /// - Returns: whether it still was that, of a log that is active; otherwise nothing changes.
    func replace(
        _ last: CosignedCheckpoint?, with next: CosignedCheckpoint
    ) throws -> Bool
}

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
