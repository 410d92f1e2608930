import CanonicalJSON
import Issuance
import ServiceLifecycle
import Synchronization

/// Brings requests to issue together: whatever arrived while the last batch was being made durable
/// is the next batch, so that many callers share a flush.
final class IssueDesk: Service {
    /// The most inputs in one batch.
    static let batchMax = 256

    private let registrar: Registrar
    private let journal: Journal
    private let waitingMax: Int
    private let state = Mutex(State())
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation

    private typealias Outcome = Result<IssueOutcome, any Error>

    private struct Waiter: Sendable {
        let input: JSONDocument
        let continuation: CheckedContinuation<Outcome, Never>
    }

    private struct State {
        var waiting: [Waiter] = []
        var isClosed = false
    }

    /// That too many inputs wait already, or that the desk is closing.
    struct Full: Error {}

    /// Opens a desk at which at most `waitingMax` inputs wait.
    init(registrar: Registrar, waitingMax: Int, journal: Journal) {
        self.registrar = registrar
        self.journal = journal
        self.waitingMax = waitingMax
        (wakeups, wakeup) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Issues one credential.
    ///
    /// - Throws: ``Full``, or what the registrar throws.
    func issue(_ input: JSONDocument) async throws -> IssueOutcome {
        let outcome: Outcome = await withCheckedContinuation { continuation in
            let waiter = Waiter(input: input, continuation: continuation)
            let isTaken = state.withLock { state in
                guard !state.isClosed, state.waiting.count < waitingMax else { return false }
                state.waiting.append(waiter)
                return true
            }
            if isTaken {
                wakeup.yield()
            } else {
                continuation.resume(returning: .failure(Full()))
            }
        }
        return try outcome.get()
    }

    /// Issues what is brought, until the daemon stops and nothing is left.
    func run() async throws {
        await withGracefulShutdownHandler {
            for await _ in wakeups {
                await drain()
            }
            // Nobody is left waiting: what came before the end is done, what comes later refused.
            state.withLock { $0.isClosed = true }
            await drain()
        } onGracefulShutdown: {
            self.wakeup.finish()
        }
    }

    private func drain() async {
        while true {
            let batch = state.withLock { state in
                let batch = Array(state.waiting.prefix(IssueDesk.batchMax))
                state.waiting.removeFirst(batch.count)
                return batch
            }
            if batch.isEmpty { return }
            await issue(batch)
        }
    }

    private func issue(_ batch: [Waiter]) async {
        do {
            let outcomes = try await registrar.issue(batch.map(\.input))
            precondition(outcomes.count == batch.count, "every input has an outcome")
            await publishNewLists()
            for (waiter, outcome) in zip(batch, outcomes) {
                waiter.continuation.resume(returning: .success(outcome))
            }
        } catch {
            for waiter in batch {
                waiter.continuation.resume(returning: .failure(error))
            }
        }
    }

    /// Who gets an award can fetch the list that it names.
    private func publishNewLists() async {
        do {
            try await registrar.publishNewLists()
        } catch {
            // What was issued stands; the list is tried again with the next batch.
            journal.failure("desk.recorded-not-published", "\(error)")
        }
    }
}
