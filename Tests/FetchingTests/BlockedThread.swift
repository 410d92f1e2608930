import Dispatch

/// A thread that waits, as one does that asks a slow resolver.
enum BlockedThread {
    static func wait() {
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + 1)
    }
}
