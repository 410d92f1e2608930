import Foundation

/// A session at a terminal, written down: what was typed and what came of it.
///
/// A line that begins with `$ ` is typed; the lines after it are what it answers, first stdout,
/// then stderr with `! ` before each line, then `[exit N]` if N is not 0. A line that begins with
/// `# ` is for the reader. In an answer, `...` alone stands for any lines, `{any}` for any text,
/// `{uuid}`, `{day}`, `{instant}`, `{hex}`, `{base64}` and `{number}` for what they say, and
/// `{ID:uuid}` for the same, which later commands know as `$ID`.
struct Transcript: Sendable, CustomStringConvertible {
    /// One command and its answer.
    struct Step: Sendable {
        /// The line of the file, counted from 1.
        let line: Int
        /// What is typed.
        var command: String
        /// What it answers.
        var answer: [String]
    }

    /// The file's name without its extension.
    let name: String
    /// The commands, in order.
    let steps: [Step]

    var description: String { name }

    /// The folder of all sessions.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Sessions")

    /// Every session, by name.
    static let all: [Transcript] = {
        let files = try? FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        return (files ?? []).filter { $0.pathExtension == "txt" }
            .compactMap { try? Transcript(reading: $0) }
            .sorted { $0.name < $1.name }
    }()

    init(reading file: URL) throws {
        name = file.deletingPathExtension().lastPathComponent
        let text = try String(contentsOf: file, encoding: .utf8)
        var steps: [Step] = []
        var isContinued = false
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            if isContinued, let last = steps.indices.last {
                steps[last].command += "\n" + line
                isContinued = line.hasSuffix("\\")
            } else if line.hasPrefix("$ ") {
                let command = String(line.dropFirst(2))
                steps.append(Step(line: index + 1, command: command, answer: []))
                isContinued = line.hasSuffix("\\")
            } else if !line.hasPrefix("# "), let last = steps.indices.last {
                steps[last].answer.append(line)
            }
        }
        self.steps = steps.map { step in
            var step = step
            while step.answer.last?.isEmpty == true { step.answer.removeLast() }
            return step
        }
    }
}
