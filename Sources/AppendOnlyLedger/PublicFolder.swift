import FoundationEssentials

/// A folder that anyone may fetch: a projection of what is stored elsewhere, rebuilt at will.
///
/// Files appear whole or not at all. Nothing is flushed here, because nothing here is relied on.
///
/// Spec: 04-checkpoint §4.
public struct PublicFolder: Sendable {
    /// Where the folder is.
    public let path: String

    /// Names a folder, which need not exist yet.
    public init(path: String) {
        self.path = path
    }

    /// Writes a file that never changes, unless it is there as it should be.
    func keep(_ bytes: [UInt8], at name: String) throws {
        if read(name) != bytes { try replace(bytes, at: name) }
    }

    /// Writes a file in place of the one that was there.
    ///
    /// - Throws: an error of the file system.
    public func replace(_ bytes: [UInt8], at name: String) throws {
        let file = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file, options: .atomic)
    }

    /// The file's bytes; `nil` if it cannot be read.
    public func read(_ name: String) -> [UInt8]? {
        (try? Data(contentsOf: URL(filePath: "\(path)/\(name)"))).map(Array.init)
    }

    /// Whether a file is there.
    public func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/\(name)")
    }

    /// Removes a file or a folder; nothing happens if it is not there.
    func remove(_ name: String) {
        try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
}
