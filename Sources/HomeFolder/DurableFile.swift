import FoundationEssentials
import Glibc

/// A file that only its owner may read, on the disk when the call returns.
enum DurableFile {
    /// Puts a file in place of the one that was there, if any: whole or not at all.
    ///
    /// - Throws: ``HomeError/file(_:_:)``.
    static func replace(_ bytes: [UInt8], at path: String) throws(HomeError) {
        let draft = "\(path).\(getpid()).part"
        unsafe unlink(draft)
        let file = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .file(path, "could not be made") }
        defer { unsafe unlink(draft) }
        let isWritten = write(bytes, to: file) && fsync(file) == 0
        guard close(file) == 0, isWritten, unsafe rename(draft, path) == 0 else {
            throw .file(path, "could not be written")
        }
        try flush(parentOf: path)
    }

    /// Runs `body` while no other program holds the same folder, which is made if need be.
    ///
    /// - Throws: ``HomeError/file(_:_:)``, or what `body` throws.
    static func holding<Value>(
        _ folder: String, _ body: () throws(HomeError) -> Value
    ) throws(HomeError) -> Value {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .file(folder, "could not be made")
        }
        let file = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw .file(folder, "could not be opened") }
        // Closing lets go.
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .file(folder, "could not be held") }
        }
        return try body()
    }

    private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(file, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Brings to the disk a file that was written, and its name.
    ///
    /// - Throws: ``HomeError/file(_:_:)``.
    static func flush(_ path: String) throws(HomeError) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .file(path, "could not be flushed") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw .file(path, "could not be flushed") }
        try flush(parentOf: path)
    }

    /// Brings to the disk the list of names in which a path stands.
    ///
    /// - Throws: ``HomeError/file(_:_:)``.
    static func flush(parentOf path: String) throws(HomeError) {
        var name = path[...]
        while name.count > 1, name.hasSuffix("/") { name.removeLast() }
        let parent = name.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let folder = parent.isEmpty ? "." : parent.joined(separator: "/") + "/"
        let file = unsafe open(folder, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .file(folder, "could not be flushed") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw .file(folder, "could not be flushed") }
    }
}
