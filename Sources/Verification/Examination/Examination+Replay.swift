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
            if case .shorter = agreement {
                "is shorter than what else is in hand"
            } else {
                "is not known to be the same history as what else is in hand"
            }
        findings.append(
            Verdict.Finding(
                "standing.copy-not-compared",
                "A copy of \(state.origin) with \(state.size) records \(why), and shows no award "
                    + "in force."))
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
    /// A copy may be as old as one likes, and reading it makes it no younger: the answer is as of
    /// the last instant at which the ledger, or a witness on the list, is known to have looked.
    func standing(
        of award: RecordedStatement, in replayed: ReplayedLedger, of ledger: PinnedLedger,
        by chain: KeyChain
    ) -> StandingRead {
        let state = replayed.newest.checkpoint
        guard state.size >= award.target.record.sizeAfter, replayed.isAbout(award),
            let keys = replayed.keys.last?.index
        else { return .nothing }
        var nonces: Set<[UInt8]> = []
        var history = StandingHistory()
        var then = StandingHistory()
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
            if isKnownThen(record) { then.apply(body) }
        }
        return .known(
            KnownStanding(
                isAboutThePast ? then : history, latest: history.state, keys: keys,
                size: state.size, asOf: lastLook(at: replayed, of: ledger)))
    }

    /// Whether a statement is the institution's, for that ledger.
    func isOf(_ chain: KeyChain, _ statement: Statement) -> Bool {
        statement.ledger == chain.history.origin && statement.issuer == chain.history.issuer
    }

    /// Whether a change counts on the day that is asked about: it was recorded by then, or was
    /// recorded later to count from then on.
    private func isKnownThen(_ record: Record) -> Bool {
        if record.at <= instant + policy.clockSkew { return true }
        switch record.statement.body {
        case .revoke(let change), .suspend(let change):
            return change.effective.description <= instant.dateText
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

    /// When a ledger is known to have stood as it was read: by its own clock at its last record, or
    /// by the quorum of witnesses on the list, and as many as the policy asks for, whichever is
    /// later.
    private func lastLook(at replayed: ReplayedLedger, of ledger: PinnedLedger) -> Instant {
        let witnessed = [replayed.newest, replayed.cosigned].compactMap { signed -> Instant? in
            guard let signed,
                let seen = try? SeenCheckpoint.checking(signed, of: ledger, cache: cache),
                let all = listed(seen, of: ledger)?.cosignatures
            else { return nil }
            let known = all.filter { $0.time <= latest + policy.clockSkew }
                .sorted { $0.time > $1.time }
            return known.indices.lazy.map { Array(known[...$0]) }.first { newest in
                isQuorum(newest, on: seen, of: ledger)
            }?.last?.time
        }
        return max(replayed.last, witnessed.max() ?? .earliest)
    }

    /// Whether some cosignatures alone would do.
    private func isQuorum(
        _ cosignatures: [Cosignature], on seen: SeenCheckpoint, of ledger: PinnedLedger
    ) -> Bool {
        guard cosignatures.count >= max(policy.witnessesMin, 1), let list = ledger.policy,
            let alone = try? seen.verified.signedByLogOnly.adding(cosignatures),
            let evaluation = try? list.evaluate(alone)
        else { return false }
        return evaluation.isMet
    }
}
