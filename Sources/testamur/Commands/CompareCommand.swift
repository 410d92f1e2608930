import ArgumentParser
import Auditing
import CanonicalJSON
import Signing
import TransparencyLog
import Trust

/// Whether two copies of a ledger tell one story.
struct CompareCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Say whether two copies of a ledger tell one story, or prove that they do not.",
        discussion: """
            Where one institution signed two histories, a fork proof is written: a small file with \
            both signed checkpoints, which anybody can check, with this command and the file alone \
            or with openssl.

            Ends with 0 if one copy is the beginning of the other, and with 4 if there is a fork.
            """)

    static let examples = """
        testamur compare https://uni.example/ledger ./mirror
        testamur compare ./mirror https://partner.example/mirror/uni.example --trust list.json
        testamur compare fork-0a1b2c3d4e5f6071.proof
        """

    @Argument(
        help: ArgumentHelp(
            "A home, a folder with a ledger's public files, or an address; or a fork proof.",
            valueName: "ledger"))
    var first: String

    @Argument(help: ArgumentHelp("The other copy.", valueName: "other"))
    var second: String?

    @OptionGroup var anchor: AnchorOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        guard let second else {
            let bytes = try InputFile(first).bytes(max: ForkProof.bytesMax)
            return tell(try ForkProof(parsing: bytes), in: first)
        }
        let list = try anchor.list()
        return try await LedgerPlace(first).reading { one in
            try await LedgerPlace(second).reading { other in
                try await compare(one, other, by: list)
            }
        }
    }

    private func compare(
        _ one: any PublishedLedger, _ other: any PublishedLedger, by list: TrustList?
    ) async throws -> ExitStatus {
        let one = await LedgerSnapshot(of: one)
        let other = await LedgerSnapshot(of: other)
        let first = try await anchor.checkpoint(of: one, by: list).checkpoint
        let second = try await anchor.checkpoint(of: other, by: list).checkpoint
        guard first.checkpoint.origin == second.checkpoint.origin else {
            throw Failure.wrongUse(
                "These are two ledgers, \(first.checkpoint.origin) and "
                    + "\(second.checkpoint.origin), and not two copies of one.")
        }
        let isFirstOlder = first.checkpoint.size <= second.checkpoint.size
        let (older, newer) = isFirstOlder ? (first, second) : (second, first)
        let growth = try await LedgerGrowth.between(
            older, newer, of: isFirstOlder ? other : one)
        if case .forked(let proof) = growth {
            return tell(proof, in: try ForkFile.write(proof))
        }
        let (old, new) = (older.checkpoint, newer.checkpoint)
        if output.json {
            Console.output.json([
                "type": "TestamurComparison", "result": "consistent",
                "origin": .string(old.origin.description),
                "sizes": [.string(old.size.description), .string(new.size.description)],
            ])
        } else {
            Console.output.line(
                Console.output.styled("Consistent", .green) + ": both copies of \(old.origin) tell "
                    + "one story; one has \(old.size) records and the other \(new.size).")
        }
        return .success
    }

    private func tell(_ proof: ForkProof, in file: String) -> ExitStatus {
        let (smaller, larger) = (proof.smaller.checkpoint, proof.larger.checkpoint)
        if output.json {
            Console.output.json([
                "type": "TestamurComparison", "result": "fork",
                "origin": .string(smaller.origin.description),
                "sizes": [
                    .string(smaller.size.description), .string(larger.size.description),
                ],
                "keys": .array(proof.keys.map { .string($0.description) }),
                "fork_proof": .string(file),
            ])
        } else {
            let console = Console.output
            console.line(
                console.styled("Fork", .red) + ": \(smaller.origin) signed two histories.")
            console.line("records".padded(to: 15) + "\(smaller.size) and \(larger.size)")
            for key in Set(proof.keys) {
                console.line("signed with".padded(to: 15) + key.description)
            }
            console.line("proof".padded(to: 15) + file)
            console.line(
                "Compare the key with what you know of the institution. If it is theirs, nothing "
                    + "that this ledger says can be relied on: tell the institution, and whoever "
                    + "relies on it, and send them the proof.")
        }
        return .integrity
    }
}
