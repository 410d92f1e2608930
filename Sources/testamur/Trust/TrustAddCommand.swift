import ArgumentParser
import CanonicalJSON
import HomeFolder
import Signing
import TransparencyLog
import Trust

/// Puts an institution on the list.
struct TrustAddCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Put an institution on the list, after you compared what is shown.",
        discussion: """
            The list is kept here and nobody signs it: whoever can write the file decides whom \
            you believe. What comes from an address, or is easily taken for somebody who is on \
            the list, is added only after you said yes: at a terminal, or with --yes and the \
            fingerprint that the institution read to you.
            """)

    static let examples = """
        testamur trust add university.json
        testamur trust add https://uni.example
        testamur trust add https://uni.example --yes --fingerprint "lusab babad gutih tugad …"
        testamur trust add did:web:college.example --name "College C" --country KE
        testamur trust add did:key:z6Mk… --name "Trade School"
        """

    @OptionGroup var home: HomeOptions
    @OptionGroup var list: TrustListOptions

    @Argument(
        help: """
            A description: a file, - for stdin, or the institution's address. Or the DID of one \
            that does not run this software.
            """)
    var source: String

    @OptionGroup var foreign: ForeignOptions

    @Option(
        help: ArgumentHelp(
            "Whose cosignatures you count for its ledgers: a policy as tlog-policy writes it.",
            valueName: "file"))
    var witnessPolicy: String?

    @Flag(help: "Add it without asking; needs --fingerprint wherever it would be asked.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "The fingerprint of the ledger key, as the institution told it to you: words or "
                + "digits. Once for each ledger.",
            valueName: "words"))
    var fingerprint: [String] = []

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let now = Machine.now()
        let edited = try list.editable(home, at: now)
        let institution = try await witnessed(description().institution)
        _ = try adding(institution, to: edited, at: now)
        let warnings = LookAlike.warnings(
            about: [institution], beside: edited?.institutions ?? [])
        if !output.json { show(institution) }
        for warning in warnings { Console.messages.line("warning: \(warning.words.harmless)") }
        try confirm(institution, warnings)
        let next = try list.holding(home) {
            try write(institution, toldOf: warnings, at: now)
        }
        try tell(institution, next, warnings)
        return .success
    }

    /// Writes the institution onto the list as it is now: somebody may have changed it while a
    /// person was asked.
    private func write(
        _ institution: Institution, toldOf warnings: [LookAlike], at now: Instant
    ) throws -> TrustList {
        let current = try list.editable(home, at: now, isTold: true)
        let next = try adding(institution, to: current, at: now)
        let more = LookAlike.warnings(
            about: [institution], beside: current?.institutions ?? [])
        guard more.map(\.words) == warnings.map(\.words) else {
            throw Failure(
                "file.busy", .tryAgain,
                "Somebody else changed the list meanwhile, and now somebody is on it who is "
                    + "easily taken for \(institution.did). Nothing was added.",
                next: "Try again, and look at what is told then.")
        }
        try list.write(next, home)
        return next
    }

    private func adding(
        _ institution: Institution, to current: TrustList?, at now: Instant
    ) throws -> TrustList {
        if current?.institution(institution.did) != nil {
            throw Failure(
                "trust.duplicate", .refused, "\(institution.did) is on the list already.",
                next: "To take its newest entry, first: testamur trust remove \(institution.did)")
        }
        return try current.map { try $0.adding(institution).next(at: now) }
            ?? .first(institution, at: now)
    }

    private var isAddress: Bool { source.hasPrefix("https://") || source.hasPrefix("http://") }

    private func description() async throws -> InstitutionDescription {
        if let did = DID(source) { return try foreign.description(of: did) }
        try foreign.requireNone()
        let bytes =
            isAddress
            ? try await Download.description(from: source)
            : try InputFile(source).bytes(max: InstitutionDescription.bytesMax)
        return try InstitutionDescription(parsing: bytes)
    }

    private func witnessed(_ institution: Institution) throws -> Institution {
        guard let witnessPolicy else { return institution }
        let bytes = try InputFile(witnessPolicy).bytes(max: PinnedLedger.policyBytesMax)
        let policy = try WitnessPolicy(parsing: bytes)
        for finding in policy.findings { Console.messages.line(finding.description) }
        return try institution.witnessed(under: policy)
    }

    private func show(_ institution: Institution) {
        let output = Console.output
        for name in institution.names {
            output.line("\(name.text) (\(name.language))")
        }
        output.line("  \("who".padded(to: 14))\(institution.did), \(institution.country)")
        if institution.purpose == .test {
            output.line("  \("purpose".padded(to: 14))test: what it issues is worth nothing")
        }
        for row in Fingerprint.rows(of: institution) { output.line("  \(row)") }
        if let policy = institution.ledgers.first?.policy {
            output.line("  \("witnesses".padded(to: 14))\(policy.quorumDescription)")
        }
    }

    private func confirm(
        _ institution: Institution, _ warnings: [LookAlike]
    ) throws(Failure) {
        let isCompared = Fingerprint.match(fingerprint, institution)
        guard isCompared || fingerprint.isEmpty else {
            throw Failure(
                "trust.other-fingerprint", .refused,
                "The ledger keys that were shown have another fingerprint. Nothing was added.",
                next: "Ask the institution again, by telephone. If what it reads to you is not "
                    + "what is shown here, somebody stands between you.")
        }
        guard isAddress || !warnings.isEmpty, !(yes && isCompared) else { return }
        guard !yes else {
            throw Failure(
                "use.not-confirmed", .refused,
                warnings.isEmpty
                    ? "What comes from an address is not added without its fingerprint."
                    : "What is easily taken for another is not added without its fingerprint.",
                next: "Have the institution read it to you, then add: --fingerprint WORDS")
        }
        guard StandardStream.standardInput.isTerminal, !output.json else {
            throw Failure(
                "use.not-confirmed", .refused,
                warnings.isEmpty
                    ? "What comes from an address is not added without your yes."
                    : "What is easily taken for another is not added without your yes.",
                next: "Have the institution read the fingerprint of its ledger key to you, then "
                    + "add: --yes --fingerprint WORDS")
        }
        Console.messages.write(
            "Compare the fingerprints with the institution, by telephone. Add it? [y/N] ")
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
            throw Failure("use.not-confirmed", .refused, "Nothing was added.")
        }
    }

    private func tell(
        _ institution: Institution, _ next: TrustList, _ warnings: [LookAlike]
    ) throws {
        let path = try list.path(home)
        if output.json {
            Console.output.json([
                "added": institution.json, "list": .string(path),
                "sequence": .integer(next.sequence),
                "expires": .string(next.expires.description),
                "warnings": .array(warnings.map { .string($0.words.harmless) }),
            ])
            return
        }
        Console.output.line(
            "Added to \(path), edition \(next.sequence), good until \(next.expires.dateText).")
        Console.messages.line("The list is kept here and signed by nobody: guard the file.")
    }
}
