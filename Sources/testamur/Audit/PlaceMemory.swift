import Auditing
import FoundationEssentials
import HomeFolder
import Signing
import TransparencyLog
import Trust

/// What is remembered of a ledger that is read at some place.
///
/// What the ledger itself shows, at the address that the list names, counts as seen of it. What
/// stands anywhere else was shown by whoever put it there, and is compared with both.
///
/// Spec: 05-witness §6.
struct PlaceMemory: Sendable {
    /// What this place showed.
    let own: SeenFolder
    /// What was seen of the ledger at other places that are compared with this one: at its own
    /// address, or wherever it was seen where nobody says which that is; `nil` if this is its own.
    let ledger: [SeenFolder]?
    /// Where proofs of forks are kept.
    let forks: SeenFolder
    /// Who says which keys are the ledger's.
    let authority: Authority

    /// Who says which keys are a ledger's.
    enum Authority: Hashable, Sendable {
        /// A trust list.
        case list
        /// The key that was named.
        case key
        /// The ledger alone.
        case nobody
    }

    /// Whether what is seen here does not count as seen of the ledger.
    var isApart: Bool { ledger != nil }

    /// Why it does not count; `nil` if it does, or nothing could.
    var apartWords: String? {
        switch authority {
        case _ where !isApart: nil
        case .list: "This is not the place that your list names for it"
        case .key: "The key does not say where its ledger is"
        case .nobody: nil
        }
    }

    /// The proof that the ledger signed two histories, if one is kept that keys signed which are
    /// known for it.
    ///
    /// - Throws: `HomeError`.
    func fork(of known: KnownCheckpoint) throws -> KeptFork? {
        try fork(of: known.checkpoint.checkpoint.origin) { known.knows($0, for: $1) }
    }

    /// The same, for a ledger whose newest checkpoint none of the known keys signed.
    ///
    /// - Throws: `HomeError`.
    func fork(
        of origin: Origin, knowing isKnown: (VerifierKey, TreeSize) -> Bool
    ) throws -> KeptFork? {
        for folder in [forks, own] {
            if let fork = try folder.fork(of: origin, knowing: isKnown) { return fork }
        }
        return nil
    }

    /// Keeps such a proof, where whoever looks at the ledger next finds it.
    ///
    /// - Throws: `HomeError`.
    func keep(_ proof: ForkProof) throws {
        let origin = proof.smaller.checkpoint.origin
        // A key that somebody names must not put out of mind what one on a list signed.
        let kept = try forks.fork(of: origin) { _, _ in true }
        _ = try (authority == .key && kept != nil ? own : forks).keep(proof)
    }

    /// The newest that was seen of the ledger itself, if this place shows no less: a smaller copy
    /// takes nothing back.
    ///
    /// - Throws: `HomeError`.
    func newestSeen(_ known: KnownCheckpoint) throws -> VerifiedCheckpoint? {
        try seen(known)
            .filter { $0.newest.checkpoint.size <= known.checkpoint.checkpoint.size }
            .compactMap { try? known.verifying($0.newest) }
            .max { $0.checkpoint.size < $1.checkpoint.size }
    }

    /// The largest state that was seen of the ledger itself and is no larger than what this place
    /// shows, if this place shows less than was seen and something else.
    ///
    /// - Throws: `HomeError`, or what reading the ledger throws.
    func contradicted(
        by known: KnownCheckpoint, of shown: LedgerSnapshot
    ) async throws -> Contradiction? {
        let state = try largestSeen(below: known)
        guard let state else { return nil }
        let isBeginning = try await LedgerGrowth.begins(known.checkpoint, with: state, of: shown)
        return isBeginning ? nil : Contradiction(state: state)
    }

    /// The proof that this place shows another history than was seen of the ledger itself, if it
    /// shows no less.
    ///
    /// - Throws: `HomeError`, or what reading the ledger throws.
    func forked(by known: KnownCheckpoint, of shown: LedgerSnapshot) async throws -> ForkProof? {
        let seen = try newestSeen(known)
        guard let seen else { return nil }
        let growth = try await LedgerGrowth.between(seen, known.checkpoint, of: shown)
        guard case .forked(let proof) = growth else { return nil }
        return proof
    }

    private func largestSeen(below known: KnownCheckpoint) throws -> Checkpoint? {
        let size = known.checkpoint.checkpoint.size
        // What was seen at one place is one history, so that its largest state stands for all
        // before it.
        return try seen(known)
            .filter { $0.newest.checkpoint.size > size && (try? known.verifying($0.newest)) != nil }
            .flatMap(\.states).filter { $0.size <= size }.max { $0.size < $1.size }
    }

    private func seen(_ known: KnownCheckpoint) throws -> [SeenLedger] {
        guard authority != .nobody else { return [] }
        let origin = known.checkpoint.checkpoint.origin
        return try (ledger ?? [own]).compactMap { try $0.ledger(origin) }
    }

    /// What a place shows is not what was seen of the ledger itself.
    struct Contradiction: Sendable {
        /// What was seen.
        let state: Checkpoint

        /// What it is, for a person.
        var words: String {
            "It is not the history that was seen of \(state.origin) itself, which had other "
                + "records among its first \(state.size)."
        }

        /// What to do.
        static func next(at place: LedgerPlace) -> String {
            "Prove it, with the same list or key and the ledger's own address: testamur compare "
                + place.text.quoted + " URL"
        }
    }
}

extension LedgerPlace {
    /// The place as text that is the same however it was typed.
    var name: String { isAddress ? text : RealPath.of(text) ?? text }

    /// Whether it is the ledger itself: the address that a list names for it, or the home in which
    /// it is written, told by the key that signs it.
    func isLedger(_ pinned: PinnedLedger) -> Bool {
        if isAddress { return WebBase(text) == pinned.url }
        guard !isHeldBack, let home = try? Home(opening: text),
            let files = try? FileManager.default.contentsOfDirectory(atPath: home.keysFolder)
        else { return false }
        return files.prefix(LedgerPlace.keyFilesMax).contains { file in
            guard file.hasPrefix("ledger-"),
                let key = try? PrivateKey(opening: "\(home.keysFolder)/\(file)", passphrase: nil)
            else { return false }
            let own = VerifierKey(name: pinned.origin.keyName, publicKey: key.publicKey)
            return pinned.keys.contains { $0.key == own }
        }
    }

    /// How many files of a folder of keys are looked at.
    private static let keyFilesMax = 1_024
}
