import FoundationEssentials

/// Files that tests read: the project's own vectors, and published ones beside the project.
enum TestFiles {
    /// The project's folder.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The project's own vectors for this module.
    static let ownVectors = root.appending(path: "spec/vectors/01-json")

    /// Vectors of the specifications' authors, which are not part of the project.
    static let publishedVectors = root.deletingLastPathComponent()
        .appending(path: "shared/vectors")

    /// Whether published vectors of a name are here; prints a notice if not.
    static func hasPublished(_ name: String) -> Bool {
        let path = publishedVectors.appending(path: name).path
        if FileManager.default.fileExists(atPath: path) { return true }
        print("notice: skipped, as there are no published vectors at \(path)")
        return false
    }

    /// The names in a folder, sorted.
    static func names(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    /// The bytes of a file.
    static func bytes(_ folder: URL, _ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: folder.appending(path: name)))
    }
}
