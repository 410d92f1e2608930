import Testing

@testable import Signing

@Suite("Instants")
struct InstantTests {
    @Test("every day from 1970 to 9999 has the text that counting days gives")
    func everyDay() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var milliseconds: Int64 = 0
        for year in 1970...9999 {
            let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
            for month in 1...12 {
                let days = month == 2 && isLeap ? 29 : lengths[month - 1]
                for day in 1...days {
                    let time = Instant(milliseconds: milliseconds).calendarTime
                    let isRight =
                        time.year == year && time.month == month && time.day == day
                        && time.hour == 0 && time.millisecond == 0
                        && Instant(time).milliseconds == milliseconds
                    if !isRight { Issue.record("\(year)-\(month)-\(day)") }
                    milliseconds += 86_400_000
                }
            }
        }
        #expect(milliseconds == Instant.latest.milliseconds + 1)
    }

    @Test("text and instant are each other's inverse through the whole range")
    func inverse() throws {
        var numbers = SeededNumbers(seed: 7)
        for _ in 0..<20_000 {
            let milliseconds = Int64.random(in: 0...253_402_300_799_999, using: &numbers)
            let instant = Instant(milliseconds: milliseconds)
            let text = instant.description
            let isRight =
                Instant(text) == instant && text.utf8.count == 24
                && instant.dateText == String(text.prefix(10))
                && instant.seconds == milliseconds / 1_000
            #expect(isRight, "\(milliseconds)")
        }
    }

    @Test(
        "known moments have their known texts",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_782_295_200_123, "2026-06-24T10:00:00.123Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func knownMoments(milliseconds: Int64, text: String) {
        #expect(Instant(milliseconds: milliseconds).description == text)
        #expect(Instant(text)?.milliseconds == milliseconds)
    }

    @Test(
        "anything but the one form of a moment that exists is refused",
        arguments: [
            "", "2026-06-24", "2026-06-24T10:00:00Z", "2026-06-24T10:00:00.12Z",
            "2026-06-24T10:00:00.1234Z", "2026-06-24T10:00:00.123", "2026-06-24T10:00:00.123z",
            "2026-06-24t10:00:00.123Z", "2026-06-24 10:00:00.123Z", "2026-06-24T10:00:00,123Z",
            "2026-06-24T10:00:00.123+00:00", "2026-06-24T24:00:00.000Z", "2026-06-24T10:60:00.000Z",
            "2026-06-24T10:00:60.000Z", "2026-06-24T23:59:60.000Z", "2026-02-29T10:00:00.000Z",
            "2100-02-29T10:00:00.000Z", "2026-00-24T10:00:00.000Z", "2026-13-24T10:00:00.000Z",
            "2026-06-00T10:00:00.000Z", "2026-06-31T10:00:00.000Z", "1969-12-31T23:59:59.999Z",
            "0000-01-01T00:00:00.000Z", "+026-06-24T10:00:00.123Z", "2026-06-24T1 :00:00.123Z",
            "2026-06-24T10:00:00.123Z ", " 2026-06-24T10:00:00.123Z", "10000-01-01T00:00:00.000Z",
            "２026-06-24T10:00:00.123Z", "2026-06-24T10:00:00.-12Z", "2026/06/24T10:00:00.123Z",
        ])
    func refused(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("changing any character of a text makes it another instant or none")
    func changes() {
        let text = Array("2026-06-24T10:20:30.123Z".utf8)
        for position in text.indices {
            for byte in UInt8(0)..<128 where byte != text[position] {
                var changed = text
                changed[position] = byte
                let string = String(decoding: changed, as: UTF8.self)
                if let instant = Instant(string) { #expect(instant.description == string) }
            }
        }
    }

    @Test("numbers from outside are taken within the range and refused past it")
    func numbersFromOutside() {
        #expect(Instant(exactlySeconds: UInt64(253_402_300_799))?.seconds == 253_402_300_799)
        #expect(Instant(exactlySeconds: UInt64(253_402_300_800)) == nil)
        #expect(Instant(exactlySeconds: UInt64.max) == nil)
        #expect(Instant(exactlySeconds: -1) == nil)
        #expect(Instant(exactlyMilliseconds: 253_402_300_799_999) == Instant.latest)
        #expect(Instant(exactlyMilliseconds: 253_402_300_800_000) == nil)
        #expect(Instant(exactlyMilliseconds: -1) == nil)
        #expect(Instant(exactlyMilliseconds: 0) == Instant.earliest)
    }

    @Test("adding and subtracting durations goes by the millisecond and stays in range")
    func durations() {
        let instant = Instant(seconds: 1_000_000)
        #expect((instant + .seconds(5)).milliseconds == 1_000_005_000)
        #expect((instant - .milliseconds(1)).milliseconds == 999_999_999)
        #expect((instant + .microseconds(1_999)).milliseconds == 1_000_000_001)
        #expect((instant + .microseconds(-1)).milliseconds == 999_999_999)
        #expect(instant + .seconds(7) - instant == .seconds(7))
        #expect(instant - (instant + .seconds(7)) == .seconds(-7))
        #expect(Instant.latest + .milliseconds(1) == .latest)
        #expect(Instant.latest + .seconds(Int64.max) == .latest)
        #expect(Instant.earliest - .seconds(Int64.max) == .earliest)
        #expect(Instant.earliest + .seconds(Int64.min) == .earliest)
        #expect(Instant.earliest - .milliseconds(1) == .earliest)
        #expect(Instant.earliest < instant && instant < Instant.latest)
    }

    @Test("a calendar time that does not exist is refused")
    func calendarTimes() {
        #expect(CalendarTime(year: 2024, month: 2, day: 29) != nil)
        #expect(CalendarTime(year: 2023, month: 2, day: 29) == nil)
        #expect(CalendarTime(year: 2000, month: 2, day: 29) != nil)
        #expect(CalendarTime(year: 1970, month: 1, day: 1, hour: 24) == nil)
        #expect(CalendarTime(year: 1970, month: 1, day: 1, millisecond: 1_000) == nil)
        #expect(CalendarTime(year: 10_000, month: 1, day: 1) == nil)
        #expect(CalendarTime(year: 1970, month: 4, day: 31) == nil)
    }
}
