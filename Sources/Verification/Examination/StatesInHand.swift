import Signing
import TransparencyLog

/// Everything in hand that was signed, said or seen of one ledger: what a copy of it has to agree
/// with before it may speak for an award.
///
/// Spec: 07-verify §5.2.
struct StatesInHand {
    private let states: [Checkpoint]

    /// What a copy is, beside all else in hand.
    enum Agreement {
        /// All else is the beginning of it.
        case whole
        /// Something else is of a larger ledger: of which this is the beginning, nobody knows.
        case shorter
        /// Something else was not compared with it.
        case notCompared
        /// Nobody whom the policy asks for besides the institution is known to have seen it.
        case notWitnessed
        /// Something else is of another history.
        case contradicts
    }

    /// Collects the states of one ledger.
    init(_ states: [Checkpoint]) {
        self.states = states
    }

    /// What a copy of the ledger is beside them.
    func agreement(of copy: ReplayedLedger) -> Agreement {
        let size = copy.newest.checkpoint.size
        let beginnings = states.filter { $0.size <= size }
        if beginnings.contains(where: { copy.contradicts($0) }) { return .contradicts }
        guard !copy.isDoubtful, beginnings.allSatisfy({ copy.contains($0) }) else {
            return .notCompared
        }
        return beginnings.count == states.count ? .whole : .shorter
    }
}
