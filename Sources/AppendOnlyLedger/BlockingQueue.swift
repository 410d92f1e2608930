import Dispatch

/// A queue for calls that block: none of them may ever hold a thread of the cooperative pool,
/// which has only as many as the machine has cores.
public final class BlockingQueue: Sendable {
    private let queue: DispatchQueue

    /// Makes a serial queue.
    public init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Runs `body` on the queue and returns what it returns.
    public func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Swift.Result { try body() })
            }
        }
    }

    /// Runs `body` on the queue some time after this returns.
    func start(_ body: @escaping @Sendable () -> Void) {
        queue.async(execute: body)
    }

    /// Runs `body` on the queue not before `milliseconds` have passed.
    func start(afterMilliseconds milliseconds: Int, _ body: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds), execute: body)
    }
}
