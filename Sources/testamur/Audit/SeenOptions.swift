import ArgumentParser
import HomeFolder
import Signing
import TransparencyLog

/// Where is kept what was seen of ledgers.
struct SeenOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where to remember what was seen of each ledger. Without it: "
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
