import AppendOnlyLedger
import Logging
import ServiceLifecycle
import Signing
import Synchronization
import SystemPackage

/// The log on standard error: one line an event, nothing about persons or who asked.
///
/// Lines are written beside the work, never on its way; when the reader of standard error is too
/// slow, lines are dropped and their number is told.
final class Journal: Service {
    /// What is written.
    enum Level: String, Sendable {
        /// Every request, and failures.
        case requests
        /// Failures.
        case failures
    }

    /// The most bytes that wait to be written.
    static let waitingBytesMax = 1_048_576

    /// What is written.
    let level: Level
    private let clock: @Sendable () -> Instant
    private let queue = BlockingQueue(label: "testamurd.journal")
    private let waiting = Mutex(Waiting())
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation

    private struct Waiting {
        var bytes: [UInt8] = []
        var dropped = 0
    }

    /// Begins a log.
    init(level: Level, clock: @escaping @Sendable () -> Instant) {
        self.level = level
        self.clock = clock
        (wakeups, wakeup) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Notes a failure.
    func failure(_ code: String, _ words: String) {
        note("failure \(code) \(words)")
    }

    /// Notes something that its keeper should know and that stops nothing.
    func warning(_ code: String, _ words: String) {
        note("warning \(code) \(words)")
    }

    /// Notes that a request was answered.
    func request(_ method: String, _ route: String, status: Int, took duration: Duration) {
        guard level == .requests else { return }
        let (seconds, attoseconds) = duration.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        note("request \(method) \(route) \(status) \(microseconds)us")
    }

    private func note(_ words: String) {
        // One line an event, whatever the words are.
        let line = words.utf8.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: " ") : $0 }
        let text = Array("\(clock()) ".utf8) + line + [UInt8(ascii: "\n")]
        waiting.withLock { waiting in
            if waiting.bytes.count + text.count <= Journal.waitingBytesMax {
                waiting.bytes += text
            } else {
                waiting.dropped += 1
            }
        }
        wakeup.yield()
    }

    /// Writes what is noted, until the daemon has stopped.
    func run() async throws {
        await withGracefulShutdownHandler {
            for await _ in wakeups {
                await writeWaiting()
            }
            await writeWaiting()
        } onGracefulShutdown: {
            self.wakeup.finish()
        }
    }

    private func writeWaiting() async {
        let taken = waiting.withLock { waiting in
            defer { waiting = Waiting() }
            return waiting
        }
        var bytes = taken.bytes
        if taken.dropped > 0 {
            bytes += "\(clock()) failure log.overrun \(taken.dropped) lines dropped\n".utf8
        }
        guard !bytes.isEmpty else { return }
        let text = bytes
        // Nowhere is left to tell of a log that cannot be written.
        try? await queue.run { _ = try FileDescriptor.standardError.writeAll(text) }
    }
}

/// Brings what the libraries log into the journal, failures only.
struct JournalLogHandler: LogHandler {
    /// Where it goes.
    let journal: Journal
    /// Not written: it may tell of clients.
    var metadata: Logger.Metadata = [:]
    /// From which level on.
    var logLevel: Logger.Level = .error

    /// Takes the log.
    init(_ journal: Journal) {
        self.journal = journal
    }

    /// One item of the metadata.
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Notes one event.
    func log(event: LogEvent) {
        journal.failure("library", "\(event.message)")
    }
}
