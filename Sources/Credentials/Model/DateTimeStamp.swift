public import Signing

/// An XSD `dateTimeStamp`: a moment with its zone, and the text in which it was written.
///
/// The text is part of what was signed, so it is kept; comparing goes by the moment. Decisions
/// where readers elsewhere differ:
/// - `T` and `Z` are upper case, and a zone is required: `Z` or an offset up to `±14:00`.
/// - Seconds end at 59: XSD has no leap seconds. `24:00:00` is the end of that day, and
///   `calendarDate` stays the day that is written.
/// - Years are 0001 to 9999; longer and negative ones are out of range.
/// - A fraction may have more than nine digits; those behind the ninth are not compared.
///
/// Spec: XML Schema 1.1 part 2, section 3.4.28.
public struct DateTimeStamp: Hashable, Sendable, CustomStringConvertible {
    /// The moment as written.
    public let description: String
    /// The day as written, in the zone as written.
    public let calendarDate: CalendarDate
    /// Whole seconds since 1970-01-01T00:00:00Z; negative before.
    let seconds: Int64
    /// What is left of the second, 0 to 999,999,999.
    let nanoseconds: Int64

    /// Why a text is not a moment.
    public enum Problem: Error, Hashable, Sendable {
        /// Not the form of a `dateTimeStamp`, or a day or hour that does not exist.
        case malformed
        /// A year before 0001 or after 9999.
        case outOfRange
    }

    /// Reads a moment.
    public init(_ text: String) throws(Problem) {
        let utf8 = text.utf8
        guard utf8.count <= 64 else { throw .malformed }
        var reader = DigitReader(utf8)
        guard let year = reader.number(digits: 4), reader.skip("-"),
            let month = reader.number(digits: 2), reader.skip("-"),
            let day = reader.number(digits: 2), reader.skip("T"),
            let hour = reader.number(digits: 2), reader.skip(":"),
            let minute = reader.number(digits: 2), reader.skip(":"),
            let second = reader.number(digits: 2),
            let fraction = Self.fraction(&reader), let offset = Self.offset(&reader),
            reader.isAtEnd
        else { throw Self.hasOtherYear(utf8) ? .outOfRange : .malformed }
        if year == 0 { throw .outOfRange }
        guard let date = CalendarDate(year: year, month: month, day: day),
            minute < 60, second < 60,
            hour < 24
                || (hour == 24 && minute == 0 && second == 0 && !fraction.contains { $0 != 0x30 })
        else { throw .malformed }
        description = text
        calendarDate = date
        let local = date.daysSince1970 * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        seconds = local - Int64(offset) * 60
        nanoseconds = (0..<9).reduce(0) { number, place in
            number * 10 + (place < fraction.count ? Int64(fraction[place] - 0x30) : 0)
        }
    }

    /// The moment in UTC, to the millisecond.
    public init(_ instant: Instant) {
        let text = instant.description
        guard let stamp = try? DateTimeStamp(text) else {
            preconditionFailure("every instant is a dateTimeStamp")
        }
        self = stamp
    }

    /// The moment rounded down to the millisecond; nil before 1970, and for the last hours of
    /// 9999 written in a zone behind UTC.
    public var instant: Instant? {
        Instant(exactlyMilliseconds: seconds * 1_000 + nanoseconds / 1_000_000)
    }

    /// The seconds since 1970-01-01T00:00:00Z, as near as a double holds them.
    var secondsSince1970: Double { Double(seconds) + Double(nanoseconds) / 1e9 }

    /// Whether this moment comes before another.
    public func isBefore(_ other: DateTimeStamp) -> Bool {
        (seconds, nanoseconds) < (other.seconds, other.nanoseconds)
    }

    /// Whether this moment comes before an instant.
    public func isBefore(_ instant: Instant) -> Bool {
        isBefore(DateTimeStamp.Moment(instant))
    }

    /// Whether this moment comes after an instant.
    public func isAfter(_ instant: Instant) -> Bool {
        let moment = Moment(instant)
        return (seconds, nanoseconds) > (moment.seconds, moment.nanoseconds)
    }

    private struct Moment {
        let seconds: Int64
        let nanoseconds: Int64

        init(_ instant: Instant) {
            seconds = instant.milliseconds / 1_000
            nanoseconds = instant.milliseconds % 1_000 * 1_000_000
        }
    }

    private func isBefore(_ moment: Moment) -> Bool {
        (seconds, nanoseconds) < (moment.seconds, moment.nanoseconds)
    }

    /// Whether the text starts like a date whose year is negative or has more than four digits.
    private static func hasOtherYear(_ text: String.UTF8View) -> Bool {
        let isNegative = text.first == UInt8(ascii: "-")
        let rest = text.dropFirst(isNegative ? 1 : 0)
        let digits = rest.prefix { 0x30...0x39 ~= $0 }
        guard digits.count >= 4, rest.dropFirst(digits.count).first == UInt8(ascii: "-") else {
            return false
        }
        return isNegative || digits.count > 4
    }

    /// The digits of the fraction, none if there is no fraction; nil if it is malformed.
    private static func fraction(_ reader: inout DigitReader) -> [UInt8]? {
        guard reader.skip(".") else { return [] }
        let digits = reader.digits()
        return digits.isEmpty ? nil : digits
    }

    /// The zone in minutes east of UTC; nil if it is missing or malformed.
    private static func offset(_ reader: inout DigitReader) -> Int? {
        if reader.skip("Z") { return 0 }
        let isEast = reader.next == UInt8(ascii: "+")
        guard isEast ? reader.skip("+") : reader.skip("-"),
            let hours = reader.number(digits: 2), reader.skip(":"),
            let minutes = reader.number(digits: 2),
            minutes < 60, hours < 14 || (hours == 14 && minutes == 0)
        else { return nil }
        return (isEast ? 1 : -1) * (hours * 60 + minutes)
    }
}
