import AppendOnlyLedger
import Auditing
import Fetching
import HomeFolder
import Signing
import Synchronization
import TransparencyLog
import Trust
import Verification

/// What this daemon has seen of the ledgers on its trust list: it looks at them when a verdict
/// needs it, compares what they show with what they showed before, and remembers that on the disk.
///
/// So it is one of the witnesses that its policy asks for; of the home's own ledger it is not.
///
/// Spec: 05-witness §6.
final class SeenDesk: Sendable {
    /// After how long a ledger that could not be looked at is tried again.
    static let retryAfter: Duration = .seconds(20)
    /// How long one look may last, while somebody waits for a verdict.
    static let lookTime: Duration = .seconds(12)

    private let folder: SeenFolder
    private let own: Origin
    private let journal: Journal
    private let clock: @Sendable () -> Instant
    private let queue = BlockingQueue(label: "testamurd.seen")
    /// By what the list pins: a ledger that it pins anew is looked at anew.
    private let state = Mutex<[Digest: Entry]>([:])

    private struct Entry {
        /// What is known for a verdict.
        var evidence: [Evidence.Content] = []
        var retryAt: Instant?
        var isBusy = false
        /// Those who wait until the ledger was looked at.
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// Makes a desk; nothing is read yet.
    ///
    /// - Parameter own: the home's own ledger.
    init(
        folder: SeenFolder, own: Origin, journal: Journal, clock: @escaping @Sendable () -> Instant
    ) {
        self.folder = folder
        self.own = own
        self.journal = journal
        self.clock = clock
    }

    /// What was seen before of the ledgers of whoever the submission says issued it.
    func remembered(for submission: Submission, by list: TrustList) async -> [Evidence] {
        let institution = submission.claimedIssuer.flatMap { list.institution($0) }
        var evidence: [Evidence] = []
        for ledger in institution?.ledgers ?? [] {
            let known = await known(of: ledger)
            // Nobody is a witness of his own ledger; that it signed two histories counts.
            evidence += ledger.origin == own ? known.filter(\.content.isFork) : known
        }
        return evidence
    }

    /// What a look at the ledger tells of which a verdict needs a checkpoint; nothing if it needs
    /// none, or the ledger cannot be looked at.
    func look(
        for verdict: Verdict, on submission: Submission, through fetcher: Fetcher
    ) async -> [Evidence] {
        let needs = verdict.needs.filter { $0.kind == .checkpoint }.map(\.url)
        let ledger = verdict.institution?.ledgers.first {
            needs.contains($0.url.appending("checkpoint"))
        }
        guard let ledger, ledger.origin != own else { return [] }
        let states = submission.claimedCheckpoints(of: ledger.origin)
        _ = await known(of: ledger)
        while !beginLooking(at: ledger.digest) {
            await othersLook(at: ledger.digest)
            // What those looked for who came before may be enough.
            if isKnown(states, of: ledger.digest) { return await known(of: ledger) }
        }
        let found = await found(lookingAt: ledger, states, through: fetcher)
        finishLooking(at: ledger.digest, found)
        return await known(of: ledger)
    }

    private func evidence(_ entry: Entry) -> [Evidence] {
        let now = clock()
        return entry.evidence.map { Evidence($0, fetchedAt: now) }
    }

    /// What is known of a ledger; read from the disk the first time.
    private func known(of ledger: Trust.PinnedLedger) async -> [Evidence] {
        let (origin, pins) = (ledger.origin, ledger.digest)
        if let entry = state.withLock({ $0[pins] }) { return evidence(entry) }
        let folder = folder
        var entry = Entry()
        do {
            let seen = try await queue.run { try folder.ledger(ledger) }
            if let seen { entry.evidence = [.seen(seen)] }
        } catch {
            journal.failure("seen.damaged", "\(error)")
        }
        do {
            if try await queue.run({ try folder.isForked(ledger) }) {
                entry.evidence.append(.forked(origin))
            }
        } catch {
            // Somebody kept a proof: what it said is not known, and its being there is enough.
            journal.failure("seen.damaged", "\(error)")
            entry.evidence.append(.forked(origin))
        }
        let fresh = entry
        return state.withLock { entries in
            if let other = entries[pins] { return evidence(other) }
            entries[pins] = fresh
            return evidence(fresh)
        }
    }

    private func isKnown(_ states: [SignedCheckpoint], of pins: Digest) -> Bool {
        state.withLock { entries in
            guard let entry = entries[pins] else { return false }
            // What failed just now fails again.
            if let retryAt = entry.retryAt, clock() < retryAt { return true }
            return entry.evidence.contains { content in
                guard case .seen(let seen) = content else { return false }
                return states.allSatisfy { seen.agreement(with: $0.checkpoint) == .seen }
            }
        }
    }

    // MARK: One look at a ledger at a time

    /// Whether it is the caller's turn to look at a ledger.
    private func beginLooking(at pins: Digest) -> Bool {
        state.withLock { entries in
            guard entries[pins]?.isBusy != true else { return false }
            entries[pins, default: Entry()].isBusy = true
            return true
        }
    }

    /// Waits until whoever looks at a ledger has done so.
    private func othersLook(at pins: Digest) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { entries in
                guard entries[pins]?.isBusy == true else { return true }
                entries[pins]?.waiting.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    private func finishLooking(at pins: Digest, _ found: [Evidence.Content]?) {
        let retryAt = clock() + SeenDesk.retryAfter
        let waiting = state.withLock { entries in
            var entry = entries[pins] ?? Entry()
            let waiting = entry.waiting
            entry.waiting = []
            entry.isBusy = false
            // What was proven is not forgotten for what somebody else was shown meanwhile.
            if let found { entry.evidence = found + entry.evidence.filter(\.isFork) }
            let isLater = entry.retryAt.map { clock() < $0 } ?? false
            entry.retryAt = found != nil ? nil : isLater ? entry.retryAt : retryAt
            entries[pins] = entry
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Looks at a ledger for so long; who comes meanwhile waits as well.
    private func look(
        at ledger: FetchedLedger, _ pinned: Trust.PinnedLedger, _ states: [SignedCheckpoint]
    ) async throws -> SeenFolder.Look {
        let (folder, clock) = (folder, clock)
        return try await withThrowingTaskGroup(of: SeenFolder.Look.self) { group in
            group.addTask {
                try await folder.look(
                    at: ledger, pinnedAs: pinned, asking: states, isLive: true, now: clock)
            }
            group.addTask {
                try await Task.sleep(for: SeenDesk.lookTime)
                throw FetchError.timeout
            }
            defer { group.cancelAll() }
            guard let look = try await group.next() else { throw FetchError.timeout }
            return look
        }
    }

    /// What a look tells; `nil` if it failed.
    private func found(
        lookingAt pinned: Trust.PinnedLedger, _ states: [SignedCheckpoint], through fetcher: Fetcher
    ) async -> [Evidence.Content]? {
        if let retryAt = state.withLock({ $0[pinned.digest]?.retryAt }), clock() < retryAt {
            return nil
        }
        let ledger = FetchedLedger(at: pinned.url.description, with: fetcher)
        let origin = pinned.origin
        do {
            switch try await look(at: ledger, pinned, states) {
            case .seen(let seen, let cosigned):
                return [.seen(seen)] + (cosigned.map { [.checkpoint($0)] } ?? [])
            case .shownElsewhere: break
            case .shrank(let size, let before):
                journal.failure(
                    "seen.shrank", "\(origin) shows \(size) records, and showed \(before)")
            case .forked(let proof):
                let file = (try? folder.keep(proof)) ?? "it could not be written"
                journal.failure(
                    "seen.forked", "\(origin) signed two histories; the proof: \(file)")
                return [.forked(origin)]
            case .otherKeys(let aside):
                journal.failure(
                    "seen.other-keys",
                    "what \(origin) showed before is signed by none of its keys; it is kept as "
                        + aside)
            }
        } catch {
            journal.failure("seen.not-looked", "\(origin) could not be looked at: \(error)")
        }
        return nil
    }
}

extension Evidence.Content {
    /// Whether it says that a ledger signed two histories.
    fileprivate var isFork: Bool {
        if case .forked = self { true } else { false }
    }
}
