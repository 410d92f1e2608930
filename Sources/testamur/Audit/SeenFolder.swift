import ArgumentParser
import FoundationEssentials
import Signing
import Synchronization
import TransparencyLog

/// Where is kept what was seen of ledgers.
struct SeenOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where to remember the last good checkpoint of each ledger. Without it: "
                + "testamur in XDG_STATE_HOME, else in ~/.local/state.",
            valueName: "dir"))
    var seen: String?

    /// The folder; `nil` where there is no place for one.
    var folder: SeenFolder? {
        if let seen { return SeenFolder(path: seen) }
        let environment = Machine.environment
        if let state = environment["XDG_STATE_HOME"], !state.isEmpty {
            return SeenFolder(path: "\(state)/testamur")
        }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return SeenFolder(path: "\(home)/.local/state/testamur")
    }
}

/// The last good checkpoint of each ledger that was looked at, so that a ledger cannot go back on
/// it unnoticed.
///
/// Each file begins with a SHA-256 over the rest: what the disk has damaged is told apart from what
/// a ledger has done.
struct SeenFolder: Sendable {
    /// Where it is.
    let path: String

    private static let header = "testamur.seen.v1 "

    /// The last good checkpoint of a ledger; `nil` if it was never seen.
    ///
    /// - Throws: ``Failure`` if the file is damaged.
    func checkpoint(of origin: Origin) throws(Failure) -> SignedCheckpoint? {
        let file = file(of: origin)
        guard InputFile.exists(file) else { return nil }
        let bytes = try InputFile(file).bytes(max: SignedNote.bytesMax + 256)
        let lineEnd = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        let note = Array(bytes[lineEnd...].dropFirst())
        let line = SeenFolder.header + Digest.sha256(note).description
        guard bytes[..<lineEnd].elementsEqual(line.utf8),
            let signed = try? SignedCheckpoint(parsing: note),
            signed.checkpoint.origin == origin
        else {
            throw Failure(
                "seen.damaged", .inputOutput,
                "\(file) is damaged. This is a fault of this machine and says nothing about "
                    + "\(origin).",
                next: "Put it back from a backup; or remove it, and look at the ledger as if for "
                    + "the first time.")
        }
        return signed
    }

    /// Remembers a checkpoint that was found good, in place of the last one; it is on the disk when
    /// this returns.
    ///
    /// - Parameter last: the one that it was compared with.
    /// - Returns: whether that is still the last one. If not, nothing happens: what somebody else
    ///   saw meanwhile is to be compared first.
    /// - Throws: ``Failure``.
    func remember(
        _ signed: SignedCheckpoint, after last: SignedCheckpoint?
    ) throws(Failure) -> Bool {
        try SeenFolder.oneAtATime.withLock { _ throws(Failure) in
            guard try checkpoint(of: signed.checkpoint.origin) == last else { return false }
            try write(signed)
            return true
        }
    }

    private static let oneAtATime = Mutex(())

    private func write(_ signed: SignedCheckpoint) throws(Failure) {
        let note = signed.bytes
        let line = SeenFolder.header + Digest.sha256(note).description + "\n"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .unwritable(path, "could not be made")
        }
        try PrivateFile.replace(
            Array(line.utf8) + note, at: file(of: signed.checkpoint.origin))
    }

    private func file(of origin: Origin) -> String {
        "\(path)/\(Digest.sha256(Array(origin.description.utf8))).checkpoint"
    }
}

/// Where the proof goes that a ledger signed two histories.
enum ForkFile {
    /// Writes the proof into a file of its own in the folder where the program runs, and returns
    /// its name.
    ///
    /// - Throws: ``Failure``.
    static func write(_ proof: ForkProof) throws(Failure) -> String {
        let name = "fork-\(Digest.sha256(proof.bytes).description.prefix(16)).proof"
        let isThere = (try? InputFile(name).bytes(max: ForkProof.bytesMax)) == proof.bytes
        if !isThere { try PrivateFile.replace(proof.bytes, at: name) }
        return name
    }
}
