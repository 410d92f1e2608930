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
        /// The names behind a number; nothing where there are none, or too many to read.
        var namesInBrackets: String {
            guard 1...8 ~= names.count else { return "" }
            return " (" + names.map { Words.foreign($0) }.joined(separator: ", ") + ")"
        }

        /// Whether others say more: that more have seen it, or as many earlier.
        func saysLess(than other: ListedWitnesses) -> Bool {
            let (here, there) = (
                (times.count, cosignatures.count), (other.times.count, other.cosignatures.count)
            )
            guard here == there, let quorum, let earlier = other.quorum else { return here < there }
            return earlier < quorum
        }

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
        let state = seen.verified.checkpoint
        let own = memory(of: ledger, knowing: state)?.since(index)
        let wanted = max(policy.witnessesMin, 1)
        let all = listed(whoSaw: state, holding: index, of: ledger)
        let past = all.filter { listed in
            listed.time(of: wanted).map { $0 <= latest + policy.clockSkew } ?? false
        }
        let listed = (past.isEmpty ? all : past).max { $0.saysLess(than: $1) }
        var times = [listed?.time(of: wanted)]
        if let own, policy.ownSightings == .counted {
            let others = wanted == 1 ? own : listed?.time(of: wanted - 1)
            times.append(others.map { max($0, own) })
        }
        var finding = WitnessFinding(
            count: listed?.cosignatures.count ?? 0, names: listed?.names ?? [])
        var facts = [Check.Fact("witnesses", finding.count)]
        // No name has a space in it.
        if !finding.names.isEmpty {
            facts.append(Check.Fact("witness", finding.names.joined(separator: " ")))
        }
        if let own { facts.append(Check.Fact("seen_here_since", own)) }
        let known = times.compactMap(\.self)
        guard !known.isEmpty else {
            let listedCount = ledger.policy?.witnesses.count ?? 0
            if let listed {
                note(.witnessTooFew, Examination.sentence(listed, of: listedCount), facts)
            } else {
                note(.witnessNoneListed, nil, facts)
            }
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
        let many =
            Words.count(count, "witness", plural: "witnesses") + (listed?.namesInBrackets ?? "")
        guard let own else {
            return "\(many) had seen this state of the ledger by \(Words.moment(time))."
        }
        let here =
            "This verifier itself has seen this state of the ledger since \(Words.moment(own))"
        return count == 0
            ? "\(here)." : "\(here), and \(many) had by \(Words.moment(time))."
    }

    private static func sentence(_ few: ListedWitnesses, of count: Int) -> String {
        "Too few witnesses have seen this state of the ledger: "
            + "\(few.cosignatures.count) of \(count) on your list\(few.namesInBrackets)."
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

    /// Whether a state of a ledger was seen, up to a record that it holds, by as many besides the
    /// institution as the policy asks for. What nobody else saw, whoever has the ledger's key can
    /// have made for this very reader.
    func isWitnessed(
        _ state: Checkpoint, holding index: LeafIndex, of ledger: PinnedLedger
    ) -> Bool {
        let isOwn =
            policy.ownSightings == .counted && memory(of: ledger, knowing: state) != nil
        let others = policy.witnessesMin - (isOwn ? 1 : 0)
        guard others > 0 else { return true }
        return listed(whoSaw: state, holding: index, of: ledger).contains { listed in
            listed.time(of: others).map { $0 <= latest + policy.clockSkew } ?? false
        }
    }

    /// What the cosignatures in hand are worth for a record in a state of the ledger: those on a
    /// checkpoint of that state, or of another that holds the record and is known to be of the same
    /// history.
    private func listed(
        whoSaw state: Checkpoint, holding index: LeafIndex, of ledger: PinnedLedger
    ) -> [ListedWitnesses] {
        var witnessed: [SignedCheckpoint] = []
        for signed in checkpoints(of: ledger.origin)
        where signed.checkpoint.size >= index.sizeAfter && !witnessed.contains(signed)
            && areOneHistory(signed.checkpoint, state, of: ledger)
        {
            witnessed.append(signed)
        }
        return witnessed.compactMap { signed in
            let seen = try? SeenCheckpoint.checking(signed, of: ledger, cache: cache)
            return seen.flatMap { listed($0, of: ledger) }
        }
    }

    /// The signed checkpoints of a ledger in hand.
    private func checkpoints(of origin: Origin) -> [SignedCheckpoint] {
        var all = submission.claimedCheckpoints(of: origin)
        for item in evidence {
            switch item.content {
            case .receipt(let receipt): all.append(receipt.proof.checkpoint)
            case .keys(let records), .confirmations(let records):
                all += records.prefix(1).map(\.proof.checkpoint)
            case .checkpoint(let signed): all.append(signed)
            case .replayed(let copy): all.append(copy.newest)
            case .seen(let memory): all.append(memory.newest)
            case .statusList, .standing, .didDocument, .noRecord, .unanswered, .accreditations,
                .forked:
                break
            }
        }
        return all.filter { $0.checkpoint.origin == origin }
    }

    /// Whether two states are known to be of one history: by what the verifier remembers, or by a
    /// copy that was read.
    private func areOneHistory(
        _ one: Checkpoint, _ other: Checkpoint, of ledger: PinnedLedger
    ) -> Bool {
        one.hasTree(of: other)
            || memories(of: ledger).contains { memory in
                memory.agreement(with: one) == .seen && memory.agreement(with: other) == .seen
            }
            || replays(of: ledger.origin).contains { copy in
                !copy.isDoubtful && copy.contains(one) && copy.contains(other)
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
