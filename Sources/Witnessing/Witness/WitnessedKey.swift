public import Signing
public import TransparencyLog

/// A key that signs a log's checkpoints, and the sizes of the trees that it signs.
public struct WitnessedKey: Hashable, Sendable {
    /// The key, named as its log.
    public let key: VerifierKey
    /// The smallest tree that it signs.
    public let from: TreeSize
    /// The largest tree that it signs; `nil` if there is no end yet.
    public let until: TreeSize?

    /// Names a key and its sizes; `nil` if it is no Ed25519 key for notes, or the sizes are none.
    public init?(_ key: VerifierKey, from: TreeSize = .zero, until: TreeSize? = nil) {
        guard key.type == VerifierKey.ed25519Type, key.publicKey != nil,
            until.map({ from <= $0 }) ?? true
        else { return nil }
        self.key = key
        self.from = from
        self.until = until
    }

    /// Whether the key signs trees of that size.
    public func signs(_ size: TreeSize) -> Bool {
        from <= size && until.map { size <= $0 } ?? true
    }
}
