public import Records
public import Signing
public import TransparencyLog

/// Who signs a ledger's next checkpoint, and who must sign it too.
///
/// Spec: 04-checkpoint §2.
public struct CheckpointSigner: Sendable {
    /// Tells who signs, by the ledger's keys: asked for each checkpoint while no other program can
    /// append, so that what has changed meanwhile counts. Blocks.
    public typealias Source = @Sendable (KeyHistory) throws -> CheckpointSigner

    /// A key that signs beside the ledger's.
    public struct Companion: Hashable, Sendable {
        /// The key.
        public let key: VerifierKey
        /// The smallest tree that nobody may sign without it.
        public let from: TreeSize

        /// Names a key and its first size.
        public init(key: VerifierKey, from: TreeSize) {
            self.key = key
            self.from = from
        }
    }

    /// What signs.
    public let note: NoteSigner
    /// The key that must sign too; `nil` if none must.
    public let companion: Companion?

    /// Names what signs.
    public init(_ note: NoteSigner, companion: Companion? = nil) {
        self.note = note
        self.companion = companion
    }

    /// Signs a checkpoint, which a companion that must sign it has then signed as well.
    ///
    /// - Throws: ``LedgerError/signerUnavailable(_:)``, or an error of signing.
    func sign(_ checkpoint: Checkpoint) throws -> SignedCheckpoint {
        try companion?.require(by: note, at: checkpoint.size)
        return try checkpoint.signed(by: note)
    }
}

extension CheckpointSigner.Companion {
    /// Refuses who would sign a tree of that size without this key.
    ///
    /// - Throws: ``LedgerError/signerUnavailable(_:)``.
    func require(by signer: NoteSigner, at size: TreeSize) throws(LedgerError) {
        guard size < from || signer.companionKey == key else {
            throw .signerUnavailable(
                "checkpoints from size \(from) on are signed with the post-quantum key too")
        }
    }
}
