/// A moment in UTC, to the millisecond, in the years 1970 to 9999.
///
/// Its text is exactly `YYYY-MM-DDTHH:MM:SS.mmmZ`. There are no leap seconds, as in POSIX time.
public struct Instant: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00.000Z.
    public let milliseconds: Int64

    /// The first instant: 1970-01-01T00:00:00.000Z.
    public static let earliest = Instant(milliseconds: 0)
    /// The last instant: 9999-12-31T23:59:59.999Z.
    public static let latest = Instant(milliseconds: millisecondsMax)

    private static let millisecondsMax: Int64 = 253_402_300_799_999
    static let millisecondsPerDay: Int64 = 86_400_000

    /// Makes an instant of a number that the program itself made; it must lie within the years
    /// 1970 to 9999.
    public init(milliseconds: Int64) {
        precondition(
            0...Self.millisecondsMax ~= milliseconds, "An instant lies in the years 1970 to 9999.")
        self.milliseconds = milliseconds
    }

    /// Makes an instant of a number of seconds that the program itself made; it must lie within
    /// the years 1970 to 9999.
    public init(seconds: Int64) {
        precondition(
            0...Self.millisecondsMax / 1_000 ~= seconds,
            "An instant lies in the years 1970 to 9999.")
        milliseconds = seconds * 1_000
    }

    /// Makes an instant of a number that came from outside, or `nil` past the year 9999.
    public init?(exactlyMilliseconds milliseconds: some BinaryInteger) {
        guard let value = Int64(exactly: milliseconds), 0...Self.millisecondsMax ~= value else {
            return nil
        }
        self.milliseconds = value
    }

    /// Makes an instant of a number of seconds that came from outside, or `nil` past the year 9999.
    public init?(exactlySeconds seconds: some BinaryInteger) {
        guard let value = Int64(exactly: seconds), 0...Self.millisecondsMax / 1_000 ~= value else {
            return nil
        }
        milliseconds = value * 1_000
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    public var seconds: Int64 { milliseconds / 1_000 }

    /// The beginning of its second.
    public var wholeSecond: Instant { Instant(seconds: seconds) }
}

extension Instant: Comparable {
    /// Whether `left` comes before `right`.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The instant `duration` later, held within the years 1970 to 9999.
    ///
    /// A duration finer than a millisecond is rounded down.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        let (seconds, attoseconds) = duration.components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return seconds < 0 ? earliest : latest }
        var fraction = attoseconds / 1_000_000_000_000_000
        if attoseconds < 0, attoseconds % 1_000_000_000_000_000 != 0 { fraction -= 1 }
        let (sum, sumOverflow) = scaled.addingReportingOverflow(fraction)
        guard !sumOverflow else { return seconds < 0 ? earliest : latest }
        let (total, totalOverflow) = instant.milliseconds.addingReportingOverflow(sum)
        guard !totalOverflow else { return latest }
        return Instant(milliseconds: min(max(total, 0), millisecondsMax))
    }

    /// The instant `duration` earlier, held within the years 1970 to 9999.
    public static func - (instant: Instant, duration: Duration) -> Instant {
        instant + (.zero - duration)
    }

    /// The time from `right` to `left`; negative if `left` comes first.
    public static func - (left: Instant, right: Instant) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
}
