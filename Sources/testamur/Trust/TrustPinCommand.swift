import ArgumentParser
import CanonicalJSON
import HomeFolder
import Signing
import Trust

/// Settles on whose signature under a list to rely.
struct TrustPinCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Rely on a list's publisher: believe the list only if this key signed it.",
        discussion: """
            The key is kept in a file beside the list, LIST.pin, with the newest edition that was \
            used: an earlier one is not believed after it. The daemon goes by the same file. \
            Remove it to keep the list yourself, unsigned.
            """)

    static let examples = """
        testamur trust pin publisher.vkey --list partners.json
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var list: TrustListOptions

    @Argument(help: "The publisher's key, from the publisher: its text, or a file with it.")
    var key: String

    @Flag(help: "Rely on this key in place of the one that is pinned.")
    var yes = false

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let publisher = try PublisherOptions.key(key)
        let file = TrustListFile(path: try list.path(home))
        let held = try OutputFile.hold(file.pinPath)
        defer { held.release() }
        try pin(publisher, in: file)
        if output.json {
            Console.output.json([
                "list": .string(file.path), "publisher": .string(key(publisher)),
                "pin": .string(file.pinPath),
            ])
            return .success
        }
        Console.output.line("\(file.path.harmless) is believed only if this key signed it:")
        Console.output.line("  \("publisher".padded(to: 14))\(publisher.name)")
        Console.output.line(
            "  \("key".padded(to: 14))\(Fingerprint(.sha256(publisher.key.bytes)))")
        return .success
    }

    private func pin(_ publisher: TrustKey, in file: TrustListFile) throws {
        let known = yes ? try? file.pin() : try file.pin()
        guard known?.publisher != publisher else { return }
        if let known, !yes {
            throw Failure(
                "use.not-confirmed", .refused,
                "Another key is pinned already: \(known.publisher.name).",
                next: "If its publisher told you over another channel that the key is a new "
                    + "one, add: --yes")
        }
        try file.write(TrustPin(publisher))
    }

    private func key(_ publisher: TrustKey) -> String {
        publisher.verifierKey?.description ?? publisher.name.description
    }
}
