import Signing
import TransparencyLog
import Trust

/// A checkpoint signed by a key that the trust list names for its size, and the witnesses on the
/// list that have seen it. Made only by checking.
struct SeenCheckpoint: Sendable {
    /// The checkpoint.
    let verified: VerifiedCheckpoint
    /// What the list's witnesses say.
    let witnesses: Witnesses

    /// What the witnesses on a list say about a checkpoint.
    enum Witnesses: Sendable {
        /// The list names none.
        case noneListed
        /// What was found.
        case evaluated(QuorumEvaluation)
        /// The signature of one does not belong to the checkpoint.
        case badSignature
    }

    private init(verified: VerifiedCheckpoint, witnesses: Witnesses) {
        self.verified = verified
        self.witnesses = witnesses
    }

    /// Checks a checkpoint against the pins of its ledger.
    ///
    /// - Throws: the ``CheckpointFault``.
    static func checking(
        _ signed: SignedCheckpoint, of ledger: PinnedLedger, cache: VerifierCache?
    ) throws(CheckpointFault) -> SeenCheckpoint {
        guard signed.checkpoint.origin == ledger.origin else { throw .otherOrigin }
        var key = CacheKey("checkpoint")
        key.add(ledger.digest)
        key.add(signed.bytes)
        let digest = key.digest
        if let known = cache?.checkpoint(digest) { return known }

        let seen = SeenCheckpoint(signed, of: ledger)
        guard let seen else {
            func isSigned(byAnyOf keys: [VerifierKey]) -> Bool {
                (try? signed.verified(byAnyOf: keys, companions: .welcome)) != nil
            }
            // A key that signs such trees, without the one that has to sign beside it, is no more
            // than nobody's.
            let isOutside =
                !isSigned(byAnyOf: ledger.keys(signing: signed.checkpoint.size))
                && isSigned(byAnyOf: ledger.keys.map(\.key))
            throw isOutside ? .outsideSizes : .notSigned
        }
        cache?.keep(seen, for: digest)
        return seen
    }

    /// Whether a checkpoint is the ledger's by the pins.
    static func isSigned(
        _ signed: SignedCheckpoint, of ledger: PinnedLedger, cache: VerifierCache?
    ) -> Bool {
        (try? checking(signed, of: ledger, cache: cache)) != nil
    }

    private init?(_ signed: SignedCheckpoint, of ledger: PinnedLedger) {
        let keys = ledger.keys(signing: signed.checkpoint.size)
        guard let verified = try? signed.verified(byAnyOf: keys) else { return nil }
        self.verified = verified
        if let policy = ledger.policy, !policy.witnesses.isEmpty {
            let evaluation = try? policy.evaluate(verified)
            witnesses = evaluation.map { .evaluated($0) } ?? .badSignature
        } else {
            witnesses = .noneListed
        }
    }
}

/// Why a checkpoint is not to be relied upon.
enum CheckpointFault: Error {
    /// It is another ledger's.
    case otherOrigin
    /// No key on the list signed it.
    case notSigned
    /// A key on the list signed it that does not sign trees of its size.
    case outsideSizes
}
