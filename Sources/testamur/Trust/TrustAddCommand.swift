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
            fingerprint that the institution read to you. So are other keys of one who is on \
            the list: its entry gets the keys, addresses and names that it shows now, and keeps \
            its limits, identifiers and witnesses.
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
                + "digits. Once for each ledger; for one that is listed, of each key that is new.",
            valueName: "words"))
    var fingerprint: [String] = []

    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let now = Machine.now()
        let edited = try list.editable(home, at: now)
        let described = try await description().institution
        let addition = try addition(of: described, to: edited, at: now)
        if !output.json { show(addition) }
        for warning in addition.warnings {
            Console.messages.line("warning: \(warning.words.harmless)")
        }
        try confirm(addition)
        let next = try list.holding(home) { try write(addition, of: described, at: now) }
        try tell(addition, next)
        return .success
    }

    /// Writes the institution onto the list as it is now: somebody may have changed it while a
    /// person was asked.
    private func write(
        _ shown: Addition, of described: Trust.Institution, at now: Instant
    ) throws -> TrustList {
        let current = try list.editable(home, at: now, isTold: true)
        let addition = try addition(of: described, to: current, at: now)
        guard addition.isSame(as: shown) else {
            throw Failure(
                "file.busy", .tryAgain,
                "Somebody else changed the list meanwhile: its entry of \(described.did), or who "
                    + "on it is easily taken for that. Nothing was changed.",
                next: "Try again, and look at what is told then.")
        }
        try list.write(addition.next, home)
        return addition.next
    }

    private func addition(
        of described: Trust.Institution, to current: TrustList?, at now: Instant
    ) throws -> Addition {
        guard let current, let known = current.institution(described.did) else {
            let institution = try witnessed(described)
            return Addition(
                institution: institution, known: nil, change: nil,
                warnings: LookAlike.warnings(
                    about: [institution], beside: current?.institutions ?? []),
                next: try current.map { try $0.adding(institution).next(at: now) }
                    ?? .first(institution, at: now))
        }
        guard known.isContinued(by: described) else {
            throw Failure(
                "trust.other-ledger", .refused,
                "\(known.did) is on the list with another ledger or first record. Nothing was "
                    + "changed.",
                next: "Ask the institution, by telephone. Only if it began anew: testamur trust "
                    + "remove \(known.did)")
        }
        let institution = try witnessed(known.updated(from: described))
        guard let change = TrustListDifference.change(from: known, to: institution) else {
            throw Failure(
                "trust.listed-already", .refused,
                "\(known.did) is on the list already, and nothing of its entry would change.",
                next: "Look at it with: testamur trust show")
        }
        let others = current.institutions.filter { $0.did != known.did }
        return Addition(
            institution: institution, known: known, change: change,
            warnings: LookAlike.warnings(about: [institution], beside: others)
                .filter { !LookAlike.warnings(about: [known], beside: others).contains($0) },
            next: try current.updating(institution).next(at: now))
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

    private func witnessed(_ institution: Trust.Institution) throws -> Trust.Institution {
        guard let witnessPolicy else { return institution }
        let bytes = try InputFile(witnessPolicy).bytes(max: PinnedLedger.policyBytesMax)
        let policy = try WitnessPolicy(parsing: bytes)
        for finding in policy.findings { Console.messages.line(finding.description) }
        return try institution.witnessed(under: policy)
    }

    private func show(_ addition: Addition) {
        let output = Console.output
        let institution = addition.institution
        for name in institution.names {
            output.line("\(name.text) (\(name.language))")
        }
        output.line("  \("who".padded(to: 14))\(institution.did), \(institution.country)")
        if institution.purpose == .test {
            output.line("  \("purpose".padded(to: 14))test: what it issues is worth nothing")
        }
        for row in Fingerprint.rows(of: institution, beyond: addition.known) {
            output.line("  \(row)")
        }
        if let policy = institution.ledgers.first?.policy {
            output.line("  \("witnesses".padded(to: 14))\(policy.quorumDescription)")
        }
        guard let change = addition.change else { return }
        output.line("It is on your list. What changes:")
        for row in change.details.flatMap(\.rows) { output.line(row) }
        let kept = TrustListDifference.keepersWords(on: institution).map(\.aspect)
        if !kept.isEmpty {
            output.line("What your list says of it stays: \(kept.joined(separator: ", ")).")
        }
    }

    private func confirm(_ addition: Addition) throws(Failure) {
        let isCompared = Fingerprint.match(
            fingerprint, addition.institution, beyond: addition.known)
        guard isCompared || fingerprint.isEmpty else {
            throw Failure(
                "trust.other-fingerprint", .refused,
                addition.known == nil
                    ? "The ledger keys that were shown have another fingerprint. Nothing was added."
                    : "The keys that are new have another fingerprint. Nothing was changed.",
                next: "Ask the institution again, by telephone. If what it reads to you is not "
                    + "what is shown here, somebody stands between you.")
        }
        guard let doubt = addition.doubt(isAddress: isAddress), !(yes && isCompared) else {
            return
        }
        guard !yes else {
            throw Failure(
                "use.not-confirmed", .refused, "\(doubt) is not added without its fingerprint.",
                next: "Have the institution read it to you, then add: --fingerprint WORDS")
        }
        guard StandardStream.standardInput.isTerminal, !output.json else {
            throw Failure(
                "use.not-confirmed", .refused, "\(doubt) is not added without your yes.",
                next: "Have the institution read the fingerprint of its key to you, then add: "
                    + "--yes --fingerprint WORDS")
        }
        let question = addition.known == nil ? "Add it?" : "Change its entry?"
        Console.messages.write(
            "Compare the fingerprints with the institution, by telephone. \(question) [y/N] ")
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
            throw Failure("use.not-confirmed", .refused, "Nothing was added.")
        }
    }

    private func tell(_ addition: Addition, _ next: TrustList) throws {
        let path = try list.path(home)
        if output.json {
            let done = addition.known == nil ? "added" : "changed"
            var answer: JSONValue = [
                done: addition.institution.json, "list": .string(path),
                "sequence": .integer(next.sequence),
                "expires": .string(next.expires.description),
                "warnings": .array(addition.warnings.map { .string($0.words.harmless) }),
            ]
            if let change = addition.change {
                answer["changes"] = .array(change.details.map(\.json))
            }
            Console.output.json(answer)
            return
        }
        Console.output.line(
            "\(addition.known == nil ? "Added to" : "Changed on") \(path), edition "
                + "\(next.sequence), good until \(next.expires.dateText).")
        Console.messages.line("The list is kept here and signed by nobody: guard the file.")
    }
}

/// What would be written on a list.
private struct Addition {
    let institution: Trust.Institution
    /// The entry that is there; `nil` for a new one.
    let known: Trust.Institution?
    /// What of that entry changes.
    let change: TrustListDifference.Change?
    let warnings: [LookAlike]
    let next: TrustList

    /// Whether a person who was told of one was told of the other.
    func isSame(as other: Addition) -> Bool {
        institution == other.institution && known == other.known
            && warnings.map(\.words) == other.warnings.map(\.words)
    }

    /// Why a person has to compare it first; `nil` if they need not.
    func doubt(isAddress: Bool) -> String? {
        if !warnings.isEmpty { return "What is easily taken for another" }
        if change?.isOfKeys == true { return "Another key or ledger of one who is listed" }
        return isAddress ? "What comes from an address" : nil
    }
}
