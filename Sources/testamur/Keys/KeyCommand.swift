import AppendOnlyLedger
import ArgumentParser
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import Signing
import SQLiteStorage
import TransparencyLog
import Trust

/// Everything about the institution's keys.
struct KeyCommand: CommandFamily {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "List, replace and retire the institution's keys.",
        subcommands: [
            KeyListCommand.self, KeyRotateCommand.self, KeyRetireCommand.self,
            KeyCompromisedCommand.self, KeyRecoverCommand.self, KeyPostQuantumCommand.self,
        ])

    static let examples = """
        testamur key list
        testamur key rotate assertion                 a new key; the old one stays in force
        testamur key retire assertion-1               end the old one; what it signed stands
        testamur key compromised record-1 …           what a thief signed counts no more
        testamur key recover record …                 new keys for lost ones
        testamur key post-quantum                     sign checkpoints in a second way too
        """
}

/// Lists the keys.
struct KeyListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List every key that the ledger ever declared, and whether it is in force.")

    static let examples = """
        testamur key list
        testamur key list --json
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let home = try home.open()
        let history = try await BlockingQueue(label: "testamur.keys").run {
            let store = try SQLiteLedgerStore(path: home.ledgerFile)
            return try KeyHistory(store.keyRecords(from: 0).map(Record.init(parsing:)))
        }
        if output.json {
            var json: JSONValue = [
                "origin": .string(history.origin.description),
                "keys": .array(history.entries.map { self.json($0, history, home) }),
            ]
            json["companion"] = home.configuration.companion.map {
                ["vkey": .string("\($0.key)"), "from": .integer(Int64($0.from.value))]
            }
            Console.output.json(json)
            return .success
        }
        Console.output.line(
            "NAME".padded(to: 16) + "USE".padded(to: 11) + "KIND".padded(to: 9)
                + "SINCE".padded(to: 8) + "STATE")
        for entry in history.entries {
            let declared = entry.declared
            Console.output.line(
                declared.name.fragment.padded(to: 16) + declared.use.rawValue.padded(to: 11)
                    + declared.key.algorithm.rawValue.padded(to: 9)
                    + "\(entry.introduced)".padded(to: 8) + state(entry, history, home))
        }
        if let companion = home.configuration.companion {
            Console.output.line(
                "companion-1".padded(to: 16) + "ledger".padded(to: 11) + "ML-DSA-65"
                    + "  signs beside the ledger's key from size \(companion.from) on")
        }
        return .success
    }

    private func state(
        _ entry: KeyHistory.Entry, _ history: KeyHistory, _ home: Home
    ) -> String {
        if let size = history.voidFrom(entry.declared.name) { return "void from size \(size)" }
        if let index = entry.retired { return "retired by record \(index)" }
        let file = "\(home.keysFolder)/\(entry.declared.name.fragment).pem"
        return InputFile.exists(file) ? "in force" : "in force; its file is not in this home"
    }

    private func json(
        _ entry: KeyHistory.Entry, _ history: KeyHistory, _ home: Home
    ) -> JSONValue {
        var json: JSONValue = [
            "id": .string(entry.declared.name.description),
            "use": .string(entry.declared.use.rawValue),
            "algorithm": .string(entry.declared.key.algorithm.rawValue),
            "introduced": .integer(Int64(entry.introduced.value)),
            "state": .string(state(entry, history, home)),
        ]
        if let multikey = entry.declared.key.multikey {
            json["publicKeyMultibase"] = .string(multikey)
        }
        if let index = entry.retired { json["retired"] = .integer(Int64(index.value)) }
        if let size = history.voidFrom(entry.declared.name) {
            json["void_from"] = .integer(Int64(size.value))
        }
        return json
    }
}

/// Introduces a new key.
struct KeyRotateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a new key for a use, and state it in the ledger.",
        discussion: """
            The old key stays in force until it is retired. What it signed stays good for ever, \
            so graduates need no new file.
            """)

    static let examples = """
        testamur key rotate assertion                 signs credentials
        testamur key rotate record                    signs records
        testamur key rotate status                    signs status lists and standings
        testamur key rotate assertion --algorithm ES256
        testamur key rotate assertion --algorithm RS256      signs tokens, beside the others
        """

    /// How many files of keys that no ledger knows are passed over.
    private static let strayFilesMax = 1_000

    @OptionGroup var home: HomeOptions

    @Argument(help: "What the key is for: record, assertion or status.")
    var use: String

    @Option(
        help: """
            Ed25519, or ES256 (P-256) for programs of others that know nothing else. RS256 is for \
            awards as tokens only, and stands beside a key of the others.
            """)
    var algorithm = SignatureAlgorithm.ed25519.rawValue

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        guard let use = KeyUse(rawValue: use) else {
            throw Failure.wrongUse(
                "\(use.quoted) is not what a key is for.",
                next: "Use one of these: record, assertion, status")
        }
        // Refused before a file is made.
        guard [.record, .assertion, .status].contains(use) else {
            throw RegistrarError.notRotatable(use.rawValue)
        }
        let algorithm = try algorithm(for: use)
        let institution = try await home.institution(passphrase)
        let history = try await institution.ledger.keys()
        let before = algorithm == .rs256 ? nil : history.workingKeys(for: use).last
        try await institution.registrar.requireRoomForKeyRecord()
        let name = try freeName(for: use, in: history, beside: institution.home.keysFolder)
        let key = try PrivateKey.generate(algorithm)
        // The file first: a key that the ledger knows and nobody has would be a loss.
        try KeyFolder(
            path: institution.home.keysFolder, passphrase: passphrase.secret()
        ).write(key, named: name.fragment)
        let appended = try await institution.registrar.rotateKey(
            use, to: key.publicKey, named: name)
        try await institution.publish()
        if output.json {
            Console.output.json([
                "id": .string(name.description), "use": .string(use.rawValue),
                "record": .integer(Int64(appended.record.index.value)),
            ])
            return .success
        }
        Console.output.line(
            "\(name.fragment): new \(use.rawValue) key, in force. Record \(appended.record.index).")
        if algorithm == .rs256 {
            Console.messages.line(
                "It signs each award from the next one on, where a token is asked for.")
        }
        if let before {
            Console.messages.line(
                "The old key is still in force. End it with: testamur key retire "
                    + "\(before.name.fragment)\(home.repeated)")
        }
        return .success
    }

    /// The algorithm that was asked for; records are signed with Ed25519 only.
    private func algorithm(for use: KeyUse) throws(Failure) -> SignatureAlgorithm {
        let allowed: [SignatureAlgorithm] =
            switch use {
            case .record: [.ed25519]
            case .assertion: [.ed25519, .es256, .rs256]
            default: [.ed25519, .es256]
            }
        guard let found = allowed.first(where: { $0.rawValue == algorithm }) else {
            throw .wrongUse(
                "\(algorithm.quoted) is no algorithm for a \(use.rawValue) key.",
                next: "Use one of these: "
                    + allowed.map(\.rawValue).joined(separator: ", "))
        }
        return found
    }

    /// The next number that no key of the ledger has, and no file: a run that was ended before its
    /// record stood leaves one that is nothing.
    private func freeName(
        for use: KeyUse, in history: KeyHistory, beside folder: String
    ) throws(Failure) -> DIDURL {
        for number in 1...(history.entries.count + KeyRotateCommand.strayFilesMax + 1) {
            if let name = DIDURL(did: history.issuer, fragment: "\(use.rawValue)-\(number)"),
                history.entry(name) == nil, !InputFile.exists("\(folder)/\(name.fragment).pem")
            {
                return name
            }
        }
        throw Failure("key.no-name", .bug, "No name is left for a new key.")
    }
}

/// Ends a key.
struct KeyRetireCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "End the use of a key. What it signed stands.",
        discussion: """
            For a key that was stolen this is not enough: what the thief signs before you retire \
            it would stand.
            """)

    static let examples = """
        testamur key retire assertion-1
        """

    @OptionGroup var home: HomeOptions

    @Argument(help: "The key's name, as `testamur key list` shows it.")
    var name: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let institution = try await home.institution(passphrase)
        let did = institution.home.configuration.did
        let key = DIDURL(name) ?? DIDURL(did: did, fragment: name)
        guard let key, try await institution.ledger.keys().entry(key) != nil else {
            throw Failure(
                "keys.unknown", .usage, "The ledger knows no key \(name.quoted).",
                next: "See: testamur key list\(home.repeated)")
        }
        let appended = try await institution.registrar.retireKey(key)
        try await institution.publish()
        if output.json {
            Console.output.json([
                "id": .string(key.description), "state": "retired",
                "record": .integer(Int64(appended.record.index.value)),
            ])
        } else {
            Console.output.line(
                "\(key.fragment): retired. What it signed stands. Record \(appended.record.index).")
        }
        return .success
    }
}
