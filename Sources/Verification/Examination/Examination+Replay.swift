import Records
import Signing
import TransparencyLog
import Trust

/// How an award stands in a ledger that was read to its end.
///
/// Spec: 07-verify §5.2.
extension Examination {
    /// The ledgers that were read, of one origin.
    func replays(of origin: Origin) -> [ReplayedLedger] {
        evidence.compactMap { item in
            guard case .replayed(let replayed) = item.content,
                replayed.newest.checkpoint.origin == origin
            else { return nil }
            return replayed
        }
    }

    /// Whether two ledgers that were read under one name are not of one history.
    func areReplaysContradictory(of ledger: PinnedLedger) -> Bool {
        replays(of: ledger.origin).contains { replayed in
            SeenCheckpoint.isSigned(replayed.newest, of: ledger, cache: cache)
                && (isContradicted(replayed.newest.checkpoint, of: ledger)
                    || isRemembered(otherwise: replayed, of: ledger))
        }
    }

    /// Every state of a ledger that a place showed beside its newest, signed by a listed key.
    func shown(of ledger: PinnedLedger) -> [Checkpoint] {
        evidence.compactMap { item in
            guard case .checkpoint(let signed) = item.content,
                signed.checkpoint.origin == ledger.origin,
                SeenCheckpoint.isSigned(signed, of: ledger, cache: cache)
            else { return nil }
            return signed.checkpoint
        }
    }

    /// Every state of a ledger that the verifier remembers.
    func remembered(of origin: Origin) -> [Checkpoint] {
        evidence.flatMap { item -> [Checkpoint] in
            guard case .seen(let memory) = item.content,
                memory.newest.checkpoint.origin == origin
            else { return [] }
            return memory.states
        }
    }

    /// Tells that a copy shows no award in force, and why.
    mutating func tell(of copy: ReplayedLedger, _ agreement: StatesInHand.Agreement) {
        let state = copy.newest.checkpoint
        let why =
            switch agreement {
            case .shorter: "is shorter than what else is in hand"
            case .notWitnessed: "was seen by no witness that counts here, in its newest state"
            case .whole, .notCompared, .contradicts:
                "is not known to be the same history as what else is in hand"
            }
        findings.append(
            Verdict.Finding(
                "standing.copy-not-compared",
                "A copy of \(state.origin) with \(state.size) records \(why), and shows no award "
                    + "in force."))
    }

    /// Whether a copy's newest state was seen by as many as the policy asks for: whoever has the
    /// ledger's key can add a record of today, and leave others out.
    func isWitnessed(_ copy: ReplayedLedger, of ledger: PinnedLedger) -> Bool {
        let state = copy.newest.checkpoint
        guard let last = state.size.lastIndex else { return false }
        return isWitnessed(state, holding: last, of: ledger)
    }

    /// How an award stands in a ledger that was read.
    enum StandingRead {
        /// It has not the award's record, or was not read for it.
        case nothing
        /// It has a change that is signed by kinds of keys not known here.
        case unknownKind
        /// It says so.
        case known(KnownStanding)
    }

    /// How an award stands in a ledger that was read.
    ///
    /// A copy may be as old as one likes, and neither reading it makes it younger nor a
    /// cosignature: anybody can have a witness that has seen no more sign an old state again. The
    /// answer is as of the last record.
    func standing(
        of award: RecordedStatement, in replayed: ReplayedLedger, by chain: KeyChain
    ) -> StandingRead {
        let state = replayed.newest.checkpoint
        guard state.size >= award.target.record.sizeAfter, replayed.isAbout(award),
            let keys = replayed.keys.last?.index
        else { return .nothing }
        var nonces: Set<[UInt8]> = []
        var history = StandingHistory()
        var then = StandingHistory()
        var isHeldThen = false
        var heldLater: Day?
        for record in replayed.changes[award.target] ?? [] {
            let body = record.statement.body
            // A statement means something in one ledger, once.
            guard isOf(chain, record.statement), nonces.insert(record.statement.nonce).inserted
            else { continue }
            // What nobody here can judge may be the institution's word.
            guard authority(of: record, by: chain).reason != .authorityKindUnknown else {
                return .unknownKind
            }
            // What the institution did not say changes nothing, and neither does what cannot be.
            guard counts(record, by: chain), history.allows(body) else { continue }
            history.apply(body)
            guard isKnownThen(record, heldLater) else { continue }
            let isLater = record.at > instant + skew
            switch body {
            case .suspend where isLater && isHeldThen: continue
            case .suspend(let change):
                isHeldThen = !isLater
                heldLater = isLater ? change.effective : nil
            case .reinstate: isHeldThen = false
            default: break
            }
            then.apply(body)
        }
        return .known(
            KnownStanding(
                isAboutThePast ? then : history, latest: history.state, keys: keys,
                size: state.size, asOf: replayed.last))
    }

    /// Whether a statement is the institution's, for that ledger.
    func isOf(_ chain: KeyChain, _ statement: Statement) -> Bool {
        statement.ledger == chain.history.origin && statement.issuer == chain.history.issuer
    }

    /// Whether a change counts on the day that is asked about: it was recorded by then, or was
    /// recorded later to count from then on. A lift that was recorded later counts only for a hold
    /// of no later day that was too: of a day on which the institution had it on hold neither it
    /// nor another hold makes any other.
    private func isKnownThen(_ record: Record, _ heldLater: Day?) -> Bool {
        if record.at <= instant + skew { return true }
        switch record.statement.body {
        case .revoke(let change), .suspend(let change):
            return change.effective.description <= instant.dateText
        case .reinstate(let change):
            guard let heldLater, heldLater <= change.effective else { return false }
            let day = change.effective.description
            // A hold counts for its own day at least.
            return heldLater == change.effective
                ? day < instant.dateText : day <= instant.dateText
        default: return false
        }
    }

    private func counts(_ record: Record, by chain: KeyChain) -> Bool {
        switch authority(of: record, by: chain).reason {
        case .authorityGood: true
        case .authorityKeyCompromised: isConfirmedAgain(record.index, by: chain)
        default: false
        }
    }
}
