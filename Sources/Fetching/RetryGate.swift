/// When a host that asked to be left alone for a while may be asked again.
///
/// All fetches from it wait for the same moment. A host that answers nothing else for as long as
/// the fetcher has patience is given up.
///
/// Spec: 09-surfaces §3.8.
struct RetryGate {
    /// The longest and the shortest wait before it is asked again.
    static let waits: ClosedRange<Duration> = .seconds(1)...(.seconds(30))

    /// When it may be asked again.
    private(set) var opensAt: ContinuousClock.Instant
    /// When it first asked to be left alone, with no other answer since.
    private let since: ContinuousClock.Instant

    /// A gate that is open.
    init(at now: ContinuousClock.Instant) {
        opensAt = now
        since = now
    }

    /// How long a host asks to be left alone; `nil` for any other answer.
    static func asked(by fetched: Fetched) -> Duration? {
        guard fetched.status == 429 || fetched.status == 503,
            let seconds = fetched.header("retry-after").flatMap({ UInt32($0) })
        else { return nil }
        return .seconds(Int64(seconds))
    }

    /// Shuts the gate for as long as the host asks, within bounds, and says whether that is worth
    /// waiting for.
    mutating func shuts(
        for asked: Duration, at now: ContinuousClock.Instant, patience: Duration
    ) -> Bool {
        guard since.duration(to: now) + asked <= patience else { return false }
        let wait = min(max(asked, RetryGate.waits.lowerBound), RetryGate.waits.upperBound)
        opensAt = max(opensAt, now + wait)
        return true
    }
}
