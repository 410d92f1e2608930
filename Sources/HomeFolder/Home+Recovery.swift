import AppendOnlyLedger
import CanonicalJSON
import FoundationEssentials
import Issuance
public import Records
public import Signing
import SQLiteStorage
import Trust
public import TransparencyLog

/// Recovery keys that were brought together, enough of them to act.
///
/// Spec: 01-record §5.3.
public struct OpenedQuorum: Sendable {
    /// The quorum.
    public let quorum: RecoveryQuorum
    fileprivate let keys: [NamedPrivateKey]

    /// Opens a quorum with keys of its own.
    ///
    /// - Throws: ``HomeError/quorum(_:)`` if there are too few, or one is no key of the quorum.
    public init(_ quorum: RecoveryQuorum, with keys: [PrivateKey]) throws(HomeError) {
        self.quorum = quorum
        var named: [NamedPrivateKey] = []
        for key in keys {
            guard let declared = quorum.keys.first(where: { $0.key == key.publicKey }) else {
                throw .quorum("one of the keys is not of this quorum")
            }
            if named.contains(where: { $0.name == declared.name }) { continue }
            named.append(NamedPrivateKey(name: declared.name, key: key))
        }
        guard named.count >= quorum.threshold else {
            let given = "\(named.count) \(named.count == 1 ? "was" : "were") given"
            throw .quorum("\(quorum.threshold) of its keys are needed; \(given)")
        }
        self.keys = Array(named.prefix(quorum.threshold))
    }
}

extension Home {
    /// What has happened to keys.
    public enum Misfortune: Hashable, Sendable {
        /// Somebody else has had a key since the ledger had so many records.
        case compromised(DIDURL, from: TreeSize)
        /// Nobody has a key for this use any more.
        case lost(KeyUse)
    }

    /// What a recovery did.
    public struct Recovered: Sendable {
        /// What the ledger states of it.
        public let records: [Record]
        /// The keys that were made.
        public let made: [DeclaredKey]
    }

    /// Has the recovery quorum undo what happened to keys: what was stolen counts no more from its
    /// cut-off on, what is lost is retired, and each use that is left without a key gets a new one.
    ///
    /// All of it is stated at once or not at all. The quorum that acted has done its work: the next
    /// one, of as many keys, is written into a folder of its own, to be carried away.
    ///
    /// - Parameters:
    ///   - folder: where the next quorum's keys go; not there yet.
    ///   - now: the sequencer's clock.
    /// - Throws: ``HomeError``, ``SigningError``, ``LedgerError`` or ``StoreError``.
    public func recover(
        from misfortunes: [Misfortune], by quorum: OpenedQuorum, nextInto folder: String,
        passphrase: Secret?, at now: Instant, entropy: @escaping @Sendable (Int) -> [UInt8]
    ) async throws -> Recovered {
        try requireArmed()
        let store = try SQLiteLedgerStore(path: ledgerFile)
        let history = try KeyHistory(store.keyRecords(from: 0).map(Record.init(parsing:)))
        guard history.recovery == quorum.quorum.commitment else {
            if Home.quorum(in: folder)?.commitment == history.recovery {
                throw HomeError.recoveryStands(folder)
            }
            throw HomeError.quorum("the ledger has committed to another one")
        }
        guard let head = try store.head() else { throw LedgerError.noLedger }
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw HomeError.exists(folder)
        }
        let ceremony = Ceremony(
            home: self, history: history, size: head.size, passphrase: passphrase, at: now,
            entropy: entropy)
        let plan: Ceremony.Plan
        do {
            plan = try ceremony.plan(for: misfortunes, by: quorum, nextInto: folder)
        } catch {
            ceremony.undo()
            throw error
        }
        do {
            let records = try await Ledger.recover(
                in: store, stating: plan.statements, signer: plan.signer,
                companion: { try companion().map(CheckpointSigner.Companion.init) }, at: now)
            return Recovered(records: records, made: plan.made)
        } catch {
            if Home.isRefusal(error) {
                ceremony.undo()
                throw error
            }
            // It may stand all the same: what it needs is never removed.
            var words = String(describing: error)
            if case StoreError.failed(_, let told) = error { words = told }
            throw HomeError.recoveryUnclear(folder, words)
        }
    }

    /// The quorum whose file lies in a folder; `nil` if none does.
    public static func quorum(in folder: String) -> RecoveryQuorum? {
        guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/quorum.json")),
            let json = try? JSONDocument(parsing: Array(data)).root
        else { return nil }
        return try? RecoveryQuorum(json)
    }

    /// Whether an error says for certain that nothing was written.
    private static func isRefusal(_ error: any Error) -> Bool {
        switch error {
        case StoreError.busy, LedgerError.clockBehind, LedgerError.diskLow,
            LedgerError.notAuthorised, LedgerError.alreadyAppended, LedgerError.signerNotInForce,
            LedgerError.signerUnavailable, LedgerError.noLedger:
            true
        default: false
        }
    }
}

/// The making of the statements and keys of one recovery.
private final class Ceremony {
    struct Plan {
        let statements: [SignedStatement]
        let made: [DeclaredKey]
        let signer: NoteSigner
    }

    private let home: Home
    private let keys: KeyFolder
    private let passphrase: Secret?
    private let now: Instant
    private let entropy: @Sendable (Int) -> [UInt8]
    private var history: KeyHistory
    private var size: TreeSize
    private var statements: [SignedStatement] = []
    private var made: [DeclaredKey] = []
    private var files: [String] = []

    init(
        home: Home, history: KeyHistory, size: TreeSize, passphrase: Secret?, at now: Instant,
        entropy: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.home = home
        self.history = history
        self.size = size
        self.passphrase = passphrase
        self.now = now
        self.entropy = entropy
        keys = KeyFolder(path: home.keysFolder, passphrase: passphrase)
    }

    /// States everything in a copy of the history; each statement is signed by a quorum of which
    /// the one before tells, and only the last of these outlives the ceremony.
    func plan(
        for misfortunes: [Home.Misfortune], by quorum: OpenedQuorum, nextInto folder: String
    ) throws -> Plan {
        var actions: [(KeyChange.Action, KeyUse)] = []
        var lost: Set<KeyUse> = []
        for misfortune in misfortunes {
            switch misfortune {
            case .compromised(let name, let size):
                guard let entry = history.entry(name) else {
                    throw LedgerError.notAuthorised(.unknownKey)
                }
                actions.append((.compromised(name, from: size), entry.declared.use))
            case .lost(let use):
                lost.insert(use)
                actions += history.activeKeys(for: use).map { (.retire($0.name), use) }
            }
        }
        var acting = quorum
        let last = try makeQuorum(like: quorum.quorum, into: folder)
        func state(_ action: KeyChange.Action, _ use: KeyUse) throws {
            let next = try passing()
            try self.state(action, use, by: acting, next: next.quorum.commitment)
            acting = next
        }
        for (action, use) in actions { try state(action, use) }
        for use in [KeyUse.record, .assertion, .status, .ledger]
        where history.workingKeys(for: use).isEmpty {
            try state(.add(try makeKey(use)), use)
        }
        // The last statement is signed anew, so that it commits to the quorum that stays.
        try commitLast(to: last.commitment)
        return Plan(statements: statements, made: made, signer: try signer())
    }

    private var lastAct: (action: KeyChange.Action, use: KeyUse, by: OpenedQuorum)?
    private var before: KeyHistory?

    private func state(
        _ action: KeyChange.Action, _ use: KeyUse, by quorum: OpenedQuorum, next: Digest
    ) throws {
        let change = KeyChange(
            action, use: use, previous: history.head,
            recovery: Recovery(quorum: quorum.quorum, next: next))
        let statement = Statement(
            issuer: history.issuer, ledger: history.origin,
            nonce: Statement.nonce(at: now, entropy: entropy), body: .key(change)
        )
        let signed = try statement.signed(by: quorum.keys)
        before = history
        lastAct = (action, use, quorum)
        // Where the record will stand in the chain is the ledger's to say.
        let record = try Record(
            signed, index: size.nextIndex, at: now, previous: .sha256([UInt8]()))
        do {
            try history.apply(record)
        } catch {
            throw LedgerError.notAuthorised(error.reason)
        }
        size = size.adding(1)
        statements.append(signed)
    }

    private func commitLast(to next: Digest) throws {
        guard let act = lastAct, let before else {
            throw HomeError.quorum("nothing was said to have happened")
        }
        statements.removeLast()
        history = before
        size = TreeSize(size.value - 1)
        try state(act.action, act.use, by: act.by, next: next)
    }

    /// A quorum of one key that is used for the next statement and never again.
    private func passing() throws -> OpenedQuorum {
        let key = try PrivateKey.generate(.ed25519)
        let name = try name("recovery-\(size)-passing")
        let declared = DeclaredKey(name: name, use: .recovery, key: key.publicKey)
        guard let quorum = RecoveryQuorum(threshold: 1, keys: [declared], salt: entropy(32)) else {
            throw HomeError.badConfiguration("recovery quorum")
        }
        return try OpenedQuorum(quorum, with: [key])
    }

    private func makeQuorum(like old: RecoveryQuorum, into path: String) throws -> RecoveryQuorum {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        files.append(path)
        let folder = KeyFolder(path: path, passphrase: passphrase)
        var declared: [DeclaredKey] = []
        for number in 1...old.keys.count {
            let fragment = "recovery-\(size)-\(number)"
            let key = try PrivateKey.generate(.ed25519)
            try folder.write(key, named: fragment)
            declared.append(
                DeclaredKey(name: try name(fragment), use: .recovery, key: key.publicKey))
        }
        guard
            let quorum = RecoveryQuorum(
                threshold: old.threshold, keys: declared, salt: entropy(32))
        else { throw HomeError.badConfiguration("recovery quorum") }
        try DurableFile.replace(
            Array(quorum.json.prettyText().utf8), at: "\(path)/quorum.json")
        // What the ledger will commit to must outlive a power cut.
        try DurableFile.flush(parentOf: path)
        return quorum
    }

    private func makeKey(_ use: KeyUse) throws -> DeclaredKey {
        var number = history.entries.count + 1
        var fragment = "\(use.rawValue)-\(number)"
        while FileManager.default.fileExists(atPath: "\(home.keysFolder)/\(fragment).pem") {
            number += 1
            fragment = "\(use.rawValue)-\(number)"
        }
        let key = try PrivateKey.generate(.ed25519)
        try keys.write(key, named: fragment)
        files.append("\(home.keysFolder)/\(fragment).pem")
        let declared = DeclaredKey(name: try name(fragment), use: use, key: key.publicKey)
        made.append(declared)
        return declared
    }

    private func signer() throws -> NoteSigner {
        for declared in history.activeKeys(for: .ledger).reversed() {
            guard let key = try keys.key(declared) else { continue }
            return try keys.signer(
                history.origin, key.key, companion: home.configuration.companion?.key)
        }
        throw HomeError.noKey(use: KeyUse.ledger.rawValue, folder: home.keysFolder)
    }

    private func name(_ fragment: String) throws(HomeError) -> DIDURL {
        guard let name = DIDURL(did: history.issuer, fragment: fragment) else {
            throw .badConfiguration("did")
        }
        return name
    }

    /// Removes what was made for a recovery that was not stated.
    func undo() {
        for file in files { try? FileManager.default.removeItem(atPath: file) }
    }
}
