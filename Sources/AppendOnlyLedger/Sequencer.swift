import Records
import Signing
import Synchronization
import TransparencyLog

/// Gives statements their order: the one place where a ledger grows.
///
/// A batch is whatever arrived while the last one was being flushed; there is no timer. Before
/// anything is acknowledged the new records are read back through another connection, hashed
/// again and compared with the signed root.
///
/// Spec: 03-append §5.
final class Sequencer: Sendable {
    typealias Outcome = Result<Appended, LedgerError>

    /// The most statements in one transaction.
    static let batchMax = 4_096
    /// The most statements that wait.
    static let waitingMax = 65_536

    private struct Request {
        let statements: [AuthorisedStatement]
        let continuation: CheckedContinuation<[Outcome], Never>
    }

    private struct Waiting {
        var requests: [Request] = []
        var count = 0
        var isDraining = false
    }

    private let waiting = Mutex(Waiting())
    private let writer: Mutex<LedgerWriter>
    private let queue: BlockingQueue
    private let afterCommit: @Sendable () -> Void

    init(writer: sending LedgerWriter, afterCommit: @escaping @Sendable () -> Void) {
        self.writer = Mutex(writer)
        self.afterCommit = afterCommit
        queue = BlockingQueue(label: "testamur.ledger.writer")
    }

    func append(_ statements: [AuthorisedStatement]) async -> [Outcome] {
        guard !statements.isEmpty else { return [] }
        return await withCheckedContinuation { continuation in
            let request = Request(statements: statements, continuation: continuation)
            switch admit(request) {
            case .wait: break
            case .drain: queue.start { self.drain() }
            case .refuse:
                continuation.resume(returning: statements.map { _ in .failure(.queueFull) })
            }
        }
    }

    private enum Admission { case wait, drain, refuse }

    private func admit(_ request: Request) -> Admission {
        waiting.withLock { waiting in
            // One request may be larger than the queue; it is never refused by an empty one.
            guard
                waiting.count == 0
                    || waiting.count + request.statements.count <= Sequencer.waitingMax
            else { return .refuse }
            waiting.requests.append(request)
            waiting.count += request.statements.count
            if waiting.isDraining { return .wait }
            waiting.isDraining = true
            return .drain
        }
    }

    private func drain() {
        while true {
            let requests = waiting.withLock { waiting in
                let requests = waiting.requests
                waiting.requests = []
                waiting.count = 0
                if requests.isEmpty { waiting.isDraining = false }
                return requests
            }
            if requests.isEmpty { return }
            commit(requests)
        }
    }

    private func commit(_ requests: [Request]) {
        let statements = requests.flatMap(\.statements)
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(statements.count)
        writer.withLock { writer in
            var rest = statements[...]
            while !rest.isEmpty {
                outcomes += writer.append(rest.prefix(Sequencer.batchMax))
                rest = rest.dropFirst(Sequencer.batchMax)
            }
        }
        afterCommit()
        var done = 0
        for request in requests {
            let next = done + request.statements.count
            request.continuation.resume(returning: Array(outcomes[done..<next]))
            done = next
        }
    }
}
