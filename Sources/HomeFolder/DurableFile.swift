import FoundationEssentials
import Glibc

/// A file that appears under its name whole or not at all, and its draft meanwhile.
///
/// The draft lies beside the file, for its owner alone, and is held by who writes it: one that
/// nobody holds was left by a program that was killed, and goes when the file is written again.
public enum DurableFile {
    /// Who may do what with a file.
    public enum Access: Sendable {
        /// Its owner alone.
        case owner
        /// Whoever could before; of a new file, whoever the process lets.
        case asBefore
    }

    /// How the name of a draft ends.
    public static let draftEnding = ".draft.part"

    /// For how long somebody else who writes the same is waited for.
    private static let patience: Duration = .seconds(10)

    /// Makes a file; never writes over one that is there.
    ///
    /// - Throws: ``HomeError/exists(_:)``, ``HomeError/busy(_:)`` or ``HomeError/file(_:_:)``.
    public static func create(
        _ bytes: [UInt8], at path: String, for access: Access = .owner
    ) throws(HomeError) {
        let (draft, file) = try begin(path)
        defer { close(file) }
        defer { unsafe unlink(draft) }
        try fill(file, with: bytes, mode: 0o600, for: path)
        try give(draft, the: path)
        // The file is there, and stays so.
        if access == .asBefore { fchmod(file, newMode) }
    }

    /// Gives a draft its name, which nothing may have yet.
    private static func give(_ draft: String, the path: String) throws(HomeError) {
        if unsafe link(draft, path) == 0 { return }
        guard errno != EEXIST else { throw .exists(path) }
        // A file system without second names has no better way.
        guard !isThere(path) else { throw .exists(path) }
        guard unsafe rename(draft, path) == 0 else { throw .file(path, "could not be written") }
    }

    /// Puts a file in place of the one that was there, if any; it is on the disk when this returns.
    /// A device stays what it is, and is written to.
    ///
    /// - Throws: ``HomeError/busy(_:)`` or ``HomeError/file(_:_:)``.
    public static func replace(
        _ bytes: [UInt8], at path: String, for access: Access = .owner
    ) throws(HomeError) {
        var before = stat()
        let isThere = unsafe stat(path, &before) == 0
        if isThere, before.st_mode & S_IFMT != S_IFREG {
            let isOpenEnded = [S_IFCHR, S_IFIFO].contains(before.st_mode & S_IFMT)
            return try pass(bytes, to: path, isOpenEnded: isOpenEnded)
        }
        let (draft, file) = try begin(path)
        defer { close(file) }
        var mode: mode_t = 0o600
        if access == .asBefore { mode = isThere ? before.st_mode & 0o777 : newMode }
        do throws(HomeError) {
            try fill(file, with: bytes, mode: mode, for: path)
            guard unsafe rename(draft, path) == 0 else {
                throw .file(path, "could not be written")
            }
        } catch {
            unsafe unlink(draft)
            throw error
        }
        try flush(parentOf: path)
    }

    /// Writes to what cannot be replaced, such as `/dev/null` or a pipe that somebody reads.
    private static func pass(
        _ bytes: [UInt8], to path: String, isOpenEnded: Bool
    ) throws(HomeError) {
        guard isOpenEnded else { throw .file(path, "is no file that could be replaced") }
        // A pipe that nobody reads is not waited for.
        let file = unsafe open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0, fcntl(file, F_SETFL, O_WRONLY) == 0 else {
            throw .file(path, "could not be opened")
        }
        defer { close(file) }
        guard write(bytes, to: file) else { throw .file(path, "could not be written") }
    }

    /// Gives what was made under another name the name by which it is looked for; both are on the
    /// disk when this returns.
    ///
    /// - Throws: ``HomeError/file(_:_:)``.
    static func name(_ draft: String, _ path: String) throws(HomeError) {
        try flush(draft)
        guard unsafe rename(draft, path) == 0 else { throw .file(path, "could not be written") }
        try flush(parentOf: path)
    }

    // MARK: Drafts

    /// What a new file may be to others, as the process was started. Asked for once, and for that
    /// moment stricter than ever.
    private static let newMode: mode_t = {
        let masked = umask(0o077)
        umask(masked)
        return 0o666 & ~masked
    }()

    /// An empty draft for a file, held.
    private static func begin(_ path: String) throws(HomeError) -> (name: String, file: Int32) {
        let draft = path + draftEnding
        let end = ContinuousClock.now + patience
        while true {
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let file = unsafe open(draft, flags, 0o600)
            if file >= 0 {
                // Who cleans up may have been quicker than the hold.
                if hold(file), isNamed(file, draft) { return (draft, file) }
                close(file)
            } else {
                guard errno == EEXIST else { throw .file(path, "could not be made") }
                guard removeAbandoned(draft) else {
                    throw .file(path, "could not be made: \(draft) is in the way")
                }
            }
            guard ContinuousClock.now < end else { throw .busy(path) }
            usleep(10_000)
        }
    }

    /// Removes a draft that nobody holds; `false` for what is no draft of ours.
    private static func removeAbandoned(_ draft: String) -> Bool {
        let file = unsafe open(draft, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return errno == ENOENT }
        defer { close(file) }
        var state = stat()
        guard unsafe fstat(file, &state) == 0, state.st_mode & S_IFMT == S_IFREG,
            state.st_uid == geteuid() || geteuid() == 0
        else { return false }
        if hold(file), isNamed(file, draft) { unsafe unlink(draft) }
        return true
    }

    /// Takes hold of a file or folder; where the file system knows no holds, there is none to wait
    /// for.
    private static func hold(_ file: Int32) -> Bool {
        flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
    }

    /// Whether a name leads to the file that is open.
    private static func isNamed(_ file: Int32, _ name: String) -> Bool {
        var (open, named) = (stat(), stat())
        guard unsafe fstat(file, &open) == 0, unsafe lstat(name, &named) == 0 else { return false }
        return open.st_ino == named.st_ino && open.st_dev == named.st_dev
    }

    private static func isThere(_ path: String) -> Bool { unsafe Glibc.access(path, F_OK) == 0 }

    private static func fill(
        _ file: Int32, with bytes: [UInt8], mode: mode_t, for path: String
    ) throws(HomeError) {
        guard write(bytes, to: file), fchmod(file, mode) == 0, fsync(file) == 0 else {
            throw .file(path, "could not be written")
        }
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

    // MARK: Holding

    /// A folder that is held.
    public struct Hold: Sendable {
        fileprivate let file: Int32

        /// Lets go, once.
        public func release() { close(file) }
    }

    /// Takes hold of a folder, and waits for whoever has it, but not for ever.
    ///
    /// Who takes hold of a folder twice waits for himself.
    ///
    /// - Throws: ``HomeError/busy(_:)`` or ``HomeError/file(_:_:)``.
    public static func hold(_ folder: String) throws(HomeError) -> Hold {
        let file = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw .file(folder, "could not be opened") }
        let end = ContinuousClock.now + patience
        while !hold(file) {
            guard ContinuousClock.now < end else {
                close(file)
                throw .busy(folder)
            }
            usleep(5_000)
        }
        return Hold(file: file)
    }

    /// Whether somebody holds a file or folder; also if it cannot be looked at.
    public static func isHeld(_ path: String) -> Bool {
        let file = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return true }
        defer { close(file) }
        return !hold(file)
    }

    /// Runs `body` while no other program holds the same folder, which is made if need be.
    ///
    /// - Throws: as ``hold(_:)`` does, or what `body` throws.
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
        let held = try hold(folder)
        defer { held.release() }
        return try body()
    }

    // MARK: Flushing

    /// Brings to the disk a file that was written, or a folder's list of names; and its own name.
    ///
    /// - Throws: ``HomeError/file(_:_:)``.
    public static func flush(_ path: String) throws(HomeError) {
        try flush(content: path)
        try flush(parentOf: path)
    }

    /// Brings to the disk a file that was written, or a folder's list of names.
    ///
    /// - Throws: ``HomeError/file(_:_:)``.
    public static func flush(content path: String) throws(HomeError) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .file(path, "could not be flushed") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw .file(path, "could not be flushed") }
    }

    /// Brings to the disk the list of names in which a path stands.
    ///
    /// - Throws: ``HomeError/file(_:_:)``.
    public static func flush(parentOf path: String) throws(HomeError) {
        try flush(content: parent(of: path))
    }

    /// The folder in which a path stands.
    public static func parent(of path: String) -> String {
        var name = path[...]
        while name.count > 1, name.hasSuffix("/") { name.removeLast() }
        let parent = name.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return parent.isEmpty ? "." : parent.joined(separator: "/") + "/"
    }
}
