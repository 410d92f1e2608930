import ArgumentParser
import Auditing
import HomeFolder
import Records
import Signing
import TransparencyLog
import Trust
import Verification

/// What is known of a ledger from outside.
struct AnchorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Compare with what this trust list pins.", valueName: "list"))
    var trust: String?

    @Option(help: ArgumentHelp("Compare with this verifier key.", valueName: "vkey"))
    var vkey: String?

    @OptionGroup var publisher: PublisherOptions

    func validate() throws {
        if trust != nil, vkey != nil {
            throw ValidationError("--trust and --vkey cannot be used together")
        }
        if let vkey, (try? VerifierKey(parsing: vkey))?.isPostQuantum == true {
            throw ValidationError(
                "--vkey names a post-quantum key, which never counts alone: name the other, short "
                    + "one of the two keys that testamur describe shows for the ledger; both count "
                    + "with --trust")
        }
        if trust == nil, publisher.publisher != nil {
            throw ValidationError("--publisher says who signed a list; name it with --trust")
        }
    }

    /// Whether anything outside says which keys are the ledger's.
    var isGiven: Bool { trust != nil || vkey != nil }

    /// What says so, as a person would.
    var words: String { vkey == nil ? "what your list names" : "the key that you named" }

    /// The list that was named, if it counts today.
    ///
    /// - Throws: ``Failure`` or ``TrustError``.
    func list() throws -> TrustList? {
        guard let trust else { return nil }
        let list = try publisher.list(at: trust)
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

    /// Where is remembered what is seen of a ledger at a place: of one that nothing outside names,
    /// apart from those that a list or a key names, since anybody can call his ledger by any name.
    func memory(
        of origin: Origin, at place: LedgerPlace, by list: TrustList?, in folder: SeenFolder
    ) -> PlaceMemory {
        guard isGiven else {
            let unlisted = SeenFolder(path: "\(folder.path)/unlisted")
            return PlaceMemory(own: unlisted, ledger: nil, forks: unlisted, authority: .nobody)
        }
        let own = folder.at(place.name)
        guard let list else {
            let others = folder.places(showing: origin).filter { $0.path != own.path }
            return PlaceMemory(own: own, ledger: others, forks: folder, authority: .key)
        }
        guard let pinned = list.institution(keeping: origin)?.ledger(origin) else {
            return PlaceMemory(own: own, ledger: [], forks: folder, authority: .list)
        }
        let address = folder.at(pinned.url.description)
        let isLedger = place.isLedger(pinned)
        return PlaceMemory(
            own: isLedger ? address : own, ledger: isLedger ? nil : [address], forks: folder,
            authority: .list)
    }

    /// Whether a place is the ledger itself, as far as a list says where that is.
    func isLedger(_ place: LedgerPlace, _ origin: Origin, by list: TrustList?) -> Bool {
        list?.institution(keeping: origin)?.ledger(origin).map(place.isLedger) ?? false
    }

    /// What an audit of this ledger compares it with.
    ///
    /// - Throws: ``Failure`` if nobody on the list keeps it, or what reading it throws.
    func anchor(of ledger: any PublishedLedger, by list: TrustList?) async throws -> AuditAnchor {
        if let vkey { return .key(try VerifierKey(parsing: vkey)) }
        guard let list else { return .none }
        let signed = try AnchorOptions.checkpoint(try await ledger.checkpoint())
        let pinned = try pinned(signed.checkpoint.origin, by: list)
        return .pinned(
            AnchoredLedger(
                origin: pinned.origin, genesis: pinned.genesis,
                keys: pinned.keys.map {
                    PinnedKey(key: $0.key, from: $0.from, until: $0.until)
                }))
    }

    /// The newest checkpoint of a ledger, found to be signed by a key that is known from outside
    /// for its size or, if nothing is, by one that its own first record names.
    ///
    /// - Throws: ``Failure`` or what reading the ledger throws.
    func checkpoint(
        of ledger: any PublishedLedger, by list: TrustList?
    ) async throws -> KnownCheckpoint {
        let signed = try AnchorOptions.checkpoint(try await ledger.checkpoint())
        let keys: [LedgerKey]
        if let vkey {
            keys = [LedgerKey(try VerifierKey(parsing: vkey))].compactMap(\.self)
        } else if let list {
            keys = try pinned(signed.checkpoint.origin, by: list).keys
        } else {
            keys = try await firstKeys(of: ledger, signed.checkpoint)
        }
        do {
            let checkpoint = try KnownCheckpoint.verified(signed, by: keys)
            guard vkey == nil, list == nil else {
                return KnownCheckpoint(checkpoint: checkpoint, keys: keys)
            }
            // A first record may name keys of others beside its own. Without anything from outside
            // only what one key signed is of one ledger.
            return KnownCheckpoint(
                checkpoint: checkpoint, keys: checkpoint.keys.compactMap { LedgerKey($0) })
        } catch {
            throw Failure(
                "audit.checkpoint-signature", .integrity,
                "The newest checkpoint of \(signed.checkpoint.origin) is not signed by a key that "
                    + "is known for it.",
                next: "If its institution changed the key, get its new description over a channel "
                    + "that you know, and name the key with --trust or --vkey.")
        }
    }

    /// Finds out whether keys that are known from outside signed both histories of a fork proof;
    /// `false` if nothing outside says which are known.
    ///
    /// - Throws: ``Failure`` if they did not, or nobody on the list keeps the ledger.
    func knowsKeys(of proof: ForkProof, by list: TrustList?) throws -> Bool {
        let larger = proof.larger.checkpoint
        let keys: [VerifierKey]
        if let vkey {
            keys = [try VerifierKey(parsing: vkey)]
        } else if let list {
            keys = try pinned(larger.origin, by: list).keys(signing: larger.size)
        } else {
            return false
        }
        guard proof.keys.allSatisfy(keys.contains) else {
            throw Failure(
                "compare.key-unknown", .incomplete,
                "The proof is signed with a key that is not known for \(larger.origin) at "
                    + "\(larger.size) records.",
                next: "It says nothing about the ledger whose key you know. If the institution "
                    + "changed its key, compare with its description of then.")
        }
        return true
    }

    private static func checkpoint(_ bytes: [UInt8]) throws(Failure) -> SignedCheckpoint {
        do {
            return try SignedCheckpoint(parsing: bytes)
        } catch {
            // Whose ledger it is cannot be known, so that nothing can be compared.
            throw Failure(
                "audit.checkpoint-malformed", .integrity, "The ledger's checkpoint is not one.",
                next: "Take it from another copy; audited by itself, the ledger says what is wrong."
            )
        }
    }

    private func pinned(_ origin: Origin, by list: TrustList) throws(Failure) -> PinnedLedger {
        guard let pinned = list.institution(keeping: origin)?.ledger(origin) else {
            throw Failure(
                "audit.not-listed", .incomplete,
                "Nobody on the list keeps a ledger that is called \(origin).",
                next: "Look at the list with: testamur trust show --list \((trust ?? "").quoted)")
        }
        return pinned
    }

    private func firstKeys(
        of ledger: any PublishedLedger, _ checkpoint: Checkpoint
    ) async throws -> [LedgerKey] {
        guard let tile = TileCoordinate.tile(level: 0, index: 0, in: checkpoint.size) else {
            return []
        }
        let bundle = try await ledger.entries(of: tile)
        let first = EntryPrefix.bytes(of: bundle, count: 1)
        guard let entry = try? EntryBundle.decode(first, count: 1).first,
            case .genesis(let genesis)? = (try? Record(parsing: entry))?.statement.body
        else {
            throw Failure(
                "audit.genesis-invalid", .integrity,
                "The first record of \(checkpoint.origin) is not one that names its keys.",
                next: "Take it from another copy; audited by itself, the ledger says what is wrong."
            )
        }
        return genesis.keys.filter { $0.use == .ledger && $0.key.algorithm == .ed25519 }
            .map { VerifierKey(name: checkpoint.origin.keyName, publicKey: $0.key) }
            .compactMap { LedgerKey($0) }
    }
}

/// A ledger's checkpoint, and all keys that are known to be the ledger's.
struct KnownCheckpoint: Sendable {
    let checkpoint: VerifiedCheckpoint
    fileprivate let keys: [LedgerKey]

    /// Another checkpoint, found to be of the same ledger: signed by a key that is known for its
    /// size.
    ///
    /// - Throws: `TransparencyLogError`.
    func verifying(_ other: SignedCheckpoint) throws -> VerifiedCheckpoint {
        try KnownCheckpoint.verified(other, by: keys)
    }

    /// Whether a key is known to sign checkpoints of a size.
    func knows(_ key: VerifierKey, for size: TreeSize) -> Bool {
        keys.contains { $0.key == key && $0.signs(size) }
    }

    fileprivate static func verified(
        _ signed: SignedCheckpoint, by keys: [LedgerKey]
    ) throws -> VerifiedCheckpoint {
        try signed.verified(
            byAnyOf: keys.filter { $0.signs(signed.checkpoint.size) }.map(\.key))
    }
}
