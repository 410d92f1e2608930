import AppendOnlyLedger
import ArgumentParser
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import TransparencyLog

/// The recovery keys that were carried away when the home was made, brought back together.
struct QuorumOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The quorum.json that was carried away.", valueName: "file"))
    var quorum: String

    @Option(
        name: .customLong("with"),
        help: ArgumentHelp(
            "A recovery key; repeat it for as many as the quorum asks for.", valueName: "file"))
    var keys: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where the next quorum goes, to be carried away in its turn.", valueName: "dir"))
    var out: String

    /// Opens the quorum.
    ///
    /// - Throws: ``Failure``, ``HomeError`` or ``SigningError``.
    func opened(_ passphrase: Secret?) throws -> OpenedQuorum {
        let bytes = try InputFile(quorum).bytes(max: 65_536)
        guard let json = try? JSONDocument(parsing: bytes).root,
            let read = try? RecoveryQuorum(json)
        else {
            throw Failure(
                "key.bad-quorum", .usage, "\(quorum) is no recovery quorum.",
                next: "Name the file quorum.json that was carried away with the recovery keys.")
        }
        return try OpenedQuorum(
            read, with: keys.map { try PrivateKey(opening: $0, passphrase: passphrase) })
    }
}

/// What both commands of a recovery share.
private struct RecoveryRun {
    let home: HomeOptions
    let quorum: QuorumOptions
    let passphrase: PassphraseOptions
    let output: OutputOptions

    /// Has the quorum act, publishes, and tells what was done.
    func perform(
        _ misfortunes: [Home.Misfortune], _ cut: CutOff? = nil
    ) async throws -> ExitStatus {
        let (place, secret) = (try home.open(), try passphrase.secret())
        let recovered: Home.Recovered
        try await place.requireNewest()
        do {
            recovered = try await place.recover(
                from: misfortunes, by: quorum.opened(secret), nextInto: quorum.out,
                passphrase: secret, at: Machine.now(), entropy: { Machine.entropy($0) })
        } catch let stands as HomeError where stands == .recoveryStands(quorum.out) {
            // The earlier run may not have come so far.
            _ = try await published()
            throw stands
        }
        // It stands from here on, whatever else fails.
        if !output.json { tell(recovered, cut) }
        let void = try await published()
        if output.json {
            var json: JSONValue = [
                "records": .array(
                    recovered.records.map { .integer(Int64($0.index.value)) }),
                "made": .array(recovered.made.map { .string($0.name.description) }),
                "void": .integer(Int64(void.count)),
                "unknown": .array(void.unknown.map { .integer(Int64($0.value)) }),
                "carry_away": .string(quorum.out),
            ]
            if let cut { json["cut_off"] = cut.json }
            Console.output.json(json)
        } else if !void.isEmpty {
            Console.output.line(
                "\(void.count.of("record")) \(void.count == 1 ? "counts" : "count") no more until "
                    + "confirmed: testamur reattest\(home.repeated)")
        }
        return .success
    }

    /// Publishes what follows from a recovery that stands.
    ///
    /// - Returns: what it made void.
    private func published() async throws -> VoidRecords {
        do {
            let institution = try await home.institution(passphrase)
            try await institution.publish()
            return try await institution.registrar.voidRecords()
        } catch {
            let failure = Failure(error)
            throw Failure(
                "key.recovered-not-published", failure.status,
                "The recovery stands in the ledger, and what follows it failed: \(failure.message)",
                next: "Carry away \(quorum.out); do not repeat this command. Mend that, then run: "
                    + "testamur doctor\(home.repeated)")
        }
    }

    private func tell(_ recovered: Home.Recovered, _ cut: CutOff?) {
        let console = Console.output
        for key in recovered.made {
            console.line("\(key.name.fragment): new \(key.use.rawValue) key, in force.")
        }
        let first = recovered.records.first?.index.description ?? "none"
        let last = recovered.records.last?.index.description ?? "none"
        console.line(
            "Stated in " + (first == last ? "record \(first)." : "records \(first) to \(last)."))
        if let words = cut?.words { console.line(words) }
        Console.messages.line(
            "Carry away \(quorum.out): the old recovery keys have done their work.")
        if recovered.made.contains(where: { $0.use == .ledger }) {
            Console.messages.line(
                "Your ledger has a new key. Partners have to list it: testamur describe"
                    + home.repeated)
        }
        Console.messages.line("A daemon that is running takes up the keys in force by itself.")
    }
}

/// Declares that somebody else has had a key.
struct KeyCompromisedCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "compromised",
        abstract: "Declare that a key was stolen: what it signed from then on counts no more.",
        discussion: """
            Takes the recovery keys. Whatever the key, or a key that it introduced, signed from \
            the cut-off on is void until you confirm it with testamur reattest; what stands before \
            stays good. A day is judged by what the ledger's witnesses had cosigned before it \
            began (UTC), and by the ledger's own clock, which a thief may have set, only where no \
            witness had. Uses that are left without a key get a new one.
            """)

    static let examples = """
        testamur key compromised record-1 --since 2026-11-20 --quorum q.json \\
            --with a.pem --with b.pem --out next --confirm "University of Example"
        testamur key compromised record-1 --since 1204 …     from the 1,205th record on
        """

    @OptionGroup var home: HomeOptions

    @Argument(help: "The key's name, as `testamur key list` shows it.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "The day on which it may have been stolen (UTC), or how many records there were then.",
            valueName: "day|records"))
    var since: String

    @OptionGroup var quorum: QuorumOptions

    @OptionGroup var confirmation: ConfirmationOptions

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let place = try home.open()
        let key = DIDURL(name) ?? DIDURL(did: place.configuration.did, fragment: name)
        let store = try SQLiteLedgerStore(path: place.ledgerFile)
        let cut = try CutOff(since, in: store, of: place, at: Machine.now())
        guard let key, try keys(of: store).entry(key) != nil else {
            throw Failure(
                "keys.unknown", .usage, "The ledger knows no key \(name.quoted).",
                next: "See: testamur key list\(home.repeated)")
        }
        try confirmation.require(
            "Declaring \(key.fragment) stolen from record \(cut.size) on", of: place)
        return try await RecoveryRun(
            home: home, quorum: quorum, passphrase: passphrase, output: output
        ).perform([.compromised(key, from: cut.size)], cut)
    }

    private func keys(of store: SQLiteLedgerStore) throws -> KeyHistory {
        try KeyHistory(store.keyRecords(from: 0).map(Record.init(parsing:)))
    }
}

/// Makes new keys for those that nobody has any more.
struct KeyRecoverCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Make new keys for those that are lost, by the recovery keys.",
        discussion: """
            The lost keys are retired: what they signed stands. Uses are record, assertion, \
            status and ledger.
            """)

    static let examples = """
        testamur key recover record ledger --quorum q.json --with a.pem --with b.pem --out next
        """

    @OptionGroup var home: HomeOptions

    @Argument(help: "What the lost keys were for.")
    var uses: [String]

    @OptionGroup var quorum: QuorumOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let lost = try uses.map { text throws(Failure) -> Home.Misfortune in
            guard let use = KeyUse(rawValue: text),
                [.record, .assertion, .status, .ledger].contains(use)
            else {
                throw Failure.wrongUse(
                    "\(text.quoted) is not what a key is for.",
                    next: "Use some of these: record, assertion, status, ledger")
            }
            return .lost(use)
        }
        return try await RecoveryRun(
            home: home, quorum: quorum, passphrase: passphrase, output: output
        ).perform(lost)
    }
}
