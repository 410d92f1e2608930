import ArgumentParser
import CanonicalJSON
import Credentials
import HomeFolder
import Signing
import TransparencyLog
import Trust

/// Makes a home.
struct InitCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a home: keys, a ledger with its first record, a vault, a configuration.")

    static let examples = """
        testamur init --name "University of Example" --did did:web:uni.example --country PL
        testamur init --name "Chuo cha Mfano" --lang sw --name-in "en=Example College" \\
            --did did:web:chuo.example --country TZ --passphrase-file secret.txt
        """

    @OptionGroup var home: HomeOptions

    @Option(help: "The institution's name, in its own language and script.")
    var name: String

    @Option(help: "Who the institution is: did:web: and its domain name.")
    var did: String

    @Option(help: ArgumentHelp("Its country: two capital letters (ISO 3166-1).", valueName: "CC"))
    var country: String = HomeConfiguration.countryDefault

    @Option(help: ArgumentHelp("The language of the name (BCP 47).", valueName: "tag"))
    var lang: String = "en"

    @Option(
        help: ArgumentHelp(
            "Its name in another language, such as en=Example College. May be repeated.",
            valueName: "tag=name"))
    var nameIn: [String] = []

    @Option(
        help: ArgumentHelp(
            "The address at which others reach it. Without it: https:// and the domain name.",
            valueName: "url"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "Where its daemon listens. Without it: 127.0.0.1 and the port of the address, "
                + "else \(HomeConfiguration.listenDefault).", valueName: "host:port"))
    var listen: String?

    @Flag(help: "Make a witness key too, so that its daemon cosigns the ledgers of partners.")
    var witness = false

    @Option(
        help: ArgumentHelp(
            "Take the worthless keys of a demonstration, which everybody has.",
            valueName: "institution", visibility: .hidden))
    var demonstrationKeys: String?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        guard country.utf8.count == 2, country.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw Failure.wrongUse(
                "\(country.quoted) is not a country.",
                next: "Write its two capital letters of ISO 3166-1, for example: --country TZ")
        }
        let configuration = try HomeConfiguration(
            did: identifier(), names: names(), country: country, url: url,
            listen: listen ?? loopback ?? HomeConfiguration.listenDefault,
            purpose: demonstrationKeys == nil ? .production : .demonstration)
        let path = home.path
        let secret = try passphrase.secret()
        var made = try await Home.create(
            at: path, configuration, keys: keys(), passphrase: secret, at: Machine.now(),
            entropy: Machine.entropy)
        let institution = try await made.open(
            passphrase: secret, clock: { Machine.now() }, entropy: { Machine.entropy($0) })
        try await institution.publish()
        if witness { made = try made.makeWitness(passphrase: secret) }
        if output.json {
            Console.output.json(summary(of: made))
        } else {
            tell(made)
        }
        return .success
    }

    /// Host and port of an address on this machine.
    private var loopback: String? {
        let prefix = "http://127.0.0.1:"
        guard let url, url.hasPrefix(prefix),
            let port = UInt16(url.dropFirst(prefix.count).prefix { $0 != "/" })
        else { return nil }
        return "127.0.0.1:\(port)"
    }

    private func identifier() throws -> DID {
        guard let did = DID(did) else {
            throw Failure.wrongUse(
                "\(did.quoted) is not an identifier of the kind that is needed.",
                next: "Write did:web: and your domain name, for example did:web:uni.example")
        }
        if url == nil { _ = try did.webLocation() }
        return did
    }

    private func names() throws(Failure) -> [InstitutionName] {
        var pairs = [(lang, name)]
        for text in nameIn {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw .wrongUse(
                    "\(text.quoted) is not a language and a name.",
                    next: "Write for example: --name-in 'en=University of Example'")
            }
            pairs.append((parts[0], parts[1]))
        }
        var names: [InstitutionName] = []
        for (language, text) in pairs {
            guard let name = InstitutionName(text, language: language) else {
                throw .wrongUse(
                    "\(text.quoted) in the language \(language.quoted) cannot be shown as a name.",
                    next: "Use a BCP 47 tag such as pl, and a name without control characters.")
            }
            names.append(name)
        }
        return names
    }

    private func keys() throws -> Home.FirstKeys {
        guard let institution = demonstrationKeys else { return try .generate() }
        guard DemoKeys.institutions.contains(institution) else {
            throw Failure.wrongUse(
                "There are demonstration keys for \(DemoKeys.institutions.joined(separator: ", ")) "
                    + "only.")
        }
        return Home.FirstKeys(
            record: try DemoKeys.key("record-1", of: institution),
            assertion: try DemoKeys.key("assertion-1", of: institution),
            status: try DemoKeys.key("status-1", of: institution),
            ledger: try DemoKeys.key("ledger-1", of: institution),
            recovery: try (1...3).map { try DemoKeys.key("recovery-\($0)", of: institution) },
            threshold: 2)
    }

    private func summary(of home: Home) -> JSONValue {
        [
            "home": .string(home.path), "did": .string(home.configuration.did.description),
            "name": .string(home.name),
            "origin": .string(home.configuration.origin.description),
            "url": .string(home.configuration.url),
            "carry_away": .string("\(home.path)/recovery"),
        ]
    }

    private func tell(_ home: Home) {
        let output = Console.output
        let configuration = home.configuration
        let secrecy = passphrase.passphraseFile == nil ? "not encrypted" : "encrypted"
        output.line("Made the home of \(home.name).")
        output.line()
        output.line("  folder    \(home.path)")
        output.line("  who       \(configuration.did)")
        output.line("  ledger    \(configuration.origin), 1 record")
        output.line("  address   \(configuration.url)")
        output.line("  keys      \(home.keysFolder), \(witness ? 5 : 4) keys, \(secrecy)")
        output.line()
        if configuration.purpose == .demonstration {
            output.line("A demonstration: everybody has these keys, and its awards are worthless.")
        } else {
            output.line("Carry away \(home.path)/recovery: give its three keys to three people,")
            output.line("each with a copy of quorum.json, and delete the folder here. Two of the")
            output.line("three are needed if a key is ever stolen or lost.")
        }
        output.line()
        output.line("Next: testamur issue DIPLOMA.json\(self.home.repeated)")
    }
}
