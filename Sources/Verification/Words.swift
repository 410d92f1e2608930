public import Credentials
public import Signing

/// Dates, ages and names as English text for people.
///
/// Spec: 07-verify §8.
public enum Words {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]

    /// A day, as in `24 June 2026`.
    public static func day(_ date: CalendarDate) -> String {
        "\(date.day) \(months[date.month - 1]) \(date.year)"
    }

    /// A moment, as in `24 June 2026, 10:15 UTC`.
    public static func moment(_ instant: Instant) -> String {
        let time = instant.calendarTime
        let clock = "\(twoDigits(time.hour)):\(twoDigits(time.minute))"
        return "\(time.day) \(months[time.month - 1]) \(time.year), \(clock) UTC"
    }

    /// A length of time in its largest whole unit, as in `3 days`.
    public static func age(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        switch seconds {
        case ..<60: return "less than a minute"
        case ..<3_600: return count(seconds / 60, "minute")
        case ..<86_400: return count(seconds / 3_600, "hour")
        default: return count(seconds / 86_400, "day")
        }
    }

    /// A number of things, as in `1 witness` and `2 witnesses`.
    static func count(_ number: Int64, _ thing: String, plural: String? = nil) -> String {
        number == 1 ? "1 \(thing)" : "\(number) \(plural ?? thing + "s")"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// A text from a file that anybody may have written, so that it cannot change how what stands
    /// around it looks: control and direction characters are replaced, and the end is cut off.
    ///
    /// - Parameter lengthMax: the most characters of the result.
    public static func foreign(_ text: String, lengthMax: Int = 200) -> String {
        let utf8 = text.utf8
        if utf8.count <= lengthMax, isPlain(utf8.span) { return text }
        var shown = String.UnicodeScalarView()
        var length = 0
        for scalar in text.unicodeScalars {
            if length == lengthMax {
                shown.removeLast()
                shown.append("…")
                break
            }
            shown.append(isHarmless(scalar) ? scalar : "\u{FFFD}")
            length += 1
        }
        return String(shown)
    }

    private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices {
            guard 0x20..<0x7F ~= bytes[index] else { return false }
        }
        return true
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F: false
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
            false
        case 0xE0000...0xE007F: false
        default: true
        }
    }
}
