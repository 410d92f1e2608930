/// A day and time of day in UTC, as calendars write them.
public struct CalendarTime: Hashable, Sendable {
    /// The year, 1970 to 9999.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, 1 to 31.
    public let day: Int
    /// The hour, 0 to 23.
    public let hour: Int
    /// The minute, 0 to 59.
    public let minute: Int
    /// The second, 0 to 59; there are no leap seconds.
    public let second: Int
    /// The millisecond, 0 to 999.
    public let millisecond: Int

    /// Makes a time that exists in the calendar, or `nil`.
    public init?(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
        millisecond: Int = 0
    ) {
        guard 1970...9999 ~= year, 1...12 ~= month,
            1...Self.dayCount(ofMonth: month, year: year) ~= day, 0...23 ~= hour,
            0...59 ~= minute, 0...59 ~= second, 0...999 ~= millisecond
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.millisecond = millisecond
    }

    private static func dayCount(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2:
            year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
                ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Instant {
    /// The instant at which clocks in UTC show `time`.
    public init(_ time: CalendarTime) {
        // Years are counted from March, so that the leap day is the last day of its year and the
        // lengths of the months before a date follow one linear rule.
        let marchYear = Int64(time.month > 2 ? time.year : time.year - 1)
        let marchMonth = Int64(time.month > 2 ? time.month - 3 : time.month + 9)
        let dayOfYear = (153 * marchMonth + 2) / 5 + Int64(time.day) - 1
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        let days = 365 * marchYear + leapDays + dayOfYear - Self.daysBefore1970
        let minutes = (days * 24 + Int64(time.hour)) * 60 + Int64(time.minute)
        self.init(
            milliseconds: (minutes * 60 + Int64(time.second)) * 1_000 + Int64(time.millisecond))
    }

    /// What a calendar and a clock in UTC show at this instant.
    public var calendarTime: CalendarTime {
        let (days, ofDay) = milliseconds.quotientAndRemainder(dividingBy: Self.millisecondsPerDay)
        // Days since 1 March of the year 0, in periods of 400 years.
        let (era, dayOfEra) = (days + Self.daysBefore1970)
            .quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        guard
            let time = CalendarTime(
                year: Int(year), month: Int(month), day: Int(day), hour: Int(ofDay / 3_600_000),
                minute: Int(ofDay / 60_000 % 60), second: Int(ofDay / 1_000 % 60),
                millisecond: Int(ofDay % 1_000))
        else { preconditionFailure("Every instant has a calendar time.") }
        return time
    }

    /// Days from 1 March of the year 0 to 1970-01-01.
    private static var daysBefore1970: Int64 { 719_468 }
}

extension Instant: CustomStringConvertible {
    /// The text `YYYY-MM-DDTHH:MM:SS.mmmZ`.
    public var description: String {
        let time = calendarTime
        var text: [UInt8] = []
        text.reserveCapacity(24)
        Self.appendDate(time, to: &text)
        text.append(UInt8(ascii: "T"))
        Self.append(time.hour, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.append(time.minute, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.append(time.second, digits: 2, to: &text)
        text.append(UInt8(ascii: "."))
        Self.append(time.millisecond, digits: 3, to: &text)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// The day in UTC, `YYYY-MM-DD`.
    public var dateText: String {
        var text: [UInt8] = []
        Self.appendDate(calendarTime, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads exactly `YYYY-MM-DDTHH:MM:SS.mmmZ`; `nil` for any other text and for days and times
    /// that do not exist.
    public init?(_ text: String) {
        let utf8 = text.utf8
        self.init(utf8.span)
    }

    /// Reads `YYYY-MM-DDTHH:MM:SS.mmmZ` given as ASCII.
    public init?(utf8 bytes: ArraySlice<UInt8>) {
        self.init(bytes.span)
    }

    private static let pattern = "0000-00-00T00:00:00.000Z"

    /// Reads digits where the pattern has zeros and its very characters elsewhere.
    private init?(_ text: Span<UInt8>) {
        let pattern = Self.pattern.utf8
        guard text.count == pattern.count else { return nil }
        let wanted = pattern.span
        var fields = InlineArray<7, Int>(repeating: 0)
        var field = 0
        for place in wanted.indices {
            let (character, expected) = (text[place], wanted[place])
            if expected == UInt8(ascii: "0") {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= character else { return nil }
                fields[field] = fields[field] * 10 + Int(character - UInt8(ascii: "0"))
            } else {
                guard character == expected else { return nil }
                field += 1
            }
        }
        guard
            let time = CalendarTime(
                year: fields[0], month: fields[1], day: fields[2], hour: fields[3],
                minute: fields[4], second: fields[5], millisecond: fields[6])
        else { return nil }
        self.init(time)
    }

    private static func appendDate(_ time: CalendarTime, to text: inout [UInt8]) {
        append(time.year, digits: 4, to: &text)
        text.append(UInt8(ascii: "-"))
        append(time.month, digits: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        append(time.day, digits: 2, to: &text)
    }

    private static func append(_ value: Int, digits: Int, to text: inout [UInt8]) {
        var scale = 1
        for _ in 1..<digits { scale *= 10 }
        while scale > 0 {
            text.append(UInt8(ascii: "0") + UInt8(value / scale % 10))
            scale /= 10
        }
    }
}
