import Records
import TransparencyLog

/// Recomputes a whole ledger from what it published.
///
/// It shares with the writer of ledgers only the tree's mathematics and the schemas of records.
/// Bundles of records are checked on all cores, each by itself; then they are taken in one after
/// the other. Memory does not grow with the ledger.
///
/// Spec: 08-audit.
public struct Auditor: Sendable {
    /// What the ledger is compared with.
    public let anchor: AuditAnchor
    /// How the audit is made.
    public let options: AuditOptions
    private let clock: any Clock<Duration>

    /// Makes an auditor; the clock only measures how long an audit took.
    public init(
        anchor: AuditAnchor, options: AuditOptions = AuditOptions(),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.anchor = anchor
        self.options = options
        self.clock = clock
    }

    /// Audits a ledger.
    ///
    /// Whatever is wrong with the ledger or its files is in the report.
    ///
    /// - Parameter progress: called after each bundle of 256 records, in order; throttle it.
    /// - Throws: `CancellationError` only.
    public func audit(
        _ ledger: some PublishedLedger,
        progress: @escaping @Sendable (AuditProgress) -> Void = { _ in }
    ) async throws -> AuditReport {
        let elapsed = Auditor.stopwatch(clock)
        let snapshot = await LedgerSnapshot(of: ledger)
        let run = AuditRun(
            ledger: snapshot, anchor: anchor, options: options, progress: progress)
        var report = try await run.report()
        report.duration = elapsed()
        return report
    }

    private static func stopwatch(_ clock: some Clock<Duration>) -> () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
