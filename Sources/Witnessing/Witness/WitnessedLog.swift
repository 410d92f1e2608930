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
