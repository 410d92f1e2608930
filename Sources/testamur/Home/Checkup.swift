import AppendOnlyLedger
import FoundationEssentials
import HomeFolder
import Issuance
import Records
import Signing
import SQLiteStorage
import TransparencyLog
import Trust

/// Everything that `testamur doctor` looks at; it changes nothing.
struct Checkup {
    /// Below how much free room on the disk a person is told, in bytes.
    private static let roomMin: Int64 = 1 << 30

    let home: Home
    let passphrase: Secret?

    /// All findings, in the order in which a person would look.
    func findings() async -> [DoctorFinding] {
        var findings = [folder(), permissions()]
        do {
            let institution = try await home.open(
                for: .looking, passphrase: passphrase, clock: { Machine.now() },
                entropy: { Machine.entropy($0) })
            let keys = try? await institution.ledger.read { try $0.keys() }
            findings += [recovery(keys)] + drafts() + restored()
            findings.append(.ok("keys", "Every key that is needed is here and opens."))
            findings += await inside(institution)
        } catch {
            findings += [recovery(nil)] + drafts() + restored()
            findings.append(.failed(error is LedgerError ? "ledger" : "keys", error))
        }
        findings += witnessMemory() + [disk(), trustList(), tokens()]
        return findings
    }

    private func folder() -> DoctorFinding {
        guard let mode = Checkup.mode(of: home.path) else {
            return .attention(
                "home", "\(home.path) cannot be looked at.", "Check who owns it: ls -ld HOME")
        }
        // A web server may pass through it to what is public, and see nothing else.
        guard mode & 0o066 == 0 else {
            return .attention(
                "home", "\(home.path) is open to other users (mode \(mode.octal)).",
                "Run: chmod 711 \(home.path.quoted)")
        }
        return .ok("home", "\(home.path), of \(home.name), is closed to other users.")
    }

    private func permissions() -> DoctorFinding {
        let files = [home.vaultFile, home.ledgerFile].filter(InputFile.exists)
        guard files.count == 2 else {
            return .attention(
                "files", "A database of the home is missing.", "Restore the home from a backup.",
                .integrity)
        }
        let keys = Checkup.names(in: home.keysFolder).map { "\(home.keysFolder)/\($0)" }
        for file in keys where (Checkup.mode(of: file) ?? 0o777) & 0o077 != 0 {
            return .attention(
                "files", "\(file) is open to other users.", "Run: chmod 600 \(file.quoted)")
        }
        return .ok("files", "Databases and \(keys.count) files in keys/ are there and closed.")
    }

    /// What commands that were killed left; nothing where they did not.
    private func drafts() -> [DoctorFinding] {
        let folders = Checkup.names(in: home.path).filter { $0 != "public" }
            .map { "\(home.path)/\($0)" }
        let all =
            folders
            + folders.flatMap { folder in
                Checkup.names(in: folder).map { "\(folder)/\($0)" }
            }
        let left = all.filter { path in
            let name = path.split(separator: "/").last ?? ""
            let isDraft =
                name.hasSuffix(".part") || name.contains("\(DurableFile.draftEnding)-")
                || name.hasPrefix(".dat.nosync")
            return isDraft && !DurableFile.isHeld(path)
        }
        guard !left.isEmpty else { return [] }
        return [
            .attention(
                "drafts", "A command was ended while it wrote, and left \(left.count.of("file")).",
                "Remove: " + left.map(\.quoted).joined(separator: " "))
        ]
    }

    /// Recovery keys that were not carried away.
    ///
    /// - Parameter history: the keys of the ledger; `nil` if they are not known.
    private func recovery(_ history: KeyHistory?) -> DoctorFinding {
        let folder = "\(home.path)/recovery"
        let left = Checkup.names(in: folder).filter { $0.hasSuffix(".pem") }
        guard !left.isEmpty, home.configuration.purpose == .production else {
            return .ok("recovery", "No recovery key lies in this home.")
        }
        if let history, let quorum = Home.quorum(in: folder),
            quorum.commitment != history.recovery
        {
            return .attention(
                "recovery",
                "The recovery keys in \(folder) have done their work, and are of no use any more.",
                "Destroy them. The new ones went where --out said then: make sure that three "
                    + "people have them.")
        }
        return .attention(
            "recovery", "\(left.count) recovery keys still lie in \(home.path)/recovery.",
            "Give them to three people, with quorum.json, and delete the folder.")
    }

    /// What became of the home since it was restored; nothing of one that never was.
    private func restored() -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        do {
            findings = try AcceptedLoss.all(of: home).map { loss in
                let seen = loss.largestSeen.map { max($0, loss.checkpoint.size) }
                return .ok(
                    "loss",
                    "Accepted on \(loss.at): gone on after record "
                        + "\(loss.checkpoint.size.lastIndex?.description ?? "none"), of "
                        + "\(seen?.description ?? loss.checkpoint.size.description) known records.")
            }
        } catch {
            findings = [.failed("loss", error)]
        }
        guard home.isRestored else { return findings }
        let elsewhere = try? home.restoredMark().witnessed
        let why =
            elsewhere.map {
                "\($0.who) has seen \($0.checkpoint.checkpoint.size) records that are not these."
            } ?? "the home came out of a backup."
        let finding = DoctorFinding.attention(
            "restored", "Nothing is issued: \(why)",
            "Run: testamur restore --arm --home \(home.path.quoted)")
        return [finding] + findings
    }

    private func inside(_ institution: OpenHome) async -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        do {
            let checkpoint = try await institution.ledger.checkpoint()
            let size = checkpoint.checkpoint.size
            findings.append(
                .ok(
                    "ledger",
                    "\(Int(size.value).of("record")); the last agree with their signature."))
            findings.append(try await lookUps(in: institution))
            findings.append(try await checkpoints(in: institution))
            findings.append(published(checkpoint, institution))
            findings += try await witnesses(checkpoint, institution)
            if let last = size.lastIndex, let record = try await institution.ledger.record(at: last)
            {
                findings.append(clock(after: record.at))
            }
        } catch {
            findings.append(.failed("ledger", error))
        }
        do {
            findings.append(pending(try await institution.registrar.counts()))
            findings.append(try await credentials(institution))
        } catch {
            findings.append(.failed("vault", error))
        }
        return findings
    }

    private func lookUps(in institution: OpenHome) async throws -> DoctorFinding {
        let store = institution.store
        let misfiled = try await BlockingQueue(label: "testamur.doctor").run {
            try store.misfiledRecord()
        }
        guard let misfiled else {
            return .ok("look-ups", "Every record is filed under what it says.")
        }
        return .attention(
            "look-ups", "Record \(misfiled) is filed under something else than it says.",
            "Issue nothing from this home. Audit it, and restore a copy that is whole.")
    }

    private func checkpoints(in institution: OpenHome) async throws -> DoctorFinding {
        let store = institution.store
        let damaged = try await BlockingQueue(label: "testamur.doctor").run {
            try store.damagedCheckpoint()
        }
        guard let damaged else {
            return .ok("checkpoints", "Every stored checkpoint can be read as one.")
        }
        return .attention(
            "checkpoints", "The stored checkpoint of \(damaged) records is damaged.",
            "Keep the older backups: one that is made of this home cannot be restored as it is. "
                + "Find out more with: testamur audit \(home.path.quoted)", .integrity)
    }

    private func published(
        _ checkpoint: SignedCheckpoint, _ institution: OpenHome
    ) -> DoctorFinding {
        let latest = institution.home.publicLedger.read("checkpoint.latest")
            .flatMap { try? SignedCheckpoint(parsing: $0) }
        guard latest?.checkpoint == checkpoint.checkpoint else {
            return .attention(
                "public", "The public folder is behind the ledger.",
                "Start the daemon, or issue the next award: both write it anew.")
        }
        return .ok("public", "The public folder shows the newest checkpoint.")
    }

    private func clock(after last: Instant) -> DoctorFinding {
        let now = Machine.now()
        guard now + Ledger.clockTolerance >= last else {
            return .attention(
                "clock", "This machine's clock (\(now)) is behind the last record (\(last)).",
                "Set the clock. If it is right, it was ahead once: nothing can be recorded before "
                    + "\(last).")
        }
        return .ok("clock", "\(now), after the last record.")
    }

    private func pending(_ counts: VaultCounts) -> DoctorFinding {
        guard counts.pending == 0 else {
            return .attention(
                "vault", "\(counts.pending) awards were interrupted while they were issued.",
                "The next command that issues finishes them; so does the daemon when it starts.")
        }
        return .ok("vault", "\(counts.issued.of("award")), none interrupted.")
    }

    private func credentials(_ institution: OpenHome) async throws -> DoctorFinding {
        let (store, file) = (institution.store, institution.home.vaultFile)
        let check = try await BlockingQueue(label: "testamur.doctor").run {
            try VaultCheck(
                of: SQLiteVault(path: file), beside: LedgerView(of: store), at: Machine.now())
        }
        guard check.damaged.isEmpty else {
            return .attention(
                "vault",
                "\(check.damaged.count.of("credential")) damaged, not what was recorded: "
                    + "\(check.damaged.words).",
                "Bring each back from its holder's file, or from a backup that still has it: "
                    + "testamur help prove", .integrity)
        }
        return .ok("vault", "Every credential is what was recorded.")
    }

    private func disk() -> DoctorFinding {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: home.path)
        guard let free = Checkup.number(attributes?[.systemFreeSize]) else {
            return .attention("disk", "The free room is not known.", "Look with: df -h")
        }
        let room = "\(free >> 20) MiB free"
        return free >= Checkup.roomMin
            ? .ok("disk", room)
            : .attention("disk", room, "Make room: a full disk stops the ledger.")
    }

    private func trustList() -> DoctorFinding {
        guard InputFile.exists(home.trustListFile) else {
            return .ok("trust", "No trust list: nobody else's awards are confirmed here.")
        }
        do {
            let bytes = try InputFile(home.trustListFile).bytes(max: TrustList.bytesMax)
            let list = try TrustListFile(path: home.trustListFile).believed(bytes)
            guard list.freshness(at: Machine.now()) == .current else {
                return .attention(
                    "trust", "The trust list may not be relied on today.",
                    "See: testamur trust check")
            }
            return .ok(
                "trust",
                "\(list.institutions.count.of("institution")), good until \(list.expires.dateText)."
            )
        } catch {
            return .failed("trust", error)
        }
    }

    private func tokens() -> DoctorFinding {
        do {
            let count = try TokenFile(path: home.tokensFile).entries().count
            return .ok("tokens", "\(count.of("token")) for the daemon.")
        } catch {
            return .failed("tokens", error)
        }
    }

    /// Who may do what with a file, or with what a link leads to.
    private static func mode(of path: String) -> Int? {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        return Checkup.number(attributes?[.posixPermissions]).map { Int($0) }
    }

    /// A number of whatever width the system gives.
    private static func number(_ value: Any?) -> Int64? {
        (value as? any BinaryInteger).map { Int64(clamping: $0) }
    }

    private static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
    }
}

extension Int {
    fileprivate var octal: String { String(self & 0o7777, radix: 8) }
}
