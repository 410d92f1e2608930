import ArgumentParser
import CanonicalJSON
import HomeFolder
import Issuance
import Verification

/// Makes a graduate's file again.
struct ProveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Make a graduate's file again, with the award's standing as it is now.",
        discussion: """
            Nothing is handed out that is not what was recorded. A credential that was damaged in \
            the vault comes back from the holder's file, named instead of the number, or from a \
            backup that still has it.
            """)

    static let examples = """
        testamur prove urn:uuid:3f2b6c1e-… --out anna.testamur
        testamur prove 3f2b6c1e-… > anna.testamur
        testamur prove 3f2b6c1e-… --form jwt --out anna.jwt    for other people's programs
        testamur prove 3f2b6c1e-… --from /mnt/safe/2026-06-24 --out anna.testamur
        """

    @OptionGroup var home: HomeOptions

    @Argument(help: "The number of the award, or the holder's file.")
    var id: String

    @Option(
        help: ArgumentHelp(
            "A backup that still has the credential, if the vault's is damaged.",
            valueName: "backup"))
    var from: String?

    @Option(help: "What to make: bundle, or jwt, which programs of others read.")
    var form = HolderForm.bundle

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if form == .both { throw ValidationError("--form takes bundle or jwt here") }
    }

    func perform() async throws -> ExitStatus {
        let named = try NamedAward(id)
        let id = named.id
        let institution = try await home.institution(passphrase)
        let registrar = institution.registrar
        if let bundle = named.bundle {
            try named.requireKept(await registrar.adopt(bundle))
        }
        if let from {
            guard let entry = try await BackupFolder(opening: from).credential(id) else {
                throw RegistrarError.unknownCredential(id)
            }
            try await registrar.mend(with: entry)
        }
        let bytes =
            form == .jwt
            ? try await registrar.token(for: id) : try await registrar.bundle(for: id).bytes
        guard let out = destination.file else {
            Console.output.write(String(decoding: bytes, as: UTF8.self) + "\n")
            return .success
        }
        try OutputFile.create(bytes, at: out)
        if output.json {
            Console.output.json([
                "id": .string(id.description), form.rawValue: .string(out),
            ])
        } else {
            Console.output.line("\(id) → \(out.harmless)")
        }
        return .success
    }
}
