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
            json["status_lists"] = finding.lists.json
            Console.output.json(json)
        } else {
            tell(finding, reference)
            if let fork = finding.fork { Console.output.line("fork proof".padded(to: 15) + fork) }
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
        /// What else is wrong, to be told after the report.
        var trouble: Failure?
    }

    /// Audits a ledger. What is read over the network is also compared with what was seen of it
    /// before, and remembered if it is good.
    private func audit(
        _ ledger: any PublishedLedger, at place: LedgerPlace, by list: TrustList?
    ) async throws -> Finding {
        let scratch = try ScratchFolder(named: "audit")
        defer { scratch.remove() }
        let snapshot = await LedgerSnapshot(of: ledger)
        let bytes = try? await snapshot.checkpoint()
        let signed = bytes.flatMap { try? SignedCheckpoint(parsing: $0) }
        let remembered = place.isAddress ? anchor.memory(in: seen.folder) : nil
        let last = try signed.flatMap { try remembered?.checkpoint(of: $0.checkpoint.origin) }
        let auditor = Auditor(
            anchor: try await anchor.anchor(of: snapshot, by: list),
            options: AuditOptions(scratch: scratch.path, known: last.map { [$0] } ?? []))
        let progress = ProgressLine(unit: "records")
        defer { progress.finish() }
        let report = try await auditor.audit(snapshot) { state in
            progress.update(done: state.recordsDone, of: state.recordsTotal)
        }
        var finding = Finding(report: report, lists: StatusListAudit())
        do {
            finding.lists = try await AuditCommand.statusLists(report, at: place, ledger)
        } catch {
            // Whoever serves the lists must not keep the report from whoever asked for it.
            finding.lists = .notRead(Failure(error).message)
        }
        do {
            if case .intact = report.verdict, let signed, let remembered {
                try AuditCommand.remember(signed, after: last, report, in: remembered)
            } else if let last, let known = try? await anchor.checkpoint(of: snapshot, by: list),
                let older = try? known.verifying(last),
                case .forked(let proof) = try? await LedgerGrowth.between(
                    older, known.checkpoint, of: snapshot)
            {
                finding.fork = try ForkFile.write(proof)
            }
        } catch {
            finding.trouble = finding.trouble ?? Failure(error)
        }
        return finding
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
    private static func remember(
        _ signed: SignedCheckpoint, after last: SignedCheckpoint?, _ report: AuditReport,
        in folder: SeenFolder
    ) throws {
        let wasCompared = report.checks.contains {
            $0.name == .knownCheckpoints && $0.state == .pass
        }
        guard last == nil || wasCompared else {
            throw Failure(
                "seen.other-keys", .integrity,
                "The checkpoint of \(signed.checkpoint.origin) that was seen before is signed by "
                    + "no key of the ledger that is there now.",
                next: "Ask the institution what happened, and compare its keys over a channel that "
                    + "you know. What was seen before is kept in \(folder.path).")
        }
        _ = try folder.remember(signed, after: last, at: Machine.now())
    }

    private func tell(_ finding: Finding, _ list: TrustListReference?) {
        let (report, console) = (finding.report, Console.output)
        let style: Console.Style =
            switch report.verdict {
            case .intact: finding.lists.faults.isEmpty ? .green : .red
            case .faulty: .red
            case .unfinished: .amber
            }
        let rest = report.text.dropFirst(report.headline.count)
        // What was read may name itself as it likes.
        let lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).harmless }
        let headline: String
        if case .intact = report.verdict, let other = finding.lists.headline {
            headline = other
        } else {
            headline = report.headline
        }
        console.write(
            console.styled(headline.harmless, style) + lines.joined(separator: "\n"))
        for line in finding.lists.lines { console.line(line) }
        if let list { console.line("list".padded(to: 15) + list.words) }
    }
}
