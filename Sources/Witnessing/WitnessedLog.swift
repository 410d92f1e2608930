public import Signing
public import TransparencyLog

/// A log that a witness looks after: by which keys it is known, and what was cosigned last.
public struct WitnessedLog: Hashable, Sendable {
    /// The most keys that one log may have had.
    public static let keysMax = 64

    /// Whether the witness cosigns for a log. A log that it ever knew is never forgotten: whoever
    /// could make a witness forget could have it cosign another history.
    public enum Standing: String, Hashable, Sendable {
        /// It cosigns.
        case active
        /// It cosigns no more, and remembers.
        case disabled
    }

    /// The log's name.
    public let origin: Origin
    /// The keys that sign its checkpoints, each with the sizes that it signs.
    public let keys: [WitnessedKey]
    /// Whether the witness cosigns for it.
    public let standing: Standing
    /// What was cosigned last; `nil` if nothing ever was.
    public let latest: CosignedCheckpoint?

    /// States what is known of a log.
    public init(
        origin: Origin, keys: [WitnessedKey], standing: Standing, latest: CosignedCheckpoint?
    ) {
        self.origin = origin
        self.keys = keys
        self.standing = standing
        self.latest = latest
    }

    /// The size that was cosigned last; zero if nothing ever was.
    public var size: TreeSize { latest?.size ?? .zero }

    /// The root of what was cosigned last; the empty tree's if nothing ever was.
    public var root: Digest { latest?.root ?? .emptyTree }

    /// The keys that may have signed a checkpoint of that size.
    func keys(signing size: TreeSize) -> [VerifierKey] {
        keys.filter { $0.signs(size) }.map(\.key)
    }
}

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

/// A checkpoint as a witness keeps it: with the log's signatures and the witness's own, all of
/// them verified before they were kept, and no other line.
public struct CosignedCheckpoint: Hashable, Sendable {
    /// The note.
    public let note: SignedCheckpoint

    /// Takes what was cosigned now.
    init(_ verified: VerifiedCheckpoint) {
        note = verified.signed
    }

    /// Takes what a store kept.
    ///
    /// - Throws: ``TransparencyLogError`` if it is no checkpoint.
    public init(kept bytes: [UInt8]) throws(TransparencyLogError) {
        note = try SignedCheckpoint(parsing: bytes)
    }

    /// How many entries the log had.
    public var size: TreeSize { note.checkpoint.size }

    /// The root at that size.
    public var root: Digest { note.checkpoint.root }
}
