import AppendOnlyLedger
import FoundationEssentials

/// What a program that was killed left in a copy: files under the names that they have while they
/// are written.
struct AbandonedFiles {
    private static let prefix = ".dat.nosync"
    private let folder: PublicFolder

    /// Names the folder, which nobody else may be writing.
    init(of folder: PublicFolder) {
        self.folder = folder
    }

    /// Removes them.
    func remove() {
        remove(in: folder.path, depth: 0)
        remove(in: folder.path + "/tile", depth: 1)
    }

    private func remove(in path: String, depth: Int) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: path)) ?? [] {
            if name.hasPrefix(AbandonedFiles.prefix) {
                try? files.removeItem(atPath: "\(path)/\(name)")
            } else if depth > 0, depth == 1 || name.hasPrefix("x") || name.hasSuffix(".p") {
                remove(in: "\(path)/\(name)", depth: depth + 1)
            }
        }
    }
}
