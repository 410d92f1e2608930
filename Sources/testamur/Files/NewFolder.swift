import FoundationEssentials
import HomeFolder
import Signing

/// A folder that was not there before, and appears under its name whole and flushed or not at all.
enum NewFolder {
    /// How many random digits stand between a folder's name and `.part`.
    private static let digits = 8

    /// Makes the folder: under another name beside it first, which is removed again if `fill`
    /// fails. A program that is killed meanwhile leaves that other name, which ends in `.part`; the
    /// next that makes a folder of the same name removes it.
    ///
    /// - Parameter fill: given the folder's name for now.
    /// - Throws: ``Failure``, or what `fill` throws.
    static func create<Value: Sendable>(
        at path: String, mode: Int, _ fill: (String) async throws -> Value
    ) async throws -> Value {
        let path = trimmed(path)
        let files = FileManager.default
        // A link is in the way too, wherever it leads.
        guard (try? files.attributesOfItem(atPath: path)) == nil else { throw Failure.exists(path) }
        removeAbandoned(of: path)
        let draft = "\(path).\(Hex.encode(Machine.entropy(digits / 2))).part"
        do {
            try files.createDirectory(
                atPath: draft, withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure.unwritable(path, "could not be made")
        }
        let held = try DurableFile.hold(draft)
        defer { held.release() }
        do {
            let value = try await fill(draft)
            try flush(draft)
            try files.setAttributes([.posixPermissions: mode], ofItemAtPath: draft)
            try rename(draft, to: path)
            return value
        } catch {
            try? files.removeItem(atPath: draft)
            throw error
        }
    }

    /// Whether a folder of that name would lie in another that is there.
    static func isInside(_ folder: String, _ path: String) -> Bool {
        let name = trimmed(path)
        let parent = name.lastIndex(of: "/").map { String(name[...$0]) } ?? "."
        guard let outer = RealPath.of(folder), let inner = RealPath.of(parent) else { return false }
        return inner == outer || inner.hasPrefix(outer.hasSuffix("/") ? outer : outer + "/")
    }

    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// Removes what a program that was killed left of a folder of that name.
    private static func removeAbandoned(of path: String) {
        let folder = DurableFile.parent(of: path)
        let prefix = (path.split(separator: "/").last.map(String.init) ?? path) + "."
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix(prefix) && name.hasSuffix(".part") {
            let random = name.dropFirst(prefix.count).dropLast(".part".count)
            guard random.count == digits, Hex.decode(String(random)) != nil else { continue }
            let draft = "\(folder)/\(name)"
            if !DurableFile.isHeld(draft) { try? FileManager.default.removeItem(atPath: draft) }
        }
    }

    /// Gives a folder the name by which it is looked for, where nothing may be yet.
    private static func rename(_ draft: String, to path: String) throws(Failure) {
        guard !InputFile.exists(path) else { throw .exists(path) }
        guard (try? FileManager.default.moveItem(atPath: draft, toPath: path)) != nil else {
            throw .unwritable(path, "could not be written")
        }
        try Flush.path(DurableFile.parent(of: path))
    }

    /// Brings every file and folder below to the disk.
    private static func flush(_ folder: String) throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            try Flush.path("\(folder)/\(name)")
        }
        try Flush.path(folder)
    }
}
