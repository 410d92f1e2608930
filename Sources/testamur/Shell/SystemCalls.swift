// The program's only calls of the C library, but for those of Demo/ChildProcess.swift.
import Glibc

/// One of the three streams that every program begins with.
enum StandardStream: Int32, Sendable {
    case standardInput = 0
    case standardOutput = 1
    case standardError = 2

    /// Whether it is a terminal.
    var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Writes all bytes; a reader that has gone away is no error of ours.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(rawValue, buffer.baseAddress, buffer.count)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno != EINTR, errno != EAGAIN {
                return
            }
        }
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

/// A file that only its owner may read, from the moment it appears.
enum PrivateFile {
    /// Makes the file; never writes over one that is there.
    ///
    /// - Throws: ``Failure`` with the system's reason.
    static func create(_ bytes: [UInt8], at path: String) throws(Failure) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw errno == EEXIST ? .exists(path) : .unwritable(path, "could not be made")
        }
        defer { close(file) }
        let written = unsafe bytes.withUnsafeBytes { buffer in
            unsafe Glibc.write(file, buffer.baseAddress, buffer.count)
        }
        guard written == bytes.count, fsync(file) == 0 else {
            throw .unwritable(path, "could not be written")
        }
    }

    /// Puts a file in place of the one that was there: whole or not at all.
    ///
    /// - Throws: ``Failure`` with the system's reason.
    static func replace(_ bytes: [UInt8], at path: String) throws(Failure) {
        let fresh = path + ".new"
        unsafe unlink(fresh)
        try create(bytes, at: fresh)
        guard unsafe rename(fresh, path) == 0 else {
            throw .unwritable(path, "could not be written")
        }
    }
}

/// Makes the program take no notice of a signal by itself.
func ignore(_ number: Int32) {
    signal(number, SIG_IGN)
}
