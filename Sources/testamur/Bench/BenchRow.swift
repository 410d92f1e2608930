import CanonicalJSON

/// One thing that was measured, what it is compared with, and what was aimed at.
struct BenchRow: Sendable {
    /// What was measured.
    let name: String
    /// The figure, with its unit.
    let figure: String
    /// What it is compared with, in the same run; empty if with nothing.
    let comparison: String
    /// The figure as a share of the comparison, if it is compared.
    let ratio: Double?
    /// What was aimed at; empty if nothing was.
    let target: String

    init(
        _ name: String, _ figure: String, comparison: String = "", ratio: Double? = nil,
        target: String = ""
    ) {
        self.name = name
        self.figure = figure
        self.comparison = comparison
        self.ratio = ratio
        self.target = target
    }

    var json: JSONValue {
        var json: JSONValue = ["name": .string(name), "figure": .string(figure)]
        if !comparison.isEmpty { json["comparison"] = .string(comparison) }
        if let ratio { json["ratio"] = .number(ratio) }
        if !target.isEmpty { json["target"] = .string(target) }
        return json
    }

    /// The row of a table in Markdown.
    var markdown: String {
        let share = ratio.map { $0.rounded(places: 2) } ?? ""
        return "| \(name) | \(figure) | \(comparison) | \(share) | \(target) |"
    }

    static let markdownHead = """
        | what | measured | compared with, in the same run | ratio | aimed at |
        |---|---|---|---|---|
        """
}

extension Double {
    /// The number with so many places, rounded.
    func rounded(places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let value = (self * scale).rounded() / scale
        return places == 0 ? String(Int(value)) : String(value)
    }

    /// The number as a rate a person can read: `31k`, `1.2M`.
    var rate: String {
        switch self {
        case 1_000_000...: (self / 1_000_000).rounded(places: 2) + "M"
        case 10_000...: (self / 1_000).rounded(places: 1) + "k"
        default: rounded(places: 0)
        }
    }
}

extension Duration {
    /// The duration in seconds.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}

/// Loops that are timed.
enum Stopwatch {
    /// How often a second `body` runs, measured for at least `duration`.
    static func rate(for duration: Duration, _ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        try body()
        let start = clock.now
        var count = 0
        while start.duration(to: clock.now) < duration {
            for _ in 0..<16 { try body() }
            count += 16
        }
        return Double(count) / start.duration(to: clock.now).inSeconds
    }

    /// How often a second `body` runs on all cores together.
    static func rateOnAllCores(
        for duration: Duration, _ body: @escaping @Sendable () throws -> Void
    ) async rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<Machine.coreCount {
                group.addTask {
                    var count = 0
                    while start.duration(to: clock.now) < duration {
                        for _ in 0..<16 { try body() }
                        count += 16
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(count) / start.duration(to: clock.now).inSeconds
    }
}
