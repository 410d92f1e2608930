import AppendOnlyLedger
import ArgumentParser
import CanonicalJSON
import HomeFolder
import SQLiteStorage
import ServiceAPI
import Signing
import Trust

/// Signs a list for others to rely on.
struct TrustSignCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a trust list, or an accreditor's statements, for others to rely on.",
        discussion: """
            The list that you keep stays as it is; what is signed is written to another file. \
            Readers believe it after they pinned your key, which you give them over another \
            channel. Make a key with: openssl genpkey -algorithm ed25519 -out publisher.pem
            """)

    static let examples = """
        testamur trust sign list.json --key publisher.pem --out partners.json
        testamur trust sign list.json --key publisher.pem --name did:web:ministry.example#list-1
        testamur trust sign list.json --key publisher.pem --publish
        """

    @OptionGroup var home: HomeOptions

    @Argument(help: "The list or the statements, or - for stdin.")
    var list: String

    @Option(help: ArgumentHelp("The private key: a file or a token's URI.", valueName: "key"))
    var key: String

    @Option(
        help: ArgumentHelp(
            "The key's name. Without it: the key itself, as a did:key.", valueName: "name"))
    var name: String?

    @Flag(help: "Publish the list at this home's address too, where partners look for it.")
    var publish = false

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        // Who signs a list in its place must not write over what somebody else changes meanwhile.
        guard let out = destination.file, let place = RealPath.of(out),
            place == RealPath.of(list)
        else { return try sign() }
        let held = try OutputFile.hold(out)
        defer { held.release() }
        return try sign()
    }

    private func sign() throws -> ExitStatus {
        let bytes = try InputFile(list).bytes(max: TrustList.bytesMax)
        let key = try PrivateKey(opening: key, passphrase: passphrase.secret())
        let publisher = TrustKey(name: try keyName(of: key), key: key.publicKey)
        guard let text = publisher.verifierKey?.description else {
            throw Failure(
                "trust.key-kind", .usage, "Lists are signed with an Ed25519 key; this is another.",
                next: "Make one with: openssl genpkey -algorithm ed25519 -out publisher.pem")
        }
        if SignedAccreditations.isMeant(by: bytes) {
            let statements = try SignedAccreditations(parsing: bytes)
            try refuse("file", statements.expires, "Write a later end into it first.")
            guard !publish else {
                throw Failure.wrongUse("Only a list of your own is published with --publish.")
            }
            return try hand(statements.signed(by: key, named: publisher.name), text)
        }
        let unsigned = try SignedTrustList(parsing: bytes)
        let signed = try unsigned.signed(by: key, named: publisher.name)
        // What readers will do is done once here, before anybody relies on it.
        let list = try signed.verified(by: [publisher])
        try refuse("list", list.expires, "Make a newer edition of it first: testamur trust renew")
        if publish { try show(signed) }
        return try hand(signed, list, text)
    }

    /// Refuses what has run out already.
    private func refuse(_ what: String, _ end: Instant, _ next: String) throws(Failure) {
        guard end <= Machine.now() else { return }
        throw Failure(
            "list.expired", .refused, "The \(what) ran out on \(end.dateText).", next: next)
    }

    private func keyName(of key: PrivateKey) throws(Failure) -> DIDURL {
        guard let name else {
            let multikey = key.publicKey.multikey ?? ""
            guard let own = DIDURL("did:key:\(multikey)#\(multikey)") else {
                throw .wrongUse("This key cannot be its own name.", next: "Say one with: --name")
            }
            return own
        }
        guard let given = DIDURL(name) else {
            throw .wrongUse(
                "\(name.quoted) is not a key's name.",
                next: "Write it like this: --name did:web:ministry.example#list-1")
        }
        return given
    }

    /// Puts a list where this institution's partners look for it.
    private func show(_ signed: SignedTrustList) throws {
        let home = try home.open()
        // A daemon removes drafts that nobody finished, while it alone publishes.
        try SQLiteLedgerStore(path: home.ledgerFile).publishing {
            try home.publicFolder.replace(
                Array(signed.json.prettyText().utf8), at: String(ServicePath.trustList.dropFirst()))
        }
        Console.messages.line(
            "Published at \(home.configuration.url)\(ServicePath.trustList)".harmless)
    }

    private func hand(_ signed: SignedAccreditations, _ key: String) throws -> ExitStatus {
        let did = DID(signed.accreditor) == nil ? "" : " --did \(signed.accreditor)"
        let name = did.isEmpty ? signed.accreditor.quoted : "NAME"
        return try write(
            signed.json, until: signed.expires, key,
            facts: ["statements": nil, "by": .string(signed.accreditor)],
            what: "\(signed.statements.count.of("statement")) of \(signed.accreditor)",
            readers: "testamur trust accreditor \(name)\(did) --key \(key.quoted)")
    }

    private func hand(
        _ signed: SignedTrustList, _ list: TrustList, _ key: String
    ) throws -> ExitStatus {
        try write(
            signed.json, until: list.expires, key,
            facts: ["list": nil, "sequence": .integer(list.sequence)],
            what: "\(list.name), edition \(list.sequence)",
            readers: "testamur trust pin \(key.quoted)")
    }

    /// Writes what was signed, and tells what readers of it have to do.
    ///
    /// - Parameters:
    ///   - facts: what programs are told; the one without a value is where the file is.
    ///   - what: what was signed, in words.
    ///   - readers: the command that its readers run.
    private func write(
        _ json: JSONValue, until expires: Instant, _ key: String,
        facts: KeyValuePairs<String, JSONValue?>, what: String, readers: String
    ) throws -> ExitStatus {
        let text = json.prettyText()
        guard let out = destination.file else {
            Console.output.write(text)
            return .success
        }
        try OutputFile.replace(Array(text.utf8), at: out)
        guard !output.json else {
            var answer: JSONValue = [:]
            for (name, value) in facts { answer[name] = value ?? .string(out) }
            answer["expires"] = .string(expires.description)
            answer["publisher"] = .string(key)
            Console.output.json(answer)
            return .success
        }
        Console.output.line("Signed \(what), good until \(expires.dateText): \(out)".harmless)
        Console.output.line("Give readers this key over another channel; they run:")
        Console.output.line("  \(readers)".harmless)
        return .success
    }
}
