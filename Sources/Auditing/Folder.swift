import FoundationEssentials

/// Files on this machine: the only place of the module that knows any.
enum Folder {
    /// The bytes of a file.
    ///
    /// The file is mapped before it is copied, so that its length is known first.
    static func read(
        _ name: String, in folder: String, bytesMax: Int
    ) throws(PublishedLedgerError) -> [UInt8] {
        let data = try map(name, in: folder)
        guard data.count <= bytesMax else { throw .tooLong(path: name, bytesMax: bytesMax) }
        return Array(data)
    }

    /// Some of the bytes of a file, which are copied without the rest.
    static func read(
        _ name: String, in folder: String, range: Range<Int>
    ) throws(PublishedLedgerError) -> [UInt8] {
        let data = try map(name, in: folder)
        guard range.upperBound <= data.count else {
            throw .unreadable(path: name, words: "The file is shorter than it was.")
        }
        return Array(data[range])
    }

    /// Writes a file that must not exist yet.
    static func write(
        _ bytes: [UInt8], to name: String, in folder: String
    ) throws(PublishedLedgerError) {
        do {
            try Data(bytes).write(
                to: URL(filePath: "\(folder)/\(name)"), options: .withoutOverwriting)
        } catch {
            throw .unreadable(path: name, words: words(for: error))
        }
    }

    /// Makes a folder of a new name inside another, and returns its path.
    static func makeFolder(in folder: String) throws(PublishedLedgerError) -> String {
        for number in 1...10_000 {
            let path = "\(folder)/testamur-audit-\(number)"
            do {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: false)
                return path
            } catch let error as CocoaError where error.code == .fileWriteFileExists {
                continue
            } catch {
                throw .unreadable(path: path, words: words(for: error))
            }
        }
        throw .unreadable(path: folder, words: "It is full of folders of earlier audits.")
    }

    /// Removes a folder with all that is in it, if it can be.
    static func removeFolder(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func map(
        _ name: String, in folder: String
    ) throws(PublishedLedgerError) -> Data {
        do {
            return try Data(
                contentsOf: URL(filePath: "\(folder)/\(name)"), options: .alwaysMapped)
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            throw .missing(path: name)
        } catch {
            throw .unreadable(path: name, words: words(for: error))
        }
    }

    private static func words(for error: any Error) -> String {
        guard let error = error as? CocoaError else { return String(describing: error) }
        // The system's own name for what happened says more than a number, for example EIO.
        if let cause = error.underlying as? POSIXError { return "The system says \(cause.code)." }
        return "The system says no (Cocoa error \(error.code.rawValue))."
    }
}
