// The only test file that needs more than the essentials: it starts another program.
import Foundation
import Synchronization
import TestSupport

/// The real daemon, started from the folder in which the tests were built.
final class DaemonProcess: Sendable {
    /// How a daemon ended.
    struct End: Sendable {
        let code: Int32
        let wasKilled: Bool
    }

    /// Why a daemon did not start.
    struct NotStarted: Error, CustomStringConvertible {
        let code: Int32
        let standardError: String
        var description: String { "exit code \(code): \(standardError)" }
    }

    /// The program beside the test bundle.
    static var program: String {
        get throws {
            let tests = try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/exe")
            let folder = (tests as NSString).deletingLastPathComponent
            return (folder as NSString).appendingPathComponent("testamurd")
        }
    }

    /// The port that it says it listens on.
    let port: Int
    /// How long it took until it said so.
    let startTime: Duration
    private let process: SpawnedProcess
    private let folder: String

    private static func started(
        _ arguments: [String], output: String, errors: String
    ) throws -> SpawnedProcess {
        var environment = SpawnedProcess.environment
        environment["TESTAMUR_HOME"] = nil
        return try SpawnedProcess(
            DaemonProcess.program, arguments, environment: environment, output: output,
            errors: errors)
    }

    /// Starts a daemon and waits until it listens.
    ///
    /// - Throws: ``NotStarted`` if it ends before.
    init(_ arguments: [String]) async throws {
        folder = try TestFolder.make()
        let clock = ContinuousClock()
        let start = clock.now
        process = try DaemonProcess.started(
            arguments, output: folder + "/out", errors: folder + "/err")
        while true {
            let said = DaemonProcess.text(folder + "/out")
            if let port = DaemonProcess.port(in: said) {
                self.port = port
                startTime = clock.now - start
                return
            }
            if let end = process.end {
                throw NotStarted(
                    code: end.code, standardError: DaemonProcess.text(folder + "/err"))
            }
            guard clock.now - start < .seconds(60) else {
                throw NotStarted(code: -1, standardError: "not ready after a minute")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// What it wrote to standard output.
    var standardOutput: String { DaemonProcess.text(folder + "/out") }
    /// What it wrote to standard error.
    var standardError: String { DaemonProcess.text(folder + "/err") }
    private var ended: End? {
        process.end.map { End(code: $0.code, wasKilled: $0.wasKilled) }
    }

    /// Whether it runs.
    var isRunning: Bool { ended == nil }

    /// Sends a signal.
    func signal(_ number: Int32) {
        kill(process.identifier, number)
    }

    /// Waits until it has ended.
    func end(within limit: Duration = .seconds(30)) async throws -> End {
        let clock = ContinuousClock()
        let start = clock.now
        while clock.now - start < limit {
            if let end = ended { return end }
            try await Task.sleep(for: .milliseconds(5))
        }
        return End(code: -1, wasKilled: false)
    }

    /// Asks it to end and waits until it has.
    @discardableResult
    func stop() async throws -> End {
        signal(SIGTERM)
        return try await end()
    }

    /// What a run that is over at once wrote and returned.
    static func run(_ arguments: [String]) async throws -> (
        code: Int32, output: String, errors: String
    ) {
        let folder = try TestFolder.make()
        let process = try DaemonProcess.started(
            arguments, output: folder + "/out", errors: folder + "/err")
        for _ in 0..<6_000 {
            if let end = process.end {
                return (end.code, text(folder + "/out"), text(folder + "/err"))
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        return (-1, text(folder + "/out"), text(folder + "/err"))
    }

    private static func text(_ file: String) -> String {
        (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    }

    private static func port(in text: String) -> Int? {
        guard text.hasSuffix("\n"), text.hasPrefix("testamurd: listening on http://") else {
            return nil
        }
        return text.dropLast().split(separator: ":").last.flatMap { Int($0) }
    }
}

/// Folders that are removed when the tests are over.
enum TestFolder {
    private static let made = Mutex<[String]>([])
    private static let atEnd: Int32 = atexit {
        for path in TestFolder.made.withLock({ $0 }) {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// Makes a folder of its own.
    static func make() throws -> String {
        precondition(atEnd == 0, "there is room for what is done at the end")
        let path = NSTemporaryDirectory() + "testamurd-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        made.withLock { $0.append(path) }
        return path
    }
}
