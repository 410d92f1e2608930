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
        let finder = TraceFinder(traces)
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: home.path) else {
            throw Failure.unreadable(home.path)
        }
        for name in names.sorted() {
            let file = "\(home.path)/\(name)"
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            guard attributes?[.type] as? FileAttributeType == .typeRegular else { continue }
            fileCount += 1
            if try TraceSearch.finds(finder, in: file) { found.append(name) }
        }
    }

    private static func finds(_ finder: TraceFinder, in file: String) throws -> Bool {
        var isFound = false
        var end: [UInt8] = []
        let read: Void? = FilePieces.read(file, .never) { piece in
            guard !isFound else { return }
            let bytes = end + piece
            isFound = finder.finds(in: bytes)
            end = Array(bytes.suffix(finder.overlap))
        }
        // A file that has gone since the folder was listed holds nothing any more.
        if read == nil, InputFile.exists(file) {
            throw Failure.unreadable(file)
        }
        return isFound
    }
}
