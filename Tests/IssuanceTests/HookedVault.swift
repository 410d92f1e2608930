import Issuance
import Records
import Signing
import TransparencyLog

/// A vault that does what a test says at the moments that matter, and otherwise what the vault
/// that it wraps does.
final class HookedVault: VaultStore {
    /// What to do, and when.
    struct Hooks: Sendable {
        /// Called before entries are added.
        var beforeAdding: @Sendable () throws -> Void = {}
        /// Called when entries have been added.
        var afterAdding: @Sendable () throws -> Void = {}
        /// Called before places are noted.
        var beforeMarking: @Sendable () throws -> Void = {}
        /// Called before the opening of a detail is kept.
        var beforeDetail: @Sendable () throws -> Void = {}
        /// Called before a credential is destroyed.
        var beforeErasing: @Sendable () throws -> Void = {}
        /// Called before the remains of what was destroyed are.
        var beforeScrubbing: @Sendable () throws -> Void = {}
        /// Called before it is noted that all was destroyed.
        var beforeNoting: @Sendable () throws -> Void = {}
        /// Called when the newest status list has been read.
        var afterStatusLists: @Sendable () -> Void = {}
        /// What is made of an entry that is read.
        var reading: @Sendable (VaultEntry) -> VaultEntry = { $0 }
    }

    /// When a process may end, as far as anybody can tell.
    enum Moment { case afterAdding, beforeMarking }
    struct Crash: Error {}

    private let vault: any VaultStore
    private let hooks: Hooks

    init(_ vault: any VaultStore, _ hooks: Hooks) {
        self.vault = vault
        self.hooks = hooks
    }

    func add(_ entries: [VaultEntry], succession: Succession?) throws {
        try hooks.beforeAdding()
        try vault.add(entries, succession: succession)
        try hooks.afterAdding()
    }

    func successor(of id: CredentialID) throws -> CredentialID? {
        try vault.successor(of: id)
    }

    func forget(_ succession: Succession) throws { try vault.forget(succession) }

    func markIssued(_ places: [VaultPlace]) throws {
        try hooks.beforeMarking()
        try vault.markIssued(places)
    }

    func adopt(_ entry: VaultEntry, at place: VaultPlace) throws {
        try vault.adopt(entry, at: place)
    }

    func mend(_ entry: VaultEntry, at place: VaultPlace) throws {
        try vault.mend(entry, at: place)
    }

    func rows(after last: String) throws -> [VaultRow] { try vault.rows(after: last) }

    func statusList() throws -> Int64 { try vault.statusList() }

    func statusLists() throws -> [Int64] {
        let lists = try vault.statusLists()
        hooks.afterStatusLists()
        return lists
    }

    func entry(forInput digest: Digest) throws -> VaultEntry? {
        try vault.entry(forInput: digest).map(hooks.reading)
    }

    func entry(named id: CredentialID) throws -> VaultEntry? {
        try vault.entry(named: id).map(hooks.reading)
    }

    func inputKey() throws -> [UInt8] { try vault.inputKey() }
    func pendingEntries(after last: CredentialID?) throws -> [VaultEntry] {
        try vault.pendingEntries(after: last)
    }
    func replaceStatement(of id: CredentialID, with statement: SignedStatement) throws {
        try vault.replaceStatement(of: id, with: statement)
    }
    func takenBits(among bits: [StatusBit]) throws -> Set<StatusBit> {
        try vault.takenBits(among: bits)
    }
    func add(_ detail: StandingDetail, about id: CredentialID?, successor: CredentialID?) throws {
        try hooks.beforeDetail()
        try vault.add(detail, about: id, successor: successor)
    }
    func issuedRecords(among indexes: [LeafIndex]) throws -> Set<LeafIndex> {
        try vault.issuedRecords(among: indexes)
    }

    func detail(opening digest: Digest) throws -> StandingDetail? {
        try vault.detail(opening: digest)
    }
    func entry(at target: Target) throws -> VaultEntry? { try vault.entry(at: target) }
    func erase(_ id: CredentialID, details: [Digest]) throws -> VaultErasure {
        try hooks.beforeErasing()
        return try vault.erase(id, details: details)
    }
    func scrub(_ traces: [VaultErasure.Trace]?) throws {
        try hooks.beforeScrubbing()
        try vault.scrub(traces)
    }
    func erasuresApplied() throws -> TreeSize { try vault.erasuresApplied() }
    func noteErasures(upTo size: TreeSize) throws {
        try hooks.beforeNoting()
        try vault.noteErasures(upTo: size)
    }
    func counts() throws -> VaultCounts { try vault.counts() }
}

extension VaultEntry {
    /// The same entry with another place, or with none.
    func moved(to place: VaultPlace?) -> VaultEntry {
        VaultEntry(
            id: id, input: input, credential: credential, salt: salt, bit: bit,
            statement: statement, membership: membership, place: place)
    }
}
