public import Signing
public import TransparencyLog

/// What an audit compares a ledger with, from outside the ledger.
///
/// Spec: 08-audit §3.
public enum AuditAnchor: Hashable, Sendable {
    /// Nothing: the ledger is found self-consistent at best.
    case none
    /// The key that must have signed the checkpoint.
    case key(VerifierKey)
    /// What a trust list pins of the ledger.
    case pinned(AnchoredLedger)
}

/// What a trust list pins of one ledger, as far as an audit needs it.
public struct AnchoredLedger: Hashable, Sendable {
    /// The ledger's name.
    public let origin: Origin
    /// The leaf hash of its first record.
    public let genesis: Digest
    /// The keys that sign its checkpoints.
    public let keys: [PinnedKey]

    /// Pins a ledger.
    public init(origin: Origin, genesis: Digest, keys: [PinnedKey]) {
        self.origin = origin
        self.genesis = genesis
        self.keys = keys
    }
}

/// A key that signs a ledger's checkpoints of certain sizes.
public struct PinnedKey: Hashable, Sendable {
    /// The key.
    public let key: VerifierKey
    /// The smallest tree that it signs.
    public let from: TreeSize
    /// The largest tree that it signs; `nil` while it is in use.
    public let until: TreeSize?

    /// Pins a key.
    public init(key: VerifierKey, from: TreeSize = .zero, until: TreeSize? = nil) {
        self.key = key
        self.from = from
        self.until = until
    }

    /// Whether the key signs trees of this size.
    public func signs(_ size: TreeSize) -> Bool {
        from <= size && until.map { size <= $0 } ?? true
    }
}

extension AuditAnchor: CustomStringConvertible {
    /// What was compared with what, in plain words.
    public var description: String {
        switch self {
        case .none: "self-consistent; not compared with anything outside"
        case .key(let key): "compared with the key \(key)"
        case .pinned(let ledger):
            "compared with what a trust list pins: origin \(ledger.origin), "
                + "first record \(ledger.genesis.base64URL), "
                + "\(ledger.keys.count) checkpoint key\(ledger.keys.count == 1 ? "" : "s")"
        }
    }

    /// The anchor's name in a report.
    var name: String {
        switch self {
        case .none: "none"
        case .key: "key"
        case .pinned: "pinned"
        }
    }
}
