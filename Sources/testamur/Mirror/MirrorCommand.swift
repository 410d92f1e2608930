import AppendOnlyLedger
import ArgumentParser
import Auditing
import CanonicalJSON
import FoundationEssentials
import HomeFolder
import Signing
import TransparencyLog
import Trust

/// Keeps a verified copy of somebody's public ledger.
struct MirrorCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "mirror",
        abstract: "Keep a verified copy of a ledger, for the day when its institution is gone.",
        discussion: """
            Each file is checked as it comes, and the checkpoint is written last. Run it again to \
            bring the copy up to date, or to go on after an interruption. Any web server can serve \
            the folder, and every command that takes a ledger takes it too.
            """)

    static let examples = """
        testamur mirror https://uni.example/ledger ./uni.example --trust list.json
        testamur audit ./uni.example --trust list.json
        """

    @Argument(help: ArgumentHelp("The ledger's address, or another copy.", valueName: "ledger"))
    var place: String

    @Argument(help: ArgumentHelp("The folder of the copy.", valueName: "dir"))
    var directory: String

    @OptionGroup var anchor: AnchorOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        try requireCopy()
        let (list, place) = (try anchor.list(), LedgerPlace(self.place))
        guard !place.isHeldBack else {
            throw Failure(
                "mirror.held-back", .refused,
                "\(place.text) is a backup, or came out of one: a copy of it would look as if the "
                    + "ledger itself had been looked at.",
                next: "Copy the ledger from its address, or from a home that is in use.")
        }
        let (now, source) = (Machine.now(), await place.source())
        return try await place.reading { ledger in
            _ = try await anchor.checkpoint(of: LedgerSnapshot(of: ledger), by: list)
            // From here on the copy is nobody else's to write.
            let lock = try FolderLock(directory)
            defer { lock.release() }
            let (snapshot, known, before) = try await compared(ledger, by: list)
            try await compareOther(known, of: snapshot, place)
            if let before { try await compare(before, known.checkpoint, of: snapshot) }
            let cosigned = await cosigned(known, of: snapshot)
            let status = try await update(
                from: before, to: known.checkpoint, cosigned, of: snapshot, lock)
            let state = known.checkpoint.checkpoint
            let isLedger = anchor.isLedger(place, state.origin, by: list)
            try remember(state, of: source, isLedger: isLedger, at: now)
            return status
        }
    }

    /// What the ledger shows, and what the copy has of it.
    private func compared(
        _ ledger: any PublishedLedger, by list: TrustList?
    ) async throws -> (LedgerSnapshot, KnownCheckpoint, VerifiedCheckpoint?) {
        let shown = await LedgerSnapshot(of: ledger)
        let known = try await anchor.checkpoint(of: shown, by: list)
        let before = try await copy(known)
        guard let before, before.checkpoint.size > known.checkpoint.checkpoint.size else {
            return (shown, known, before)
        }
        // An old answer may have been kept on the way.
        try await Task.sleep(for: SeenFolder.keptAnswersMax)
        let again = await LedgerSnapshot(of: ledger)
        return (again, try await anchor.checkpoint(of: again, by: list), before)
    }

    /// Refuses a folder that is somebody's already: one with other files than a copy's, a home, or
    /// what a home publishes.
    private func requireCopy() throws(Failure) {
        let parent = DurableFile.parent(of: RealPath.of(directory) ?? directory)
        let isHome =
            [directory, parent, "\(parent)/.."].contains { InputFile.exists("\($0)/testamur.json") }
            || Home.isBackup(directory)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let isCopy = ["checkpoint", "checkpoint.latest", "tile"].contains(where: names.contains)
        // A disk of its own has that folder from the beginning.
        let others = names.filter { !$0.hasPrefix(".") && $0 != "lost+found" }
        guard isHome || !isCopy && !others.isEmpty else { return }
        throw Failure(
            "mirror.not-a-copy", .refused,
            isHome
                ? "\(directory) is a home or a backup, or lies in one. Nothing was written."
                : "\(directory) has other files than a copy's. Nothing was written.",
            next: "Name a folder that is empty or not there yet, or the copy.")
    }

    /// Notes when the ledger itself showed what the copy has now.
    private func remember(
        _ checkpoint: Checkpoint, of source: LedgerPlace.Source, isLedger: Bool, at now: Instant
    ) throws(Failure) {
        let look: LastLook
        switch source {
        case .home: look = LastLook(checkpoint, at: now)
        case .address:
            guard isLedger else { return }
            look = LastLook(checkpoint, at: now)
        case .copy(let found):
            // A copy of a copy has looked no later than that one.
            guard let found, found.checkpoint.hasTree(of: checkpoint), found.at <= now
            else { return }
            look = found
        }
        try OutputFile.replace(look.bytes, at: "\(directory)/\(LastLook.name)")
    }

    /// The checkpoint of the copy as it is; `nil` if there is none yet.
    private func copy(_ known: KnownCheckpoint) async throws -> VerifiedCheckpoint? {
        let files = ["checkpoint.latest", "checkpoint"].map { "\(directory)/\($0)" }
        guard let file = files.first(where: { InputFile.exists($0) }) else { return nil }
        let bytes = try await LedgerDirectory(path: directory).checkpoint()
        do {
            return try known.verifying(SignedCheckpoint(parsing: bytes))
        } catch {
            throw Failure(
                "mirror.other-ledger", .refused,
                "\(file) is of another ledger than this one, or damaged.",
                next: "If it is damaged, remove it and run this again: what else is in the copy is "
                    + "compared and kept. If it is another ledger's, name another folder.")
        }
    }

    /// Compares the ledger with the copy, which stays as it is unless the ledger goes on from it.
    private func compare(
        _ before: VerifiedCheckpoint, _ newest: VerifiedCheckpoint, of ledger: LedgerSnapshot
    ) async throws {
        var growth = try await LedgerGrowth.between(before, newest, of: ledger)
        if case .shrank = growth {
            // The copy has what the ledger does not show, and may prove more than that.
            let copy = LedgerDirectory(path: directory)
            let back = try? await LedgerGrowth.between(newest, before, of: copy)
            if case .forked = back, let back { growth = back }
        }
        switch growth {
        case .grew: return
        case .shrank:
            throw Failure(
                "mirror.rollback", .integrity,
                "The ledger shows \(newest.checkpoint.size) records, and the copy has "
                    + "\(before.checkpoint.size).",
                next:
                    "Keep the copy: it may be all that is left. Ask the institution what happened.")
        case .forked(let proof):
            throw MirrorCommand.fork(
                proof, "The ledger signed another history than the one in the copy.")
        }
    }

    private static func fork(_ proof: ForkProof, _ words: String) -> Failure {
        let file = try? ForkFile.write(proof)
        return Failure(
            "mirror.fork", .integrity, words,
            next: file.map {
                "Keep the copy, and send the proof to whoever relies on the ledger: \($0)"
            }
                ?? "Keep the copy. The proof could not be written into this folder: run this "
                + "again where you may write.")
    }

    /// Refuses a ledger that shows two checkpoints which are not of one history.
    private func compareOther(
        _ known: KnownCheckpoint, of ledger: LedgerSnapshot, _ place: LedgerPlace
    ) async throws {
        let other = try await OtherCheckpoint.of(ledger, beside: known, anchor)
        switch other {
        case .agrees: return
        case .forked(let proof):
            throw MirrorCommand.fork(proof, "The ledger shows two histories, and signed both.")
        case .wrong(let words): throw OtherCheckpoint.failure(words, at: place)
        }
    }

    /// The newest checkpoint that the ledger's own witnesses have cosigned, if it is of the same
    /// history: whoever relies on the copy one day wants to know when somebody last saw it.
    private func cosigned(
        _ known: KnownCheckpoint, of ledger: LedgerSnapshot
    ) async -> SignedCheckpoint? {
        guard let bytes = try? await ledger.cosignedCheckpoint(),
            let signed = try? SignedCheckpoint(parsing: bytes),
            let verified = try? known.verifying(signed),
            case .grew? = try? await LedgerGrowth.between(verified, known.checkpoint, of: ledger)
        else { return nil }
        return signed
    }

    private func update(
        from before: VerifiedCheckpoint?, to newest: VerifiedCheckpoint,
        _ cosigned: SignedCheckpoint?, of ledger: LedgerSnapshot, _ lock: FolderLock
    ) async throws -> ExitStatus {
        let size = newest.checkpoint.size
        guard size <= LedgerMirror.sizeMax else {
            throw Failure(
                "mirror.too-large", .refused,
                "The ledger says that it has \(size) records; at most \(LedgerMirror.sizeMax) are "
                    + "copied.",
                next: "Ask the institution whether that can be true.")
        }
        let progress = ProgressLine(unit: "records")
        defer { progress.finish() }
        let mirror = LedgerMirror(
            of: ledger, at: newest, cosigned: cosigned, in: PublicFolder(path: directory),
            lockedBy: lock)
        let mended = try await mirror.update { progress.update(done: $0, of: size.value) }
        progress.finish()
        let added = size.value - (before?.checkpoint.size.value ?? 0)
        if output.json {
            Console.output.json([
                "type": "TestamurMirror", "origin": .string(newest.checkpoint.origin.description),
                "size": .string(size.description), "added": .string(String(added)),
                "mended": .string(String(mended)), "folder": .string(directory),
                "anchored": .boolean(anchor.isGiven),
            ])
        } else {
            let again = mended == 0 ? "" : ", \(mended.of("damaged file")) fetched again"
            Console.output.line(
                ("\(newest.checkpoint.origin): \(size) records in \(directory), \(added) new"
                    + again + ".").harmless)
            if !anchor.isGiven {
                Console.output.line(
                    "It was compared with nothing outside: say whose it is with --trust or --vkey.")
            }
        }
        return .success
    }
}
