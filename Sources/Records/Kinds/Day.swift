import CanonicalJSON
public import Signing
import TransparencyLog

/// A day of the calendar in the institution's place, written `2026-06-24`.
public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The day as text.
    public let description: String

    /// Reads a day; `nil` if it is not one of the Gregorian calendar, years 1000 to 9999.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (48...57).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            year >= 1000, (1...12).contains(month), day >= 1,
            day <= Day.daysInMonth(month, year: year)
        else { return nil }
        description = text
    }

    /// The day at an instant, in UTC.
    public init(_ instant: Instant) {
        description = instant.dateText
    }

    /// Whether one day comes before another.
    public static func < (left: Day, right: Day) -> Bool {
        left.description < right.description
    }

    private static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
