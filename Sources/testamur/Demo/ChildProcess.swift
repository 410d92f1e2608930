// Starting, waiting for and ending other processes: the C library's calls for that.
import Glibc
import Synchronization

/// A process that the demonstration started, and ends by its number.
final class ChildProcess: Sendable {
    /// What becomes of a process when somebody presses Ctrl-C.
    enum Group: Hashable, Sendable {
        /// It hears of it, as commands do.
        case ours
        /// It does not; whoever started it ends it, with all that it started.
        case own
    }

    /// Its number.
    let processID: pid_t
    private let group: Group
    private let exitCode = Mutex<Int32?>(nil)

    /// All processes that run now.
    private static let running = Mutex<[pid_t: ChildProcess]>([:])

    /// Starts a program; what it writes goes into a file.
    ///
    /// - Throws: ``Failure`` if the program cannot be started.
    static func start(
        _ executable: String, _ arguments: [String], environment: [String: String],
        output: String, group: Group
    ) throws(Failure) -> ChildProcess {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(
            &actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // The threads of this program block signals that the other one may wait for.
        var nothingBlocked = sigset_t()
        unsafe sigemptyset(&nothingBlocked)
        unsafe posix_spawnattr_setsigmask(&attributes, &nothingBlocked)
        let flags = POSIX_SPAWN_SETSIGMASK | (group == .own ? POSIX_SPAWN_SETPGROUP : 0)
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        let words = unsafe cStrings([executable] + arguments)
        let variables = unsafe cStrings(environment.map { "\($0.key)=\($0.value)" })
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var processID: pid_t = 0
        let result = unsafe posix_spawn(
            &processID, executable, &actions, &attributes, words, variables)
        guard result == 0 else {
            throw Failure(
                "demo.failed", .bug, "\(executable) could not be started (error \(result)).")
        }
        return ChildProcess(processID, group)
    }

    /// Words as C wants them: texts that end in zero, to be freed, and a null pointer at the end.
    private static func cStrings(_ words: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe words.map { unsafe strdup($0) } + [nil]
    }

    private init(_ processID: pid_t, _ group: Group) {
        self.processID = processID
        self.group = group
        ChildProcess.running.withLock { $0[processID] = self }
    }

    /// How it ended, if it has: its exit code, or 128 and the number of the signal.
    func poll() -> Int32? {
        exitCode.withLock { exitCode in
            if let exitCode { return exitCode }
            var status: Int32 = 0
            guard unsafe waitpid(processID, &status, WNOHANG) == processID else { return nil }
            let signal = status & 0x7f
            exitCode = signal == 0 ? (status >> 8) & 0xff : 128 + signal
            ChildProcess.running.withLock { $0[processID] = nil }
            return exitCode
        }
    }

    /// Waits until it has ended.
    func wait() async throws -> Int32 {
        while true {
            if let code = poll() { return code }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Asks it to end, and makes it end if it does not within five seconds.
    func end() {
        guard poll() == nil else { return }
        let target = group == .own ? -processID : processID
        kill(target, SIGTERM)
        for _ in 0..<500 {
            if poll() != nil { return }
            usleep(10_000)
        }
        kill(target, SIGKILL)
        while poll() == nil { usleep(1_000) }
    }

    /// Ends every process that still runs.
    static func endAll() {
        for child in running.withLock({ Array($0.values) }) { child.end() }
    }
}

/// Ports of this machine.
enum LocalPort {
    /// Whether whoever listens on a port answers a request for `path`.
    static func answers(_ port: UInt16, path: String) -> Bool {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { return false }
        defer { close(file) }
        var address = loopback(port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe connect(file, generic, length)
            }
        }
        guard result == 0 else { return false }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        var first: UInt8 = 0
        return unsafe send(file, request, request.count, 0) == request.count
            && recv(file, &first, 1, 0) == 1
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
        address.sin_port = port.bigEndian
        return address
    }

    /// One that nobody listens on: lets the system choose it, and gives it back at once.
    ///
    /// - Throws: ``Failure`` if the system gives none.
    static func free() throws(Failure) -> UInt16 {
        let failure = Failure("demo.failed", .inputOutput, "No free port was found.")
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { throw failure }
        defer { close(file) }
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(file, generic, length) == 0
                    ? unsafe getsockname(file, generic, &length) : -1
            }
        }
        guard result == 0 else { throw failure }
        return UInt16(bigEndian: address.sin_port)
    }
}
