import ArgumentParser
import CanonicalJSON
import HomeFolder
import Records
import Signing
import TransparencyLog
import Trust
import Verification

/// Verifies what a graduate handed over.
struct VerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check an award: who confirms it, and is it in force?",
        discussion: """
            Nothing is fetched unless you say --online, and then only from addresses that your \
            trust list names. Ends with 0 if every award is confirmed, with 1 if one is not, and \
            with 3 if a check could not be finished.
            """)

    static let examples = """
        testamur verify anna.testamur --trust list.json
        testamur verify anna.testamur --online        with the institution's newest word
        testamur verify *.testamur --json > results.jsonl
        testamur verify anna.testamur --mirror ./uni  when the institution is gone
        testamur verify anna.testamur --at http://127.0.0.1:8460 --keep-receipt anna.receipt
        testamur verify anna.testamur --receipt anna.receipt --refresh
        """

    @OptionGroup var home: HomeOptions

    @Argument(help: "What the graduate gave you, or - for stdin.")
    var files: [String] = []

    @Option(
        help: ArgumentHelp(
            "Whom to listen to. Without it: trust/list.json in the home.", valueName: "list"))
    var trust: String?

    @OptionGroup var publisher: PublisherOptions

    @Option(
        help: ArgumentHelp(
            "Judge as of the end of that day (UTC), not today.", valueName: "YYYY-MM-DD"))
    var asOf: String?

    @Flag(help: "Fetch the newest standing, from addresses that the trust list names.")
    var online = false

    @Option(
        help: ArgumentHelp(
            "Take these answers for a yes too: ended, replaced, erased; with commas between.",
            valueName: "answers"))
    var accept: String?

    @Option(
        help: ArgumentHelp(
            "Let the daemon at this address judge, by its own trust list.", valueName: "url"))
    var at: String?

    @Option(
        help: ArgumentHelp(
            "Confirm only what so many witnesses on your list have seen, besides their quorum, "
                + "whatever this program has seen itself.",
            valueName: "number"))
    var witnesses: Int?

    @Option(
        help: ArgumentHelp(
            "How strict to be: standard, by its other name employer; admissions, which asks for "
                + "the institution's accreditation and its word of today; unwitnessed, which takes "
                + "an institution's word for its own ledger; or archive, which takes the newest "
                + "that is known, however old.",
            valueName: "name"))
    var policy: String?

    @Option(
        help: ArgumentHelp(
            "A copy of the institution's ledger, made with testamur mirror: says how the award "
                + "stood when the institution was last heard of. May be given several times.",
            valueName: "place"))
    var mirror: [String] = []

    @Option(
        help: ArgumentHelp(
            "An accreditor's signed statements; they count if your list names the accreditor and "
                + "the key. May be given several times.", valueName: "file"))
    var accreditations: [String] = []

    @OptionGroup var receipts: VerificationReceiptOptions

    @OptionGroup var seen: SeenOptions

    @Flag(name: .shortAndLong, help: "Show every check, of several files too.")
    var verbose = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let witnesses, !(1...WitnessPolicy.entriesMax ~= witnesses) {
            throw ValidationError(
                "--witnesses takes a number from 1 to \(WitnessPolicy.entriesMax)")
        }
        if let policy, !Policy.named.contains(where: { $0.name == policy }) {
            throw ValidationError(
                "--policy takes \(Policy.named.map(\.name).listed)")
        }
        if policy != nil, witnesses != nil {
            throw ValidationError("--policy and --witnesses cannot be used together")
        }
        let isLocal =
            trust != nil || publisher.publisher != nil || asOf != nil || online
            || witnesses != nil || policy != nil || seen.seen != nil || !mirror.isEmpty
            || !accreditations.isEmpty
        if at != nil, isLocal {
            throw ValidationError("With --at the daemon decides; leave out --trust and the rest")
        }
        if !mirror.isEmpty, files.contains("-") {
            throw ValidationError("--mirror reads the files twice; name a file in place of -")
        }
        try receipts.validate(
            files: files, at: at, asOf: asOf, isOnline: online,
            judgesToday: asOf != nil || witnesses != nil || policy != nil || seen.seen != nil
                || !mirror.isEmpty || !accreditations.isEmpty)
    }

    func perform() async throws -> ExitStatus {
        let accepted = try acceptedCodes()
        if let receipt = receipts.receipt {
            let outcome = try await check(InputFile(receipt)).outcome()
            if output.json {
                Console.output.json(outcome.json)
            } else {
                Console.output.write(outcome.text)
            }
            return outcome.status(accepting: accepted)
        }
        let judge = try await judge()
        do {
            let status = try await verify(by: judge, accepting: accepted)
            await judge.end()
            return status
        } catch {
            await judge.end()
            throw error
        }
    }

    private func judge() async throws -> any Judge {
        if let at { return try RemoteJudge(at: at, asking: receipts.wanted) }
        return try await localJudge()
    }

    private func check(_ receipt: InputFile) async throws -> VerificationReceiptCheck {
        VerificationReceiptCheck(
            file: receipt, award: files.first.map(InputFile.init), list: try list(),
            own: try await ownKeys(),
            today: receipts.refresh ? try await localJudge() : nil)
    }

    private func localJudge() async throws -> LocalJudge {
        let instant = try instant()
        let verifier = Verifier(
            trusting: try list(), policy: strictness, cache: VerifierCache())
        let copies =
            receipts.refresh || mirror.isEmpty
            ? .none : try await self.copies(signedFor: verifier.trustList)
        return LocalJudge(
            verifier: verifier, asOf: instant,
            reach: receipts.refresh ? .whole(mirrors: mirror) : online ? .online : .offline,
            seen: seen.folder, copies: copies, own: own,
            statements: try accreditations.map { file in
                try SignedAccreditations(
                    parsing: InputFile(file).bytes(max: SignedAccreditations.bytesMax))
            })
    }

    /// The copies that were named, compared with all that the files and the memory speak of.
    private func copies(signedFor list: TrustList) async throws -> LedgerCopies {
        var sizes: Set<TreeSize> = []
        var awards: Set<RecordedStatement> = []
        for file in files.map(InputFile.init) {
            guard let bytes = try? file.bytes(max: Bundle.bytesMax),
                let submission = try? Submission(reading: bytes)
            else { continue }
            for origin in submission.claimedOrigins {
                sizes.formUnion(submission.claimedSizes(of: origin))
                awards.formUnion(submission.claimedStatements(in: origin))
                for pinned in list.institutions.compactMap({ $0.ledger(origin) }) {
                    let memory = try seen.folder?.ledger(pinned)
                    sizes.formUnion((memory?.states ?? []).map(\.size))
                }
            }
        }
        return try await LedgerCopies(
            reading: mirror, comparing: sizes, about: awards, signedFor: list)
    }

    private var strictness: Policy {
        if let witnesses { return .witnessed(by: witnesses) }
        return Policy.named.first { $0.name == policy } ?? .standard
    }

    /// The key records of the home's ledger; none where there is no home.
    private func ownKeys() async throws -> [Record] {
        guard let home = try? home.open() else { return [] }
        return try await StoredLedger(path: home.ledgerFile).keyRecords()
    }

    /// Whoever keeps a ledger is no independent witness of it.
    private var own: Set<Origin> {
        guard let home = try? home.open() else { return [] }
        return [home.configuration.origin]
    }

    private func verify(
        by judge: any Judge, accepting accepted: Set<Verdict.Code>
    ) async throws -> ExitStatus {
        var status = ExitStatus.success
        for (number, file) in files.map(InputFile.init).enumerated() {
            do {
                let bytes = try file.bytes(max: Bundle.bytesMax)
                let answer = try await judge.judge(bytes)
                try receipts.keep(answer, about: bytes)
                status = status.worse(answer.status(accepting: accepted))
                tell(answer, of: file, number: number)
            } catch {
                let failure = Failure(error)
                guard files.count > 1 else { throw failure }
                status = status.worse(failure.status)
                tell(failure, of: file)
            }
        }
        return status
    }

    private func list() throws -> TrustList {
        let path = trust ?? (try? home.open())?.trustListFile
        guard let path, trust != nil || InputFile.exists(path) else {
            Console.messages.line(
                "You have no trust list, so nobody is recognised. "
                    + "Begin one with: testamur trust add FILE|URL")
            return try .none()
        }
        return try publisher.list(at: path)
    }

    private func instant() throws(Failure) -> Instant? {
        guard let asOf else { return nil }
        do {
            return try AskedInstant(asOf, at: Machine.now()).instant
        } catch {
            switch error {
            case .toCome:
                throw .wrongUse(
                    "\(asOf.quoted) has not come yet, and nobody knows how the award will stand "
                        + "then.",
                    next: "Leave out --as-of to ask about now.")
            case .notAnInstant:
                throw notAnInstant(asOf)
            }
        }
    }

    private func notAnInstant(_ text: String) -> Failure {
        // Times are counted from there.
        if let day = TrustDay(String(text.prefix(10))), day.year < 1970 {
            return .wrongUse(
                "\(text.quoted) is before 1970, and nothing is looked up so far back.",
                next: "Name a later day: no ledger is older.")
        }
        return .wrongUse(
            "\(text.quoted) is not a day.", next: "Write it like this: --as-of 2026-07-01")
    }

    private func acceptedCodes() throws(Failure) -> Set<Verdict.Code> {
        var codes: Set<Verdict.Code> = []
        for word in (accept ?? "").split(separator: ",").map(String.init) {
            let code = Verdict.Code(rawValue: word == "ended" ? "confirmed_ended" : word)
            guard let code, code.canBeAccepted else {
                throw .wrongUse(
                    "\(word.quoted) cannot be taken for a yes.",
                    next: "Only these can: --accept ended,replaced,erased")
            }
            codes.insert(code)
        }
        return codes
    }

    private func tell(_ answer: Answer, of file: InputFile, number: Int) {
        let console = Console.output
        guard !output.json else {
            var json = answer.json
            if files.count > 1 { json["file"] = .string(file.label) }
            return console.line(String(decoding: json.canonicalBytes(), as: UTF8.self))
        }
        guard files.count == 1 || verbose else {
            return console.line("\(file.shown): \(console.styled(answer.brief, answer.code.style))")
        }
        if files.count > 1 {
            console.line((number > 0 ? "\n" : "") + console.styled(file.shown, .bold))
        }
        let lines = answer.text.split(separator: "\n", maxSplits: 1).map(String.init)
        console.line(console.styled(lines.first ?? "", answer.code.style))
        if lines.count > 1 { console.write(lines[1]) }
    }

    private func tell(_ failure: Failure, of file: InputFile) {
        guard !output.json else {
            let json: JSONValue = ["file": .string(file.label), "error": failure.json]
            return Console.output.line(String(decoding: json.canonicalBytes(), as: UTF8.self))
        }
        Console.messages.line(
            Console.messages.styled("error:", .red) + " " + failure.about(file.label).text)
    }
}

extension Verdict.Code {
    /// How the first line is set off; the words say it too.
    fileprivate var style: Console.Style {
        switch self {
        case .confirmed: .green
        case .confirmedEnded, .replaced, .erased, .testOnly: .blue
        case .onHold, .issuerNotRecognised: .amber
        case .withdrawn, .altered: .red
        case .noRecord, .incomplete: .dim
        }
    }
}

extension [String] {
    /// The words as a person lists choices.
    fileprivate var listed: String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " or " + last
    }
}
