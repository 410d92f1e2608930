import ArgumentParser
import Auditing
import CanonicalJSON
import HomeFolder
import TransparencyLog
import Trust
import Verification

/// Replays a ledger.
struct AuditCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Replay a whole ledger, and name the first record that is not right.",
        discussion: """
            Every record, signature, hash and checkpoint is checked again, and the status lists \
            that are published beside it are compared with it. With --trust or --vkey \
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

    @OptionGroup var anchor: AnchorOptions
    @OptionGroup var seen: SeenOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let list = try anchor.list()
        let place = LedgerPlace(place)
        let finding = try await place.reading { ledger in
            try await audit(ledger, at: place, by: list)
        }
        let reference = list.map { TrustListReference($0) }
        if output.json {
            var json = finding.report.json
            if let reference { json["trust_list"] = reference.json }
            if let fork = finding.fork { json["fork_proof"] = .string(fork) }
            if let found = finding.contradiction {
                json["contradicts_seen"] = .string(found.state.size.description)
            }
            json["status_lists"] = finding.lists.json
            Console.output.json(json)
        } else {
            tell(finding, reference)
            if let fork = finding.fork { Console.output.line("fork proof".padded(to: 15) + fork) }
        }
        if let found = finding.contradiction {
            throw Failure(
                "seen.contradicts", .integrity, found.words,
                next: PlaceMemory.Contradiction.next(at: place))
        }
        if let trouble = finding.trouble { throw trouble }
        let status = ExitStatus(rawValue: finding.report.exitCode) ?? .bug
        return status.worse(finding.lists.status)
    }

    /// What came out.
    private struct Finding: Sendable {
        let report: AuditReport
        /// What the status lists beside the ledger are.
        var lists: StatusListAudit
        /// The file with the proof if the ledger signed two histories.
        var fork: String?
        /// What was seen of the ledger itself and is not in it.
        var contradiction: PlaceMemory.Contradiction?
        /// Why it does not count as seen.
        var apart: String?
        /// What else is wrong, to be told after the report.
        var trouble: Failure?

        func with(_ trouble: Failure) -> Finding {
            var finding = self
            finding.trouble = trouble
            return finding
        }
    }

    /// Audits a ledger. What is read over the network is also compared with what was seen of it
    /// before, and remembered if it is good.
    private func audit(
        _ ledger: any PublishedLedger, at place: LedgerPlace, by list: TrustList?
    ) async throws -> Finding {
        let scratch = try ScratchFolder(named: "audit")
        defer { scratch.remove() }
        let (snapshot, past) = try await compared(ledger, at: place, by: list)
        let anchor = try await anchor.anchor(of: snapshot, by: list)
        var options = AuditOptions(scratch: scratch.path, known: past.known)
        options.forks = past.fork.map { [$0.proof] } ?? []
        let auditor = Auditor(anchor: anchor, options: options)
        let progress = ProgressLine(unit: "records")
        defer { progress.finish() }
        let report = try await auditor.audit(snapshot) { state in
            progress.update(done: state.recordsDone, of: state.recordsTotal)
        }
        let lists = await AuditCommand.lists(report, at: place, ledger)
        let finding = Finding(
            report: report, lists: lists, fork: past.fork?.file,
            apart: past.isRemembered ? past.memory?.apartWords : nil)
        if case .intact = report.verdict {
            return await AuditCommand.intact(finding, in: snapshot, past)
        }
        if finding.fork != nil { return finding }
        let proof = await AuditCommand.fork(in: snapshot, past)
        return proof.map { AuditCommand.forked(finding, $0, past) } ?? finding
    }

    /// What a ledger shows, and what is remembered of it.
    private func compared(
        _ ledger: any PublishedLedger, at place: LedgerPlace, by list: TrustList?
    ) async throws -> (LedgerSnapshot, Past) {
        let shown = await LedgerSnapshot(of: ledger)
        let known = try await past(of: shown, at: place, by: list)
        guard known.isAhead else { return (shown, known) }
        // Somebody else may have seen more since it was read, or an old answer was kept.
        try await Task.sleep(for: SeenFolder.keptAnswersMax)
        let again = await LedgerSnapshot(of: ledger)
        return (again, try await past(of: again, at: place, by: list))
    }

    private static func lists(
        _ report: AuditReport, at place: LedgerPlace, _ ledger: any PublishedLedger
    ) async -> StatusListAudit {
        do {
            return try await statusLists(report, at: place, ledger)
        } catch {
            // Whoever serves the lists must not keep the report from whoever asked for it.
            return .notRead("they could not be read: \(Failure(error).message)")
        }
    }

    /// The finding on an intact ledger, which is remembered if it is the one that was seen.
    private static func intact(
        _ finding: Finding, in snapshot: LedgerSnapshot, _ past: Past
    ) async -> Finding {
        do {
            let contradiction = try await contradiction(in: snapshot, past)
            return try remembered(finding, contradiction, past)
        } catch {
            return finding.with(Failure(error))
        }
    }

    private static func remembered(
        _ finding: Finding, _ contradiction: PlaceMemory.Contradiction?, _ past: Past
    ) throws -> Finding {
        var finding = finding
        finding.contradiction = contradiction
        if contradiction == nil { try remember(finding.report, past) }
        return finding
    }

    private static func forked(_ finding: Finding, _ proof: ForkProof, _ past: Past) -> Finding {
        var finding = finding
        do {
            // Kept, so that whoever looks at the ledger next knows.
            try past.memory?.keep(proof)
            finding.fork = try ForkFile.write(proof)
        } catch {
            finding.trouble = Failure(error)
        }
        return finding
    }

    /// What is remembered of a ledger, and what it shows now.
    private struct Past: Sendable {
        /// The checkpoint that it shows, if it is one.
        var shown: SignedCheckpoint?
        /// The same, if a key signed it that is known for it.
        var verified: KnownCheckpoint?
        /// What is remembered of it; `nil` if there is no place for that.
        var memory: PlaceMemory?
        /// Whether what it shows now is remembered too.
        var isRemembered = false
        /// The newest that this place showed, if that is remembered.
        var last: SignedCheckpoint?
        /// The newest that was seen of the ledger itself, if that is something else.
        var seen: VerifiedCheckpoint?
        /// Smaller ones that it showed after that, and that are to be compared.
        var smaller: [SignedCheckpoint] = []
        /// The proof that was kept of its signing two histories.
        var fork: KeptFork?

        /// Whether what it shows counts as seen: the last of it was shown by the ledger itself.
        var isLedger: Bool { isRemembered && memory?.isApart == false }

        /// Whether this place has shown more before.
        var isAhead: Bool {
            guard let last, let shown else { return false }
            return last.checkpoint.size > shown.checkpoint.size
        }

        /// What the ledger is compared with.
        var known: [SignedCheckpoint] { [last, seen?.signed].compactMap(\.self) + smaller }
    }

    private func past(
        of ledger: LedgerSnapshot, at place: LedgerPlace, by list: TrustList?
    ) async throws -> Past {
        let bytes = try? await ledger.checkpoint()
        let shown = bytes.flatMap { try? SignedCheckpoint(parsing: $0) }
        guard let shown else { return Past() }
        let verified = try? await anchor.checkpoint(of: ledger, by: list)
        return try past(shown, verified, at: place, by: list)
    }

    private func past(
        _ shown: SignedCheckpoint, _ verified: KnownCheckpoint?, at place: LedgerPlace,
        by list: TrustList?
    ) throws -> Past {
        var past = Past(shown: shown)
        let origin = shown.checkpoint.origin
        guard let folder = seen.folder else { return past }
        let memory = anchor.memory(of: origin, at: place, by: list, in: folder)
        past.memory = memory
        past.verified = verified
        // A folder on this machine may be put back as its owner likes.
        past.isRemembered = place.isAddress
        if past.isRemembered { past.last = try memory.own.checkpoint(of: origin) }
        if let verified {
            if !past.isLedger { past.seen = try memory.newestSeen(verified) }
            past.fork = try memory.fork(of: verified)
            past.smaller = memory.own.smaller(of: origin).filter {
                $0.checkpoint.size <= shown.checkpoint.size
                    && (try? verified.verifying($0)) != nil
            }
        } else if let pinned = list?.institution(keeping: origin)?.ledger(origin) {
            past.fork = try memory.fork(of: origin) { pinned.keys(signing: $1).contains($0) }
        }
        return past
    }

    /// What was seen of the ledger itself and is not in what this place shows, which is less.
    private static func contradiction(
        in ledger: LedgerSnapshot, _ past: Past
    ) async throws -> PlaceMemory.Contradiction? {
        guard let memory = past.memory, let verified = past.verified, !past.isLedger else {
            return nil
        }
        return try await memory.contradicted(by: verified, of: ledger)
    }

    /// The proof that the ledger signed another history than one that was seen before.
    private static func fork(in ledger: LedgerSnapshot, _ past: Past) async -> ForkProof? {
        guard let verified = past.verified else { return nil }
        let newest = verified.checkpoint
        let bytes = try? ledger.otherCheckpoint()
        let other = bytes.flatMap { $0 }.flatMap { try? SignedCheckpoint(parsing: $0) }
        let known = [other, past.last].compactMap(\.self) + past.smaller
        var isSmaller = false
        for older in known.compactMap({ try? verified.verifying($0) })
            + [past.seen].compactMap(\.self)
        {
            let isLarger = older.checkpoint.size > newest.checkpoint.size
            let pair = isLarger ? (newest, older) : (older, newest)
            let growth = try? await LedgerGrowth.between(pair.0, pair.1, of: ledger)
            if case .forked(let proof) = growth { return proof }
            if isLarger, growth == nil { isSmaller = true }
        }
        // It may be half of a fork, which is proven when the larger tree is there again.
        if isSmaller, past.isRemembered { try? past.memory?.own.keep(smaller: newest.signed) }
        return nil
    }

    /// Compares the status lists beside a ledger, unless it grew meanwhile.
    private static func statusLists(
        _ report: AuditReport, at place: LedgerPlace, _ ledger: any PublishedLedger
    ) async throws -> StatusListAudit {
        let lists = try await place.statusLists(report)
        if lists.faults.isEmpty { return lists }
        // What is read now, and not what the audit has kept.
        let bytes = try? await ledger.checkpoint()
        let now = bytes.flatMap { try? SignedCheckpoint(parsing: $0) }
        return now?.checkpoint.size == report.size ? lists : lists.afterGrowth
    }

    /// Remembers the checkpoint of an intact ledger, if it is the ledger that was seen before: one
    /// that was written anew as a whole is intact too.
    private static func remember(_ report: AuditReport, _ past: Past) throws {
        guard past.isRemembered, let memory = past.memory, let shown = past.shown else { return }
        let wasCompared = report.checks.contains {
            $0.name == .knownCheckpoints && $0.state == .pass
        }
        guard past.last == nil || wasCompared else {
            throw Failure(
                "seen.other-keys", .integrity,
                "The checkpoint of \(shown.checkpoint.origin) that was seen before is signed by "
                    + "no key of the ledger that is there now.",
                next: "Ask the institution what happened, and compare its keys over a channel that "
                    + "you know. What was seen before is kept in \(memory.own.path).")
        }
        _ = try memory.own.remember(shown, after: past.last, at: Machine.now())
        for one in past.smaller { memory.own.forget(smaller: one) }
    }

    private func tell(_ finding: Finding, _ list: TrustListReference?) {
        let (report, console) = (finding.report, Console.output)
        let style: Console.Style =
            switch report.verdict {
            case .intact where finding.contradiction != nil: .red
            case .intact: finding.lists.faults.isEmpty ? .green : .red
            case .faulty: .red
            case .unfinished: .amber
            }
        let rest = report.text.dropFirst(report.headline.count)
        // What was read may name itself as it likes.
        let lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).harmless }
        let headline: String
        // The list may be older than the keys: then what else is wrong is worth more.
        let isSound = report.exitCode == 0 || report.isOfOldList
        if case .intact = report.verdict, finding.contradiction != nil {
            headline = "Not intact: it is not the history that was seen of the ledger itself."
        } else if isSound, let other = finding.lists.headline {
            headline = other
        } else {
            headline = report.headline
        }
        console.write(
            console.styled(headline.harmless, style) + lines.joined(separator: "\n"))
        for line in finding.lists.lines { console.line(line) }
        if let list { console.line("list".padded(to: 15) + list.words) }
        if let apart = finding.apart {
            console.line("seen".padded(to: 15) + "\(apart): it does not count as seen by you.")
        }
    }
}
