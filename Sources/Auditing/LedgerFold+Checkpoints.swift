import Records
import Signing
import TransparencyLog

extension LedgerFold {
    /// The keys of which one must have signed the checkpoint of this size; `nil` if nothing from
    /// outside says so.
    func anchoredKeys(for size: TreeSize) -> [VerifierKey]? {
        switch anchor {
        case .none: nil
        case .key(let key): [key]
        case .pinned(let pinned): pinned.keys.filter { $0.signs(size) }.map(\.key)
        }
    }

    /// All keys that might have signed a checkpoint, whenever.
    var candidates: [VerifierKey] {
        switch anchor {
        case .none: keys.table.ledgerKeys
        case .key(let key): [key] + keys.table.ledgerKeys
        case .pinned(let pinned): pinned.keys.map(\.key) + keys.table.ledgerKeys
        }
    }

    /// Compares the checkpoints whose size lies in a bundle, before its leaves are appended.
    func checkNotes(of bundle: CheckedBundle) {
        guard !bundle.notes.isEmpty else { return }
        var edge = tree.edge
        var leaves = bundle.leaves[...]
        for note in bundle.notes {
            while edge.size < note.signed.checkpoint.size, let leaf = leaves.popFirst() {
                _ = edge.append(leaf)
            }
            guard edge.size == note.signed.checkpoint.size else { continue }
            compare(note, root: edge.root)
        }
    }

    /// Names the checkpoints given from outside that are larger than the ledger.
    func checkLarger(_ notes: [CheckedNote]) {
        for note in notes {
            guard case .signed = outcome(of: note),
                note.signed.checkpoint.origin == checkpoint.origin
            else {
                uncompared = LedgerFold.notOfThisLedger
                continue
            }
            knownCount += 1
            let size = note.signed.checkpoint.size
            log.add(
                AuditFault(
                    .ledgerShorter, in: note.place, at: checkpoint.size.value,
                    expected: "at least \(size) records", found: "\(checkpoint.size) records"))
        }
    }

    /// Names the forks that were proven before by keys of this ledger.
    func checkForks(_ proofs: [ForkProof]) {
        for proof in proofs {
            let (smaller, larger) = (proof.smaller.checkpoint, proof.larger.checkpoint)
            let known = anchoredKeys(for: larger.size) ?? keys.table.ledgerKeys
            guard larger.origin == checkpoint.origin, proof.keys.allSatisfy(known.contains)
            else { continue }
            log.add(
                AuditFault(
                    .forked, in: .fork(smaller.size, larger.size), at: smaller.size.value,
                    expected: "one history", found: "two, both signed"))
        }
    }

    /// Judges the newest checkpoint: its origin, who signed it, and its root.
    func checkNewest(_ signed: SignedCheckpoint) {
        keys.refreshTable()
        checkOrigin(of: signed.checkpoint, in: .checkpoint)
        checkSignature(
            NoteOutcome(signed, keys: candidates), of: signed.checkpoint, in: .checkpoint,
            anchored: anchoredKeys(for: signed.checkpoint.size))
        guard isAtEnd else { return }
        let root = tree.edge.root
        if root != signed.checkpoint.root {
            log.add(
                AuditFault(
                    .rootWrong, in: .checkpoint, at: checkpoint.size.value,
                    expected: "the root \(root.base64) of the records",
                    found: signed.checkpoint.root.base64))
        }
    }

    private static let notOfThisLedger =
        "a checkpoint known from before is not signed by a key of this ledger"

    private func outcome(of note: CheckedNote) -> NoteOutcome {
        // Keys may have been introduced since the bundle was handed out.
        if case .noKnownKey = note.outcome { return NoteOutcome(note.signed, keys: candidates) }
        return note.outcome
    }

    private func compare(_ note: CheckedNote, root: Digest) {
        let stated = note.signed.checkpoint
        let outcome = outcome(of: note)
        if case .known = note.source {
            guard case .signed = outcome, stated.origin == checkpoint.origin else {
                uncompared = LedgerFold.notOfThisLedger
                return
            }
            knownCount += 1
        } else {
            earlierCount += 1
            checkOrigin(of: stated, in: note.place)
            // A single given key may be newer than this checkpoint; the ledger's records tell.
            var anchored: [VerifierKey]?
            if case .pinned = anchor { anchored = anchoredKeys(for: stated.size) }
            if stated.root == root, let signer = endedSigner(outcome, anchored: anchored) {
                lateSignatures.add(stated.size, by: signer)
            } else {
                checkSignature(outcome, of: stated, in: note.place, anchored: anchored)
            }
        }
        guard stated.root != root else { return }
        let kind: FaultKind
        switch note.source {
        case .earlier: kind = .rootWrong
        case .known: kind = .historyDiffers
        }
        log.add(
            AuditFault(
                kind, in: note.place, at: stated.size.value,
                expected: "the root \(root.base64) of the records", found: stated.root.base64))
    }

    /// A key on the list that signed a checkpoint beyond the last size that the list gives it,
    /// where nobody signed it whom the list has for its size.
    private func endedSigner(_ outcome: NoteOutcome, anchored: [VerifierKey]?) -> VerifierKey? {
        guard case .pinned(let pinned) = anchor, case .signed(let signers) = outcome,
            let anchored,
            !signers.contains(where: { !$0.isPostQuantum && anchored.contains($0) })
        else { return nil }
        return signers.first { signer in
            !signer.isPostQuantum && pinned.keys.contains { $0.key == signer && $0.until != nil }
        }
    }

    /// Decides about the signatures that a list ends: a compromise that the ledger's own records
    /// declare reaches back over what was signed before anybody knew, and today's ledger is none
    /// the worse for it.
    func settleLateSignatures() {
        for (signer, sizes) in lateSignatures.sizes {
            guard let first = sizes.min(), let last = sizes.max() else { continue }
            let entry = keys.history.flatMap { history in
                history.entries.first { $0.declared.checkpointKey(of: history.origin) == signer }
            }
            if let entry, let void = entry.voidFrom, first > void,
                entry.introduced.value < first.value
            {
                voidCheckpoints.append(
                    VoidCheckpoints(signer: signer, count: sizes.count, first: first, last: last))
                continue
            }
            for size in sizes {
                log.add(
                    AuditFault(
                        .checkpointSignature, in: .earlierCheckpoint(size), at: size.value,
                        expected: "a key that your list has for size \(size)",
                        found: "one by \(signer)"))
            }
        }
        lateSignatures = LateSignatures()
        voidCheckpoints.sort { $0.first < $1.first }
    }

    private func checkOrigin(of stated: Checkpoint, in place: AuditFault.Place) {
        var expected: Origin? = keys.history?.origin
        switch anchor {
        case .none: break
        case .key(let key): expected = Origin(key.name.description)
        case .pinned(let pinned): expected = pinned.origin
        }
        guard let expected, expected != stated.origin else { return }
        log.add(
            AuditFault(
                .originWrong, in: place, at: stated.size.value, expected: "\(expected)",
                found: "\(stated.origin)"))
    }

    private func checkSignature(
        _ outcome: NoteOutcome, of stated: Checkpoint, in place: AuditFault.Place,
        anchored: [VerifierKey]?
    ) {
        let expected =
            anchored.map { keys in
                keys.isEmpty
                    ? "a key that your list has for size \(stated.size)"
                    : "a signature by \(keys.map(\.description).joined(separator: " or "))"
            } ?? "a signature by the ledger's key"
        let found: String
        var explanation: AuditFault.Explanation?
        switch outcome {
        case .wrong(let words): found = words
        case .noKnownKey:
            // The key's record may be among those that could not be read, or were not reached.
            let isReached = isAtEnd || place != .checkpoint
            if anchored == nil, !keys.isComplete || !isReached { return }
            found = "none by a known key"
        case .signed(let signers):
            if let anchored,
                !signers.contains(where: { !$0.isPostQuantum && anchored.contains($0) })
            {
                found = "one by \(signers.map(\.description).joined(separator: ", "))"
                if isNewerThanList(signers, of: stated, in: place) { explanation = .keyNotListed }
                break
            }
            if let anchored, anchored.contains(where: \.isPostQuantum),
                !signers.contains(where: { $0.isPostQuantum && anchored.contains($0) })
            {
                found = "none by the post-quantum key that you know"
                break
            }
            checkDeclared(signers, of: stated, in: place)
            return
        }
        log.add(
            AuditFault(
                .checkpointSignature, in: place, at: stated.size.value, expected: expected,
                found: found, explanation: explanation))
    }

    /// Whether the list has none of the signers, and the ledger's own records, from the first one
    /// on the list, put one of them in force for a tree of this size.
    private func isNewerThanList(
        _ signers: [VerifierKey], of stated: Checkpoint, in place: AuditFault.Place
    ) -> Bool {
        guard case .pinned(let pinned) = anchor, keys.isComplete else { return false }
        return !pinned.keys.contains { signers.contains($0.key) }
            && isDeclared(signers, of: stated, in: place)
    }

    /// Names a checkpoint of which the ledger's own records put no signer in force for its size.
    private func checkDeclared(
        _ signers: [VerifierKey], of stated: Checkpoint, in place: AuditFault.Place
    ) {
        guard keys.history != nil, keys.isComplete, !isDeclared(signers, of: stated, in: place)
        else { return }
        log.add(
            AuditFault(
                .checkpointKey, in: place, at: stated.size.value,
                expected: "a key for checkpoints in force at size \(stated.size)",
                found: signers.map(\.description).joined(separator: ", ")))
    }

    /// Whether the ledger's own records put a signer in force for a tree of this size.
    private func isDeclared(
        _ signers: [VerifierKey], of stated: Checkpoint, in place: AuditFault.Place
    ) -> Bool {
        guard let history = keys.history else { return false }
        return history.entries.contains { entry in
            guard let key = entry.declared.checkpointKey(of: history.origin) else { return false }
            return signers.contains(key) && mayHaveSigned(entry, stated, place, history)
        }
    }

    /// A checkpoint covers a batch that began while its key was in force, so a key may still sign
    /// the batch in which it goes out of force.
    private func mayHaveSigned(
        _ entry: KeyHistory.Entry, _ stated: Checkpoint, _ place: AuditFault.Place,
        _ history: KeyHistory
    ) -> Bool {
        let size = stated.size.value
        guard entry.introduced.value < size else { return false }
        if let retired = entry.retired, size > retired.value + 1 + LedgerFold.batchMax {
            return false
        }
        // A compromise reaches back, but what was signed before it was told cannot be undone;
        // that its root is right was checked. The newest checkpoint is another matter.
        guard place == .checkpoint, let void = history.voidFrom(entry.declared.name) else {
            return true
        }
        return size <= max(void.value, history.head.value + 1 + LedgerFold.batchMax)
    }

    /// The most records that a writer appends under one checkpoint.
    private static let batchMax: UInt64 = 4_096
}
