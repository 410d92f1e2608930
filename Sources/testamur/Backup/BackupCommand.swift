import ArgumentParser
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import Signing
import TransparencyLog

/// Makes a backup.
struct BackupCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy a home, with its keys and credentials, while the daemon goes on.",
        discussion: """
            The copy is one moment of the home: every record in it has its credential. It holds \
            the private keys as they are in the home, and the credentials: keep it as secret as \
            the home itself. The recovery keys are not in it. Then it is checked as a restore \
            would: its ledger is audited, and every credential compared with its record. It ends \
            with 4 if something is damaged, and keeps the copy.
            """)

    static let examples = """
        testamur backup /mnt/safe/2026-06-24
        testamur restore /mnt/safe/2026-06-24 --home /srv/testamur
        """

    @Argument(help: ArgumentHelp("The folder to make.", valueName: "dir"))
    var directory: String

    @OptionGroup var home: HomeOptions

    @Flag(help: "Make the backup also if keys in force have no file in the home.")
    var withoutKeys = false

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let home = try home.open()
        let now = Machine.now()
        let backup = try await BackupFolder.make(
            of: home, at: directory, withoutKeys ? .asFound : .complete, now)
        let missing = try await backup.usesWithoutKey()
        let fault = try await backup.ledgerFault(home.configuration)
        let (manifest, console) = (backup.manifest, Console.output)
        let removeBy = Day(home.backupsAgedOut(after: manifest.made))
        let bytes = manifest.files.reduce(0) { $0 + $1.size }
        if output.json {
            console.json([
                "type": "TestamurBackup", "folder": .string(directory),
                "origin": .string(manifest.checkpoint.origin.description),
                "size": .string(manifest.checkpoint.size.description),
                "files": .integer(Int64(manifest.files.count)), "bytes": .integer(bytes),
                "damaged": .array(backup.damaged.map { .string($0.description) }),
                "ledger_fault": fault.map { .string($0) } ?? .null,
                "without_key": .array(missing.map { .string($0) }),
                "remove_by": .string(removeBy.description),
            ])
            return backup.damaged.isEmpty && fault == nil ? .success : .integrity
        }
        let records = Int(manifest.checkpoint.size.value).of("record")
        console.line(
            "Backed up \(records) of \(manifest.checkpoint.origin) and "
                + (backup.damaged.isEmpty ? "all credentials" : "the credentials")
                + " into \(directory).")
        if !missing.isEmpty { Console.messages.line(missing.withoutKey) }
        Console.messages.line(
            "It holds private keys and names of graduates: keep it as secret as the home.")
        Console.messages.line(
            "An award that is erased later is in it all the same: remove it by \(removeBy).")
        if let fault { throw ledgerWrong(fault, home) }
        guard backup.damaged.isEmpty else { throw damaged(backup.damaged) }
        return .success
    }

    private func ledgerWrong(_ fault: String, _ home: Home) -> Failure {
        Failure(
            "backup.ledger-wrong", .integrity,
            "\(directory) cannot be restored as it is: its ledger, and so the home's, is not "
                + "right: \(fault)",
            next: "Keep the older backups, and look into the home with: testamur audit "
                + "\(home.path.quoted). Then restore an older backup, and bring the records since "
                + "back from a copy of the ledger: testamur restore --arm --mirror PLACE")
    }

    private func damaged(_ damaged: [VaultCheck.Damage]) -> Failure {
        Failure(
            "backup.credential-damaged", .integrity,
            "\(damaged.count.of("credential")) damaged in the home's vault, and so in "
                + "this backup: not what was recorded. \(damaged.words)",
            next: "Keep older backups. Bring each back from its holder's file or from a backup "
                + "that still has it (testamur help prove), then back up again.")
    }
}
