public import AppendOnlyLedger
import CanonicalJSON
import Credentials
public import Records
public import Signing
import Synchronization
import TransparencyLog
public import Trust
public import Verification

/// The desk at which an institution issues credentials and changes their standing.
///
/// Several may work on one home at once, in one process or in several. The order of writing is
/// vault (pending), ledger, vault (issued); what a crash leaves in between is finished by
/// ``reconcile()`` or by issuing the same input again.
///
/// Spec: 03-append §6.
public final class Registrar: Sendable {
    /// For how long a standing that is handed out holds.
    static let standingValidity: Duration = .seconds(30 * 86_400)

    /// How many places of a status list are given out.
    public static let placesInListDefault: Int64 = 131_072

    let ledger: Ledger
    let vault: any VaultStore
    let profile: InstitutionProfile
    let publicFolder: PublicFolder
    let cosigned: CosignedCheckpoints?
    let placesInList: Int64
    let companion: @Sendable () throws -> LedgerKey?
    let clock: @Sendable () -> Instant
    let entropy: @Sendable (Int) -> [UInt8]
    let queue = BlockingQueue(label: "testamur.vault")
    private let keySource: @Sendable (KeyHistory) throws -> KeyRing
    private let keys: Mutex<Desk?>
    let inputKey = Mutex<[UInt8]?>(nil)

    /// The keys in use and the history under which they were chosen.
    struct Desk: Sendable {
        let history: KeyHistory
        let ring: KeyRing
    }

    /// Opens a desk.
    ///
    /// - Parameters:
    ///   - keySource: gives the private keys that a ledger's history allows; asked again whenever
    ///     a key record was appended.
    ///   - cosigned: the ledger's cosigned checkpoints; `nil` without a witness policy.
    ///   - placesInList: how many places of a status list are given out, a power of two; the lists
    ///     themselves are never shorter than 131,072.
    ///   - companion: gives the post-quantum key that signs checkpoints too, if there is one now.
    ///   - entropy: gives so many random bytes.
    public init(
        ledger: Ledger, vault: any VaultStore, profile: InstitutionProfile,
        publicFolder: PublicFolder, cosigned: CosignedCheckpoints? = nil,
        placesInList: Int64 = Registrar.placesInListDefault,
        keySource: @escaping @Sendable (KeyHistory) throws -> KeyRing,
        companion: @escaping @Sendable () throws -> LedgerKey? = { nil },
        clock: @escaping @Sendable () -> Instant, entropy: @escaping @Sendable (Int) -> [UInt8]
    ) {
        precondition(
            1...Registrar.placesInListDefault ~= placesInList
                && placesInList & (placesInList - 1) == 0,
            "places are drawn by their low bits")
        self.placesInList = placesInList
        self.ledger = ledger
        self.vault = vault
        self.profile = profile
        self.publicFolder = publicFolder
        self.cosigned = cosigned
        self.keySource = keySource
        self.companion = companion
        self.clock = clock
        self.entropy = entropy
        keys = Mutex(nil)
    }

    /// The keys as they are now.
    func desk() async throws -> Desk {
        let history = try await ledger.keys()
        if let desk = keys.withLock({ $0 }), desk.history.head == history.head { return desk }
        let source = keySource
        let desk = Desk(history: history, ring: try await queue.run { try source(history) })
        keys.withLock { $0 = desk }
        return desk
    }

    func inVault<Value: Sendable>(
        _ body: @escaping @Sendable (any VaultStore) throws -> Value
    ) async throws -> Value {
        let vault = vault
        return try await queue.run { try body(vault) }
    }

    /// A credential whose record is in the ledger.
    struct IssuedCredential: Sendable {
        let entry: VaultEntry
        let place: VaultPlace
    }

    /// - Throws: ``RegistrarError/unknownCredential(_:)`` or ``RegistrarError/pending(_:)``.
    func issuedCredential(_ id: CredentialID) async throws -> IssuedCredential {
        try await inVault { vault in
            guard let entry = try vault.entry(named: id) else {
                throw RegistrarError.unknownCredential(id)
            }
            guard let place = entry.place else { throw RegistrarError.pending(id) }
            return IssuedCredential(entry: entry, place: place)
        }
    }

    /// Refuses to hand out what is not what was recorded: a vault's file can be damaged.
    ///
    /// - Throws: ``RegistrarError/credentialDamaged(_:)``.
    func requireWhole(_ entry: VaultEntry, at index: LeafIndex) async throws {
        guard try await isWhole(entry) else { throw RegistrarError.credentialDamaged(index) }
    }

    func isWhole(_ entry: VaultEntry) async throws -> Bool {
        let now = clock()
        return try await ledger.read { try VaultJudge($0, at: now).isWhole(entry) }
    }

    // MARK: Reading

    /// How many credentials the vault holds.
    public func counts() async throws -> VaultCounts {
        try await inVault { try $0.counts() }
    }

    /// The holder's file once more: the same credential and receipt, the standing as it is now.
    ///
    /// - Throws: ``RegistrarError/unknownCredential(_:)``, ``RegistrarError/pending(_:)`` or
    ///   ``RegistrarError/credentialDamaged(_:)``.
    public func bundle(
        for id: CredentialID, cosignedBy cosigners: Cosigners = .quorum
    ) async throws -> Bundle {
        let issued = try await issuedCredential(id)
        let (entry, place) = (issued.entry, issued.place)
        let standing = try await signedStanding(of: entry.target(place.index))
        guard let record = try await ledger.record(at: place.index),
            place.proof.inclusion.verifies(
                leaf: record.leafHash, root: place.proof.checkpoint.checkpoint.root)
        else { throw RegistrarError.vaultDisagrees(id) }
        try await requireWhole(entry, at: place.index)
        let proof = try await proof(of: place, cosigners)
        let confirmations = try await confirmationReceipts(of: place.index, cosigners)
        return try Bundle(
            credential: JSONDocument(parsing: entry.credential).root,
            receipts: [entry.receipt(record, proof)],
            keys: await keyReceipts(beside: proof, cosignedBy: cosigners),
            standings: [standing].compactMap(\.self), confirmations: confirmations)
    }

    /// The holder's file for whoever has the whole signed credential; `nil` alike for one that was
    /// never issued, is held back or was erased.
    public func bundle(forPresented credential: [UInt8]) async throws -> Bundle? {
        guard let document = try? JSONDocument(parsing: credential),
            let id = document.root["id"]?.string.flatMap({ CredentialID($0) }),
            let entry = try await inVault({ try $0.entry(named: id) }), entry.place != nil,
            try JSONDocument(parsing: entry.credential).canonicalBytes()
                == document.canonicalBytes()
        else { return nil }
        return try await bundle(for: id)
    }
}
