import ArgumentParser
import Auditing
import CanonicalJSON
import HomeFolder
import Signing
import TransparencyLog
import Trust
import Verification

/// Replays a ledger.
struct AuditCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Replay a whole ledger, and name the first record that is not right.",
        discussion: """
            Every record, signature, hash and checkpoint is checked again. With --trust or --vkey \
            the ledger is also compared with what you know from outside; without them a ledger \
            that was rewritten as a whole looks intact.

            Ends with 0 if it is intact, with 4 if it is not, and with 3 if not everything could \
            be read.
            """)

    static let examples = """
        testamur audit https://uni.example/ledger --trust list.json
        testamur audit ./testamur-home                its database, not its public files
        testamur audit mirror/ledger --vkey uni.example/ledger+0a1b2c3d+AQ…
        """

    @Argument(
        help: ArgumentHelp(
            "A home, a folder with a ledger's public files, or a ledger's address.",
            valueName: "ledger"))
    var place: String

    @Option(
        help: ArgumentHelp("Compare with what this trust list pins.", valueName: "list"))
    var trust: String?

    @Option(help: ArgumentHelp("Compare with this verifier key.", valueName: "vkey"))
    var vkey: String?

    @OptionGroup var publisher: PublisherOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if trust != nil, vkey != nil {
            throw ValidationError("--trust and --vkey cannot be used together")
        }
        if trust == nil, publisher.publisher != nil {
            throw ValidationError("--publisher says who signed a list; name it with --trust")
        }
    }

    func perform() async throws -> ExitStatus {
        let list = try trust.map { try currentList(at: $0) }
        let report: AuditReport
        if place.hasPrefix("https://") || place.hasPrefix("http://") {
            var address = place
            while address.hasSuffix("/") { address.removeLast() }
            let fetcher = try Download.fetcher(
                for: [address], bytesMax: PublishedLimits.entriesBytesMax)
            report = try await fetcher.closing { fetcher in
                try await audit(FetchedLedger(at: address, with: fetcher), by: list)
            }
        } else if InputFile.exists("\(place)/testamur.json") {
            let home = try Home(opening: place)
            let ledger = try await StoredLedger(path: home.ledgerFile)
            report = try await audit(ledger, by: list)
        } else {
            let ledger = LedgerDirectory(path: try folder())
            report = try await audit(ledger, by: list)
        }
        let reference = list.map { TrustListReference($0) }
        if output.json {
            var json = report.json
            if let reference { json["trust_list"] = reference.json }
            Console.output.json(json)
        } else {
            tell(report, reference)
        }
        return ExitStatus(rawValue: report.exitCode) ?? .bug
    }

    /// The folder of the ledger: the one named, or `ledger` in it, as a home's public folder is.
    private func folder() throws(Failure) -> String {
        for folder in [place, "\(place)/ledger"]
        where InputFile.exists("\(folder)/checkpoint") { return folder }
        throw Failure(
            "audit.no-ledger", .usage, "There is no ledger at \(place).",
            next: "Name a home, a folder that has the file checkpoint, or an https:// address.")
    }

    private func audit(
        _ ledger: some PublishedLedger, by list: TrustList?
    ) async throws -> AuditReport {
        let scratch = try ScratchFolder(named: "audit")
        defer { scratch.remove() }
        let anchor = try await anchor(of: ledger, by: list)
        let auditor = Auditor(
            anchor: anchor, options: AuditOptions(scratch: scratch.path))
        let progress = ProgressLine(unit: "records")
        defer { progress.finish() }
        return try await auditor.audit(ledger) { state in
            progress.update(done: state.recordsDone, of: state.recordsTotal)
        }
    }

    /// The list, if it counts today.
    private func currentList(at path: String) throws -> TrustList {
        let list = try publisher.list(at: path)
        switch list.freshness(at: Machine.now()) {
        case .current: return list
        case .notYetIssued:
            throw Failure(
                Reason.listNotYetIssued.rawValue, .incomplete,
                "The trust list does not count before \(list.issued.dateText).",
                next: "Compare this machine's clock.")
        case .expired:
            throw Failure(
                Reason.listExpired.rawValue, .incomplete,
                "The trust list ran out on \(list.expires.dateText).",
                next: "Get its newest edition from its publisher, or renew your own.")
        }
    }

    private func anchor(
        of ledger: some PublishedLedger, by list: TrustList?
    ) async throws -> AuditAnchor {
        if let vkey { return .key(try VerifierKey(parsing: vkey)) }
        guard let list, let trust else { return .none }
        let origin = try await origin(of: ledger)
        guard let pinned = list.institution(keeping: origin)?.ledger(origin) else {
            throw Failure(
                "audit.not-listed", .incomplete,
                "Nobody on the list keeps a ledger that is called \(origin).",
                next: "Look at the list with: testamur trust show --list \(trust.quoted)")
        }
        return .pinned(
            Auditing.PinnedLedger(
                origin: pinned.origin, genesis: pinned.genesis,
                keys: pinned.keys.map {
                    PinnedKey(key: $0.key, from: $0.from, until: $0.until)
                }))
    }

    /// Under which name a ledger's keys are to be looked for on the list.
    private func origin(of ledger: some PublishedLedger) async throws -> Origin {
        let bytes = try await ledger.checkpoint()
        do {
            return try SignedCheckpoint(parsing: bytes).checkpoint.origin
        } catch {
            // Whose ledger it is cannot be known, so that nothing can be compared.
            throw Failure(
                "audit.checkpoint-malformed", .integrity, "The ledger's checkpoint is not one.",
                next: "Take it from another copy; without --trust the audit says what is wrong.")
        }
    }

    private func tell(_ report: AuditReport, _ list: TrustListReference?) {
        let console = Console.output
        let style: Console.Style =
            switch report.verdict {
            case .intact: .green
            case .faulty: .red
            case .unfinished: .amber
            }
        let rest = report.text.dropFirst(report.headline.count)
        // What was read may name itself as it likes.
        let lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).harmless }
        console.write(
            console.styled(report.headline.harmless, style) + lines.joined(separator: "\n"))
        if let list { console.line("list".padded(to: 15) + list.words) }
    }
}
