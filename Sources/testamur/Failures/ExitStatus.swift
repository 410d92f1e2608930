/// How the program ends.
///
/// Spec: 09-surfaces §2.3.
enum ExitStatus: Int32, Sendable {
    /// Done; for a verification: confirmed, or a state that was accepted.
    case success = 0
    /// A verdict other than confirmed, or something that needs attention.
    case negative = 1
    /// Wrong use, or input that cannot be read.
    case usage = 2
    /// The check could not be finished.
    case incomplete = 3
    /// The ledger is not what was signed.
    case integrity = 4
    /// Refused: a permission, a confirmation or a policy is in the way.
    case refused = 5
    /// A mistake in this program.
    case bug = 70
    /// A file, a disk or a network failed.
    case inputOutput = 74
    /// The same may succeed in a moment.
    case tryAgain = 75
    /// Ended from the keyboard.
    case interrupted = 130

    /// The one of two that a person must hear of first.
    func worse(_ other: ExitStatus) -> ExitStatus {
        let order: [ExitStatus] = [
            .success, .incomplete, .usage, .negative, .refused, .integrity, .tryAgain,
            .inputOutput, .bug, .interrupted,
        ]
        let mine = order.firstIndex(of: self) ?? 0
        return (order.firstIndex(of: other) ?? 0) > mine ? other : self
    }
}
