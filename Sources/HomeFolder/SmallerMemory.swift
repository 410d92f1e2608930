import FoundationEssentials
import Signing
public import TransparencyLog

/// Checkpoints that a ledger showed after larger ones, where the tiles of the larger tree were not
/// there to compare them with: each may be half of a fork.
///
/// Spec: 08-audit §7.
extension SeenFolder {
    /// How many are kept of a ledger; those that came first stay.
    private static let smallerMax = 16

    /// Keeps one until it can be compared.
    ///
    /// - Throws: ``HomeError/file(_:_:)``.
    public func keep(smaller signed: SignedCheckpoint) throws(HomeError) {
        let file = file(ofSmaller: signed.checkpoint)
        let origin = signed.checkpoint.origin
        try DurableFile.holding(path) { () throws(HomeError) in
            let names = smallerNames(of: origin)
            guard names.count < SeenFolder.smallerMax, !names.contains(where: file.hasSuffix)
            else { return }
            try DurableFile.replace(signed.bytes, at: file)
        }
    }

    /// Those that are kept of a ledger; nobody has looked at their signatures.
    public func smaller(of origin: Origin) -> [SignedCheckpoint] {
        smallerNames(of: origin).compactMap { name in
            let bytes = try? bytes(of: "\(path)/\(name)", max: SignedNote.bytesMax)
            return bytes.flatMap { $0 }.flatMap { try? SignedCheckpoint(parsing: $0) }
        }.filter { $0.checkpoint.origin == origin }
    }

    /// Forgets one that was found to be a beginning of what the ledger showed before.
    public func forget(smaller signed: SignedCheckpoint) {
        try? FileManager.default.removeItem(atPath: file(ofSmaller: signed.checkpoint))
    }

    private func smallerNames(of origin: Origin) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let start = smallerStart(of: origin)
        return names.filter { $0.hasPrefix(start) && !$0.hasSuffix(".part") }.sorted()
    }

    private func smallerStart(of origin: Origin) -> String {
        "\(Digest.sha256(Array(origin.description.utf8))).smaller-"
    }

    private func file(ofSmaller state: Checkpoint) -> String {
        let digest = Digest.sha256(Array("\(state.size) \(state.root.base64)".utf8))
        return "\(path)/" + smallerStart(of: state.origin) + digest.description.prefix(16)
    }
}
