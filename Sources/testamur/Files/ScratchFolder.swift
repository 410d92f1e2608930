import FoundationEssentials
import Signing

/// A folder for the time of one command, in `TMPDIR`, else `/tmp`.
struct ScratchFolder: Sendable {
    /// Where it is.
    let path: String

    /// Makes a folder that nobody else can look into.
    init(named name: String) throws(Failure) {
        let base = Machine.environment["TMPDIR"] ?? "/tmp"
        path = "\(base)/testamur-\(name)-\(Hex.encode(Machine.entropy(8)))"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .unwritable(path, "could not be made")
        }
    }

    /// Removes the folder and what is in it.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
