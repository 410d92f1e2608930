/// A folder of temporary files that is removed when it is let go.
final class ScratchFolder: Sendable {
    private let path: String

    /// Makes a new folder inside an existing one.
    init(in folder: String) throws(PublishedLedgerError) {
        path = try Folder.makeFolder(in: folder)
    }

    deinit {
        Folder.removeFolder(path)
    }

    /// Writes a new file.
    func write(_ bytes: [UInt8], to name: String) throws(PublishedLedgerError) {
        try Folder.write(bytes, to: name, in: path)
    }

    /// Reads a part of a file.
    func read(_ name: String, range: Range<Int>) throws(PublishedLedgerError) -> [UInt8] {
        try Folder.read(name, in: path, range: range)
    }
}

/// Where temporary files may be written, if anywhere.
enum Scratch {
    /// In this folder.
    case folder(ScratchFolder)
    /// Nowhere; why.
    case none(String)

    /// Makes a folder inside one that was given, if it was.
    init(in folder: String?) {
        guard let folder else {
            self = .none("no folder for temporary files was given")
            return
        }
        do {
            self = .folder(try ScratchFolder(in: folder))
        } catch {
            self = .none("the folder for temporary files cannot be used: \(error)")
        }
    }
}
