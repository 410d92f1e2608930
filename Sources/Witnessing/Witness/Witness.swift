public import Signing
public import TransparencyLog

/// Cosigns a checkpoint that extends the last one that it cosigned of the same log, and nothing
/// else.
///
/// It sees sizes and roots, never an entry. Every call blocks.
///
/// Spec: 05-witness §2.
public struct Witness: Sendable {
    /// The longest request that is read, in bytes: a full proof and a checkpoint with many
    /// signatures take a quarter of it.
    public static let requestBytesMax = 65_536

    /// What it remembers.
    public let store: any WitnessStore

    private let cosigner: Cosigner
    private let clock: @Sendable () -> Instant

    /// Makes a witness of a key, a memory and a clock.
    public init(
        _ cosigner: Cosigner, store: any WitnessStore, clock: @escaping @Sendable () -> Instant
    ) {
        self.cosigner = cosigner
        self.store = store
        self.clock = clock
    }

    /// The key that others verify with.
    public var key: CosignatureKey { cosigner.key }

    /// Answers one request. What is cosigned is kept, durably, before this returns.
    ///
    /// The order of the checks is part of the protocol: what each answer tells is only true
    /// because the checks before it passed.
    /// - Throws: ``WitnessError`` of the store, or ``SigningError``; nothing was cosigned then.
    public func answer(to body: [UInt8]) throws -> WitnessAnswer {
        let request: AddCheckpointRequest
        do throws(TransparencyLogError) {
            guard body.count <= Witness.requestBytesMax else { throw .note(.tooLong) }
            request = try AddCheckpointRequest(parsing: body)
        } catch {
            return .malformed(error)
        }
        let submitted = request.checkpoint.checkpoint
        guard let log = try store.log(submitted.origin), log.standing == .active else {
            return .unknownLog
        }
        let keys = log.keys(signing: submitted.size)
        guard let verified = try? request.checkpoint.verified(byAnyOf: keys) else {
            return .notSigned
        }
        guard request.oldSize == log.size else { return .otherSize(log.size) }
        if let inconsistency = Witness.inconsistency(of: request, with: log) {
            return .inconsistent(inconsistency)
        }
        return try cosign(verified.signedByLogOnly, after: log)
    }

    /// The last checkpoint that was cosigned of the log whose origin has this SHA-256, with the
    /// signatures of log and witness; `nil` if there is none.
    ///
    /// - Throws: ``WitnessError``.
    public func latest(hash: Digest) throws -> SignedCheckpoint? {
        try store.log(hash: hash)?.latest?.note
    }

    private static func inconsistency(
        of request: AddCheckpointRequest, with log: WitnessedLog
    ) -> WitnessAnswer.Inconsistency? {
        let submitted = request.checkpoint.checkpoint
        if submitted.size == .zero, submitted.root != .emptyTree { return .emptyRoot }
        if request.oldSize == submitted.size, log.root != submitted.root { return .otherRoot }
        let isExtension = request.consistency.verifies(
            oldRoot: log.root, newRoot: submitted.root)
        return isExtension ? nil : .proof
    }

    private func cosign(
        _ verified: VerifiedCheckpoint, after log: WitnessedLog
    ) throws -> WitnessAnswer {
        let cosignature = try cosigner.cosign(verified, at: clock())
        let next = CosignedCheckpoint(try verified.adding([cosignature]))
        // Nobody sees the cosignature before it is certain that no other state was cosigned.
        guard try store.replace(log.latest, with: next) else {
            guard let now = try store.log(log.origin), now.standing == .active else {
                return .unknownLog
            }
            return .otherSize(now.size)
        }
        return .cosigned([cosignature.signature])
    }
}
