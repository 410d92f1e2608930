import Records
import Signing
import TransparencyLog

/// The keys that a ledger had declared when a bundle was handed out to be checked.
///
/// A name never stands for another key later, so that a signature found good or bad under an
/// older table stays so. Whether the key might sign is decided later, in the order of records.
struct KeyTable: Sendable {
    /// The most signers whose records are recognised without being read in full.
    static let signersMax = 8

    /// Recognises ordinary records; none before the first record is known.
    let scanner: IssueScanner?
    /// The ledger's keys for checkpoints, all that ever were.
    let ledgerKeys: [VerifierKey]
    private let keys: [PublicKey]
    private let ordinals: [DIDURL: Int]

    /// The table of a ledger of which nothing is known.
    init() {
        scanner = nil
        ledgerKeys = []
        keys = []
        ordinals = [:]
    }

    /// The table of a ledger as its key records so far tell.
    init(_ history: KeyHistory) {
        var ordinals: [DIDURL: Int] = [:]
        for (ordinal, entry) in history.entries.enumerated() {
            ordinals[entry.declared.name] = ordinal
        }
        self.ordinals = ordinals
        keys = history.entries.map(\.declared.key)
        ledgerKeys = history.entries.compactMap { $0.declared.checkpointKey(of: history.origin) }
        // The newest first: it signs most of what comes next.
        let signers = history.activeKeys(for: .record).suffix(KeyTable.signersMax).reversed()
            .compactMap { key -> IssueScanner.Signer? in
                guard key.key.algorithm != .rs256, let ordinal = ordinals[key.name],
                    ordinal < Int(CheckedBundle.noSigner)
                else { return nil }
                return IssueScanner.Signer(
                    ordinal: ordinal, algorithm: key.key.algorithm, name: key.name)
            }
        scanner = IssueScanner(
            issuer: history.issuer.description, ledger: history.origin.description,
            signers: signers)
    }

    /// The key of that ordinal.
    func key(_ ordinal: Int) -> PublicKey { keys[ordinal] }

    /// The place of a name in the history of keys.
    func ordinal(_ name: DIDURL) -> Int? { ordinals[name] }
}

extension DeclaredKey {
    /// The key as it signs the checkpoints of a ledger, if that is its use.
    func checkpointKey(of origin: Origin) -> VerifierKey? {
        guard use == .ledger, key.algorithm == .ed25519 else { return nil }
        return VerifierKey(name: origin.keyName, publicKey: key)
    }
}
