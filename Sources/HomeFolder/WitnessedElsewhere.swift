import AppendOnlyLedger
import CanonicalJSON
public import Records
import SQLiteStorage
public import Signing
public import TransparencyLog
public import Trust
public import Witnessing

/// That a witness showed a checkpoint of a home's own ledger, signed by the ledger's own key, which
/// the ledger in the home does not contain.
///
/// Spec: 03-append §11.
public struct WitnessedElsewhere: Hashable, Sendable {
    /// The witness's name.
    public let witness: String
    /// What it showed.
    public let checkpoint: SignedCheckpoint

    init(witness: String, checkpoint: SignedCheckpoint) {
        self.witness = witness
        self.checkpoint = checkpoint
    }

    /// Looks for the proof in what a witness shows; `nil` if it is none, or nobody can tell now:
    /// what others say never stops a ledger, only what its own key has signed does.
    init?(_ shown: WitnessInquiry.Shown, beside store: some LedgerStore) {
        // Read after the witness has answered: what was signed by then is in it.
        guard let head = try? store.head(),
            let keys = try? KeyHistory(store.keyRecords(from: 0).map(Record.init(parsing:))),
            let verified = try? shown.checkpoint.verified(
                byAnyOf: keys.keysBelieved.filter {
                    $0.signs(shown.checkpoint.checkpoint.size)
                }.map(\.key))
        else { return nil }
        let (seen, own) = (verified.checkpoint, head.checkpoint.checkpoint)
        guard seen.origin == own.origin, seen.size > .zero else { return nil }
        if seen.size == own.size, seen.root == own.root { return nil }
        if seen.size < own.size {
            // A tree that cannot be read proves nothing of others.
            guard
                let proof = try? LedgerView(of: store).consistency(
                    from: seen.size, to: head.checkpoint),
                !proof.verifies(oldRoot: seen.root, newRoot: own.root)
            else { return nil }
        }
        self.init(
            witness: shown.witness.key.name.description,
            checkpoint: verified.signedByLogOnly.signed)
    }
}

/// Holding back a home that lacks what was signed.
///
/// Spec: 03-append §11.
extension Home {
    /// Asks witnesses for what they cosigned last of this home's ledger, and holds the home back
    /// for every program if one of them shows that records are missing or others than were signed.
    ///
    /// - Parameters:
    ///   - witnesses: those of the home's policy.
    ///   - now: this machine's time.
    /// - Throws: ``HomeError/fallenBehind(_:_:own:)`` of a home that is held back then,
    ///   ``HomeError/restored(_:)`` of one that was, or another ``HomeError`` or ``StoreError``.
    public func requireNewest(
        asking witnesses: [WitnessPolicy.Witness], at now: Instant,
        through reader: @escaping WitnessInquiry.Reader
    ) async throws {
        try requireArmed()
        let queue = BlockingQueue(label: "testamur.witnessed")
        let file = ledgerFile
        let store = try await queue.run { try SQLiteLedgerStore(path: file) }
        let inquiry = WitnessInquiry(
            of: witnesses, about: configuration.origin, through: reader)
        let proof = await inquiry.first { shown in
            try? await queue.run { WitnessedElsewhere(shown, beside: store) }
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
}
