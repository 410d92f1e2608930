public import Signing
public import TransparencyLog

/// Where a witness remembers. Every call blocks.
///
/// A store forgets nothing: there is no way to take a log or a key out, and none to put an older
/// or another state in the place of the one that was cosigned last.
///
/// Spec: 05-witness §3.
public protocol WitnessStore: Sendable {
    /// What is known of a log; `nil` for one that was never added.
    func log(_ origin: Origin) throws -> WitnessedLog?

    /// What is known of the log whose origin has this SHA-256.
    func log(hash: Digest) throws -> WitnessedLog?

    /// All logs, by name.
    func logs() throws -> [WitnessedLog]

    /// Adds a log, or keys of one that is known, and makes it active.
    ///
    /// Of a key that is known already an end of its sizes is taken over, once.
    /// - Throws: ``WitnessError/keyRefused(_:)``.
    func add(_ origin: Origin, keys: [WitnessedKey]) throws

    /// Lets a log be cosigned no more; what was cosigned of it stays.
    ///
    /// - Throws: ``WitnessError/unknownLog(_:)``.
    func disable(_ origin: Origin) throws

    /// Puts what is cosigned now in the place of what was cosigned last, in one durable step that
    /// is over when this returns.
    ///
    /// - Parameter last: what was cosigned last, as the caller knows it; `nil` for nothing.
    /// - Returns: whether it still was that, of a log that is active; otherwise nothing changes.
    func replace(
        _ last: CosignedCheckpoint?, with next: CosignedCheckpoint
    ) throws -> Bool
}
