import ArgumentParser

/// For how long a person waits for witnesses: `30s`, `2m` or `1h`.
struct WaitTime: ExpressibleByArgument, Hashable, Sendable {
    /// The longest wait.
    static let longest: Duration = .seconds(3_600)

    /// The time.
    let duration: Duration

    /// Reads a whole number of seconds, minutes or hours, up to an hour; `nil` for anything else.
    init?(argument: String) {
        guard let unit = argument.last, let number = Int64(argument.dropLast()), number > 0,
            number <= 3_600
        else { return nil }
        switch unit {
        case "s": duration = .seconds(number)
        case "m": duration = .seconds(60 * number)
        case "h": duration = .seconds(3_600 * number)
        default: return nil
        }
        guard duration <= WaitTime.longest else { return nil }
    }
}
