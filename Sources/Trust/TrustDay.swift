/// A day of the calendar as it stands in a trust list, written `2026-06-24`.
///
/// Spec: 07-verify §2.7.
public struct TrustDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The day as text.
    public let description: String

    /// Reads a day; `nil` if it is not one of the Gregorian calendar, years 1000 to 9999.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = TrustDay.number(bytes[0..<4]), let month = TrustDay.number(bytes[5..<7]),
            let day = TrustDay.number(bytes[8..<10]), year >= 1000, 1...12 ~= month,
            1...TrustDay.daysInMonth(month, year: year) ~= day
        else { return nil }
        description = text
    }

    /// The year.
    public var year: Int { Int(description.prefix(4)) ?? 0 }

    /// Where the day stands among all days, each month counted as 31 of them.
    var position: Int {
        let digits = Array(description.utf8)
        func number(_ range: Range<Int>) -> Int { TrustDay.number(digits[range]) ?? 0 }
        return (number(0..<4) * 12 + number(5..<7)) * 31 + number(8..<10)
    }

    /// Whether one day comes before another.
    public static func < (left: TrustDay, right: TrustDay) -> Bool {
        // All have the same number of digits, the largest unit first.
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// From which day until which day something holds, both days included.
///
/// Spec: 07-verify §2.7.
public struct TrustPeriod: Hashable, Sendable {
    /// The first day; `nil` if it has no beginning.
    public let from: TrustDay?
    /// The last day; `nil` if it has no end yet.
    public let until: TrustDay?

    /// For ever.
    public static let always = TrustPeriod(from: nil, until: nil, unchecked: ())

    /// A period; `nil` if it ends before it begins.
    public init?(from: TrustDay? = nil, until: TrustDay? = nil) {
        if let from, let until, until < from { return nil }
        self.init(from: from, until: until, unchecked: ())
    }

    private init(from: TrustDay?, until: TrustDay?, unchecked: Void) {
        self.from = from
        self.until = until
    }

    /// Whether it has neither beginning nor end.
    public var isAlways: Bool { from == nil && until == nil }

    /// The period without the days after one; without any day if it begins later.
    func ending(by day: TrustDay) -> TrustPeriod {
        TrustPeriod(from: from, until: until.map { min($0, day) } ?? day, unchecked: ())
    }

    /// Whether two periods have a day in common.
    func overlaps(_ other: TrustPeriod) -> Bool {
        func begins(_ one: TrustPeriod, by other: TrustPeriod) -> Bool {
            guard let from = one.from, let until = other.until else { return true }
            return from <= until
        }
        return begins(self, by: other) && begins(other, by: self)
    }
}
