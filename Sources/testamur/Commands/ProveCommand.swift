import ArgumentParser
import CanonicalJSON
import HomeFolder
import Issuance
import Verification

/// Makes a graduate's file again.
struct ProveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Make a graduate's file again, with the award's standing as it is now.")

    static let examples = """
        testamur prove urn:uuid:3f2b6c1e-… --out anna.testamur
        testamur prove 3f2b6c1e-… > anna.testamur
        testamur prove 3f2b6c1e-… --form jwt --out anna.jwt    for other people's programs
        """

    @OptionGroup var home: HomeOptions

    @Argument(help: "The number of the award.")
    var id: String

    @Option(help: "What to make: bundle, or jwt, which programs of others read.")
    var form = HolderForm.bundle

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if form == .both { throw ValidationError("--form takes bundle or jwt here") }
    }

    func perform() async throws -> ExitStatus {
        let id = try credentialID(id)
        let institution = try await home.institution(passphrase)
        let registrar = institution.registrar
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
