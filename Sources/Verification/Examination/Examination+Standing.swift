import CanonicalJSON
import Records
import Signing
import TransparencyLog

/// Whether the award is still in force, by the institution's signed word.
///
/// Spec: 07-verify §5.2.
extension Examination {
    /// Judges every standing in hand for a receipt's record.
    ///
    /// A standing that is not the institution's blocks. Of those that are, an old one can say that
    /// an award was withdrawn, replaced or erased, since none of these is ever taken back; a hold
    /// counts if the newest says so; that an award is in force takes a fresh one.
    mutating func judgeStandings(of receipt: Receipt, seen: SeenCheckpoint?, by chain: KeyChain) {
        let own = (submission.bundle?.standings ?? []).filter {
            $0.standing.origin == receipt.origin
        }
        let target = receipt.target
        let fetched = evidence.compactMap { item -> SignedStanding? in
            guard case .standing(let signed) = item.content,
                signed.standing.origin == receipt.origin, signed.standing.target == target
            else { return nil }
            return signed
        }
        var standings: [KnownStanding] = []
        var faults: [(reason: Reason, asOf: Instant)] = []
        for signed in own + fetched {
            if let fault = fault(in: signed, about: target, seen: seen, by: chain) {
                faults.append((fault, signed.standing.asOf))
            } else {
                standings.append(KnownStanding(signed.standing))
            }
        }
        let isContradicted = judgeReplays(
            of: target, in: receipt.origin, own + fetched, seen: seen, by: chain, &standings)
        let isAnyKnown = !standings.isEmpty
        standings = known(standings)
        // Of one history the larger ledger is the newer, whoever looked at it later.
        standings.sort { ($0.size, $0.asOf) > ($1.size, $1.asOf) }
        if standings.isEmpty, isAnyKnown {
            note(.standingLater)
        } else {
            judgeStates(in: standings, head: chain.history.head)
        }
        if isContradicted { note(.standingContradiction) }
        // Last: what is nobody's word must not hide what the institution says against the award.
        // A word by a key that fell since is passed over where there is a better one.
        let hasBetter = !standings.isEmpty
        for fault in faults where !(hasBetter && fault.reason == .standingKeyNotInForce) {
            note(fault.reason, nil, [Check.Fact("as_of", fault.asOf)])
        }
    }

    /// Adds what ledgers that were read say of an award, and tells whether one of them contradicts
    /// what else is in hand.
    private mutating func judgeReplays(
        of target: Target, in origin: Origin, _ words: [SignedStanding], seen: SeenCheckpoint?,
        by chain: KeyChain, _ standings: inout [KnownStanding]
    ) -> Bool {
        let replays = replays(of: origin)
        // Most awards are judged without a copy: nothing is verified for one then.
        if replays.isEmpty { return false }
        var isContradicted = false
        let states =
            [seen?.verified.checkpoint, chain.checkpoint].compactMap(\.self)
            + words.filter { isSignedWord($0, by: chain) }.map(\.standing.ledgerState)
        for replayed in replays {
            let found = standing(of: target, in: replayed, by: chain)
            if isCompared(replayed, with: states) {
                if let found { standings.append(found) }
                continue
            }
            let isOther = states.contains { state in
                replayed.states.contains { $0.contradicts(state) }
            }
            if isOther { isContradicted = true } else { noteUncompared(replayed) }
            // What the institution itself signed against the award counts, whoever shows it.
            if let found, found.state != .inForce { standings.append(found.shown) }
        }
        return isContradicted
    }

    /// What is wrong with a standing as the institution's word about a record; `nil` if nothing.
    private func fault(
        in signed: SignedStanding, about target: Target, seen: SeenCheckpoint?, by chain: KeyChain
    ) -> Reason? {
        let standing = signed.standing
        guard standing.target == target else { return .standingOtherRecord }
        guard standing.size >= target.record.sizeAfter, standing.size > standing.keys.treeSize,
            let next = LeafIndex(exactly: standing.size.value)
        else { return .standingLedgerTooSmall }
        switch chain.history.judge(signed.signature.key, for: .status, at: next) {
        case .unknown: return .standingNotSigned
        case .notYet, .retired, .void: return .standingKeyNotInForce
        case .good(let key):
            guard isSigned(signed, by: key) else { return .standingNotSigned }
        }
        for checkpoint in [seen?.verified.checkpoint, chain.checkpoint] {
            guard let checkpoint, checkpoint.size == standing.size else { continue }
            guard checkpoint.root == standing.root else { return .standingContradiction }
        }
        return nil
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
    private mutating func known(_ standings: [KnownStanding]) -> [KnownStanding] {
        guard isAboutThePast else { return standings }
        if let later = standings.filter({ $0.asOf > instant }).max(by: { $0.asOf < $1.asOf }) {
            tellWhatFollowed(later)
        }
        let sizeRead = standings.compactMap { standing in
            if case .read = standing.source, standing.asOf >= instant { standing.size } else { nil }
        }.max()
        return standings.compactMap { standing in
            guard standing.asOf > instant, standing.asOf <= latest + policy.clockSkew else {
                return standing
            }
            if case .said = standing.source, let sizeRead, standing.size <= sizeRead { return nil }
            return standing.known(as: instant)
        }
    }

    private mutating func tellWhatFollowed(_ standing: KnownStanding) {
        let now = standing.latest
        guard now != standing.known(as: instant)?.state else { return }
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
                "Since the day asked about something changed: as of "
                    + "\(Words.moment(standing.asOf)), \(said)."))
    }

    /// Decides by what is known, newest first.
    private mutating func judgeStates(in standings: [KnownStanding], head: LeafIndex) {
        guard let newest = standings.first else { return note(.standingMissing) }
        if let ahead = standings.first(where: { $0.keys > head }) {
            note(.keysBehindStanding, nil, [Check.Fact("newest", ahead.keys)])
        }
        let fresh = standings.first {
            $0.size == newest.size && staleness(of: $0, head: head) == nil
        }
        let withdrawn = standings.first { $0.state == .withdrawn }
        // What was said later and is brought back to the day asked about hides no hold of that day.
        let newestThen = standings.first { !$0.isBroughtBack } ?? newest
        let onHold = standings.first { standing in
            standing.state == .onHold
                && [newest, newestThen].contains {
                    $0.size == standing.size && $0.asOf == standing.asOf
                }
        }
        let replaced = standings.first { $0.state == .replaced }
        let erased = standings.first { $0.state == .erased }
        if let standing = withdrawn ?? onHold ?? replaced {
            effectiveDay = standing.effective
            return tell(standing)
        }
        guard fresh != nil else {
            standingAge = age(of: newest)
            return note(
                staleness(of: newest, head: head) ?? .standingTooOld, nil, facts(of: newest),
                age: age(of: newest))
        }
        tell(erased ?? fresh ?? newest)
    }

    /// Why a standing cannot show that an award is in force now; `nil` if it can.
    private func staleness(of standing: KnownStanding, head: LeafIndex) -> Reason? {
        if standing.asOf > latest + policy.clockSkew { return .standingFromFuture }
        if case .said(let until) = standing.source, instant > until { return .standingExpired }
        if instant - standing.asOf > policy.standingAgeMax { return .standingTooOld }
        return standing.keys < head ? .standingKeysOlder : nil
    }

    private mutating func tell(_ standing: KnownStanding) {
        let age = age(of: standing)
        standingAge = age
        let reason: Reason
        let saying: String
        switch standing.state {
        case .inForce: (reason, saying) = (.standingInForce, "not withdrawn it")
        case .onHold: (reason, saying) = (.standingOnHold, "put it on hold")
        case .withdrawn: (reason, saying) = (.standingWithdrawn, "withdrawn it")
        case .replaced: (reason, saying) = (.standingReplaced, "replaced it")
        case .erased: (reason, saying) = (.standingErased, "closed its record")
        }
        let source =
            switch standing.source {
            case .said: ""
            case .read, .shown: ", by the copy of its ledger"
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

/// How an award stands, whoever told it. Made only of what was checked.
struct KnownStanding {
    /// How it is known.
    enum Source {
        /// The institution said so, and stands by it until then.
        case said(until: Instant)
        /// Its ledger was read.
        case read
        /// A ledger was read that is not known to be the same history as all else in hand.
        case shown
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
    private(set) var source: Source

    /// The same where the ledger that was read is not known to be the same history.
    var shown: KnownStanding {
        var shown = self
        shown.source = .shown
        return shown
    }

    init(
        _ history: StandingHistory, latest: StandingState, keys: LeafIndex, size: TreeSize,
        asOf: Instant, source: Source
    ) {
        state = history.state
        self.latest = latest
        effective = history.effective
        self.keys = keys
        self.size = size
        self.asOf = asOf
        self.source = source
    }

    /// What it says of an earlier instant; `nil` if nothing.
    func known(as instant: Instant) -> KnownStanding? {
        guard asOf > instant else { return self }
        var known = self
        known.asOf = instant
        switch source {
        case .read, .shown: return known
        case .said: break
        }
        known.isBroughtBack = true
        let isSince = effective.map { $0.description <= instant.dateText } ?? false
        // What else there was before, nobody says: it may have been on hold.
        switch state {
        case .inForce: return nil
        case .onHold, .withdrawn: return isSince ? known : nil
        case .replaced, .erased: return known
        }
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
}

extension Standing {
    /// The state of the ledger from which it was read.
    fileprivate var ledgerState: Checkpoint { Checkpoint(origin: origin, size: size, root: root) }
}

extension LeafIndex {
    /// The number of leaves before this one.
    fileprivate var treeSize: TreeSize { TreeSize(value) }
}
