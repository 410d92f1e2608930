import ArgumentParser
import CanonicalJSON
import HomeFolder
import Signing
import TransparencyLog
import Trust
import Witnessing

/// Everything about witnessing the ledgers of partners.
struct WitnessCommand: CommandFamily {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Cosign the ledgers of partners, so that none of them can show two histories.",
        subcommands: [
            WitnessKeyCommand.self, WitnessAddCommand.self, WitnessListCommand.self,
            WitnessDisableCommand.self,
        ])

    static let examples = """
        testamur witness key                          what partners need to rely on this witness
        testamur witness add partner.json             cosign the ledger of that description
        testamur witness list
        testamur witness disable partner.example/ledger
        """
}

/// Shows the witness's key, and makes it when there is none.
struct WitnessKeyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Show the key with which this home cosigns; make it if there is none.",
        discussion: """
            Partners put the line into their witness policies. With the key a memory of what was \
            cosigned is made, witness.sqlite: back it up, and never bring back an old copy.
            """)

    static let examples = """
        testamur witness key
        testamur witness key --json
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let before = try home.open()
        let secret = try passphrase.secret()
        let after = try before.makeWitness(passphrase: secret)
        let key = try after.witness(passphrase: secret, clock: { Machine.now() }).key
        let url = "\(after.configuration.url)/witness"
        if output.json {
            Console.output.json([
                "vkey": .string(key.description), "url": .string(url),
                "policy_line": .string(WitnessKeyCommand.line(key, url)),
            ])
            return .success
        }
        Console.output.line(WitnessKeyCommand.line(key, url))
        if !before.configuration.roles.contains(.witness) {
            Console.messages.line(
                "The daemon cosigns from its next start. Say for whom with: "
                    + "testamur witness add\(home.repeated)")
        }
        return .success
    }

    /// The line of a witness policy that names this witness.
    private static func line(_ key: CosignatureKey, _ url: String) -> String {
        "witness \(key.name) \(key) \(url)"
    }
}

/// Adds a log.
struct WitnessAddCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Cosign a partner's ledger from now on.",
        discussion: """
            Compare the fingerprint with your partner first, as for a trust list. Adding it again \
            takes over new keys, and makes one that was disabled active again.
            """)

    static let examples = """
        testamur witness add partner.json             a description: testamur describe
        testamur witness add partner.example/ledger+1f2e3d4c+AYBO…
        """

    @OptionGroup var home: HomeOptions

    @Argument(help: "A description: a file, or - for stdin; or the verifier key of any log.")
    var source: String

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let home = try home.open()
        let memory = try home.witnessMemory()
        try home.checkWitnessKey(passphrase: nil)
        let logs = try logs()
        for log in logs where log.origin == home.configuration.origin {
            throw Failure(
                "witness.own-ledger", .refused, "A ledger is not witnessed by its own keeper.",
                next: "Ask a partner to witness it, and witness theirs.")
        }
        var others: [VerifierKey] = []
        for log in logs {
            let known = try memory.log(log.origin)?.keys.map(\.key) ?? []
            let given = log.keys.map(\.key)
            // The same keys again are no news, and fewer neither.
            if !given.allSatisfy(known.contains) {
                others += known.filter { !given.contains($0) }
            }
            try memory.add(log.origin, keys: log.keys)
        }
        tell(logs, others)
        return .success
    }

    /// - Parameter others: keys that the ledgers had before, and that the source does not name.
    private func tell(_ logs: [Log], _ others: [VerifierKey]) {
        if output.json {
            Console.output.json([
                "added": .array(logs.map { .string($0.origin.description) }),
                "other_keys": .array(others.map { .string($0.description) }),
                "unchecked_keys": .array(
                    logs.flatMap(\.unchecked).map { .string($0.description) }),
            ])
            return
        }
        for log in logs {
            Console.output.line("\(log.origin) is cosigned from now on.")
            for key in log.keys {
                Console.output.line(
                    "  \("ledger key".padded(to: 14))\(Fingerprint(key.key))")
            }
            if !log.unchecked.isEmpty {
                Console.output.line(
                    "  Its post-quantum key is not checked: a witness goes by the Ed25519 key "
                        + "alone.")
            }
        }
        for key in others {
            Console.messages.line(
                "warning: \(key.name) had another key before, \(Fingerprint(key)), and both "
                    + "count now. Ask its keeper, over another channel, whether the key changed; "
                    + "if it did not, run: testamur witness disable \(key.name)\(home.repeated)")
        }
    }

    private struct Log {
        let origin: Origin
        let keys: [WitnessedKey]
        /// Keys of other kinds, which a witness does not check.
        var unchecked: [VerifierKey] = []
    }

    private func logs() throws -> [Log] {
        if let key = try? VerifierKey(parsing: source) {
            guard let witnessed = WitnessedKey(key), let origin = Origin(key.name.description)
            else {
                throw Failure.wrongUse(
                    "\(source.quoted) is no key that signs checkpoints.",
                    next: "Ask for the log's Ed25519 key; it begins with the log's name.")
            }
            return [Log(origin: origin, keys: [witnessed])]
        }
        let bytes = try InputFile(source).bytes(max: InstitutionDescription.bytesMax)
        let institution = try InstitutionDescription(parsing: bytes).institution
        return institution.ledgers.map { ledger in
            Log(
                origin: ledger.origin,
                keys: ledger.keys.compactMap {
                    WitnessedKey($0.key, from: $0.from, until: $0.until)
                },
                unchecked: ledger.keys.map(\.key).filter { WitnessedKey($0) == nil })
        }
    }
}

/// Lists the logs.
struct WitnessListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List every ledger that was ever added, and how far it was cosigned.")

    static let examples = """
        testamur witness list
        testamur witness list --json
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let logs = try home.open().witnessMemory().logs()
        if output.json {
            Console.output.json(["logs": .array(logs.map(json))])
            return .success
        }
        if logs.isEmpty {
            Console.messages.line("No ledger is witnessed here yet.")
            return .success
        }
        Console.output.line("LEDGER".padded(to: 40) + "COSIGNED".padded(to: 12) + "STATE")
        for log in logs {
            let size = log.latest.map { "\($0.size)" } ?? "never"
            Console.output.line(
                log.origin.description.padded(to: 40) + size.padded(to: 12)
                    + log.standing.rawValue)
        }
        return .success
    }

    private func json(_ log: WitnessedLog) -> JSONValue {
        var json: JSONValue = [
            "origin": .string(log.origin.description), "state": .string(log.standing.rawValue),
            "keys": .array(log.keys.map { .string($0.key.description) }),
        ]
        if let latest = log.latest {
            json["size"] = .integer(Int64(latest.size.value))
            json["root"] = .string(latest.root.base64)
        }
        return json
    }
}

/// Ends the witnessing of a log.
struct WitnessDisableCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Cosign a ledger no more. What was cosigned is remembered for ever.")

    static let examples = """
        testamur witness disable partner.example/ledger
        """

    @OptionGroup var home: HomeOptions

    @Argument(help: "The ledger's name, as `testamur witness list` shows it.")
    var origin: String

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        guard let origin = Origin(origin) else {
            throw Failure.wrongUse(
                "\(self.origin.quoted) is not the name of a ledger.",
                next: "See: testamur witness list\(home.repeated)")
        }
        try home.open().witnessMemory().disable(origin)
        if output.json {
            Console.output.json(["disabled": .string(origin.description)])
        } else {
            Console.output.line("\(origin) is cosigned no more.")
        }
        return .success
    }
}
