public import TransparencyLog

/// Why a record is not authorised, or a key record cannot be taken in.
public struct KeyHistoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, as a stable code of `spec/errors.md`.
    public enum Reason: String, Hashable, Sendable {
        /// The first record does not found a ledger.
        case notGenesis = "keys.not-genesis"
        /// The record is no key record.
        case notKeyRecord = "keys.not-key-record"
        /// The key record does not name the one before it.
        case brokenKeyChain = "keys.broken-chain"
        /// No key that may do so signed, or a signature fails.
        case notAuthorised = "keys.not-authorised"
        /// The recovery quorum is missing, is another than committed to, or did not sign enough.
        case noQuorum = "keys.no-quorum"
        /// The key or its name was declared before, or belongs to somebody else.
        case keyNotNew = "keys.not-new"
        /// No key of that name and use.
        case unknownKey = "keys.unknown"
        /// The key was retired before.
        case alreadyRetired = "keys.already-retired"
        /// The cut-off lies ahead of the record or after an earlier cut-off.
        case badCutOff = "keys.bad-cut-off"
        /// The statement belongs to another issuer or ledger.
        case otherLedger = "keys.other-ledger"
    }

    /// What is wrong.
    public let reason: Reason
    /// The record at which it was found.
    public let index: LeafIndex

    init(_ reason: Reason, at index: LeafIndex) {
        self.reason = reason
        self.index = index
    }

    /// The stable code.
    public var code: String { reason.rawValue }

    /// The code and the record.
    public var description: String { "\(code) at record \(index)" }
}
