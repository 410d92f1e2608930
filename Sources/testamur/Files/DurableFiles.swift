import FoundationEssentials
import HomeFolder

/// A file that only its owner may read, from the moment it appears.
enum PrivateFile {
    /// Makes the file; never writes over one that is there.
    ///
    /// - Throws: ``Failure`` with the system's reason.
    static func create(_ bytes: [UInt8], at path: String) throws(Failure) {
        do {
            try DurableFile.create(bytes, at: path)
        } catch {
            throw Failure(writing: error)
        }
    }

    /// Puts a file in place of the one that was there: whole or not at all, and on the disk when
    /// this returns.
    ///
    /// - Throws: ``Failure`` with the system's reason.
    static func replace(_ bytes: [UInt8], at path: String) throws(Failure) {
        do {
            try DurableFile.replace(bytes, at: path)
        } catch {
            throw Failure(writing: error)
        }
    }
}

/// A file that a command makes for a person.
enum OutputFile {
    /// Writes a new file, and the folders to it; never over one that is there.
    ///
    /// - Throws: ``Failure``.
    static func create(_ bytes: [UInt8], at path: String) throws(Failure) {
        guard !InputFile.exists(path) else { throw .exists(path) }
        try makeFolder(of: path)
        do {
            try DurableFile.create(bytes, at: path, for: .asBefore)
        } catch {
            throw Failure(writing: error)
        }
    }

    /// Puts a file in place of the one that was there: whole or not at all. Of a link, what it
    /// leads to.
    ///
    /// - Throws: ``Failure``.
    static func replace(_ bytes: [UInt8], at path: String) throws(Failure) {
        let path = RealPath.of(path) ?? path
        try makeFolder(of: path)
        do {
            try DurableFile.replace(bytes, at: path, for: .asBefore)
        } catch {
            throw Failure(writing: error)
        }
    }

    /// Takes hold of the folder of a file, which is made if need be: who reads a file, changes it
    /// and writes it again holds it meanwhile. Of a link, what it leads to.
    ///
    /// - Throws: ``Failure``.
    static func hold(_ path: String) throws(Failure) -> DurableFile.Hold {
        let path = RealPath.of(path) ?? path
        try makeFolder(of: path)
        do {
            return try DurableFile.hold(DurableFile.parent(of: path))
        } catch {
            throw Failure(writing: error)
        }
    }

    private static func makeFolder(of path: String) throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                atPath: DurableFile.parent(of: path), withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path, "could not be written")
        }
    }
}

extension Failure {
    /// What was in the way of a file that somebody named.
    init(writing error: HomeError) {
        switch error {
        case .exists(let path): self = .exists(path)
        case .file(let path, let why): self = .unwritable(path, why)
        default: self.init(error)
        }
    }
}

/// Bringing to the disk what was written.
enum Flush {
    /// Flushes a file, or a folder's list of names.
    ///
    /// - Throws: ``Failure``.
    static func path(_ path: String) throws(Failure) {
        do {
            try DurableFile.flush(content: path)
        } catch {
            throw Failure(writing: error)
        }
    }

    /// Takes a file's name away, for good when this returns.
    ///
    /// - Throws: ``Failure``.
    static func remove(_ path: String) throws(Failure) {
        guard (try? FileManager.default.removeItem(atPath: path)) != nil else {
            throw .unwritable(path, "could not be removed")
        }
        try Flush.path(DurableFile.parent(of: path))
    }
}
