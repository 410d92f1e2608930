import CanonicalJSON
import Credentials
import Records
import Signing
import TransparencyLog
import Trust

/// Whether the institution's ledger holds the award, by the keys that ledger has had.
///
/// Here are all the equalities that a trust list's pins demand.
///
/// Spec: 07-verify §5.1.
extension Examination {
    /// Judges a credential of an institution that keeps a ledger.
    mutating func judgeByLedger(_ credential: Credential, by institution: Institution) {
        let receipt = receipt(of: institution)
        let ledger = receipt.flatMap { institution.ledger($0.origin) }
        let known = ledger ?? institution.ledgers.first { !keySets(of: $0.origin).isEmpty }
        let chain = known.flatMap { followKeys(of: $0, keptBy: institution) }
        if known == nil { note(.keysMissing) }

        var seen: SeenCheckpoint?
        if let receipt, let ledger {
            seen = locate(receipt, in: ledger, chain: chain)
            match(receipt, with: credential, of: institution)
            if let chain {
                judgeAuthority(of: receipt.record, by: chain)
                judgeWhetherSeen(chain)
            }
            tellWhetherLater(receipt.record)
        }
        let index = seen == nil ? nil : receipt?.record.index
        let method = judgeProof(on: credential, by: chain, at: index)
        judgeDomain(
            of: institution, method: method, by: chain, recordedAt: receipt?.record.at)
        if let receipt, let chain {
            judgeStandings(of: receipt, seen: seen, by: chain)
        } else {
            note(.standingMissing)
        }
        if let chain {
            judgeStatusLists(of: credential, by: institution, knowing: chain.history) { list in
                KnownDocuments([chain.statusDocument(for: list)])
            }
        } else if credential.statuses.isEmpty, otherStatusType(of: credential) == nil {
            note(.statusNone)
        } else {
            note(.statusNotMade)
        }
    }

    /// Tells that an award was entered after the instant that is asked about: until it was, nobody
    /// but the institution could say anything of it.
    private mutating func tellWhetherLater(_ record: Record) {
        guard isAboutThePast, record.at > instant else { return }
        findings.append(
            Verdict.Finding(
                "record.later",
                "The award was entered in the ledger on \(Words.moment(record.at)), after the time "
                    + "that you asked about: that it counted then is the institution's later word.")
        )
    }

    /// The receipt to judge: the submission's own, else one that was fetched.
    private mutating func receipt(of institution: Institution) -> Receipt? {
        let own = (submission.bundle?.receipts ?? []).filter { receipt in
            judged.map { $0 == receipt.origin } ?? true
        }
        let fetched = evidence.compactMap { item in
            if case .receipt(let receipt) = item.content { receipt } else { nil }
        }
        let all = own + fetched
        let listed = all.first { institution.ledger($0.origin) != nil }
        for receipt in own where institution.ledger(receipt.origin) == nil {
            findings.append(
                Verdict.Finding(
                    "receipt.not-judged",
                    "The receipt of \(receipt.origin) was not needed and not checked."))
        }
        if let listed { return witnessed(listed, orAmong: fetched, of: institution) }
        if let other = all.first {
            note(.recordLedgerNotListed, nil, [Check.Fact("origin", other.origin, from: .award)])
            return nil
        }
        let answer = evidence.last { item in
            if case .noRecord(let origin) = item.content, isRecent(item) {
                institution.ledger(origin) != nil
            } else {
                false
            }
        }
        if let answer {
            note(.recordUnknown, nil, [], age: max(.zero, latest - answer.fetchedAt))
        } else {
            note(.recordNoReceipt)
        }
        return nil
    }

    /// The receipt itself, unless a fetched one of the same record does better: the policy asks for
    /// more witnesses than have seen the first, or its checkpoint's key no longer counts for it.
    private func witnessed(
        _ receipt: Receipt, orAmong fetched: [Receipt], of institution: Institution
    ) -> Receipt {
        let same = fetched.filter { $0.record == receipt.record && $0.salt == receipt.salt }
        guard !same.isEmpty, let ledger = institution.ledger(receipt.origin) else {
            return receipt
        }
        func seenBy(_ receipt: Receipt) throws(CheckpointFault) -> Int? {
            let seen = try SeenCheckpoint.checking(
                receipt.proof.checkpoint, of: ledger, cache: cache)
            guard case .evaluated(let found) = seen.witnesses else { return nil }
            return found.isMet ? found.cosignatures.count : 0
        }
        func isSeen(_ receipt: Receipt) -> Bool {
            ((try? seenBy(receipt)) ?? nil).map { $0 >= policy.witnessesMin } ?? false
        }
        do {
            // A receipt that cannot be judged is judged as it is.
            guard let count = try seenBy(receipt), count < policy.witnessesMin else {
                return receipt
            }
            return same.first(where: isSeen) ?? receipt
        } catch .outsideSizes {
            let signed = same.filter { other in
                SeenCheckpoint.isSigned(other.proof.checkpoint, of: ledger, cache: cache)
            }
            return signed.first(where: isSeen) ?? signed.first ?? receipt
        } catch {
            return receipt
        }
    }

    /// Key records of one ledger.
    private enum KeySet {
        /// The submission's own, each with its proof.
        case own([KeyReceipt])
        /// Fetched, each with its proof.
        case fetched([KeyReceipt])
        /// Of a ledger that was read whole.
        case replayed(ReplayedLedger)
    }

    /// The sets of key records in hand for a ledger, the submission's own first.
    private func keySets(of origin: Origin) -> [KeySet] {
        func ofLedger(_ keys: [KeyReceipt]) -> [KeyReceipt]? {
            let keys = keys.filter { $0.record.statement.ledger == origin }
            return keys.isEmpty ? nil : keys
        }
        let own = ofLedger(submission.bundle?.keys ?? []).map { KeySet.own($0) }
        let fetched = evidence.compactMap { item -> KeySet? in
            guard case .keys(let keys) = item.content else { return nil }
            return ofLedger(keys).map { .fetched($0) }
        }
        return [own].compactMap(\.self) + fetched + replays(of: origin).map { .replayed($0) }
    }

    /// Follows the key records of a ledger; of several sets the longest, of which all others must
    /// be the beginning.
    ///
    /// Where they are not, those go on that enough have seen; and of sets of one length those do.
    private mutating func followKeys(
        of ledger: PinnedLedger, keptBy institution: Institution
    ) -> KeyChain? {
        var followed: [KeyChain] = []
        var passedOver: ChainFault?
        for set in keySets(of: ledger.origin) {
            do {
                followed.append(try follow(set, of: ledger, keptBy: institution))
            } catch {
                // What was fetched says nothing against the file, which stands by its own.
                guard case .own = set else { continue }
                // Their key fell since; others may show the same records.
                if error.reason == .keysCheckpointOutsideSizes {
                    passedOver = error
                    continue
                }
                var facts = [Check.Fact("origin", ledger.origin)]
                if let index = error.index { facts.append(Check.Fact("record", index)) }
                note(error.reason, nil, facts)
                return nil
            }
        }
        witnessedKeys = followed.filter { chain in
            isWitnessed(chain.checkpoint, holding: chain.history.head, of: ledger)
        }
        let isContradicted = followed.indices.contains { place in
            followed[..<place].contains { $0.contradicts(followed[place]) }
        }
        let witnessed = witnessedKeys.longest
        let all = isContradicted ? witnessed ?? followed.longest : followed.longest
        guard let longest = all else {
            if let passedOver {
                note(passedOver.reason, nil, [Check.Fact("origin", ledger.origin)])
            } else {
                note(.keysMissing)
            }
            return nil
        }
        if isContradicted {
            note(.keysContradiction, nil, [Check.Fact("origin", ledger.origin)])
        }
        let facts = [
            Check.Fact("origin", ledger.origin), Check.Fact("records", longest.leaves.count),
            Check.Fact("newest", longest.history.head),
        ]
        note(.keysComplete, nil, facts)
        return witnessed.flatMap { $0.leaves == longest.leaves ? $0 : nil } ?? longest
    }

    /// Leaves open what rests on keys that too few have seen, where they have seen the record:
    /// whoever has the ledger's key can show other key records beside a record that is genuine.
    private mutating func judgeWhetherSeen(_ chain: KeyChain) {
        guard reason(.witnessed) == .witnessSeen,
            !witnessedKeys.contains(where: { $0.leaves == chain.leaves })
        else { return }
        note(.keysNotWitnessed, nil, [Check.Fact("newest", chain.history.head)])
    }

    private func follow(
        _ set: KeySet, of ledger: PinnedLedger, keptBy institution: Institution
    ) throws(ChainFault) -> KeyChain {
        switch set {
        case .own(let receipts):
            let chain = try KeyChain.following(
                receipts, of: ledger, keptBy: institution.did, cache: cache)
            submission.bundle?.keepKeys(receipts, in: cache)
            return chain
        case .fetched(let receipts):
            return try .following(receipts, of: ledger, keptBy: institution.did, cache: cache)
        case .replayed(let replayed):
            return try .following(replayed, of: ledger, keptBy: institution.did, cache: cache)
        }
    }

    /// Finds a record in its ledger, and returns the checkpoint in which it was found.
    private mutating func locate(
        _ receipt: Receipt, in ledger: PinnedLedger, chain: KeyChain?
    ) -> SeenCheckpoint? {
        let record = receipt.record
        let checkpoint = receipt.proof.checkpoint.checkpoint
        let facts = [
            Check.Fact("origin", ledger.origin), Check.Fact("index", record.index),
            Check.Fact("size", checkpoint.size), Check.Fact("root", checkpoint.root.base64),
        ]
        guard record.statement.ledger == ledger.origin, checkpoint.origin == ledger.origin else {
            note(.recordOtherOrigin, nil, facts)
            return nil
        }
        guard record.index == receipt.proof.index else {
            note(.recordOtherIndex, nil, facts)
            return nil
        }
        let seen: SeenCheckpoint
        do {
            seen = try SeenCheckpoint.checking(receipt.proof.checkpoint, of: ledger, cache: cache)
        } catch {
            let reason: Reason =
                switch error {
                case .otherOrigin: .recordOtherOrigin
                case .notSigned: .recordCheckpointNotSigned
                case .outsideSizes: .recordCheckpointOutsideSizes
                }
            note(reason, nil, facts)
            return nil
        }
        guard receipt.proof.proves(leaf: record.leafHash, in: seen.verified) else {
            note(.recordNotIncluded, nil, facts)
            return nil
        }
        if let other = chain?.checkpoint,
            other.contradicts(checkpoint) || isContradicted(other, of: ledger)
        {
            note(.recordContradiction, nil, facts)
            return nil
        }
        guard !isContradicted(checkpoint, of: ledger), !areReplaysContradictory(of: ledger) else {
            note(.recordContradiction, nil, facts)
            return nil
        }
        note(
            .recordPresent,
            "The ledger \(ledger.origin) holds the award's record at place \(record.index) "
                + "of \(checkpoint.size).", facts)
        let witnesses = judgeWitnesses(of: seen, holding: record.index, in: ledger)
        place = RecordPlace(
            checkpoint: checkpoint, index: record.index, recordedAt: record.at,
            witnessCount: witnesses.count, witnessNames: witnesses.names,
            witnessedTime: witnesses.time)
        if let time = witnesses.time, time + policy.clockSkew < record.at {
            findings.append(
                Verdict.Finding(
                    "witness.before-record",
                    "By their clocks the ledger was seen on \(Words.moment(time)), before the "
                        + "record was made, on \(Words.moment(record.at)): one of them is wrong."))
        }
        return seen
    }
}

extension Checkpoint {
    /// Whether two states of a ledger have the same size and are not the same.
    func contradicts(_ other: Checkpoint) -> Bool {
        size == other.size && root != other.root
    }
}

extension [KeyChain] {
    /// The one with the most records, of several the first.
    fileprivate var longest: KeyChain? {
        dropFirst().reduce(first) { longest, other in
            other.leaves.count > longest?.leaves.count ?? 0 ? other : longest
        }
    }
}

extension KeyChain {
    /// Whether neither of two chains is the beginning of the other, or their checkpoints differ
    /// where they must not.
    func contradicts(_ other: KeyChain) -> Bool {
        checkpoint.contradicts(other.checkpoint)
            || zip(leaves, other.leaves).contains { $0 != $1 }
    }

    /// The keys that may have signed a status list, as far as they are in force.
    func statusDocument(for list: SecuredCredential) -> DIDDocument {
        let next = LeafIndex(history.head.value + 1)
        return history.document(of: .status, for: list) { entry in
            let name = entry.declared.name
            guard case .good = history.judge(name, for: .status, at: next) else { return false }
            return true
        }
    }
}
