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
    /// How long a ledger may go on showing an older state of itself: longer than what stands
    /// between it and its readers may keep an answer.
    public static let keptAnswersMax: Duration = .seconds(3)

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
        let question = Question(
            pinned: pinned, memory: at(pinned.url.description), states: states, isLive: isLive)
        var shrank = false
        for _ in 0..<SeenFolder.turnsMax {
            let look = try await SeenFolder.look(at: ledger, question, now)
            if case .shrank? = look, isLive, !shrank {
                shrank = true
                try await Task.sleep(for: SeenFolder.keptAnswersMax)
                continue
            }
            if let look { return look }
        }
        throw HomeError.file(question.memory.path, "is written by others all the time; try again")
    }

    /// What is asked about a ledger.
    private struct Question: Sendable {
        let pinned: Trust.PinnedLedger
        let memory: SeenFolder
        let states: [SignedCheckpoint]
        let isLive: Bool

        func look(
            at ledger: some PublishedLedger, knowing last: SignedCheckpoint?,
            also more: [SignedCheckpoint] = []
        ) async throws -> LedgerLook {
            let pinned = pinned
            let look = try await LedgerLook.look(
                at: ledger, signedBy: { pinned.keys(signing: $0) }, knowing: last,
                asking: states + more)
            let origin = look.newest.checkpoint.origin
            guard origin == pinned.origin else {
                throw TransparencyLogError.originMismatch(origin)
            }
            return look
        }
    }

    /// One look; `nil` if somebody else wrote meanwhile.
    private static func look(
        at ledger: some PublishedLedger, _ question: Question, _ now: @Sendable () -> Instant
    ) async throws -> Look? {
        let memory = question.memory
        let before = try memory.ledger(question.pinned.origin)
        let smaller = question.isLive ? memory.smaller(of: question.pinned.origin) : []
        let look = try await question.look(at: ledger, knowing: before?.newest, also: smaller)
        switch look.finding {
        case .forked(let proof): return .forked(proof)
        case .otherKeys: return .otherKeys(setAside: try memory.setAside(question.pinned.origin))
        case .good:
            return try remembered(
                look, look.newest.signed, question, before, smaller, at: now())
        case .shrank:
            guard let before else { return nil }
            return try await shrank(look, at: ledger, question, before, now)
        }
    }

    /// What a ledger that shows less than was seen of it comes to: an old copy that shows what was
    /// seen then is as good as it ever was; the ledger itself does not become smaller.
    private static func shrank(
        _ look: LedgerLook, at ledger: some PublishedLedger, _ question: Question,
        _ before: SeenLedger, _ now: @Sendable () -> Instant
    ) async throws -> Look? {
        let state = look.newest.checkpoint
        let wasSeen = before.agreement(with: state) == .seen
        guard !question.isLive, wasSeen else {
            // When the ledger shows as much again, it is compared.
            if question.isLive, !wasSeen {
                try question.memory.keep(smaller: look.newest.signed)
            }
            return .shrank(state.size, from: before.newest.checkpoint.size)
        }
        let again = try await question.look(at: ledger, knowing: nil)
        guard again.newest.checkpoint.hasTree(of: state) else { return nil }
        if case .forked(let proof) = again.finding { return .forked(proof) }
        return try remembered(again, before.newest, question, before, [], at: now())
    }

    /// Remembers a look, if what was shown counts.
    private static func remembered(
        _ look: LedgerLook, _ newest: SignedCheckpoint, _ question: Question,
        _ before: SeenLedger?, _ smaller: [SignedCheckpoint], at now: Instant
    ) throws -> Look? {
        let (memory, state) = (question.memory, look.newest.checkpoint)
        guard question.isLive || before?.agreement(with: state) == .seen else {
            return .shownElsewhere(state)
        }
        let seen = try memory.remember(
            newest, beginnings: look.beginnings + [state], after: before?.newest, at: now)
        let found = look.beginnings
        for one in smaller where found.contains(one.checkpoint) { memory.forget(smaller: one) }
        return seen.map { .seen($0, cosigned: look.cosigned) }
    }
}
