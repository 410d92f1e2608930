import AppendOnlyLedger
import CanonicalJSON
public import Records
import SQLiteStorage
public import Signing
public import TransparencyLog
public import Trust
public import Witnessing

/// That witnesses showed a checkpoint of a home's own ledger which the ledger in the home does not
/// contain.
///
/// Spec: 03-append §11.
public struct WitnessedElsewhere: Hashable, Sendable {
    /// Why what was shown counts.
    public enum Grounds: String, Hashable, Sendable {
        /// A key of the ledger signed it, as far as the home knows the keys.
        case ownKey = "own-key"
        /// Witnesses that are a quorum of the home's policy cosigned it, and none of the keys that
        /// the home knows signed it: the ledger's key may have been replaced since.
        case quorum
    }

    /// The names of the witnesses that showed it.
    public let witness: String
    /// What they showed.
    public let checkpoint: SignedCheckpoint
    /// Why it counts.
    public let grounds: Grounds

    init(witness: String, checkpoint: SignedCheckpoint, grounds: Grounds) {
        self.witness = witness
        self.checkpoint = checkpoint
        self.grounds = grounds
    }

    /// Looks for the proof in what a witness shows, and what others have shown before; `nil` if
    /// there is none, or nobody can tell now: what others say never stops a ledger, only what its
    /// own key has signed does, or what a quorum of its own witnesses has cosigned.
    init?(
        _ shown: WitnessInquiry.Shown, _ together: CosignedTogether, beside store: some LedgerStore
    ) {
        // Read after the witness has answered: what was signed by then is in it.
        guard let head = try? store.head(),
            let keys = try? KeyHistory(store.keyRecords(from: 0).map(Record.init(parsing:)))
        else { return nil }
        if let verified = try? shown.checkpoint.verified(
            byAnyOf: keys.keysBelieved.filter {
                $0.signs(shown.checkpoint.checkpoint.size)
            }.map(\.key))
        {
            self.init(
                witness: shown.witness.key.name.description,
                checkpoint: verified.signedByLogOnly.signed, grounds: .ownKey)
        } else {
            guard !keys.haveSigned(shown.checkpoint), let met = together.take(shown.checkpoint)
            else { return nil }
            self.init(
                witness: met.witnesses.map(\.description).joined(separator: ", "),
                checkpoint: met.checkpoint, grounds: .quorum)
        }
        guard isMissing(in: head, of: store) else { return nil }
    }

    /// Whether a ledger does not contain what was shown, as far as it can be read.
    private func isMissing(in head: StoredHead, of store: some LedgerStore) -> Bool {
        let (seen, own) = (checkpoint.checkpoint, head.checkpoint.checkpoint)
        guard seen.origin == own.origin, seen.size > .zero else { return false }
        guard seen.size < own.size else { return seen.size > own.size || seen.root != own.root }
        // A tree that cannot be read proves nothing of others.
        guard
            let proof = try? LedgerView(of: store).consistency(
                from: seen.size, to: head.checkpoint)
        else { return false }
        return !proof.verifies(oldRoot: seen.root, newRoot: own.root)
    }

    /// Who showed it, as the subject of a sentence.
    public var who: String {
        switch grounds {
        case .ownKey: "the witness \(witness)"
        case .quorum: "a quorum of the witnesses (\(witness))"
        }
    }
}

/// Holding back a home that lacks what was signed.
///
/// Spec: 03-append §11.
extension Home {
    /// Asks the witnesses of a policy for what they cosigned last of this home's ledger, and holds
    /// the home back for every program if one of them shows that the ledger's key signed what is
    /// not here, or a quorum of them that they cosigned it.
    ///
    /// - Parameters:
    ///   - policy: the home's.
    ///   - now: this machine's time.
    /// - Throws: ``HomeError/fallenBehind(_:_:own:)`` of a home that is held back then,
    ///   ``HomeError/restored(_:)`` of one that was, or another ``HomeError`` or ``StoreError``.
    public func requireNewest(
        under policy: WitnessPolicy, at now: Instant,
        through reader: @escaping WitnessInquiry.Reader
    ) async throws {
        try requireArmed()
        let queue = BlockingQueue(label: "testamur.witnessed")
        let file = ledgerFile
        let store = try await queue.run { try SQLiteLedgerStore(path: file) }
        let inquiry = WitnessInquiry(
            of: policy.witnesses, about: configuration.origin, through: reader)
        let together = CosignedTogether(policy)
        let proof = await inquiry.first { shown in
            try? await queue.run { WitnessedElsewhere(shown, together, beside: store) }
        }
        guard let proof else { return }
        try await queue.run { try holdBack(proof, store, at: now) }
    }

    private func holdBack(
        _ proof: WitnessedElsewhere, _ store: SQLiteLedgerStore, at now: Instant
    ) throws {
        guard let head = try store.head() else { throw LedgerError.noLedger }
        let seen = proof.checkpoint.checkpoint
        let losses = try AcceptedLoss.all(of: self)
        if losses.contains(where: { $0.gaveUp(seen, beside: head.size) }) { return }
        if !isRestored {
            let mark = RestoredMark(
                checkpoint: head.checkpoint, made: now, handedOut: nil, witnessed: proof)
            try DurableFile.replace(Array(mark.json.prettyText().utf8), at: restoredFile)
        }
        try requireArmed()
    }
}

extension KeyHistory {
    /// The keys by which somebody else can show what the ledger has signed, as far as this history
    /// tells, each with its sizes. One that was declared stolen shows nothing, of no size: whoever
    /// has it could stop the ledger by a history of his own.
    public var keysBelieved: [LedgerKey] {
        entries.filter { $0.declared.use == .ledger && $0.voidFrom == nil }.compactMap { entry in
            LedgerKey(
                VerifierKey(name: origin.keyName, publicKey: entry.declared.key),
                from: TreeSize(entry.introduced.value), until: entry.retired?.sizeAfter)
        }
    }

    /// Whether a key that this history names, whatever has become of it, has signed a checkpoint:
    /// what the history says of that key then decides whether it counts, and nobody else.
    public func haveSigned(_ signed: SignedCheckpoint) -> Bool {
        entries.contains { entry in
            let key = VerifierKey(name: origin.keyName, publicKey: entry.declared.key)
            return entry.declared.use == .ledger && (try? signed.note.verified(by: [key])) != nil
        }
    }
}
