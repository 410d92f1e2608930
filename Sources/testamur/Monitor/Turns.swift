/// Lets so many tasks at a time do something, and the others wait in order.
actor Turns {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter count: how many tasks at a time.
    init(_ count: Int) { free = count }

    /// Does something when it is this task's turn.
    func waiting<Value: Sendable>(
        for body: @Sendable () async throws -> Value
    ) async throws -> Value {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
        defer { next() }
        return try await body()
    }

    private func next() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
