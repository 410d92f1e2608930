import AppendOnlyLedger
import FoundationEssentials
import Records
import Synchronization
import TransparencyLog
import Trust

/// What signs a home's checkpoints as its files are now: another program may have changed them.
///
/// Spec: 09-surfaces §1.
final class HomeSigners: Sendable {
    private struct Known {
        let configuration: [UInt8]
        let head: LeafIndex
        let signer: CheckpointSigner
    }

    private let home: Home
    private let folder: KeyFolder
    private let known = Mutex<Known?>(nil)

    init(of home: Home, keys folder: KeyFolder) {
        self.home = home
        self.folder = folder
    }

    /// Who signs, by the ledger's keys and the home's configuration. Blocks.
    ///
    /// - Throws: ``HomeError`` or ``SigningError``.
    func signer(for keys: KeyHistory) throws -> CheckpointSigner {
        let bytes = try home.configurationBytes()
        let last = known.withLock(\.self)
        if let last, last.configuration == bytes, last.head == keys.head { return last.signer }
        let companion = try HomeConfiguration(parsing: bytes).companion
        let signer = CheckpointSigner(
            try folder.signer(for: keys, companion: companion?.key),
            companion: companion.map(CheckpointSigner.Companion.init))
        known.withLock { $0 = Known(configuration: bytes, head: keys.head, signer: signer) }
        return signer
    }
}

extension Home {
    /// The post-quantum key that signs checkpoints too as the home says now; `nil` if there is
    /// none. Blocks.
    ///
    /// - Throws: ``HomeError``.
    func companion() throws(HomeError) -> LedgerKey? {
        try HomeConfiguration(parsing: configurationBytes()).companion
    }

    /// What stands in `testamur.json` now.
    fileprivate func configurationBytes() throws(HomeError) -> [UInt8] {
        guard let data = try? Data(contentsOf: URL(filePath: "\(path)/testamur.json")) else {
            throw .noHome(path)
        }
        return Array(data)
    }
}

extension CheckpointSigner.Companion {
    /// The key as a home names it.
    init(_ key: LedgerKey) {
        self.init(key: key.key, from: key.from)
    }
}
