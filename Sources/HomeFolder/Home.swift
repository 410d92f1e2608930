public import AppendOnlyLedger
import CanonicalJSON
import FoundationEssentials
public import Issuance
import Records
public import SQLiteStorage
public import Signing
import TransparencyLog
public import Trust

/// One institution's folder on disk. The only place that knows the names of its files.
///
/// Spec: 09-surfaces §1.
public struct Home: Sendable {
    /// Where the folder is.
    public let path: String
    /// What `testamur.json` says.
    public let configuration: HomeConfiguration

    /// Opens a home.
    ///
    /// - Throws: ``HomeError``; ``HomeError/backup(_:)`` for a backup, which opening its databases
    ///   would alter, ``HomeError/file(_:_:)`` where it cannot be told whether it is a home.
    public init(opening path: String) throws(HomeError) {
        if Home.isBackup(path) { throw .backup(path) }
        let file = "\(path)/testamur.json"
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: file))
        } catch {
            throw Home.isMissing(file, in: path, error)
                ? .noHome(path)
                : .file(
                    file, "cannot be read. Check who owns the home, and the disk: ls -ld \(path)")
        }
        self.path = path
        configuration = try HomeConfiguration(parsing: Array(bytes))
    }

    /// Whether a file could not be read because it is not there.
    private static func isMissing(
        _ file: String, in folder: String, _ error: any Error
    ) -> Bool {
        if (error as? CocoaError)?.code == .fileReadNoSuchFile { return true }
        let type = try? FileManager.default.attributesOfItem(atPath: folder)[.type]
        return type.flatMap { $0 as? FileAttributeType }.map { $0 != .typeDirectory } ?? false
    }

    init(path: String, configuration: HomeConfiguration) {
        self.path = path
        self.configuration = configuration
    }

    /// The database of the ledger.
    public var ledgerFile: String { "\(path)/ledger.sqlite" }
    /// The database of the vault.
    public var vaultFile: String { "\(path)/vault.sqlite" }
    /// The folder of the private keys.
    public var keysFolder: String { "\(path)/keys" }
    /// The folder that anyone may fetch.
    public var publicFolder: PublicFolder { PublicFolder(path: "\(path)/public") }
    /// The part of the public folder that is the ledger: checkpoint and tiles.
    public var publicLedger: PublicFolder { PublicFolder(path: "\(path)/public/ledger") }
    /// The trust list on which this party relies.
    public var trustListFile: String { "\(path)/trust/list.json" }
    /// What this party has seen of the ledgers on which it relies.
    public var seenFolder: SeenFolder { SeenFolder(path: "\(path)/seen") }
    /// The digests of the tokens with which the daemon lets callers issue.
    public var tokensFile: String { "\(path)/keys/tokens" }

    // MARK: Making

    /// The keys with which a home begins.
    public struct FirstKeys: Sendable {
        /// For records.
        public let record: PrivateKey
        /// For credentials.
        public let assertion: PrivateKey
        /// For status lists and standings.
        public let status: PrivateKey
        /// For checkpoints.
        public let ledger: PrivateKey
        /// For recoveries, to be kept elsewhere.
        public let recovery: [PrivateKey]
        /// How many of the recovery keys must sign a recovery.
        public let threshold: Int

        /// Names the keys.
        public init(
            record: PrivateKey, assertion: PrivateKey, status: PrivateKey, ledger: PrivateKey,
            recovery: [PrivateKey], threshold: Int
        ) {
            self.record = record
            self.assertion = assertion
            self.status = status
            self.ledger = ledger
            self.recovery = recovery
            self.threshold = threshold
        }

        /// Makes new keys: Ed25519, and a recovery quorum of two of three.
        ///
        /// - Throws: ``SigningError``.
        public static func generate() throws(SigningError) -> FirstKeys {
            FirstKeys(
                record: try .generate(.ed25519), assertion: try .generate(.ed25519),
                status: try .generate(.ed25519), ledger: try .generate(.ed25519),
                recovery: [
                    try .generate(.ed25519), try .generate(.ed25519), try .generate(.ed25519),
                ],
                threshold: 2)
        }
    }

    /// Makes a home: keys, genesis record, vault, configuration. The configuration is written
    /// last, so that a home that was interrupted in the making cannot be opened.
    ///
    /// The recovery keys are written to `recovery/`, from where they are to be carried away.
    ///
    /// - Throws: ``HomeError``, ``SigningError``, ``LedgerError``, ``StoreError`` or
    ///   ``VaultError``.
    public static func create(
        at path: String, _ configuration: HomeConfiguration, keys: FirstKeys,
        passphrase: Secret?, at now: Instant, entropy: (Int) -> [UInt8]
    ) async throws -> Home {
        let home = Home(path: path, configuration: configuration)
        try home.makeFolders()
        let quorum = try home.write(keys, passphrase: passphrase, salt: entropy(32))
        let origin = configuration.origin
        let genesis = Genesis(
            did: configuration.did, origin: origin,
            keys: try FirstKeys.declared(keys, by: configuration.did),
            recovery: quorum.commitment)
        let statement = Statement(
            issuer: configuration.did, ledger: origin,
            nonce: Statement.nonce(at: now, entropy: entropy), body: .genesis(genesis))
        let name = try configuration.did.key("record-1")
        try SQLiteLedgerStore.create(at: home.ledgerFile)
        try SQLiteVault.create(at: home.vaultFile, inputKey: entropy(32))
        try await Ledger.found(
            in: SQLiteLedgerStore(path: home.ledgerFile),
            genesis: statement.signed(by: keys.record, named: name),
            signer: NoteSigner(name: origin.keyName, key: keys.ledger), at: now)
        try home.write(configuration.json)
        return home
    }

    private func makeFolders() throws {
        let files = FileManager.default
        guard (try? files.contentsOfDirectory(atPath: path))?.isEmpty ?? true else {
            throw HomeError.exists(path)
        }
        for folder in ["", "/keys", "/recovery", "/trust"] {
            // A web server must be able to pass through the home to `public`, and see nothing else.
            let mode = folder.isEmpty ? 0o711 : 0o700
            try files.createDirectory(
                atPath: path + folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: mode])
            try files.setAttributes([.posixPermissions: mode], ofItemAtPath: path + folder)
        }
    }

    private func write(
        _ keys: FirstKeys, passphrase: Secret?, salt: [UInt8]
    ) throws -> RecoveryQuorum {
        let folder = KeyFolder(path: keysFolder, passphrase: passphrase)
        try folder.write(keys.record, named: "record-1")
        try folder.write(keys.assertion, named: "assertion-1")
        try folder.write(keys.status, named: "status-1")
        try folder.write(keys.ledger, named: "ledger-1")
        let recovery = KeyFolder(path: "\(path)/recovery", passphrase: passphrase)
        var declared: [DeclaredKey] = []
        for (number, key) in keys.recovery.enumerated() {
            try recovery.write(key, named: "recovery-\(number + 1)")
            declared.append(
                DeclaredKey(
                    name: try configuration.did.key("recovery-\(number + 1)"), use: .recovery,
                    key: key.publicKey))
        }
        guard let quorum = RecoveryQuorum(threshold: keys.threshold, keys: declared, salt: salt)
        else { throw HomeError.badConfiguration("recovery quorum") }
        try writeFile(
            Array(quorum.json.prettyText().utf8),
            at: "\(path)/recovery/quorum.json")
        return quorum
    }

    func write(_ json: JSONValue) throws(HomeError) {
        try writeFile(Array(json.prettyText().utf8), at: "\(path)/testamur.json")
    }

    private func writeFile(_ bytes: [UInt8], at file: String) throws(HomeError) {
        try DurableFile.replace(bytes, at: file, for: .asBefore)
    }

    // MARK: Opening

    /// What a home is opened for.
    public enum Opening: Sendable {
        /// Appending: refused in a home that was restored and may not be gone on with yet.
        case appending
        /// Looking only; whoever asks for this appends and signs nothing.
        case looking
    }

    /// Opens the home's databases and keys for work.
    ///
    /// - Throws: ``HomeError``, ``SigningError``, ``LedgerError``, ``StoreError`` or
    ///   ``VaultError``.
    public func open(
        for opening: Opening = .appending, passphrase: Secret?,
        clock: @escaping @Sendable () -> Instant,
        entropy: @escaping @Sendable (Int) -> [UInt8]
    ) async throws -> OpenHome {
        if opening == .appending { try requireArmed() }
        let folder = KeyFolder(path: keysFolder, passphrase: passphrase)
        let (store, vault, keys) = try await BlockingQueue(label: "testamur.home").run {
            let store = try SQLiteLedgerStore(path: ledgerFile)
            let history = try KeyHistory(
                store.keyRecords(from: 0).map(Record.init(parsing:)))
            try check(history)
            return (store, try SQLiteVault(path: vaultFile), try ring(of: folder, for: history))
        }
        let cosigned = try witnessPolicy().map { CosignedCheckpoints(store, policy: $0) }
        let publisher = Publisher(store: store, cosigned: cosigned, folder: publicLedger)
        try publisher.check(signedBy: keys.ledger.verifierKey)
        let signers = HomeSigners(of: self, keys: folder)
        let ledger = try await Ledger.open(
            store, signers: signers.signer, mayAppend: { try requireArmed() }, clock: clock,
            afterCommit: { publisher.schedule() })
        let registrar = Registrar(
            ledger: ledger, vault: vault,
            profile: InstitutionProfile(
                did: configuration.did, names: configuration.names,
                country: configuration.country, url: configuration.url,
                statusPurposes: configuration.statusEntries.purposes),
            publicFolder: publicFolder, cosigned: cosigned,
            keySource: { history in
                try check(history)
                return try ring(of: folder, for: history)
            },
            companion: { try companion() }, clock: clock, entropy: entropy)
        return OpenHome(
            home: self, store: store, ledger: ledger, registrar: registrar,
            publisher: publisher, cosigned: cosigned)
    }
}

extension Home {
    private func ring(of folder: KeyFolder, for history: KeyHistory) throws -> KeyRing {
        try folder.ring(for: history, companion: configuration.companion?.key)
    }

    /// Makes a post-quantum key that signs checkpoints beside the ledger's from the next on, in
    /// every program, also in one that has the home open.
    ///
    /// - Returns: the key with its size.
    /// - Throws: ``HomeError/exists(_:)`` if there is such a key, another ``HomeError``,
    ///   ``SigningError``, ``LedgerError`` or ``StoreError``.
    public func makeCompanion(passphrase: Secret?) throws -> LedgerKey {
        try requireArmed()
        let folder = KeyFolder(path: keysFolder, passphrase: passphrase)
        let key = try CompanionKey.generate()
        // Nobody appends meanwhile, and whoever appends next reads what stands here then.
        return try SQLiteLedgerStore(path: ledgerFile).transact { transaction in
            guard let head = try transaction.head() else { throw LedgerError.noLedger }
            var changed = try Home(opening: path).configuration
            guard changed.companion == nil,
                let companion = LedgerKey(
                    key.verifierKey(changed.origin.keyName), from: TreeSize(head.size.value + 1))
            else { throw HomeError.exists("\(keysFolder)/\(KeyFolder.companionName).pem") }
            // The file first: a key that is promised and that nobody has would stop the ledger.
            try folder.write(key)
            changed.companion = companion
            try write(changed.json)
            return companion
        }
    }

    /// Refuses a ledger of somebody else, and, outside a demonstration, keys that everybody has.
    private func check(_ history: KeyHistory) throws(HomeError) {
        guard history.issuer == configuration.did else { throw .badConfiguration("did") }
        guard history.origin == configuration.origin else { throw .badConfiguration("origin") }
        if configuration.purpose == .demonstration { return }
        for entry in history.entries where DemoKeys.contains(entry.declared.key) {
            throw .demonstrationKey(entry.declared.name.description)
        }
    }
}

/// A home that is open for work.
public struct OpenHome: Sendable {
    /// The folder.
    public let home: Home
    /// Where the ledger lives.
    public let store: SQLiteLedgerStore
    /// The ledger.
    public let ledger: Ledger
    /// The desk at which credentials are issued and their standing changed.
    public let registrar: Registrar
    /// What writes the public folder.
    public let publisher: Publisher
    /// What witnesses cosigned; `nil` in a home without a witness policy.
    public let cosigned: CosignedCheckpoints?
}

extension Home.FirstKeys {
    fileprivate static func declared(
        _ keys: Home.FirstKeys, by did: DID
    ) throws(HomeError) -> [DeclaredKey] {
        [
            DeclaredKey(
                name: try did.key("record-1"), use: .record, key: keys.record.publicKey),
            DeclaredKey(
                name: try did.key("assertion-1"), use: .assertion,
                key: keys.assertion.publicKey),
            DeclaredKey(
                name: try did.key("status-1"), use: .status, key: keys.status.publicKey),
            DeclaredKey(
                name: try did.key("ledger-1"), use: .ledger, key: keys.ledger.publicKey),
        ]
    }
}

extension DID {
    fileprivate func key(_ fragment: String) throws(HomeError) -> DIDURL {
        guard let name = DIDURL(did: self, fragment: fragment) else {
            throw .badConfiguration("did")
        }
        return name
    }
}
