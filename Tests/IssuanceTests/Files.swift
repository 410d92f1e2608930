import FoundationEssentials

/// Files as somebody finds them who looks at every byte.
enum Files {
    /// The bytes of one file; `nil` if there is none.
    static func read(_ path: String) -> [UInt8]? {
        (try? Data(contentsOf: URL(filePath: path))).map(Array.init)
    }

    /// Removes a file or a folder.
    static func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: path)
    }

    /// The paths of all files below a folder.
    static func names(below folder: String) throws -> [String] {
        let files = FileManager.default
        return try files.subpathsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }.filter {
            let attributes = try? files.attributesOfItem(atPath: $0)
            return attributes?[.type] as? FileAttributeType == .typeRegular
        }
    }

    /// The bytes of all files below a folder.
    static func all(below folder: String) throws -> [[UInt8]] {
        try names(below: folder).compactMap(read)
    }

    /// Whether a text stands in some bytes.
    static func find(_ needle: String, in bytes: [UInt8]) -> Bool {
        find(Array(needle.utf8), in: bytes)
    }

    /// Whether some bytes stand in others.
    static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = needle.first, bytes.count >= needle.count else { return false }
        var start = bytes.startIndex
        while let found = bytes[start...].firstIndex(of: first) {
            if bytes[found...].starts(with: needle) { return true }
            start = found + 1
        }
        return false
    }
}
