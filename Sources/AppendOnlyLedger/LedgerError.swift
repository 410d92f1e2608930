public import Records
public import TransparencyLog

/// Why a ledger did not do what it was asked.
///
/// Spec: 03-append §4, §5.
public enum LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The store holds no ledger.
    case noLedger
    /// The store holds a ledger already.
    case ledgerExists
    /// The statement is for another ledger or by another issuer.
    case otherLedger
    /// The key for checkpoints is not, or no more, the ledger's.
    case signerNotInForce
    /// A key that must sign the next checkpoint cannot be had; why.
    case signerUnavailable(String)
    /// Whoever keeps the ledger holds it back; why.
    case heldBack(String)
    /// No key that may sign this did.
    case notAuthorised(KeyHistoryError.Reason)
    /// The statement is in the ledger already.
    case alreadyAppended(LeafIndex)
    /// The statement is about a record that does not exist or that it cannot be about.
    case badTarget(LeafIndex)
    /// The credential's standing does not allow the change.
    case standingForbids(StandingState)
    /// The record would be too long.
    case tooLong
    /// More statements are waiting than the queue holds; try again in a moment.
    case queueFull
    /// Another process held the ledger for too long; try again in a moment.
    case busy
    /// The clock shows less than the last record's time.
    case clockBehind(last: String)
    /// The disk has too little room left; nothing was written.
    case diskLow(freeBytes: UInt64)
    /// The ledger stopped because of an earlier failure; only opening it anew helps.
    case stopped(String)
    /// What is stored is not what was signed.
    case corrupt(String)

    /// The stable code of `spec/errors.md`.
    public var code: String {
        switch self {
        case .noLedger: "ledger.none"
        case .ledgerExists: "ledger.exists"
        case .otherLedger: "ledger.other"
        case .signerNotInForce: "ledger.signer-not-in-force"
        case .signerUnavailable: "ledger.signer-unavailable"
        case .heldBack: "ledger.held-back"
        case .notAuthorised: "ledger.not-authorised"
        case .alreadyAppended: "ledger.already-appended"
        case .badTarget: "ledger.bad-target"
        case .standingForbids: "ledger.standing-forbids"
        case .tooLong: "ledger.record-too-long"
        case .queueFull: "ledger.queue-full"
        case .busy: "ledger.busy"
        case .clockBehind: "ledger.clock-behind"
        case .diskLow: "ledger.disk-low"
        case .stopped: "ledger.stopped"
        case .corrupt: "ledger.corrupt"
        }
    }

    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .noLedger: "There is no ledger here. Make one with: testamur init"
        case .ledgerExists: "There is a ledger here already. Choose another folder."
        case .otherLedger: "The statement was made for another ledger."
        case .signerNotInForce:
            "The key for checkpoints is no more in force. Open the ledger with the new one."
        case .signerUnavailable(let why):
            "A key that must sign the ledger's next checkpoint cannot be used: \(why). Nothing was "
                + "written. Put the key and testamur.json right, then try again."
        case .heldBack(let why): why
        case .notAuthorised(let reason):
            "No key that may state this has signed it (\(reason.rawValue)). "
                + "See the ledger's keys with: testamur key list"
        case .alreadyAppended(let index): "This statement is record \(index) already."
        case .badTarget(let index): "Record \(index) is not one whose standing can change."
        case .standingForbids(let state):
            "The credential is \(state.rawValue.replacing("-", with: " ")), and this change cannot "
                + "follow that."
        case .tooLong: "The record would exceed \(Record.bytesMax) bytes."
        case .queueFull: "Too many requests are waiting. Try again in a moment."
        case .busy: "Another program holds the ledger. Try again in a moment."
        case .clockBehind(let last):
            "The clock of this machine is behind the last record (\(last)). "
                + "Set the clock, then try again. If it is right, it was ahead when that was "
                + "recorded: then nothing can be recorded before that time."
        case .diskLow(let free):
            "The disk has only \(free / 1_048_576) MB left, and \(Ledger.freeBytesMin / 1_048_576) "
                + "are kept free. Nothing was written. Make room, then try again."
        case .stopped(let why):
            "The ledger stopped after a failure and takes no more records: \(why). "
                + "Check the disk, then start again."
        case .corrupt(let what):
            "What is stored is not what was signed: \(what). Run: testamur audit"
        }
    }

    /// Asks whether a ledger may be appended to.
    ///
    /// - Throws: ``heldBack(_:)`` in the words of what `mayAppend` throws.
    static func holdingBack(_ mayAppend: () throws -> Void) throws(LedgerError) {
        do {
            try mayAppend()
        } catch {
            throw .heldBack(String(describing: error))
        }
    }
}
