public import Auditing
public import Signing
public import TransparencyLog
public import Trust

extension SeenFolder {
    /// What came of looking at a ledger.
    public enum Look: Sendable {
        /// It goes on from what was seen before, and is remembered: everything that was seen of it,
        /// and the newest checkpoint that its own witnesses have cosigned, if it shows one.
        case seen(SeenLedger, cosigned: SignedCheckpoint?)
        /// It goes on from what was seen before, in this state, and stands at another place than
        /// the list's: whoever made the copy showed it, so it is not remembered.
        case shownElsewhere(Checkpoint)
        /// It shows less than was seen before.
        case shrank(TreeSize, from: TreeSize)
        /// It signed two histories.
        case forked(ForkProof)
        /// No key on the list signed what was seen before: it is kept under this name, and counts
        /// no more.
        case otherKeys(setAside: String)
    }

    /// How often somebody else may see more in between, before it is given up.
    private static let turnsMax = 8

    /// Looks at a ledger, compares it with what was seen of it before, and remembers it if all is
    /// well.
    ///
    /// - Parameters:
    ///   - pinned: the ledger as the trust list has it.
    ///   - states: checkpoints whose place in it is asked, those of receipts.
    ///   - isLive: whether it is at the address that the list names; of a copy only a state that
    ///     was seen before is remembered.
    /// - Throws: ``HomeError``, or what `LedgerLook` throws.
    ///
    /// Spec: 05-witness §6.
    public func look(
        at ledger: some PublishedLedger, pinnedAs pinned: Trust.PinnedLedger,
        asking states: [SignedCheckpoint], isLive: Bool, now: @Sendable () -> Instant
    ) async throws -> Look {
        let memory = at(pinned.url.description)
        for _ in 0..<SeenFolder.turnsMax {
            let before = try memory.ledger(pinned.origin)
            let smaller = isLive ? memory.smaller(of: pinned.origin) : []
            var look = try await LedgerLook.look(
                at: ledger, signedBy: { pinned.keys(signing: $0) }, knowing: before?.newest,
                asking: states + smaller)
            let state = look.newest.checkpoint
            guard state.origin == pinned.origin else {
                throw TransparencyLogError.originMismatch(state.origin)
            }
            var newest = look.newest.signed
            if case .shrank = look.finding, let before {
                // An old copy that shows what was seen then is as good as it ever was; the ledger
                // itself does not become smaller.
                let wasSeen = before.agreement(with: state) == .seen
                guard !isLive, wasSeen else {
                    // When the ledger shows as much again, it is compared.
                    if isLive, !wasSeen { try memory.keep(smaller: newest) }
                    return .shrank(state.size, from: before.newest.checkpoint.size)
                }
                look = try await LedgerLook.look(
                    at: ledger, signedBy: { pinned.keys(signing: $0) }, knowing: nil,
                    asking: states)
                guard look.newest.checkpoint == state else { continue }
                newest = before.newest
            }
            switch look.finding {
            case .forked(let proof): return .forked(proof)
            case .otherKeys: return .otherKeys(setAside: try memory.setAside(pinned.origin))
            case .good, .shrank: break
            }
            guard isLive || before?.agreement(with: state) == .seen else {
                return .shownElsewhere(state)
            }
            let seen = try memory.remember(
                newest, beginnings: look.beginnings + [state], after: before?.newest, at: now())
            let found = look.beginnings
            for one in smaller where found.contains(one.checkpoint) { memory.forget(smaller: one) }
            if let seen { return .seen(seen, cosigned: look.cosigned) }
        }
        throw HomeError.file(memory.path, "is written by others all the time; try again")
    }
}
