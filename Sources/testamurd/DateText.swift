import Signing
import Synchronization

/// The value of a `Date` header, made once a second.
///
/// Spec: RFC 9110, section 5.6.7.
final class DateText: Sendable {
    private let clock: @Sendable () -> Instant
    private let state = Mutex(State())

    private struct State {
        var seconds: Int64 = -1
        var text = ""
    }

    /// Takes the clock.
    init(clock: @escaping @Sendable () -> Instant) {
        self.clock = clock
    }

    /// The text for now.
    var text: String {
        let now = clock()
        return state.withLock { state in
            if state.seconds != now.seconds {
                state.seconds = now.seconds
                state.text = DateText.text(at: now)
            }
            return state.text
        }
    }

    /// Such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(at instant: Instant) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        // 1994-11-06T08:49:37.000Z; the first day of 1970 was a Thursday.
        let parts = instant.description.split { "-T.".contains($0) }
        let day = days[Int(instant.seconds / 86_400 % 7)]
        let month = months[(Int(parts[1]) ?? 1) - 1]
        return "\(day), \(parts[2]) \(month) \(parts[0]) \(parts[3]) GMT"
    }
}
