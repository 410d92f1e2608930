// The program's only calls of the C library, but for those of Demo/ChildProcess.swift.
import FoundationEssentials
import Glibc

extension Machine {
    /// Makes a write beyond what a file may have an error of that write, not the program's end.
    static func outliveFileLimits() { ignore(SIGXFSZ) }

    /// Ends the program, without the C library's clean-up: a thread that is about to end may still
    /// use what libcrypto would take away. Nothing that was written waits in a buffer.
    static func end(_ status: ExitStatus) -> Never {
        _exit(status.rawValue)
    }
}

/// One of the three streams that every program begins with.
enum StandardStream: Int32, Sendable {
    case standardInput = 0
    case standardOutput = 1
    case standardError = 2

    /// Whether it is a terminal.
    var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Opens those of the three that are closed on nothing: what is opened next would take their
    /// numbers, and be written to.
    static func fill() {
        while true {
            let file = unsafe open("/dev/null", O_RDWR)
            if file > 2 { close(file) }
            if file < 0 || file > 2 { return }
        }
    }

    /// Writes all bytes and says whether that was possible; a reader that has gone away is no
    /// error of ours.
    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(rawValue, buffer.baseAddress, buffer.count)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno != EINTR, errno != EAGAIN {
                return errno == EPIPE
            }
        }
        return true
    }

    /// Reads to the end, or to one byte more than `max`; `nil` if that fails.
    func readAll(max: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= max {
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(rawValue, buffer.baseAddress, buffer.count)
            }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            bytes += chunk[..<count]
        }
        return Array(bytes.prefix(max + 1))
    }
}

/// Where a path leads.
enum RealPath {
    /// The path without links and dots; `nil` if it leads nowhere.
    static func of(_ path: String) -> String? {
        guard let found = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}

/// Reads a file of any length, a piece at a time.
enum FilePieces {
    /// When a file is let go of.
    enum Closing {
        /// When it was read.
        case atOnce
        /// When the program ends: to close a database that is open elsewhere in the program would
        /// let go of the locks that are held on it there.
        case never
    }

    /// Gives each piece to `body`; `nil` if the file cannot be read.
    static func read(
        _ path: String, _ closing: Closing = .atOnce, _ body: ([UInt8]) -> Void
    ) -> Void? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { if closing == .atOnce { close(file) } }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe piece.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(file, buffer.baseAddress, buffer.count)
            }
            if count == 0 { return () }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            body(Array(piece[..<count]))
        }
    }
}

/// A folder that one program at a time writes.
final class FolderLock: Sendable {
    private let file: Int32

    /// Makes the folder if need be, and takes hold of it.
    ///
    /// - Parameter busy: the code of the failure if somebody else holds it.
    /// - Throws: ``Failure``; also if it cannot be made.
    init(_ path: String, busy: String = "mirror.busy") throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path, "could not be made")
        }
        let file = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw .unwritable(path, "could not be opened") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw Failure(
                busy, .tryAgain, "Another program is writing in \(path).",
                next: "Try again when it has ended.")
        }
        self.file = file
    }

    /// Waits until everything that was written is on the disk: one call for files without number.
    func flush() { sync() }

    /// Lets others write again.
    func release() { close(file) }
}

/// Makes the program take no notice of a signal by itself.
func ignore(_ number: Int32) {
    signal(number, SIG_IGN)
}
