import COpenSSL

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A system call that failed.
struct SystemFailure: Error {
    let number: Int32

    static var latest: SystemFailure { SystemFailure(number: errno) }

    /// Whether the file was simply not there.
    var isAbsence: Bool { number == ENOENT || number == ENOTDIR }
    /// Whether a file was there already.
    var isPresence: Bool { number == EEXIST }
}

/// The bytes of a small file with secrets in it, cleared when they are let go.
@safe
final class OpenSSLKeyFile {
    /// The permission bits of the file that was read.
    let mode: UInt32
    /// What the file holds, cut after the number of bytes that was asked for.
    private(set) var bytes: UnsafeMutableRawBufferPointer

    /// The number of bytes that were read.
    var byteCount: Int { unsafe bytes.count }

    /// What may stand at a path that is read.
    enum Source {
        /// A file, so that its mode means something.
        case file
        /// Also a pipe, as shells make them of a command's output.
        case fileOrPipe
    }

    /// Reads at most `bytesMax` bytes; as many as that mean that there may be more.
    init(reading path: String, bytesMax: Int, from source: Source) throws(SystemFailure) {
        // A pipe that nobody writes to must not hold up the opening of a key.
        let flags = O_RDONLY | O_CLOEXEC | (source == .file ? O_NONBLOCK : 0)
        let descriptor = unsafe open(path, flags)
        guard descriptor >= 0 else { throw .latest }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .latest }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFDIR else { throw SystemFailure(number: EISDIR) }
        guard kind == S_IFREG || source == .fileOrPipe else {
            throw SystemFailure(number: EINVAL)
        }
        mode = UInt32(status.st_mode & 0o7777)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytesMax, alignment: 1)
        unsafe bytes = buffer
        var count = 0
        while count < bytesMax {
            let step = unsafe read(
                descriptor, buffer.baseAddress?.advanced(by: count), bytesMax - count)
            if step == 0 { break }
            guard step > 0 || errno == EINTR else { throw .latest }
            count += max(step, 0)
        }
        unsafe bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
    }

    deinit {
        unsafe OPENSSL_cleanse(bytes.baseAddress, bytes.count)
        unsafe bytes.deallocate()
    }
}

extension OpenSSLKeyFile {
    /// Writes a new file of mode 0600 and makes it and its folder durable, or leaves nothing.
    static func write(_ content: OpenSSLText, to path: String) throws(SigningError) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(path[...$0]) } ?? "."
        let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
        do throws(SystemFailure) {
            try write(content, name: name, inFolder: folder)
        } catch {
            guard !error.isPresence else { throw .keyFileExists(path) }
            throw .keyFileUnwritten(path, errno: error.number)
        }
    }

    private static func write(
        _ content: OpenSSLText, name: String, inFolder folder: String
    ) throws(SystemFailure) {
        let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .latest }
        defer { close(directory) }
        let draft = name + ".draft.part"
        let descriptor = try begin(draft, in: directory)
        // Closing lets go of the draft.
        defer { close(descriptor) }
        // Half a key helps nobody, and would stop the next attempt.
        defer { _ = unsafe unlinkat(directory, draft, 0) }
        try fill(descriptor, with: content)
        try give(draft, the: name, in: directory)
        guard fsync(directory) == 0 else {
            let failure = SystemFailure.latest
            _ = unsafe unlinkat(directory, name, 0)
            throw failure
        }
    }

    /// An empty draft for a key, held. One that nobody holds was left by a program that was killed.
    private static func begin(
        _ draft: String, in directory: Int32
    ) throws(SystemFailure) -> Int32 {
        for _ in 0..<2 {
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let descriptor = unsafe openat(directory, draft, flags, 0o600)
            if descriptor >= 0 {
                _ = flock(descriptor, LOCK_EX | LOCK_NB)
                return descriptor
            }
            let failure = SystemFailure.latest
            let old = unsafe openat(directory, draft, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard old >= 0 else { throw failure }
            defer { close(old) }
            guard flock(old, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else { throw failure }
            _ = unsafe unlinkat(directory, draft, 0)
        }
        throw .latest
    }

    /// Gives the key its name, which nothing may have yet.
    private static func give(
        _ draft: String, the name: String, in directory: Int32
    ) throws(SystemFailure) {
        if unsafe linkat(directory, draft, directory, name, 0) == 0 { return }
        guard errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS else { throw .latest }
        // A file system without second names has no better way.
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let place = unsafe openat(directory, name, flags, 0o600)
        guard place >= 0 else { throw .latest }
        close(place)
        guard unsafe renameat(directory, draft, directory, name) == 0 else { throw .latest }
    }

    private static func fill(
        _ descriptor: Int32, with content: OpenSSLText
    ) throws(SystemFailure) {
        // The file mode that open gives is cut by the umask, which may leave nothing readable.
        guard fchmod(descriptor, 0o600) == 0 else { throw .latest }
        try unsafe content.withBytes { (bytes) throws(SystemFailure) in
            var count = 0
            while count < bytes.count {
                let start = unsafe bytes.baseAddress?.advanced(by: count)
                let step = unsafe systemWrite(descriptor, start, bytes.count - count)
                guard step >= 0 || errno == EINTR else { throw .latest }
                count += max(step, 0)
            }
        }
        guard fsync(descriptor) == 0 else { throw .latest }
    }
}

/// `write` of the C library, which the methods above would otherwise hide.
private func systemWrite(_ file: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(file, start, count)
}
