import FoundationEssentials

extension PublicFolder {
    /// Removes what a program that was killed left in a ledger's folder, or in one of an
    /// institution with its status lists: files under the names that they have while they are
    /// written. Nobody else may be writing meanwhile.
    public func removeAbandoned() {
        for folder in ["", "/.well-known", "/status", "/status/suspension"] {
            removeAbandoned(in: path + folder, depth: 0)
        }
        removeAbandoned(in: path + "/tile", depth: 1)
    }

    private func removeAbandoned(in path: String, depth: Int) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: path)) ?? [] {
            if name.hasPrefix(".dat.nosync") {
                try? files.removeItem(atPath: "\(path)/\(name)")
            } else if depth > 0, depth == 1 || name.hasPrefix("x") || name.hasSuffix(".p") {
                removeAbandoned(in: "\(path)/\(name)", depth: depth + 1)
            }
        }
    }
}
