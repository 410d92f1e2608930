import Credentials
import Records
import Signing
import TransparencyLog
import Trust

/// The keys of a pinned ledger, followed from the pinned first record to the newest key record in
/// hand. Made only by following them.
struct KeyChain: Sendable {
    /// The keys over time.
    let history: KeyHistory
    /// The state of the ledger in which the key records were found.
    let checkpoint: Checkpoint
    /// The leaf hashes of the key records, in order.
    let leaves: [Digest]
    /// What was followed, and against which pins.
    let digest: Digest

    private init(history: KeyHistory, checkpoint: Checkpoint, leaves: [Digest], digest: Digest) {
        self.history = history
        self.checkpoint = checkpoint
        self.leaves = leaves
        self.digest = digest
    }

    /// Follows the key records of one ledger.
    ///
    /// - Throws: the ``ChainFault`` that stops it.
    static func following(
        _ receipts: [KeyReceipt], of ledger: PinnedLedger, keptBy issuer: DID,
        cache: VerifierCache?
    ) throws(ChainFault) -> KeyChain {
        guard let first = receipts.first else { throw ChainFault(.keysMissing) }
        let leaves = receipts.map(\.record.leafHash)
        for receipt in receipts where receipt.proof.checkpoint != first.proof.checkpoint {
            throw ChainFault(.keysSeveralCheckpoints, receipt.record.index)
        }
        let key = cacheKey(receipts, leaves, ledger, issuer)
        if let known = cache?.chain(key) { return known }

        guard leaves[0] == ledger.genesis else {
            throw ChainFault(.keysOtherGenesis, first.record.index)
        }
        let seen: SeenCheckpoint
        do {
            seen = try SeenCheckpoint.checking(first.proof.checkpoint, of: ledger, cache: cache)
        } catch {
            throw ChainFault(
                error == .outsideSizes ? .keysCheckpointOutsideSizes : .keysCheckpointNotSigned)
        }
        for (receipt, leaf) in zip(receipts, leaves) {
            guard receipt.record.index == receipt.proof.index,
                receipt.proof.proves(leaf: leaf, in: seen.verified)
            else { throw ChainFault(.keysNotIncluded, receipt.record.index) }
        }
        let chain = KeyChain(
            history: try history(of: receipts.map(\.record), in: ledger, keptBy: issuer),
            checkpoint: seen.verified.checkpoint, leaves: leaves, digest: key)
        cache?.keep(chain, for: key)
        return chain
    }

    /// Follows the key records of a ledger that was read to its end.
    ///
    /// - Throws: the ``ChainFault`` that stops it.
    static func following(
        _ replayed: ReplayedLedger, of ledger: PinnedLedger, keptBy issuer: DID,
        cache: VerifierCache?
    ) throws(ChainFault) -> KeyChain {
        let leaves = replayed.keys.map(\.leafHash)
        guard let first = leaves.first else { throw ChainFault(.keysMissing) }
        guard first == ledger.genesis else {
            throw ChainFault(.keysOtherGenesis, replayed.keys[0].index)
        }
        guard
            let seen = try? SeenCheckpoint.checking(replayed.newest, of: ledger, cache: cache)
        else { throw ChainFault(.keysCheckpointNotSigned) }
        var key = CacheKey("replayed key chain")
        key.add(ledger.digest)
        key.add(Array(issuer.description.utf8))
        key.add(replayed.newest.bytes)
        for leaf in leaves { key.add(leaf) }
        return KeyChain(
            history: try history(of: replayed.keys, in: ledger, keptBy: issuer),
            checkpoint: seen.verified.checkpoint, leaves: leaves, digest: key.digest)
    }

    private static func history(
        of records: [Record], in ledger: PinnedLedger, keptBy issuer: DID
    ) throws(ChainFault) -> KeyHistory {
        let history = try history(of: records)
        guard history.issuer == issuer, history.origin == ledger.origin else {
            throw ChainFault(.keysOtherGenesis, records[0].index)
        }
        return history
    }

    private static func history(of records: [Record]) throws(ChainFault) -> KeyHistory {
        do {
            var history = try KeyHistory(genesis: records[0])
            for record in records.dropFirst() { try history.apply(record) }
            return history
        } catch {
            switch error.reason {
            case .notAuthorised, .noQuorum, .otherLedger:
                throw ChainFault(.keysNotAuthorised, error.index)
            case .notGenesis, .notKeyRecord, .brokenKeyChain, .keyNotNew, .unknownKey,
                .alreadyRetired, .badCutOff:
                throw ChainFault(.keysBrokenChain, error.index)
            }
        }
    }

    private static func cacheKey(
        _ receipts: [KeyReceipt], _ leaves: [Digest], _ ledger: PinnedLedger, _ issuer: DID
    ) -> Digest {
        var key = CacheKey("key chain")
        key.add(ledger.digest)
        key.add(Array(issuer.description.utf8))
        key.add(receipts[0].proof.checkpoint.bytes)
        key.add(UInt64(receipts.count))
        for (receipt, leaf) in zip(receipts, leaves) {
            key.add(leaf)
            key.add(receipt.proof.index.value)
            key.add(UInt64(receipt.proof.hashes.count))
            for hash in receipt.proof.hashes { key.add(hash) }
        }
        return key.digest
    }
}

/// Why key records cannot be followed.
struct ChainFault: Error {
    let reason: Reason
    let index: LeafIndex?

    init(_ reason: Reason, _ index: LeafIndex? = nil) {
        self.reason = reason
        self.index = index
    }
}

/// What became of a key by the time that something was signed with it.
enum KeyJudgement {
    /// It was good.
    case good(PublicKey)
    /// The ledger knows no such key for this use.
    case unknown
    /// It was not in force yet.
    case notYet
    /// It was out of use.
    case retired
    /// What it signed from an earlier point on counts no more.
    case void(from: TreeSize)
}

extension KeyHistory {
    /// What became of a key by the time of a record, in the light of everything known now.
    ///
    /// - Parameter index: the record; for what is not in the ledger, the place that the next
    ///   record would have had.
    func judge(_ name: DIDURL, for use: KeyUse, at index: LeafIndex) -> KeyJudgement {
        guard let entry = entry(name), entry.declared.use == use else { return .unknown }
        guard entry.introduced < index else { return .notYet }
        if let cut = entry.voidFrom, index.value >= cut.value { return .void(from: cut) }
        if let retired = entry.retired, index > retired { return .retired }
        return .good(entry.declared.key)
    }
}
