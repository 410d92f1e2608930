import Synchronization

/// A line on a person's screen that says how far something is, how fast, and how long it will
/// take; nothing at all where nobody would see it move.
final class ProgressLine: Sendable {
    private static let width = 24
    private static let interval: Duration = .milliseconds(100)

    private struct State {
        var drawn: ContinuousClock.Instant?
        var isVisible = false
    }

    private let console = Console.messages
    private let unit: String
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// Begins; `unit` is what is counted, in the plural.
    init(unit: String) {
        self.unit = unit
    }

    /// Shows how much is done.
    func update(done: UInt64, of total: UInt64) {
        guard console.isLive, total > 0 else { return }
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            if let drawn = state.drawn, now - drawn < ProgressLine.interval { return false }
            state.drawn = now
            state.isVisible = true
            return true
        }
        if isDue { console.write("\r" + text(done, total, after: now - start) + "\u{1B}[K") }
    }

    /// Takes the line away.
    func finish() {
        let isVisible = state.withLock { state in
            defer { state.isVisible = false }
            return state.isVisible
        }
        if isVisible { console.write("\r\u{1B}[K") }
    }

    private func text(_ done: UInt64, _ total: UInt64, after elapsed: Duration) -> String {
        let filled = Int(Double(ProgressLine.width) * Double(done) / Double(total))
        let bar =
            String(repeating: "█", count: filled)
            + String(repeating: "░", count: ProgressLine.width - filled)
        let seconds = elapsed / .seconds(1)
        var text = "\(bar) \(100 * done / total) %  \(done) of \(total) \(unit)"
        if seconds > 0.5, done > 0 {
            let rate = Double(done) / seconds
            let left = Int(Double(total - done) / rate)
            let rest = left % 60
            text += "  \(Int(rate))/s  \(left / 60):\(rest < 10 ? "0" : "")\(rest) left"
        }
        return text
    }
}
