import Dispatch
import Synchronization

/// A look-up that does not come back until the test lets it.
final class BlockedLookUp: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let isBack = Mutex(false)

    /// Whether it came back.
    var hasReturned: Bool { isBack.withLock { $0 } }

    func wait() {
        _ = semaphore.wait(timeout: .now() + 60)
        isBack.withLock { $0 = true }
    }

    func letGo() {
        semaphore.signal()
    }
}
