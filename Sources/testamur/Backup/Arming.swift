import AppendOnlyLedger
import Auditing
import CanonicalJSON
import HomeFolder
import Issuance
import Records
import SQLiteStorage
import Signing
import TransparencyLog
import Trust

/// Whether a home that is held back may be gone on with: that nobody has seen more of its ledger,
/// or another one.
///
/// Spec: 03-append §8.
struct Arming: Sendable {
    let restored: RestoredHome
    /// Everybody who was asked.
    let views: [OutsideView]
    /// What witnesses have cosigned anew, now; empty if they were not asked to, or are too few.
    private(set) var anew: [Cosignature] = []
    private let store: SQLiteLedgerStore
    private let keys: [VerifierKey]
    private let believed: [LedgerKey]
    private let seen: SeenFolder?

    private var home: Home { restored.home }

    /// Asks everybody.
    ///
    /// - Throws: ``Failure``, ``HomeError`` or ``StoreError``.
    init(
        _ restored: RestoredHome, mirrors: [String], seen: SeenFolder?
    ) async throws {
        let path = restored.home.ledgerFile
        store = try await BlockingQueue(label: "testamur.arming").run {
            try SQLiteLedgerStore(path: path)
        }
        let history = try await Arming.history(store, mirrors)
        keys = history.entries.filter { $0.declared.use == .ledger }
            .map { VerifierKey(name: history.origin.keyName, publicKey: $0.declared.key) }
        believed = history.keysBelieved
        self.restored = restored
        self.seen = seen
        let outside = OutsideViews(
            home: restored.home, keys: history, mirrors: mirrors, seen: seen,
            mark: restored.mark)
        views = try await outside.all()
    }

    /// The ledger's keys: those that the home knows, and those to which the named copy leads that
    /// has the newest key record.
    private static func history(
        _ store: SQLiteLedgerStore, _ mirrors: [String]
    ) async throws -> KeyHistory {
        let trail = try KeyTrail(store)
        var newest = trail.keys
        for mirror in mirrors {
            let place = LedgerPlace(mirror)
            // What came out of a backup is refused by whoever asks it.
            guard !place.isHeldBack, let keys = try await trail.followed(through: place) else {
                continue
            }
            if keys.head > newest.head { newest = keys }
        }
        return newest
    }

    /// The ledger's newest checkpoint as it is in the home now.
    func newest() throws -> VerifiedCheckpoint {
        guard let head = try store.head() else { throw LedgerError.noLedger }
        return try head.checkpoint.verified(byAnyOf: keys)
    }

    // MARK: Comparing

    /// Where proofs of forks are kept: in the home itself, and by whoever looks at ledgers here.
    private var memories: [SeenFolder] {
        guard let seen else { return [home.seenFolder] }
        let unlisted = SeenFolder(path: "\(seen.path)/unlisted")
        return [home.seenFolder, seen, unlisted] + seen.places(showing: home.configuration.origin)
    }

    /// Refuses a ledger of which it was proven before that it signed two histories.
    ///
    /// - Throws: ``Failure``, or ``HomeError``.
    func refuseKeptForks() throws {
        let origin = home.configuration.origin
        for folder in memories {
            let kept = try folder.fork(of: origin) { key, size in
                believed.contains { $0.key == key && $0.signs(size) }
            }
            if let kept {
                throw Arming.forked("That was proven before.", kept.file)
            }
        }
    }

    private static func forked(_ words: String, _ file: String) -> Failure {
        Failure(
            "restore.fork", .integrity, "Two histories of this ledger were signed: \(words)",
            next: "Never go on with this home. Keep it and the proof, \(file), and tell whoever "
                + "relies on the ledger.")
    }

    /// Finds out that none of the views shows another history, as far as they can be compared.
    ///
    /// - Throws: ``Failure`` with the proof if one does.
    func compare() async throws {
        let newest = try newest()
        let ledger = try await StoredLedger(path: home.ledgerFile)
        for view in views {
            guard let seen = view.seen else { continue }
            for other in views where other.seen?.checkpoint.size == seen.checkpoint.size {
                if let second = other.seen { try await refuseFork(second, seen, of: ledger, other) }
            }
            if seen.checkpoint.size <= newest.checkpoint.size {
                try await refuseFork(seen, newest, of: ledger, view)
            } else if let place = view.place {
                try await place.reading { ledger in
                    try await refuseFork(newest, seen, of: ledger, view)
                    // Others may have seen what is only there.
                    for other in views {
                        guard let second = other.seen,
                            second.checkpoint.size > newest.checkpoint.size,
                            second.checkpoint.size <= seen.checkpoint.size
                        else { continue }
                        try await refuseFork(second, seen, of: ledger, other)
                    }
                }
            }
        }
    }

    private func refuseFork(
        _ older: VerifiedCheckpoint, _ newer: VerifiedCheckpoint,
        of ledger: any PublishedLedger, _ view: OutsideView
    ) async throws {
        let growth: LedgerGrowth
        do {
            growth = try await LedgerGrowth.between(older, newer, of: ledger)
        } catch {
            // A copy whose files are damaged proves nothing; what it has signed still counts.
            return
        }
        guard case .forked(let proof) = growth else { return }
        // Kept, so that this home is not gone on with when others are asked.
        let kept = Result { try home.seenFolder.keep(proof) }
        _ = try? seen?.keep(proof)
        let file = try (try? ForkFile.write(proof)) ?? kept.get()
        throw Arming.forked("\(view.name) shows another than is known otherwise.", file)
    }

    // MARK: Bringing back

    /// Refuses to bring back what is not all that was seen: what is beyond it was compared with
    /// nothing, and may be of another history. So is what a quorum of the witnesses has cosigned,
    /// if it is signed by a key to which the copy does not lead.
    ///
    /// - Throws: ``Failure``.
    func requireAll(in mirrors: [String]) throws {
        guard let goal = try source(in: mirrors)?.seen?.checkpoint.size else { return }
        let beyond = views.filter { view in
            if case .cosigned = view.answer { true } else { (view.size ?? .zero) > goal }
        }
        if !beyond.isEmpty { throw try moreSeen(beyond) }
    }

    /// The named copy that has most of what the home lost.
    private func source(in mirrors: [String]) throws -> OutsideView? {
        let before = try newest().checkpoint.size
        let sources = views.filter { view in
            guard let place = view.place, let seen = view.seen else { return false }
            return seen.checkpoint.size > before
                && mirrors.contains { LedgerPlace($0).text == place.text }
        }
        return sources.max {
            ($0.seen?.checkpoint.size ?? .zero) < ($1.seen?.checkpoint.size ?? .zero)
        }
    }

    /// Brings back what a named copy has and the home lost; returns how many records that were.
    ///
    /// - Throws: ``Failure`` if the copy is not right, or whatever reading and appending throw.
    func bringBack(from mirrors: [String]) async throws -> UInt64 {
        let before = try newest().checkpoint.size
        let source = try source(in: mirrors)
        guard let source, let place = source.place, let seen = source.seen else { return 0 }
        try await place.reading { ledger in
            try await bringBack(to: seen, from: ledger, source.name)
        }
        return seen.checkpoint.size.value - before.value
    }

    private func bringBack(
        to goal: VerifiedCheckpoint, from ledger: any PublishedLedger, _ name: String
    ) async throws {
        let scratch = try ScratchFolder(named: "restore")
        defer { scratch.remove() }
        let snapshot = await LedgerSnapshot(of: FixedLedger(ledger, at: goal.signed))
        let known = try newest()
        let seen = views.compactMap(\.seen).filter { $0.checkpoint.size <= goal.checkpoint.size }
        let report = try await RestoredHome.audit(
            snapshot, known: [known.signed] + seen.map(\.signed), in: scratch)
        guard case .intact = report.verdict else {
            throw Failure(
                "restore.mirror-wrong", .integrity, "\(name) is not right: \(report.headline)",
                next: "Nothing was taken from it. Name another copy with --mirror.")
        }
        // Read in full before the database is held, a bundle at a time.
        let (start, end) = (known.checkpoint.size, goal.checkpoint.size)
        let width = UInt64(TileCoordinate.widthMax)
        var tiles: [TileCoordinate] = []
        while let tile = TileCoordinate.tile(
            level: 0, index: start.value / width + UInt64(tiles.count), in: end)
        {
            let bytes = try await snapshot.entries(of: tile)
            try OutputFile.replace(bytes, at: "\(scratch.path)/bundle-\(tiles.count)")
            tiles.append(tile)
        }
        let read = tiles
        try await Ledger.bringBack(upTo: goal.signed, in: store) { number in
            guard read.indices.contains(number) else { return nil }
            let bytes = try InputFile("\(scratch.path)/bundle-\(number)")
                .bytes(max: PublishedLimits.entriesBytesMax)
            let entries = try EntryBundle.decode(bytes, count: read[number].width)
            return number == 0 ? Array(entries.dropFirst(Int(start.value % width))) : entries
        }
        let lines = goal.signed.note.signatures.filter { line in
            !keys.contains { $0.name == line.name && $0.keyID == line.keyID }
        }
        let store = store
        try await BlockingQueue(label: "testamur.arming").run {
            try store.keep(lines, ofCheckpoint: goal.checkpoint.size)
        }
    }

    // MARK: Judging

    /// Those who have seen more than the home has.
    func ahead() throws -> [OutsideView] {
        let size = try newest().checkpoint.size
        return views.filter { ($0.size ?? .zero) > size }
    }

    /// Those who have seen all that the home has, and no more, and have looked after the backup was
    /// made: who was asked before it was cannot know what came after.
    func vouching() throws -> [OutsideView] {
        let (size, mark) = (try newest().checkpoint.size, restored.mark)
        return views.filter { view in
            guard case .vouching = view.weight, view.seen?.checkpoint.size == size else {
                return false
            }
            // Whoever has seen what the backup has not, has looked after it.
            if size > mark.checkpoint.checkpoint.size { return true }
            if anew.contains(where: { $0.witness == view.witness }) { return true }
            return view.looked.map { $0 > mark.made } ?? false
        }
    }

    /// Where nobody is known to have looked since, has the witnesses cosign once more what the home
    /// has, which each of them does only if it was shown exactly this last. They count if they are
    /// as many as the policy asks for.
    ///
    /// - Throws: ``Failure``, ``HomeError`` or ``StoreError``.
    mutating func askAnew(at now: Instant) async throws {
        guard let policy = try home.witnessPolicy(), policy.quorum != .none, try ahead().isEmpty,
            try vouching().isEmpty
        else { return }
        let newest = try newest().signedByLogOnly
        let cosignatures = await policy.cosignedAnew(newest, at: now)
        let cosigned = try newest.adding(cosignatures)
        if try policy.evaluate(cosigned).isMet { anew = cosignatures }
    }

    /// Refuses a home of whose ledger somebody has seen more, or for which nobody can speak.
    ///
    /// - Throws: ``Failure``.
    func requireNoLoss() throws {
        let own = try newest().checkpoint.size
        let ahead = try ahead()
        guard ahead.isEmpty else { throw try moreSeen(ahead) }
        guard try vouching().isEmpty else { return }
        let mark = restored.mark
        let what = mark.witnessed == nil ? "the backup was made" : "the home was held back"
        throw Failure(
            "restore.nobody-vouches", .refused,
            "Of those who were asked nobody is known to have looked after \(mark.made), when "
                + "\(what), and to have seen exactly these \(Int(own.value).of("record")):",
            next: bringBack + "If there were more and they are lost for good, say so with "
                + accept,
            findings: findings(views, "restore.nobody-vouches"))
    }

    private var bringBack: String {
        "Bring the records back from a copy of the ledger, a partner's or the lost machine's: "
            + "testamur restore --arm --home \(home.path.quoted) --mirror PLACE. "
    }
    private var accept: String { "--accept-loss --confirm \(home.name.quoted)" }

    private func moreSeen(_ ahead: [OutsideView]) throws -> Failure {
        let own = try newest().checkpoint.size
        return Failure(
            "restore.more-seen", .refused,
            "This home has \(Int(own.value).of("record")), and more were signed:",
            next: bringBack + "Going on without them signs a second history. "
                + Arming.secondHistory
                + " Only if no copy is left anywhere, and the institution has decided so: "
                + accept,
            findings: findings(ahead, "restore.more-seen"))
    }

    /// What follows if records that others have seen are given up.
    static let secondHistory =
        "Whoever has seen those records refuses the new ones for ever as another history: these "
        + "witnesses cosign nothing of this ledger again, and verifiers that look at it decide on "
        + "none of its awards."

    private func findings(_ views: [OutsideView], _ code: String) -> [Failure.Finding] {
        views.map { Failure.Finding(pointer: "", code: code, text: $0.words) }
    }

    /// Destroys again what the ledger says was erased, also after the backup was made.
    ///
    /// - Returns: how many awards that were.
    /// - Throws: ``VaultError``, ``LedgerError`` or ``StoreError``.
    func erase() throws -> Int {
        try Erasures.apply(
            from: LedgerView(of: store), to: SQLiteVault(path: home.vaultFile)
        ).count
    }

    /// Lets the home be gone on with.
    ///
    /// - Throws: ``Failure``.
    func arm() throws {
        try Flush.remove(home.restoredFile)
    }

    /// Records, on the disk when this returns, that records are given up which may exist.
    ///
    /// - Throws: ``Failure``.
    func acceptLoss(at now: Instant) throws {
        var losses = try AcceptedLoss.all(of: home)
        losses.append(
            AcceptedLoss(
                at: now, checkpoint: try newest().checkpoint,
                largestSeen: views.compactMap(\.size).max(),
                sources: views.map(\.words)))
        try AcceptedLoss.write(losses, of: home)
    }
}

/// A ledger as of a checkpoint that was seen before, whatever it has signed since.
private struct FixedLedger: PublishedLedger {
    private let ledger: any PublishedLedger
    private let note: [UInt8]

    init(_ ledger: any PublishedLedger, at checkpoint: SignedCheckpoint) {
        self.ledger = ledger
        note = checkpoint.bytes
    }

    func checkpoint() async throws -> [UInt8] { note }

    func entries(of tile: TileCoordinate) async throws -> [UInt8] {
        try await ledger.entries(of: tile)
    }

    func hashes(of tile: TileCoordinate) async throws -> [UInt8] {
        try await ledger.hashes(of: tile)
    }
}
