import Foundation
import TestSupport
import Testing

/// A folder of its own in which commands are typed, with the programs under test on the path.
final class Session {
    /// What a command answered.
    struct Answer {
        /// As a transcript has it: stdout, stderr with `! ` before each line, the exit code.
        let lines: [String]
        /// How it ended.
        let exitCode: Int32
    }

    /// The folder.
    let folder: URL
    private var variables: [String: String]

    /// Where the programs are: beside the tests, unless the environment says another place.
    static let programs: URL? = {
        let environment = ProcessInfo.processInfo.environment
        var candidates: [URL] = []
        if let path = environment["TESTAMUR_PROGRAMS"] { candidates.append(URL(filePath: path)) }
        for program in [CommandLine.arguments.first, "/proc/self/exe"].compactMap(\.self) {
            var folder = URL(filePath: program).resolvingSymlinksInPath()
            for _ in 0..<3 {
                folder.deleteLastPathComponent()
                candidates.append(folder)
            }
        }
        return candidates.first {
            FileManager.default.isExecutableFile(atPath: $0.appending(path: "testamur").path)
        }
    }()

    /// Makes the folder.
    init(programs: URL) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "testamur-session-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        variables = [
            "PATH": "\(programs.path):/usr/bin:/bin", "HOME": folder.path, "LANG": "C.UTF-8",
            "TMPDIR": folder.path, "SWIFT_BACKTRACE": "enable=no",
            // The repository, for the files that it ships.
            "REPOSITORY": URL(filePath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent().path,
        ]
        for name in ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
            variables[name] = ProcessInfo.processInfo.environment[name]
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Makes values known to later commands.
    func know(_ values: [String: String]) {
        variables.merge(values) { $1 }
    }

    /// Types a command and waits for its answer.
    func type(_ command: String) throws -> Answer {
        let output = folder.appending(path: ".stdout")
        let messages = folder.appending(path: ".stderr")
        let process = try SpawnedProcess(
            "/bin/sh", ["-c", "cd \"$0\" && exec /bin/sh -c \"$1\"", folder.path, command],
            environment: variables, output: output.path, errors: messages.path)
        let code = process.wait().code
        var lines = try Session.lines(of: output)
        lines += try Session.lines(of: messages).map { $0.isEmpty ? "!" : "! " + $0 }
        if code != 0 { lines.append("[exit \(code)]") }
        return Answer(lines: lines, exitCode: code)
    }

    /// Types a command that must end in a certain way, and returns what was said.
    @discardableResult
    func demand(
        _ command: String, ending code: Int32 = 0,
        _ location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let answer = try type(command)
        let text = answer.lines.joined(separator: "\n")
        #expect(answer.exitCode == code, "\(command)\n\(text)", sourceLocation: location)
        return text
    }

    /// A session, or `nil` and a word about it where the programs are not beside the tests.
    static func ifThereArePrograms() throws -> Session? {
        guard let programs else {
            print("Skipped: the program testamur was not found beside the tests.")
            return nil
        }
        return try Session(programs: programs)
    }

    private static func lines(of file: URL) throws -> [String] {
        let text = try String(contentsOf: file, encoding: .utf8)
        guard !text.isEmpty else { return [] }
        var lines = text.components(separatedBy: "\n")
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
