import CanonicalJSON
import Fetching
import FoundationEssentials
import Signing
import Synchronization

/// Where the demonstration happens: a folder, the daemons, and what was typed so far.
final class DemoStage: Sendable {
    /// Whether the story is told while it happens.
    enum Narration: Hashable, Sendable {
        /// On stdout.
        case told
        /// Not at all; whoever runs it reads the report.
        case silent
    }

    /// A daemon and its address.
    struct Daemon: Sendable {
        let name: String
        let url: String
        let process: ChildProcess
    }

    /// The folder in which everything happens, and from which the commands are typed.
    let folder: String
    private let narration: Narration
    private let program: String
    private let daemonProgram: String
    private let environment: [String: String]
    private let state = Mutex(State())

    private struct State {
        var daemons: [Daemon] = []
        var steps: [JSONValue] = []
        var chapter = 0
        var isInterrupted = false
    }

    /// Makes the folder.
    ///
    /// - Throws: ``Failure`` if the daemon's program is not beside this one.
    init(narration: Narration) throws(Failure) {
        self.narration = narration
        let program = Machine.executable
        let place = program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "."
        self.program = program
        daemonProgram = "\(place)/testamurd"
        guard InputFile.exists(daemonProgram) else {
            throw Failure(
                "demo.no-daemon", .usage, "\(daemonProgram) is not there.",
                next: "Build or install testamurd beside this program, then try again.")
        }
        var environment = Machine.environment
        environment["TESTAMUR_HOME"] = nil
        folder = try ScratchFolder(named: "demo").path
        // What is seen of made-up ledgers is nothing to remember.
        environment["XDG_STATE_HOME"] = "\(folder)/state"
        self.environment = environment
        // Commands are shown with short paths, and run with the very same ones.
        guard FileManager.default.changeCurrentDirectoryPath(folder) else {
            throw .unwritable(folder, "cannot be entered")
        }
    }

    // MARK: Telling

    /// Begins a chapter of the story.
    func chapter(_ title: String) {
        let number = state.withLock { state in
            state.chapter += 1
            return state.chapter
        }
        say("")
        say(Console.output.styled("\(number). \(title)", .bold))
    }

    /// Says something.
    func say(_ text: String) {
        if narration == .told { Console.output.line(text) }
    }

    /// What was typed and what came of it, for programs.
    var report: JSONValue {
        let steps = state.withLock(\.steps)
        return [
            "result": "as expected", "folder": .string(folder), "steps": .array(steps),
        ]
    }

    // MARK: Doing

    /// Types a command, shows what it answers, and makes sure that it is what the story says.
    ///
    /// - Parameters:
    ///   - status: how the command must end.
    ///   - answers: texts that its answer must contain.
    ///   - lines: how many lines of the answer are shown.
    /// - Throws: ``Failure`` `demo.failed`.
    @discardableResult
    func type(
        _ arguments: [String], expecting status: ExitStatus = .success,
        _ answers: [String] = [], showing lines: Int = 12
    ) async throws -> String {
        if isInterrupted { throw CancellationError() }
        let command = "testamur " + arguments.map(\.quoted).joined(separator: " ")
        say("")
        say(Console.output.styled("   $ \(command)", .blue))
        let process = try ChildProcess.start(
            program, arguments, environment: environment, output: "answer.txt", group: .ours)
        let code = try await process.wait()
        let answer = String(
            decoding: try InputFile("answer.txt").bytes(max: 1 << 20), as: UTF8.self)
        show(answer, lines)
        if code != 0 { say(Console.output.styled("   (exit code \(code))", .dim)) }
        state.withLock { state in
            state.steps.append([
                "command": .string(command), "exit": .integer(Int64(code)),
                "expected": .integer(Int64(status.rawValue)),
            ])
        }
        let missing = answers.filter { !answer.contains($0) }
        guard code == status.rawValue, missing.isEmpty else {
            let wanted = ["exit code \(status.rawValue)"] + missing.map { "“\($0)”" }
            throw Failure(
                "demo.failed", .bug,
                "This step of the demonstration did not end as it must: \(command)",
                next: "Expected \(wanted.joined(separator: " and ")); it ended with "
                    + "exit code \(code) and this answer:\n\(answer)")
        }
        return answer
    }

    private func show(_ answer: String, _ max: Int) {
        let lines = answer.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        for line in lines.prefix(max) { say(line.isEmpty ? "" : "     \(line)") }
        if lines.count > max {
            let rest = (lines.count - max).of("more line")
            say(Console.output.styled("     … and \(rest)", .dim))
        }
    }

    /// Starts the daemon of a home, and waits until it answers.
    ///
    /// - Throws: ``Failure`` `demo.failed` if it ends or does not answer in time.
    func start(daemonOf home: String, at url: String) async throws {
        if isInterrupted { throw CancellationError() }
        say("")
        say(Console.output.styled("   $ testamurd --home \(home) &", .blue))
        let log = "\(home)-daemon.txt"
        let process = try ChildProcess.start(
            daemonProgram, ["--home", home, "--log", "failures"], environment: environment,
            output: log, group: .own)
        state.withLock { $0.daemons.append(Daemon(name: home, url: url, process: process)) }
        let fetcher = try Download.fetcher(for: [url], bytesMax: 65_536)
        let isUp = try await fetcher.closing { fetcher in
            for _ in 0..<400 where process.poll() == nil {
                if let fetched = try? await fetcher.send(.get, "\(url)/livez"),
                    fetched.status == 200
                {
                    return true
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            return false
        }
        guard isUp else {
            let words = (try? InputFile(log).bytes(max: 1 << 20)).map {
                String(decoding: $0, as: UTF8.self)
            }
            throw Failure(
                "demo.failed", .bug, "The daemon of \(home) did not start.",
                next: "It said:\n\(words ?? "")")
        }
        say("     listening on \(url)")
    }

    /// Ends the daemon of a home.
    func stop(daemonOf home: String) {
        let daemons = state.withLock { state in
            defer { state.daemons.removeAll { $0.name == home } }
            return state.daemons.filter { $0.name == home }
        }
        for daemon in daemons { daemon.process.end() }
    }

    // MARK: Ending

    /// Whether somebody pressed Ctrl-C.
    var isInterrupted: Bool { state.withLock(\.isInterrupted) }

    /// Ends what runs; the story ends with it.
    func interrupt() {
        state.withLock { $0.isInterrupted = true }
        ChildProcess.endAll()
    }

    /// Ends every process and removes the folder.
    func close() {
        ChildProcess.endAll()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Leaves everything as it is, and says how to end it.
    func handOver() {
        let daemons = state.withLock(\.daemons)
        let numbers = daemons.map { String($0.process.processID) }.joined(separator: " ")
        let messages = Console.messages
        messages.line()
        messages.line("Everything is kept in \(folder), and these are running:")
        for daemon in daemons {
            messages.line("  \(daemon.name.padded(to: 12))\(daemon.url)")
        }
        messages.line("Stop them and clean up with:")
        messages.line("  kill \(numbers) && rm -r \(folder)")
    }
}
