import Foundation

/// What a session says that a command answers, to be compared with what it answered.
struct AnswerPattern {
    private let lines: [String]

    init(_ lines: [String]) {
        self.lines = lines
    }

    private static let kinds = [
        "any": ".*",
        "uuid": "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        "day": "[0-9]{4}-[0-9]{2}-[0-9]{2}", "hex": "[0-9a-f]+",
        "instant": "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z",
        "base64": "[A-Za-z0-9+/_=-]+", "number": "[0-9]+",
    ]

    /// The names and values that an answer gives; `nil` if it is another answer.
    func values(matching answer: [String]) -> [String: String]? {
        var values: [String: String] = [:]
        return matches(lines[...], answer[...], &values) ? values : nil
    }

    private func matches(
        _ lines: ArraySlice<String>, _ answer: ArraySlice<String>,
        _ values: inout [String: String]
    ) -> Bool {
        guard let line = lines.first else { return answer.isEmpty }
        if line == "..." {
            for start in answer.startIndex...answer.endIndex {
                if matches(lines.dropFirst(), answer[start...], &values) { return true }
            }
            return false
        }
        guard let first = answer.first, let found = AnswerPattern.values(in: first, as: line)
        else { return false }
        values.merge(found) { $1 }
        return matches(lines.dropFirst(), answer.dropFirst(), &values)
    }

    private static func values(in text: String, as pattern: String) -> [String: String]? {
        var expression = "^"
        var names: [String] = []
        var rest = pattern[...]
        while let hole = rest.firstMatch(of: #/\{(?:([A-Z]+):)?([a-z0-9]+)\}/#) {
            expression += NSRegularExpression.escapedPattern(
                for: String(rest[..<hole.range.lowerBound]))
            if let kind = kinds[String(hole.2)] {
                expression += "(\(kind))"
                names.append(hole.1.map(String.init) ?? "")
            } else {
                expression += NSRegularExpression.escapedPattern(for: String(hole.0))
            }
            rest = rest[hole.range.upperBound...]
        }
        expression += NSRegularExpression.escapedPattern(for: String(rest)) + "$"
        guard let regex = try? NSRegularExpression(pattern: expression),
            let match = regex.firstMatch(
                in: text, range: NSRange(text.startIndex..., in: text))
        else { return nil }
        var values: [String: String] = [:]
        for (index, name) in names.enumerated() where !name.isEmpty {
            values[name] = Range(match.range(at: index + 1), in: text).map { String(text[$0]) }
        }
        return values
    }
}
