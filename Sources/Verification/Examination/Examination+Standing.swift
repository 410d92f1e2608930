import CanonicalJSON
import Records
import Signing
import TransparencyLog
import Trust

/// Whether the award is still in force, by the institution's signed word.
///
/// Spec: 07-verify §5.2.
extension Examination {
    /// Judges every standing in hand for a receipt's record.
    ///
    /// A standing that is not the institution's blocks. Of those that are, an old one can say that
    /// an award was withdrawn, replaced or erased, since none of these is ever taken back; a hold
    /// counts if the newest says so; that an award is in force takes a fresh one, of a history that
    /// all else in hand agrees with.
    mutating func judgeStandings(of receipt: Receipt, seen: SeenCheckpoint?, by chain: KeyChain) {
        guard let ledger = institution?.ledger(receipt.origin) else {
            return note(.standingMissing)
        }
        let words = words(about: receipt)
        let heard = heard(words, about: receipt, of: ledger, seen: seen, by: chain)
        let states =
            [seen?.verified.checkpoint, chain.checkpoint].compactMap(\.self)
            + words.filter { isSignedWord($0, by: chain) }.map(\.standing.ledgerState)
        let read = read(RecordedStatement(receipt), of: ledger, beside: states, by: chain)
        let isContradicted = heard.isContradicted || read.isContradicted
        let all = heard.standings + read.standings
        // Of one history the larger ledger is the newer, whoever looked at it later.
        let standings = known(all).sorted { ($0.size, $0.asOf) > ($1.size, $1.asOf) }
        if isAboutThePast { tellWhatFollowed(heard.standings + read.told) }
        if standings.isEmpty, !all.isEmpty {
            note(.standingLater)
        } else {
            judgeStates(in: standings, of: ledger, head: chain.history.head, isContradicted)
        }
        // After what speaks against the award, which it does not hide.
        if isContradicted { note(.standingContradiction) }
        if read.hasUnknownChange { note(.standingKindUnknown) }
        if read.isRepeated { note(.recordRepeated) }
        // Last: what is nobody's word must not hide what the institution says against the award.
        // What a better word has overtaken is passed over.
        let newest = standings.filter(\.isCompared).map(\.size).max()
        for fault in heard.faults {
            let isOvertaken =
                switch fault.reason {
                case .standingKeyNotInForce: newest != nil
                case .standingShrank: newest.map { $0 > fault.size } ?? false
                default: false
                }
            if !isOvertaken { note(fault.reason, nil, [Check.Fact("as_of", fault.asOf)]) }
        }
    }

    /// The standings in hand for a receipt's record, whoever signed them.
    private func words(about receipt: Receipt) -> [SignedStanding] {
        let own = (submission.bundle?.standings ?? []).filter {
            $0.standing.origin == receipt.origin
        }
        return own
            + evidence.compactMap { item in
                guard case .standing(let signed) = item.content,
                    signed.standing.origin == receipt.origin,
                    signed.standing.target == receipt.target
                else { return nil }
                return signed
            }
    }

    /// What the institution's words come to.
    private struct Heard {
        var standings: [KnownStanding] = []
        var faults: [(reason: Reason, asOf: Instant, size: TreeSize)] = []
        var isContradicted = false
    }

    /// Takes in what is the institution's word.
    private func heard(
        _ words: [SignedStanding], about receipt: Receipt, of ledger: PinnedLedger,
        seen: SeenCheckpoint?, by chain: KeyChain
    ) -> Heard {
        var heard = Heard()
        var states = [seen?.verified.checkpoint, chain.checkpoint].compactMap(\.self)
        for signed in words {
            let standing = signed.standing
            if let fault = fault(in: signed, about: receipt, by: chain) {
                heard.faults.append((fault, standing.asOf, standing.size))
                heard.standings += [overtaken(signed, about: receipt, by: chain)].compactMap(\.self)
                continue
            }
            let state = standing.ledgerState
            let known = KnownStanding(standing)
            let isOther =
                states.contains { $0.contradicts(state) } || isContradicted(state, of: ledger)
            states.append(state)
            if isOther {
                heard.isContradicted = true
                heard.standings += [known.uncompared].compactMap(\.self)
            } else if isTakenBack(standing, of: ledger) {
                heard.faults.append((.standingShrank, standing.asOf, standing.size))
                heard.standings += [known.uncompared].compactMap(\.self)
            } else {
                heard.standings.append(known)
            }
        }
        return heard
    }

    /// What a word comes to that only keys of before vouch for: newer keys that too few have seen
    /// take back no withdrawal and no hold.
    private func overtaken(
        _ signed: SignedStanding, about receipt: Receipt, by chain: KeyChain
    ) -> KnownStanding? {
        let state = signed.standing.state
        guard state == .withdrawn || state == .onHold,
            !witnessedKeys.contains(where: { $0.leaves == chain.leaves }),
            witnessedKeys.contains(where: { fault(in: signed, about: receipt, by: $0) == nil })
        else { return nil }
        return KnownStanding(signed.standing).uncompared
    }

    /// Whether a word says of a ledger that it has fewer records than were seen of it before.
    private func isTakenBack(_ standing: Standing, of ledger: PinnedLedger) -> Bool {
        memories(of: ledger).contains { memory in
            memory.sightings.contains { sighting in
                sighting.size > standing.size && sighting.at + policy.clockSkew < standing.asOf
            }
        }
    }

    /// What copies of the ledger come to.
    private struct Read {
        var standings: [KnownStanding] = []
        /// Those, and what copies that show no award in force say against this one by now.
        var told: [KnownStanding] = []
        var isContradicted = false
        var hasUnknownChange = false
        var isRepeated = false
    }

    /// Takes in what copies of a ledger say of an award, beside the states that others tell of.
    private mutating func read(
        _ award: RecordedStatement, of ledger: PinnedLedger, beside states: [Checkpoint],
        by chain: KeyChain
    ) -> Read {
        var read = Read()
        let copies = replays(of: ledger.origin).filter { copy in
            // Anybody can make a copy that nobody signed.
            SeenCheckpoint.isSigned(copy.newest, of: ledger, cache: cache)
        }
        // Most awards are judged without a copy.
        if copies.isEmpty { return read }
        let inHand = StatesInHand(
            states + remembered(of: ledger.origin) + shown(of: ledger)
                + copies.map(\.newest.checkpoint))
        for copy in copies {
            var agreement = inHand.agreement(of: copy)
            if case .whole = agreement, !isWitnessed(copy, of: ledger) {
                agreement = .notWitnessed
            }
            let found: KnownStanding?
            if copy.isRepeated(award) { read.isRepeated = true }
            switch standing(of: award, in: copy, by: chain) {
            case .nothing: found = nil
            case .unknownKind:
                read.hasUnknownChange = true
                found = nil
            case .known(let standing): found = standing
            }
            let isWhole = if case .whole = agreement { true } else { false }
            read.told += [found].compactMap(\.self).filter { isWhole || $0.latest != .inForce }
            switch agreement {
            case .whole:
                read.standings += [found].compactMap(\.self)
                continue
            case .contradicts: read.isContradicted = true
            case .shorter, .notCompared, .notWitnessed: tell(of: copy, agreement)
            }
            // What the institution itself signed against the award counts, whoever shows it.
            read.standings += [found?.uncompared].compactMap(\.self)
        }
        return read
    }

    /// What is wrong with a standing as the institution's word about a record; `nil` if nothing.
    private func fault(
        in signed: SignedStanding, about receipt: Receipt, by chain: KeyChain
    ) -> Reason? {
        let standing = signed.standing
        // The place alone does not say what stands there in the history that was read.
        guard standing.target == receipt.target, standing.record == receipt.record.leafHash else {
            return .standingOtherRecord
        }
        guard standing.size >= standing.target.record.sizeAfter,
            standing.size > standing.keys.treeSize,
            let next = LeafIndex(exactly: standing.size.value)
        else { return .standingLedgerTooSmall }
        switch chain.history.judge(signed.signature.key, for: .status, at: next) {
        case .unknown: return .standingNotSigned
        case .notYet, .retired, .void: return .standingKeyNotInForce
        case .good(let key): return isSigned(signed, by: key) ? nil : .standingNotSigned
        }
    }

    /// Whether the institution signed a standing, whatever it is about.
    private func isSignedWord(_ signed: SignedStanding, by chain: KeyChain) -> Bool {
        guard let entry = chain.history.entry(signed.signature.key),
            entry.declared.use == .status
        else { return false }
        return isSigned(signed, by: entry.declared.key)
    }

    private func isSigned(_ signed: SignedStanding, by key: PublicKey) -> Bool {
        guard let cache else { return signed.verified(by: key) != nil }
        var entry = CacheKey("standing")
        entry.add(Array(key.algorithm.rawValue.utf8))
        entry.add(key.bytes)
        entry.add(signed.canonical)
        entry.add(Array(signed.signature.algorithm.utf8))
        entry.add(Array(signed.signature.key.description.utf8))
        entry.add(signed.signature.value)
        let digest = entry.digest
        if cache.isKnown(digest) { return true }
        guard signed.verified(by: key) != nil else { return false }
        cache.keep(digest)
        return true
    }

    /// What standings say of the instant that is asked about.
    ///
    /// What was said later against an award may count for an earlier day; that it stood on a day
    /// is shown by what was said until then, or by the ledger if all of it was read that anybody
    /// speaks of.
    private func known(_ standings: [KnownStanding]) -> [KnownStanding] {
        guard isAboutThePast else { return standings }
        let sizeRead = standings.compactMap { standing -> TreeSize? in
            guard case .read = standing.source, standing.isCompared, standing.asOf >= instant
            else { return nil }
            return standing.size
        }.max()
        return standings.compactMap { standing in
            guard standing.asOf > instant, standing.asOf <= latest + policy.clockSkew else {
                return standing
            }
            if case .said = standing.source, let sizeRead, standing.size <= sizeRead { return nil }
            return standing.known(as: instant)
        }
    }

    /// Tells how the award stood last, by anything in hand, if that is otherwise than on the day
    /// asked about. Of one history the larger ledger is the newer; and a withdrawal is final.
    private mutating func tellWhatFollowed(_ standings: [KnownStanding]) {
        func newest(of standings: [KnownStanding]) -> KnownStanding? {
            standings.max { ($0.size, $0.asOf) < ($1.size, $1.asOf) }
        }
        let later = standings.filter { $0.asOf > instant }
        let withdrawn = later.filter { $0.latest == .withdrawn }
        guard let standing = newest(of: withdrawn) ?? newest(of: later) else { return }
        let now = standing.latest
        let then =
            standing.known(as: instant)
            ?? newest(of: standings.compactMap { $0.known(as: instant) })
        guard now != then?.state else { return }
        let lead =
            then == nil
            ? "Of the time after the day asked about this is known: as of "
            : "Since the day asked about something changed: as of "
        let said =
            switch now {
            case .inForce: "it is in force"
            case .onHold: "it is on hold"
            case .withdrawn: "the institution has withdrawn it"
            case .replaced: "the institution has replaced it"
            case .erased: "the institution has closed its record"
            }
        findings.append(
            Verdict.Finding(
                "standing.changed-since",
                "\(lead)\(Words.moment(standing.asOf)), \(said)."))
    }

    /// Decides by what is known, newest first.
    private mutating func judgeStates(
        in standings: [KnownStanding], of ledger: PinnedLedger, head: LeafIndex,
        _ isContradicted: Bool
    ) {
        let unanswered = lastUnanswered(about: ledger.origin)
        func staleness(of standing: KnownStanding) -> Reason? {
            self.staleness(of: standing, head: head, unanswered)
        }
        if let ahead = standings.first(where: { $0.keys > head }) {
            note(.keysBehindStanding, nil, [Check.Fact("newest", ahead.keys)])
        }
        let compared = standings.filter(\.isCompared)
        let withdrawn = standings.first { $0.state == .withdrawn }
        // A replacement that one of two histories holds is none that the other need have.
        let replaced = isContradicted ? nil : standings.first { $0.state == .replaced }
        let newest = compared.first
        let fresh = compared.first {
            $0.size == newest?.size && staleness(of: $0) == nil
        }
        if let standing = withdrawn ?? hold(in: standings) ?? replaced {
            effectiveDay = standing.effective
            return tell(standing, isOpen: fresh == nil)
        }
        guard let newest else { return note(.standingMissing) }
        guard let fresh else {
            standingAge = age(of: newest)
            return note(
                staleness(of: newest) ?? .standingTooOld, nil, facts(of: newest),
                age: age(of: newest))
        }
        tell(standings.first { $0.state == .erased } ?? fresh)
    }

    /// The hold that counts: the newest that is known says so, or a larger ledger than that, of
    /// which it is not known that it is another.
    private func hold(in standings: [KnownStanding]) -> KnownStanding? {
        let compared = standings.filter(\.isCompared)
        let newest = compared.first
        // What was said later and is brought back to the day asked about hides no hold of that day.
        let newestThen = compared.first { !$0.isBroughtBack }
        return standings.first { standing in
            guard standing.state == .onHold else { return false }
            guard standing.isCompared else {
                return newest.map { $0.size <= standing.size } ?? true
            }
            return [newest, newestThen].compactMap(\.self).contains {
                $0.size == standing.size && $0.asOf == standing.asOf
            }
        }
    }

    /// When the institution was last asked in vain.
    private func lastUnanswered(about origin: Origin) -> Instant? {
        evidence.compactMap { item in
            guard case .unanswered(origin) = item.content, isRecent(item) else { return nil }
            return item.fetchedAt
        }.max()
    }

    /// Why a standing cannot show that an award is in force now; `nil` if it can. What was said
    /// before the institution was asked in vain cannot, unless it was said on the very instant that
    /// is asked about: it may have had to say something else.
    private func staleness(
        of standing: KnownStanding, head: LeafIndex, _ unanswered: Instant?
    ) -> Reason? {
        if standing.asOf > latest + policy.clockSkew { return .standingFromFuture }
        if case .said(let until) = standing.source {
            if instant > until { return .standingExpired }
            if let unanswered, standing.asOf < min(unanswered, instant) {
                return .standingNoAnswer
            }
        }
        if instant - standing.asOf > policy.standingAgeMax { return .standingTooOld }
        return standing.keys < head ? .standingKeysOlder : nil
    }

    /// Tells how the award stands.
    ///
    /// - Parameter isOpen: whether what became of it since is not known.
    private mutating func tell(_ standing: KnownStanding, isOpen: Bool = false) {
        let age = age(of: standing)
        standingAge = age
        let reason: Reason
        let saying: String
        switch standing.state {
        case .inForce: (reason, saying) = (.standingInForce, "not withdrawn it")
        case .onHold: (reason, saying) = (.standingOnHold, "put it on hold")
        case .withdrawn: (reason, saying) = (.standingWithdrawn, "withdrawn it")
        case .replaced:
            (reason, saying) = (isOpen ? .standingReplacedOpen : .standingReplaced, "replaced it")
        case .erased: (reason, saying) = (.standingErased, "closed its record")
        }
        let source =
            switch standing.source {
            case .said: ""
            case .read: ", by the copy of its ledger"
            }
        note(
            reason,
            "As of \(Words.moment(standing.asOf))\(source), the institution had \(saying).",
            facts(of: standing), age: age)
    }

    private func age(of standing: KnownStanding) -> Duration {
        max(.zero, instant - standing.asOf)
    }

    private func facts(of standing: KnownStanding) -> [Check.Fact] {
        var facts = [
            Check.Fact("state", standing.state.rawValue), Check.Fact("as_of", standing.asOf),
        ]
        if case .said(let until) = standing.source {
            facts.append(Check.Fact("valid_until", until))
        }
        return facts + [Check.Fact("size", standing.size)]
    }
}

extension Standing {
    /// The state of the ledger from which it was read.
    fileprivate var ledgerState: Checkpoint { Checkpoint(origin: origin, size: size, root: root) }
}

extension LeafIndex {
    /// The number of leaves before this one.
    fileprivate var treeSize: TreeSize { TreeSize(value) }
}
