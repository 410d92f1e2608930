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
        """

    @OptionGroup var home: HomeOptions

    @Argument(help: "The number of the award.")
    var id: String

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let id = try credentialID(id)
        let institution = try await home.institution(passphrase)
        let bundle = try await institution.registrar.bundle(for: id)
        guard let out = destination.file else {
            Console.output.write(String(decoding: bundle.bytes, as: UTF8.self) + "\n")
            return .success
        }
        try OutputFile.create(bundle.bytes, at: out)
        if output.json {
            Console.output.json(["id": .string(id.description), "bundle": .string(out)])
        } else {
            Console.output.line("\(id) → \(out.harmless)")
        }
        return .success
    }
}
