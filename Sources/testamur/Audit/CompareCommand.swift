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
            Their checkpoints and hashes are compared; the records are what testamur audit reads. \
            Where one institution signed two histories, a fork proof is written: a small file with \
            both signed checkpoints, which anybody can check, with this command and the file alone \
            or with openssl.

            Ends with 0 if one copy is the beginning of the other, and with 4 if there is a fork.
            """)

    static let examples = """
        testamur compare https://uni.example/ledger ./mirror
        testamur compare ./mirror https://partner.example/mirror/uni.example --trust list.json
        testamur compare fork-0a1b2c3d4e5f6071.proof --trust list.json
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
            let proof = try ForkProof(parsing: bytes)
            let isKnown = try anchor.knowsKeys(of: proof, by: try anchor.list())
            return tell(proof, in: first, by: isKnown ? .known : .unknown)
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
        let known = try await anchor.checkpoint(of: one, by: list)
        let first = known.checkpoint
        let otherKnown = try await anchor.checkpoint(of: other, by: list)
        let second = otherKnown.checkpoint
        guard first.checkpoint.origin == second.checkpoint.origin else {
            throw Failure.wrongUse(
                "These are two ledgers, \(first.checkpoint.origin) and "
                    + "\(second.checkpoint.origin), and not two copies of one.")
        }
        // Whoever makes a ledger of the same name with keys of his own accuses nobody with it.
        guard (try? known.verifying(second.signed)) != nil else {
            throw Failure(
                "compare.keys-differ", .incomplete,
                "No key signed both copies of \(first.checkpoint.origin), so one of them may be "
                    + "somebody else's.",
                next: "Say which keys are the ledger's with --trust or --vkey.")
        }
        for (copy, known, place) in [(one, known, self.first), (other, otherKnown, self.second)] {
            let found = try await OtherCheckpoint.of(copy, beside: known, anchor)
            switch found {
            case .agrees: continue
            case .forked(let proof): return try told(proof)
            case .wrong(let words):
                throw OtherCheckpoint.failure(words, at: LedgerPlace(place ?? ""))
            }
        }
        let isFirstOlder = first.checkpoint.size <= second.checkpoint.size
        let (older, newer) = isFirstOlder ? (first, second) : (second, first)
        let growth = try await LedgerGrowth.between(
            older, newer, of: isFirstOlder ? other : one)
        if case .forked(let proof) = growth { return try told(proof) }
        let (old, new) = (older.checkpoint, newer.checkpoint)
        if output.json {
            Console.output.json([
                "type": "TestamurComparison", "result": "consistent",
                "origin": .string(old.origin.description),
                "sizes": [.string(old.size.description), .string(new.size.description)],
            ])
        } else {
            Console.output.line(
                Console.output.styled("Consistent", .green)
                    + ": both copies of \(old.origin) tell one story; ".harmless
                    + "one has \(old.size) records and the other \(new.size).")
            Console.output.line(
                "Their checkpoints and hashes were compared; whether the records are there and "
                    + "whole, testamur audit says.")
        }
        return .success
    }

    /// Writes a proof and tells of it, also where it cannot be written.
    private func told(_ proof: ForkProof) throws -> ExitStatus {
        let signers: Signers = anchor.isGiven ? .known : .unknown
        do {
            return tell(proof, in: try ForkFile.write(proof), by: signers)
        } catch {
            _ = tell(proof, in: nil, by: signers)
            throw error
        }
    }

    /// Whose keys signed a proof.
    private enum Signers {
        /// Those that a list or a key says are the ledger's.
        case known
        /// Those of a ledger of that name.
        case unknown
    }

    /// - Parameter file: where the proof is; `nil` if it could not be written.
    private func tell(
        _ proof: ForkProof, in file: String?, by signers: Signers
    ) -> ExitStatus {
        let (smaller, larger) = (proof.smaller.checkpoint, proof.larger.checkpoint)
        if output.json {
            var json: JSONValue = [
                "type": "TestamurComparison", "result": "fork",
                "origin": .string(smaller.origin.description),
                "sizes": [
                    .string(smaller.size.description), .string(larger.size.description),
                ],
                "keys": .array(proof.keys.map { .string($0.description) }),
                "keys_known": .boolean(signers == .known),
            ]
            if let file { json["fork_proof"] = .string(file) }
            Console.output.json(json)
        } else {
            let console = Console.output
            console.line(
                console.styled("Fork", .red)
                    + ": \(smaller.origin) signed two histories.".harmless)
            console.line("records".padded(to: 15) + "\(smaller.size) and \(larger.size)")
            for key in Set(proof.keys) {
                console.line("signed with".padded(to: 15) + key.description.harmless)
            }
            if let file { console.line("proof".padded(to: 15) + file) }
            let advice =
                "othing that this ledger says can be relied on: tell the institution, and whoever "
                + "relies on it, and send them the proof."
            console.line(
                signers == .known
                    ? "That is \(anchor.words) for this ledger. N" + advice
                    : "Compare the key with what you know of the institution. If it is theirs, n"
                        + advice)
        }
        return .integrity
    }
}
