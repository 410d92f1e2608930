import ArgumentParser
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import Signing
import TransparencyLog
import Trust

/// Makes a home out of a backup, and finds out whether it may be gone on with.
struct RestoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring a home back from a backup, and make sure that nothing is signed twice.",
        discussion: """
            Everything in the backup is checked before the new home appears. Then nothing is \
            issued from it until --arm has found that nobody has seen more of its ledger: the \
            witnesses of its policy, its public address, what this machine remembers and the \
            copies that --mirror names are asked. At least one of them must have seen exactly what \
            was restored, and have looked after the backup was made, or as many witnesses as the \
            policy asks for cosign it again. What a named copy has beyond it is checked and \
            brought back. The same lets go of a home that was held back because a witness has \
            seen more.
            """)

    static let examples = """
        testamur restore /mnt/safe/2026-06-24 --home /srv/testamur
        testamur restore --arm --home /srv/testamur --mirror https://partner.example/mirror
        testamur restore --arm --accept-loss --confirm "University of Example"
        """

    @Argument(help: ArgumentHelp("The folder of the backup.", valueName: "backup"))
    var backup: String?

    @OptionGroup var home: HomeOptions

    @Flag(help: "Restore also if credentials in the backup are damaged; they are named.")
    var withDamaged = false

    @Flag(help: "Find out whether a home that was restored may be gone on with.")
    var arm = false

    @Option(
        help: ArgumentHelp(
            "A copy of the ledger: an address, or a folder. May be said several times; arms.",
            valueName: "place"))
    var mirror: [String] = []

    @Flag(help: "Go on although records that were signed may be lost. It is recorded for good.")
    var acceptLoss = false

    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var seen: SeenOptions
    @OptionGroup var output: OutputOptions

    private var arms: Bool { arm || !mirror.isEmpty }

    func validate() throws {
        if backup == nil, !arms { throw ValidationError("Name a backup, or say --arm") }
        if acceptLoss, !arm { throw ValidationError("--accept-loss is said with --arm") }
    }

    func perform() async throws -> ExitStatus {
        var answer: JSONValue = ["type": "TestamurRestoration", "home": .string(home.path)]
        if let backup {
            let folder = try BackupFolder(opening: backup)
            let found = try await RestoredHome.make(
                from: folder, at: home.path, withDamaged ? .kept : .refused)
            let missing = found.missing
            let size = folder.manifest.checkpoint.size
            answer["size"] = .string(size.description)
            answer["without_credential"] = .integer(Int64(missing))
            answer["damaged"] = .array(found.damaged.map { .string($0.description) })
            answer["armed"] = false
            let uses = try await folder.usesWithoutKey()
            answer["without_key"] = .array(uses.map { .string($0) })
            let removeBy = Day(try home.open().backupsAgedOut(after: folder.manifest.made))
            answer["remove_backup_by"] = .string(removeBy.description)
            let tokens = try TokenFile(path: home.open().tokensFile).entries().count
            answer["tokens"] = .integer(Int64(tokens))
            tellRestored(folder.manifest, missing)
            if !found.damaged.isEmpty {
                Console.messages.line(
                    "Damaged, and not handed out before they are brought back (testamur help "
                        + "prove): \(found.damaged.words).")
            }
            tell(removeBy, folder.manifest.made)
            if !uses.isEmpty { Console.messages.line(uses.withoutKey) }
            tell(tokens: tokens)
        }
        if arms {
            let added = try await goOn()
            answer["added"] = .string(String(added))
            answer["armed"] = true
            if added > 0 { answer["without_key"] = .array(try tellKeys(of: home.open())) }
        }
        if output.json { Console.output.json(answer) }
        return .success
    }

    private func tellRestored(_ manifest: BackupManifest, _ missing: Int) {
        if !output.json {
            let records = Int(manifest.checkpoint.size.value).of("record")
            Console.output.line(
                "Restored \(records) of \(manifest.checkpoint.origin), as of \(manifest.made), "
                    + "into \(home.path).")
        }
        let messages = Console.messages
        if missing > 0 {
            messages.line("\(missing.of("record")) of awards have no credential in the vault.")
        }
        if InputFile.exists("\(home.path)/set-aside") {
            messages.line(
                "The witness's key and memory lie in set-aside/. They are not used: a witness that "
                    + "forgot could be shown another history. Make a new one when issuing goes on: "
                    + "testamur witness key" + home.repeated)
        }
        if !arms {
            messages.line(
                "Nothing is issued from it before: testamur restore --arm" + home.repeated)
        }
    }

    private func tell(_ removeBy: Day, _ made: Instant) {
        let isOverdue = removeBy < Day(Machine.now())
        Console.messages.line(
            "Awards that were erased after \(made.dateText) are in it again, until --arm erases "
                + "those that the ledger names. The backup "
                + (isOverdue
                    ? "should have been removed by \(removeBy): remove it as soon as you can."
                    : "is to be removed by \(removeBy)."))
    }

    private func tell(tokens: Int) {
        guard tokens > 0 else { return }
        Console.messages.line(
            "The daemon takes \(tokens.of("token")) again, also those that were removed after the "
                + "backup. Look through them: testamur token list" + home.repeated)
    }

    /// The uses for which a home has no key file after records came back, which may name newer
    /// keys than the backup has.
    private func tellKeys(of home: Home) throws -> [JSONValue] {
        let uses = try home.usesWithoutKey()
        if !uses.isEmpty {
            Console.messages.line(
                "No file in \(home.keysFolder) holds the key in force for: "
                    + uses.joined(separator: ", ") + ". It may have been replaced after the backup "
                    + "was made. Nothing can be issued before the key's file is there again: bring "
                    + "it from where it is kept; if it is lost, see: testamur help key recover")
        }
        return uses.map { .string($0) }
    }

    /// Lets a home go on if nobody has seen more; returns how many records were brought back.
    private func goOn() async throws -> UInt64 {
        // Whoever else finds out about the same home waits, and then finds it let go.
        let lock = try FolderLock(home.open().path, busy: "storage.busy")
        defer { lock.release() }
        let restored = try RestoredHome(home.open())
        if acceptLoss {
            try confirmation.require(
                "Going on without records that were signed", of: restored.home)
        }
        return try await arm(restored)
    }

    /// Finds out, brings back and lets go on; returns how many records were brought back.
    private func arm(_ restored: RestoredHome) async throws -> UInt64 {
        var arming = try await Arming(restored, mirrors: mirror, seen: seen.folder)
        try arming.refuseKeptForks()
        try await arming.compare()
        if !acceptLoss { try arming.requireAll(in: mirror) }
        let added = try await arming.bringBack(from: mirror)
        if added > 0 { try await arming.compare() }
        try await arming.askAnew(at: Machine.now())
        var isLoss = false
        do {
            try arming.requireNoLoss()
        } catch let failure as Failure {
            guard acceptLoss else { throw failure }
            try arming.acceptLoss(at: Machine.now())
            isLoss = true
        }
        let erased = try arming.erase()
        try arming.arm()
        tellArmed(arming, added, isLoss: isLoss)
        if erased > 0 {
            Console.messages.line(
                "\(erased.of("award")) of the backup had been erased, and was erased again. "
                    + "The backup still has what was destroyed: remove it as soon as you can.")
        }
        return added
    }

    private func tellArmed(_ arming: Arming, _ added: UInt64, isLoss: Bool) {
        if output.json { return }
        let console = Console.output
        if added > 0 {
            console.line("Brought back \(Int(added).of("record")), each of them checked.")
            Console.messages.line(
                "Of awards among them only the holders have the credential. To withdraw one, name "
                    + "its holder's file: testamur revoke FILE.testamur")
        }
        for view in arming.views { console.line("  " + view.words.harmless) }
        if let now = arming.anew.map(\.time).max(), !isLoss {
            Console.messages.line(
                "As many witnesses as the policy asks for cosigned these records again on \(now): "
                    + "they were shown no others. A record that was issued and sent to none of "
                    + "them, they cannot know.")
        } else if let last = (try? arming.vouching())?.compactMap(\.looked).max(), !isLoss {
            Console.messages.line(
                "They looked last on \(last). What was issued after that, none of them can know.")
        }
        if isLoss, let ahead = try? arming.ahead(), !ahead.isEmpty {
            Console.messages.line(
                "What is issued now is a second history. " + Arming.secondHistory
                    + " Tell your partners before you issue, and if a copy turns up, start again "
                    + "from the backup.")
        }
        if isLoss {
            Console.messages.line(
                "Erasures among what was lost are not known here. What they destroyed is back: "
                    + "erase it again.")
        }
        let file = arming.restored.home.acceptedLossFile
        console.line(
            isLoss
                ? "Issuing goes on. The loss is recorded in \(file)."
                : "Issuing goes on: no more was seen by them.")
    }
}
