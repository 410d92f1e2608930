import FoundationEssentials
import Glibc
import Synchronization

/// Another program that a test started; what it writes goes into files.
///
/// Foundation's `Process` looks through `/proc/self/fd` and reads beyond the end of what it got
/// there: among a thousand starts one ended the tests.
public final class SpawnedProcess: Sendable {
    /// How a program ended.
    public struct End: Sendable {
        /// Its exit code, or the number of the signal that ended it.
        public let code: Int32
        /// Whether a signal ended it.
        public let wasKilled: Bool

        /// Says how.
        public init(code: Int32, wasKilled: Bool) {
            self.code = code
            self.wasKilled = wasKilled
        }
    }

    /// That a program could not be started.
    public struct NotStarted: Error {
        /// The program.
        public let program: String
        /// The system's number for why.
        public let number: Int32
    }

    /// Its number.
    public let identifier: Int32
    private let ended = Mutex<End?>(nil)

    /// Starts a program.
    ///
    /// - Throws: ``NotStarted``.
    public init(
        _ program: String, _ arguments: [String],
        environment: [String: String] = SpawnedProcess.environment,
        output: String = "/dev/null", errors: String = "/dev/null"
    ) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let writing = O_WRONLY | O_CREAT | O_TRUNC
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, writing, 0o600)
        if errors == output {
            unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, writing, 0o600)
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // The threads of the tests block signals that the program may wait for.
        var nothingBlocked = sigset_t()
        unsafe sigemptyset(&nothingBlocked)
        unsafe posix_spawnattr_setsigmask(&attributes, &nothingBlocked)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = unsafe SpawnedProcess.cStrings([program] + arguments)
        let variables = unsafe SpawnedProcess.cStrings(environment.map { "\($0.key)=\($0.value)" })
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var number: pid_t = 0
        let result = unsafe posix_spawn(&number, program, &actions, &attributes, words, variables)
        guard result == 0 else { throw NotStarted(program: program, number: result) }
        identifier = number
    }

    /// The variables of the tests themselves; a crash ends a program, and nobody looks at it.
    public static var environment: [String: String] {
        ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    }

    /// Runs a program to its end; its exit code, or `nil` if a signal ended it.
    ///
    /// - Throws: ``NotStarted``.
    public static func run(
        _ program: String, _ arguments: [String], output: String = "/dev/null",
        errors: String = "/dev/null"
    ) throws -> Int32? {
        let process = try SpawnedProcess(program, arguments, output: output, errors: errors)
        let end = process.wait()
        return end.wasKilled ? nil : end.code
    }

    deinit {
        if end == nil {
            kill(identifier, SIGKILL)
            _ = wait()
        }
    }

    /// Words as C wants them: texts that end in zero, to be freed, and a null pointer at the end.
    private static func cStrings(_ words: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe words.map { unsafe strdup($0) } + [nil]
    }

    /// How it ended; `nil` while it runs.
    public var end: End? { state(WNOHANG) }

    /// Waits until it has ended.
    public func wait() -> End {
        while true {
            if let end = state(0) { return end }
        }
    }

    private func state(_ options: Int32) -> End? {
        ended.withLock { ended in
            if let ended { return ended }
            var status: Int32 = 0
            guard unsafe waitpid(identifier, &status, options) == identifier else { return nil }
            let signal = status & 0x7f
            let end = End(code: signal == 0 ? (status >> 8) & 0xff : signal, wasKilled: signal != 0)
            ended = end
            return end
        }
    }
}
