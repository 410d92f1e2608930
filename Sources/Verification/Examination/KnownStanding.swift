import Records
import Signing
import TransparencyLog

/// How an award stands, whoever told it. Made only of what was checked.
struct KnownStanding {
    /// How it is known.
    enum Source {
        /// The institution said so, and stands by it until then.
        case said(until: Instant)
        /// Its ledger was read.
        case read
    }

    /// The state.
    let state: StandingState
    /// The state by the same source as of ``asOf``, whatever day is asked about.
    let latest: StandingState
    /// From which day the state counts, where the ledger says so.
    let effective: Day?
    /// The newest key record of the ledger.
    let keys: LeafIndex
    /// The ledger's size.
    let size: TreeSize
    /// As of when.
    private(set) var asOf: Instant
    /// Whether it was said of a later instant than ``asOf``.
    private(set) var isBroughtBack = false
    /// How it is known.
    let source: Source
    /// Whether all else in hand was found to be of the same history. Otherwise it counts only
    /// where it speaks against the award.
    private(set) var isCompared = true

    /// The same where it is not known to be of the same history as all else in hand; `nil` where it
    /// does not speak against the award.
    var uncompared: KnownStanding? {
        guard state != .inForce else { return nil }
        var known = self
        known.isCompared = false
        return known
    }

    /// What a ledger that was read comes to.
    init(
        _ history: StandingHistory, latest: StandingState, keys: LeafIndex, size: TreeSize,
        asOf: Instant
    ) {
        state = history.state
        self.latest = latest
        effective = history.effective
        self.keys = keys
        self.size = size
        self.asOf = asOf
        source = .read
    }

    /// What a verified standing says.
    init(_ standing: Standing) {
        state = standing.state
        latest = standing.state
        effective = standing.effective
        keys = standing.keys
        size = standing.size
        asOf = standing.asOf
        source = .said(until: standing.validUntil)
    }

    /// What it says of an earlier instant; `nil` if nothing.
    func known(as instant: Instant) -> KnownStanding? {
        guard asOf > instant else { return self }
        var known = self
        known.asOf = instant
        if case .read = source { return known }
        known.isBroughtBack = true
        let isSince = effective.map { $0.description <= instant.dateText } ?? false
        // What else there was before, nobody says: it may have been on hold.
        switch state {
        case .inForce: return nil
        case .onHold, .withdrawn: return isSince ? known : nil
        case .replaced, .erased: return known
        }
    }
}
