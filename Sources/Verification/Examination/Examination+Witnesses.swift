import Records
import Signing
import TransparencyLog
import Trust

/// Who besides the institution has seen the ledger: witnesses on the list, by their cosignatures,
/// and the verifier itself, by what it remembers.
///
/// Spec: 07-verify §4.
extension Examination {
    /// How many witnesses have seen a checkpoint, and by when enough of them had.
    struct WitnessFinding {
        var count = 0
        var names: [String] = []
        var time: Instant?
    }

    /// The witnesses on the list that have seen a state of the ledger, by their cosignatures.
    struct ListedWitnesses {
        /// One for each that is not the institution itself.
        let cosignatures: [Cosignature]
        /// By when the list's quorum had seen it; `nil` if it has not.
        let quorum: Instant?

        var times: [Instant] { quorum == nil ? [] : cosignatures.map(\.time).sorted() }
        var names: [String] { cosignatures.map(\.witness.name.description).sorted() }

        /// By when `count` of them had; `nil` if they have not.
        func time(of count: Int) -> Instant? {
            guard let quorum, times.count >= count else { return nil }
            return count == 0 ? quorum : max(quorum, times[count - 1])
        }
    }

    /// Judges who has seen the checkpoint in which a record was found.
    mutating func judgeWitnesses(
        of seen: SeenCheckpoint, holding index: LeafIndex, in ledger: PinnedLedger
    ) -> WitnessFinding {
        if case .badSignature = seen.witnesses {
            note(.witnessBadSignature)
            return WitnessFinding()
        }
        let memory = memory(of: ledger, knowing: seen.verified.checkpoint)
        let own = memory?.since(index)
        let wanted = max(policy.witnessesMin, 1)
        let all = [listed(seen, of: ledger)] + later(in: memory, holding: index, of: ledger)
        let listed = all.compactMap(\.self).max { one, other in
            (one.times.count, one.cosignatures.count) < (
                other.times.count, other.cosignatures.count
            )
        }
        var times = [listed?.time(of: wanted)]
        if let own, policy.ownSightings == .counted {
            let others = wanted == 1 ? own : listed?.time(of: wanted - 1)
            times.append(others.map { max($0, own) })
        }
        var finding = WitnessFinding(
            count: listed?.cosignatures.count ?? 0, names: listed?.names ?? [])
        var facts =
            [Check.Fact("witnesses", finding.count)]
            + finding.names.map { Check.Fact("witness", $0) }
        if let own { facts.append(Check.Fact("seen_here_since", own)) }
        let known = times.compactMap(\.self)
        guard !known.isEmpty else {
            note(listed == nil ? .witnessNoneListed : .witnessTooFew, nil, facts)
            return finding
        }
        guard let time = known.filter({ $0 <= latest + policy.clockSkew }).min() else {
            note(.witnessFromFuture, nil, facts)
            return finding
        }
        finding.time = time
        note(
            .witnessSeen, Examination.sentence(listed, own: own, by: time),
            facts + [Check.Fact("time", time)])
        return finding
    }

    private static func sentence(
        _ listed: ListedWitnesses?, own: Instant?, by time: Instant
    ) -> String {
        let count = Int64(listed?.times.count ?? 0)
        let many = Words.count(count, "witness", plural: "witnesses")
        guard let own else {
            return "\(many) had seen this state of the ledger by \(Words.moment(time))."
        }
        let here =
            "This verifier itself has seen this state of the ledger since \(Words.moment(own))"
        return count == 0
            ? "\(here)." : "\(here), and \(many) had by \(Words.moment(time))."
    }

    /// What the cosignatures on a checkpoint are worth; `nil` if the list names no witness.
    func listed(_ seen: SeenCheckpoint, of ledger: PinnedLedger) -> ListedWitnesses? {
        guard case .evaluated(let evaluation) = seen.witnesses else { return nil }
        let independent = evaluation.cosignatures.filter { !isOwn($0.witness, of: ledger) }
        // A policy that asks for nobody is met, and by nobody at no time.
        let quorum =
            evaluation.isMet
            ? evaluation.witnessedTime ?? independent.map(\.time).min() : nil
        return ListedWitnesses(cosignatures: independent, quorum: quorum)
    }

    /// Whether a witness is the ledger's institution itself, as far as names and keys show.
    private func isOwn(_ witness: CosignatureKey, of ledger: PinnedLedger) -> Bool {
        func host(_ name: String) -> Substring { name.prefix { $0 != "/" } }
        return host(witness.name.description).lowercased()
            == host(ledger.origin.description).lowercased()
            || ledger.keys.contains { $0.key.publicKeyBytes == witness.verifierKey.publicKeyBytes }
    }

    /// What the cosignatures on later checkpoints are worth, of which the receipt's was found to be
    /// a beginning.
    private func later(
        in memory: SeenLedger?, holding index: LeafIndex, of ledger: PinnedLedger
    ) -> [ListedWitnesses?] {
        guard let memory else { return [] }
        return evidence.map { item -> ListedWitnesses? in
            guard case .checkpoint(let signed) = item.content,
                signed.checkpoint.size >= index.sizeAfter,
                memory.agreement(with: signed.checkpoint) == .seen,
                let seen = try? SeenCheckpoint.checking(signed, of: ledger, cache: cache)
            else { return nil }
            return listed(seen, of: ledger)
        }
    }

    /// What the verifier remembers of a ledger, if a state of it is one that it knows.
    private func memory(of ledger: PinnedLedger, knowing state: Checkpoint) -> SeenLedger? {
        memories(of: ledger).first { $0.agreement(with: state) == .seen }
    }

    /// Whether the verifier saw the ledger in another state of the same size, or found that it
    /// signed two histories.
    func isContradicted(_ state: Checkpoint, of ledger: PinnedLedger) -> Bool {
        let isForked = evidence.contains { item in
            if case .forked(let origin) = item.content { origin == ledger.origin } else { false }
        }
        return isForked
            || memories(of: ledger).contains { $0.agreement(with: state) == .contradicts }
            || replays(of: ledger.origin).contains { replayed in
                SeenCheckpoint.isSigned(replayed.newest, of: ledger, cache: cache)
                    && replayed.contradicts(state)
            }
    }

    /// Whether the verifier saw the ledger before in a state that was not its own then, by all
    /// records that were read.
    func isRemembered(otherwise replayed: ReplayedLedger, of ledger: PinnedLedger) -> Bool {
        memories(of: ledger).contains { memory in
            memory.states.contains { replayed.contradicts($0) }
        }
    }

    /// All memories of a ledger that its keys on the list stand behind.
    func memories(of ledger: PinnedLedger) -> [SeenLedger] {
        evidence.compactMap { item in
            guard case .seen(let seen) = item.content,
                SeenCheckpoint.isSigned(seen.newest, of: ledger, cache: cache)
            else { return nil }
            return seen
        }
    }
}
