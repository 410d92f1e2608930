import AppendOnlyLedger
package import Dispatch

/// A gate that one side opens and the other passes once. Who waits in vain for ten seconds fails.
package final class Gate: Sendable {
    /// That nobody opened it in time.
    package struct NeverOpened: Error {}

    private let semaphore = DispatchSemaphore(value: 0)

    /// Makes a gate that is closed.
    package init() {}

    /// Opens it.
    package func open() { semaphore.signal() }

    /// Waits on a thread that may be blocked: that of a store's queue.
    @discardableResult
    package func wait() -> DispatchTimeoutResult { semaphore.wait(timeout: .now() + 10) }

    /// Waits without holding a thread of the cooperative pool.
    package func passed() async throws {
        let outcome = try await BlockingQueue(label: "testamur.tests.gate").run { self.wait() }
        guard outcome == .success else { throw NeverOpened() }
    }
}
