import FoundationEssentials
import HomeFolder
import Issuance

/// What was found of something that was to be destroyed, in every byte of a home's files.
///
/// Spec: 03-append §10.
struct TraceSearch {
    /// How many files were read.
    private(set) var fileCount = 0
    /// Those in which something stands, by their names in the home.
    private(set) var found: [String] = []

    /// Reads every file of a home.
    ///
    /// - Throws: ``Failure`` for a file that cannot be read.
    init(for traces: [VaultErasure.Trace], in home: Home) throws {
        let finder = ByteFinder(traces.flatMap(\.forms))
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: home.path) else {
            throw Failure.unreadable(home.path)
        }
        for name in names.sorted() {
            let file = "\(home.path)/\(name)"
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            guard attributes?[.type] as? FileAttributeType == .typeRegular else { continue }
            fileCount += 1
            if try finder.isFound(in: file) { found.append(name) }
        }
    }
}

/// Finds any of several texts in files of any size.
private struct ByteFinder {
    private let needles: [[UInt8]]
    private let beginnings: [Bool]
    private let longest: Int

    init(_ needles: [[UInt8]]) {
        self.needles = needles.filter { !$0.isEmpty }
        var beginnings = Array(repeating: false, count: 256)
        for needle in self.needles { beginnings[Int(needle[0])] = true }
        self.beginnings = beginnings
        longest = needles.map(\.count).max() ?? 1
    }

    func isFound(in file: String) throws -> Bool {
        var isFound = false
        var end: [UInt8] = []
        let read: Void? = FilePieces.read(file, .never) { piece in
            guard !isFound else { return }
            let bytes = end + piece
            isFound = self.isFound(in: bytes)
            end = Array(bytes.suffix(longest - 1))
        }
        // A file that has gone since the folder was listed holds nothing any more.
        if read == nil, InputFile.exists(file) {
            throw Failure.unreadable(file)
        }
        return isFound
    }

    private func isFound(in bytes: [UInt8]) -> Bool {
        for start in bytes.indices where beginnings[Int(bytes[start])] {
            if needles.contains(where: { bytes[start...].starts(with: $0) }) { return true }
        }
        return false
    }
}
