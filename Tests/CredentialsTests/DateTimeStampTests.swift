import Credentials
import Signing
import Testing

@Suite("A dateTimeStamp")
struct DateTimeStampTests {
    @Test(
        "is read in every form that XSD allows",
        arguments: [
            ("2026-07-01T00:00:00Z", "2026-07-01T00:00:00.000Z"),
            ("2026-07-01T00:00:00+02:00", "2026-06-30T22:00:00.000Z"),
            ("2026-07-01T00:00:00-14:00", "2026-07-01T14:00:00.000Z"),
            ("2026-07-01T00:00:00+14:00", "2026-06-30T10:00:00.000Z"),
            ("2026-07-01T00:00:00+05:45", "2026-06-30T18:15:00.000Z"),
            ("2026-07-01T00:00:00-00:00", "2026-07-01T00:00:00.000Z"),
            ("2026-07-01T23:59:59.9Z", "2026-07-01T23:59:59.900Z"),
            ("2026-07-01T23:59:59.999999999Z", "2026-07-01T23:59:59.999Z"),
            ("2026-07-01T23:59:59.1234567890123Z", "2026-07-01T23:59:59.123Z"),
            ("2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000Z"),
            ("2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000Z"),
            ("2026-12-31T24:00:00Z", "2027-01-01T00:00:00.000Z"),
            ("2026-12-31T24:00:00.000Z", "2027-01-01T00:00:00.000Z"),
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"),
        ])
    func accepted(text: String, instant: String) throws {
        let stamp = try DateTimeStamp(text)
        #expect(stamp.instant?.description == instant)
        #expect(stamp.description == text)
    }

    @Test(
        "is refused when it is malformed",
        arguments: [
            "", "2026", "2026-07-01", "2026-07-01T00:00:00", "2026-07-01 00:00:00Z",
            "2026-07-01t00:00:00Z", "2026-07-01T00:00:00z", "2026-07-01T00:00Z",
            "2026-07-01T00:00:60Z", "2016-12-31T23:59:60Z", "2026-07-01T24:00:01Z",
            "2026-07-01T24:00:00.1Z", "2026-07-01T25:00:00Z", "2026-07-01T00:60:00Z",
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-07-01T00:00:00.Z", "2026-07-01T24:00:00.0000000001Z",
            "2026-07-01T00:00:00,5Z", "2026-07-01T00:00:00+0200", "2026-07-01T00:00:00+2:00",
            "2026-07-01T00:00:00+14:01", "2026-07-01T00:00:00+02:60", "2026-07-01T00:00:00+15:00",
            "2026-07-01T00:00:00Z ", " 2026-07-01T00:00:00Z", "2026-7-1T00:00:00Z",
            "20260701T000000Z", "٢٠٢٦-07-01T00:00:00Z", "2026-07-01T00:00:00\u{2212}02:00",
            "+2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z\u{0}", "226-07-01T00:00:00Z",
        ])
    func malformed(text: String) {
        #expect(throws: DateTimeStamp.Problem.malformed) { try DateTimeStamp(text) }
    }

    @Test(
        "is out of range outside the years 0001 to 9999",
        arguments: [
            "10000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z",
            "12345-01-01T00:00:00Z",
        ])
    func range(text: String) {
        #expect(throws: DateTimeStamp.Problem.outOfRange) { try DateTimeStamp(text) }
    }

    @Test("before 1970 has a place in time but no instant")
    func beforeInstants() throws {
        let early = try DateTimeStamp("1955-06-30T00:00:00+01:00")
        #expect(early.instant == nil)
        #expect(early.isBefore(.earliest))
        #expect(early.isBefore(try DateTimeStamp("1955-06-30T00:00:00Z")))
        #expect(early.calendarDate.description == "1955-06-30")
        #expect(try DateTimeStamp("0001-01-01T00:00:00+14:00").isBefore(early))
    }

    @Test("is compared as a moment, to the nanosecond, whatever its zone")
    func order() throws {
        let stamps = try [
            "2026-07-01T00:00:00+02:00", "2026-06-30T22:00:00.000000001Z",
            "2026-06-30T22:00:00.001Z", "2026-07-01T00:00:00+01:00", "2026-06-30T20:00:00-05:00",
        ].map { try DateTimeStamp($0) }
        for (index, stamp) in stamps.enumerated() {
            for (other, later) in stamps.enumerated() {
                #expect(stamp.isBefore(later) == (index < other))
            }
        }
        #expect(stamps[1].isAfter(try #require(stamps[0].instant)))
        #expect(!stamps[0].isAfter(try #require(stamps[0].instant)))
        #expect(!stamps[0].isBefore(try #require(stamps[0].instant)))
    }

    @Test("shows the day as written, never shifted to another zone")
    func dayAsWritten() throws {
        #expect(
            try DateTimeStamp("2026-06-30T23:30:00-08:00").calendarDate.description
                == "2026-06-30")
        #expect(
            try DateTimeStamp("2026-07-01T00:00:00+14:00").calendarDate.description
                == "2026-07-01")
        #expect(
            try DateTimeStamp("2026-12-31T24:00:00Z").calendarDate.description == "2026-12-31")
    }

    @Test("of an instant is that instant")
    func ofInstant() {
        for instant in [Instant.earliest, .latest, Example.now] {
            #expect(DateTimeStamp(instant).instant == instant)
            #expect(DateTimeStamp(instant).description == instant.description)
        }
    }

    @Test("agrees with counting days one by one over four hundred years")
    func daysCounted() throws {
        var days = Int64(0)
        for year in 1970..<2370 {
            for month in 1...12 {
                let text = try #require(CalendarDate(year: year, month: month, day: 1)).description
                let instant = try #require(DateTimeStamp(text + "T00:00:00Z").instant)
                #expect(instant.seconds == days * 86_400, "\(text)")
                let count = (1...31).count { day in
                    CalendarDate(year: year, month: month, day: day) != nil
                }
                days += Int64(count)
            }
        }
        #expect(days == 146_097)
    }

    @Test("A calendar date is read and written in one form")
    func calendarDate() throws {
        #expect(CalendarDate("2026-06-24")?.description == "2026-06-24")
        #expect(CalendarDate("0001-01-01")?.description == "0001-01-01")
        for text in ["2026-6-24", "2026-06-31", "2026-06-24 ", "0000-01-01", "20260624", ""] {
            #expect(CalendarDate(text) == nil)
        }
        let early = try #require(CalendarDate("2026-06-24"))
        #expect(early < (try #require(CalendarDate("2026-07-01"))))
    }
}
