import Synchronization

/// A connection that several threads may use, one at a time.
///
/// `@unchecked Sendable`: the connection is private and is touched only under the lock.
final class SharedConnection: @unchecked Sendable {
    private let lock = Mutex(())
    private let connection: SQLiteConnection

    init(_ connection: sending SQLiteConnection) {
        self.connection = connection
    }

    /// Lends the connection to `body` alone.
    func use<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        var outcome: Result<Value, any Error>?
        lock.withLock { _ in
            outcome = Result { try body(connection) }
        }
        guard let outcome else { preconditionFailure("the lock runs its body") }
        return try outcome.get()
    }
}
