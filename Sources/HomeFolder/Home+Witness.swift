import FoundationEssentials
import SQLiteStorage
public import Signing
import TransparencyLog
public import Witnessing

/// What a home needs to witness the ledgers of partners: a key and a memory.
///
/// Spec: 05-witness §3.
extension Home {
    /// The database in which the witness remembers what it cosigned.
    public var witnessFile: String { "\(path)/witness.sqlite" }

    /// The name of the witness's key's file, without `.pem`.
    static let witnessKeyName = "witness-1"

    /// The name under which this home cosigns: its address without the scheme, and `/witness`.
    ///
    /// - Throws: ``HomeError/badConfiguration(_:)`` for an address that cannot be part of a name.
    func witnessName() throws(HomeError) -> KeyName {
        let url = configuration.url
        let scheme = url.hasPrefix("https://") ? "https://" : "http://"
        guard let name = KeyName("\(url.dropFirst(scheme.count))/witness") else {
            throw .badConfiguration("url")
        }
        return name
    }

    /// Makes the witness's key and memory, unless they are there, and has the daemon witness.
    ///
    /// A memory that is lost is never made anew for a key that may have cosigned: a witness that
    /// forgot could be shown another history.
    ///
    /// - Returns: the home as it is configured now.
    /// - Throws: ``HomeError``, ``SigningError`` or ``WitnessError``.
    public func makeWitness(passphrase: Secret?) throws -> Home {
        try requireArmed()
        let held = try DurableFile.hold(keysFolder)
        defer { held.release() }
        try removeUnfinishedWitness()
        let folder = KeyFolder(path: keysFolder, passphrase: passphrase)
        let key = try folder.key(undeclared: Home.witnessKeyName)
        if !FileManager.default.fileExists(atPath: witnessFile) {
            guard key == nil else { throw forgotten() }
            try makeWitnessMemory()
        }
        if key == nil {
            try folder.write(PrivateKey.generate(.ed25519), named: Home.witnessKeyName)
        }
        guard !configuration.roles.contains(.witness) else { return self }
        var changed = try Home(opening: path).configuration
        changed.roles.insert(.witness)
        try write(changed.json)
        return Home(path: path, configuration: changed)
    }

    /// The file of the witness's key.
    private var witnessKeyFile: String { "\(keysFolder)/\(Home.witnessKeyName).pem" }

    /// Makes the memory, whole before it has its name.
    private func makeWitnessMemory() throws {
        let draft = witnessFile + DurableFile.draftEnding
        for ending in ["", "-journal", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: draft + ending)
        }
        try SQLiteWitness.create(at: draft)
        try DurableFile.name(draft, witnessFile)
    }

    /// Removes what a program left that was killed while it made a witness: a key of no bytes,
    /// which never signed, and, where there is no key, a memory without tables.
    ///
    /// - Throws: ``HomeError/file(_:_:)`` for a key of no bytes beside a memory of something that
    ///   was cosigned: it was not left so, and may lie in a backup. Or ``WitnessError``.
    private func removeUnfinishedWitness() throws {
        let files = FileManager.default
        let hasMemory = files.fileExists(atPath: witnessFile)
        if isWitnessKeyEmpty {
            let isUnfinished = !hasMemory || SQLiteWitness.isUnfinished(at: witnessFile)
            let kept = isUnfinished ? [] : try SQLiteWitness(path: witnessFile).logs()
            guard kept.allSatisfy({ $0.latest == nil }) else {
                throw HomeError.file(
                    witnessKeyFile,
                    "is empty, and this home has cosigned with it. Put the key back from where it "
                        + "is kept. If it is lost, remove this file, make a new one with: testamur "
                        + "witness key, and give its line to those whom it witnesses for.")
            }
            try? files.removeItem(atPath: witnessKeyFile)
        }
        guard hasMemory, !files.fileExists(atPath: witnessKeyFile),
            SQLiteWitness.isUnfinished(at: witnessFile)
        else { return }
        for ending in ["", "-journal", "-wal", "-shm"] {
            try? files.removeItem(atPath: witnessFile + ending)
        }
    }

    private var isWitnessKeyEmpty: Bool {
        let size = try? FileManager.default.attributesOfItem(atPath: witnessKeyFile)[.size]
        return (size as? any BinaryInteger).map { Int64(clamping: $0) } == 0
    }

    /// Looks whether there is a key with which this home could cosign; one under a passphrase that
    /// is not given is taken for one.
    ///
    /// - Throws: ``HomeError/noKey(use:folder:)``, ``HomeError/file(_:_:)`` or ``SigningError``.
    public func checkWitnessKey(passphrase: Secret?) throws {
        guard !isWitnessKeyEmpty else {
            throw HomeError.file(
                witnessKeyFile, "is empty: no key was made. Make one with: testamur witness key")
        }
        let folder = KeyFolder(path: keysFolder, passphrase: passphrase)
        do {
            if try folder.key(undeclared: Home.witnessKeyName) != nil { return }
        } catch .passphraseMissing {
            return
        }
        throw HomeError.noKey(use: "witness", folder: keysFolder)
    }

    /// The witness, ready to cosign.
    ///
    /// - Throws: ``HomeError/noKey(use:folder:)`` if no key was made, another ``HomeError``,
    ///   ``SigningError`` or ``WitnessError``.
    public func witness(
        passphrase: Secret?, clock: @escaping @Sendable () -> Instant
    ) throws -> Witness {
        try requireArmed()
        let folder = KeyFolder(path: keysFolder, passphrase: passphrase)
        guard let key = try folder.key(undeclared: Home.witnessKeyName) else {
            throw HomeError.noKey(use: "witness", folder: keysFolder)
        }
        if configuration.purpose == .production, DemoKeys.contains(key.publicKey) {
            throw HomeError.demonstrationKey(Home.witnessKeyName)
        }
        let cosigner = try Cosigner(name: witnessName(), key: key)
        return Witness(cosigner, store: try witnessMemory(), clock: clock)
    }

    /// What the witness remembers, without its key.
    ///
    /// - Throws: ``HomeError/file(_:_:)`` if there is none, or ``WitnessError``.
    public func witnessMemory() throws -> any WitnessStore {
        guard FileManager.default.fileExists(atPath: witnessFile) else {
            throw forgotten()
        }
        return try SQLiteWitness(path: witnessFile)
    }

    private func forgotten() -> HomeError {
        let key = witnessKeyFile
        guard FileManager.default.fileExists(atPath: key) else {
            return .file(
                witnessFile,
                "is not there: this home does not witness. If it is to: testamur witness key")
        }
        return .file(
            witnessFile,
            "is not there: it is what the witness remembers. Bring back this very file, and none "
                + "from a backup: a witness that forgot could be shown another history. If it is "
                + "lost, the key must never cosign again: remove \(key), make a new one with: "
                + "testamur witness key, and give its line to those whom it witnesses for.")
    }
}
