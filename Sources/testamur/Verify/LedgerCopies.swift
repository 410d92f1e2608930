import Auditing
import HomeFolder
import Records
import Signing
import TransparencyLog
import Trust
import Verification

/// Copies of ledgers that were read to their ends, for awards whose institution may be gone.
struct LedgerCopies: Sendable {
    private struct Copy: Sendable {
        let place: LedgerPlace
        let ledger: ReplayedLedger
        /// The checkpoint that it shows beside the newest.
        let other: SignedCheckpoint?
    }

    private let copies: [Copy]
    /// Of which states they were compared, and about which awards they were read.
    private let sizes: Set<TreeSize>
    private let awards: Set<RecordedStatement>?

    /// No copies.
    static let none = LedgerCopies()

    private init() {
        copies = []
        sizes = []
        awards = nil
    }

    /// What was read.
    var ledgers: [ReplayedLedger] { copies.map(\.ledger) }

    /// Reads copies; each is read whole, once.
    ///
    /// - Parameters:
    ///   - sizes: of which states are known that are to be compared with theirs.
    ///   - awards: whose changes are kept; `nil` for all.
    ///   - list: who is to have signed them: what nobody stands for is not read.
    /// - Throws: ``Failure`` for a copy that cannot be read, is damaged or is not signed.
    init(
        reading places: [String], comparing sizes: Set<TreeSize>,
        about awards: Set<RecordedStatement>?, signedFor list: TrustList
    ) async throws {
        try await self.init(places.map(LedgerPlace.init), sizes, awards, list)
    }

    private init(
        _ places: [LedgerPlace], _ sizes: Set<TreeSize>, _ awards: Set<RecordedStatement>?,
        _ list: TrustList
    ) async throws {
        var copies: [Copy] = []
        var sizes = sizes
        for place in places where places.count > 1 {
            let shown = try await place.reading { await LedgerSnapshot(of: $0) }
            let all = [try await shown.checkpoint(), try? shown.otherCheckpoint()]
            for bytes in all.compactMap({ $0 }) {
                let signed = try? SignedCheckpoint(parsing: bytes)
                if let signed { sizes.insert(signed.checkpoint.size) }
            }
        }
        for place in places {
            copies.append(try await LedgerCopies.read(place, sizes, awards, list))
        }
        self.copies = copies
        self.sizes = sizes
        self.awards = awards
    }

    /// The copies, read again for what was fetched meanwhile; `nil` if they were read for all that.
    ///
    /// - Throws: ``Failure`` for a copy that cannot be read any more.
    func knowing(
        of fetched: [Evidence], signedFor list: TrustList
    ) async throws -> LedgerCopies? {
        let wider = sizes.union(fetched.flatMap(\.content.sizes))
        let more = awards.map { $0.union(fetched.compactMap(\.content.award)) }
        if copies.isEmpty || (wider == sizes && more == awards) { return nil }
        return try await LedgerCopies(copies.map(\.place), wider, more, list)
    }

    private static func read(
        _ place: LedgerPlace, _ sizes: Set<TreeSize>, _ awards: Set<RecordedStatement>?,
        _ list: TrustList
    ) async throws -> Copy {
        do {
            return try await place.reading { ledger in
                let shown = await LedgerSnapshot(of: ledger)
                let newest = try SignedCheckpoint(parsing: try await shown.checkpoint())
                guard list.standsFor(newest) else { throw notSigned(place, newest) }
                let otherBytes = try shown.otherCheckpoint()
                let other = otherBytes.flatMap { try? SignedCheckpoint(parsing: $0) }
                let sizes = sizes.union([other?.checkpoint.size].compactMap(\.self))
                let replayed = try await replay(shown, to: newest, sizes, awards)
                return Copy(place: place, ledger: replayed, other: other)
            }
        } catch let error as ReplayError {
            throw Failure(
                error.code, .integrity, "\(place.text) is no whole copy: \(error).",
                next: "See what is wrong with it, and name another copy: testamur audit "
                    + place.text.quoted)
        }
    }

    private static func notSigned(_ place: LedgerPlace, _ newest: SignedCheckpoint) -> Failure {
        Failure(
            "verify.copy-not-signed", .integrity,
            "\(place.text) is signed by no key that your list names for "
                + "\(newest.checkpoint.origin), and was not read.",
            next: "Name another copy, or leave it out.")
    }

    private static func replay(
        _ ledger: any PublishedLedger, to newest: SignedCheckpoint, _ sizes: Set<TreeSize>,
        _ awards: Set<RecordedStatement>?
    ) async throws -> ReplayedLedger {
        let replay = LedgerReplay(to: newest, comparing: sizes, about: awards)
        let size = newest.checkpoint.size
        guard size <= LedgerMirror.sizeMax else { throw ReplayError.tooLong(size) }
        let progress = ProgressLine(unit: "records")
        defer { progress.finish() }
        while let tile = TileCoordinate.tile(
            level: 0, index: replay.size.value / UInt64(TileCoordinate.widthMax), in: size)
        {
            let bytes = try await ledger.entries(of: tile)
            try replay.take(EntryBundle.decode(bytes, count: tile.width))
            progress.update(done: replay.size.value, of: size.value)
            if replay.size == size { break }
        }
        return try replay.finish()
    }

    /// What the copies say of an award, by a list that names whose ledgers they are.
    ///
    /// A copy that shows another history than was seen before, or than the award itself, is told.
    func evidence(
        for submission: Submission, by list: TrustList, remembering seen: SeenFolder?
    ) async -> [Evidence] {
        let institution = submission.claimedIssuer.flatMap { list.institution($0) }
        var found: [Evidence] = []
        for copy in copies {
            guard let pinned = institution?.ledger(copy.ledger.newest.checkpoint.origin) else {
                continue
            }
            if let other = copy.other {
                found.append(Evidence(.checkpoint(other), fetchedAt: Machine.now()))
            }
            let read = Evidence(.replayed(copy.ledger), fetchedAt: Machine.now())
            let doubted = Evidence(.replayed(copy.ledger.doubted), fetchedAt: Machine.now())
            guard let seen else {
                found.append(read)
                continue
            }
            do {
                let look = try await LedgerCopies.look(at: copy, pinned, submission, seen)
                let contents = LookedAt.evidence(look, of: pinned, remembering: seen)
                found.append(LedgerCopies.isSeen(copy, in: look) ? read : doubted)
                found += contents.map { Evidence($0, fetchedAt: Machine.now()) }
            } catch {
                found.append(doubted)
                Console.messages.line(
                    "\(copy.place.text) could not be compared: \(Failure(error).message)".harmless)
            }
        }
        return found
    }

    /// Whether what was read is what was looked at, and goes on from what was seen before.
    private static func isSeen(_ copy: Copy, in look: SeenFolder.Look) -> Bool {
        let newest = copy.ledger.newest.checkpoint
        return switch look {
        case .seen(let memory, _): memory.agreement(with: newest) == .seen
        case .shownElsewhere(let state): state.hasTree(of: newest)
        case .shrank, .forked, .otherKeys: false
        }
    }

    private static func look(
        at copy: Copy, _ pinned: Trust.PinnedLedger, _ submission: Submission, _ seen: SeenFolder
    ) async throws -> SeenFolder.Look {
        try await copy.place.reading { ledger in
            try await seen.look(
                at: ledger, pinnedAs: pinned,
                asking: submission.claimedCheckpoints(of: pinned.origin) + [copy.ledger.newest],
                isLive: copy.place.text == pinned.url.description, now: { Machine.now() })
        }
    }
}

extension TrustList {
    /// Whether a key that the list names for a ledger, and for such a size, signed a checkpoint.
    fileprivate func standsFor(_ signed: SignedCheckpoint) -> Bool {
        institutions.compactMap { $0.ledger(signed.checkpoint.origin) }.contains { pinned in
            (try? signed.verified(byAnyOf: pinned.keys(signing: signed.checkpoint.size))) != nil
        }
    }
}

extension Evidence.Content {
    /// The sizes of the states of ledgers that it speaks of.
    fileprivate var sizes: [TreeSize] {
        switch self {
        case .standing(let signed): [signed.standing.size]
        case .receipt(let receipt): [receipt.proof.checkpoint.checkpoint.size]
        case .keys(let records), .confirmations(let records):
            records.map(\.proof.checkpoint.checkpoint.size)
        case .checkpoint(let signed): [signed.checkpoint.size]
        case .seen(let memory): memory.states.map(\.size)
        case .statusList, .didDocument, .noRecord, .unanswered, .replayed, .accreditations,
            .forked:
            []
        }
    }

    /// The award that a receipt is about.
    fileprivate var award: RecordedStatement? {
        if case .receipt(let receipt) = self { RecordedStatement(receipt) } else { nil }
    }
}
