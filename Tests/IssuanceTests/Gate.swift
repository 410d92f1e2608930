import AppendOnlyLedger
import Dispatch

/// A gate that one side opens and the other passes once. Who waits in vain for ten seconds fails.
final class Gate: Sendable {
    struct NeverOpened: Error {}

    private let semaphore = DispatchSemaphore(value: 0)

    func open() { semaphore.signal() }

    /// Waits on a thread that may be blocked: that of a store's queue.
    @discardableResult
    func wait() -> DispatchTimeoutResult { semaphore.wait(timeout: .now() + 10) }

    /// Waits without holding a thread of the cooperative pool.
    func passed() async throws {
        let outcome = try await BlockingQueue(label: "testamur.tests.gate").run { self.wait() }
        guard outcome == .success else { throw NeverOpened() }
    }
}
