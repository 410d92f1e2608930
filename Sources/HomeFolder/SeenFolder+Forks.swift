public import Signing
public import TransparencyLog
public import Trust

/// Forks that were proven once: one proof of each ledger is kept beside what was seen of it.
///
/// Spec: 05-witness §6.
extension SeenFolder {
    /// Keeps the proof that a ledger signed two histories. One by a single key stays in place of
    /// one by two: a key that was replaced since must not make anybody forget it.
    ///
    /// - Returns: its file.
    /// - Throws: ``HomeError/file(_:_:)``.
    public func keep(_ proof: ForkProof) throws(HomeError) -> String {
        let file = forkFile(of: proof.smaller.checkpoint.origin)
        try DurableFile.holding(path) { () throws(HomeError) in
            let kept = try bytes(of: file, max: ForkProof.bytesMax).flatMap {
                try? ForkProof(parsing: $0)
            }
            if let kept, kept.isByOneKey, !proof.isByOneKey { return }
            try DurableFile.replace(proof.bytes, at: file)
        }
        return file
    }

    /// Whether a proof is kept that a ledger signed two histories, both by keys that the list names
    /// for the size of the larger one. It counts until that changes: once a key was replaced, what
    /// it signs says nothing of the ledger of today.
    ///
    /// - Throws: ``HomeError/seenDamaged(_:_:)``, or ``HomeError/file(_:_:)``.
    public func isForked(_ pinned: Trust.PinnedLedger) throws(HomeError) -> Bool {
        let fork = try fork(of: pinned.origin) { key, size in
            pinned.keys(signing: size).contains(key)
        }
        return fork != nil
    }

    /// The proof that is kept of a ledger's signing two histories, both by keys that are known for
    /// the size of the larger one; `nil` if there is none.
    ///
    /// - Throws: as ``isForked(_:)``.
    public func fork(
        of origin: Origin, knowing isKnown: (VerifierKey, TreeSize) -> Bool
    ) throws(HomeError) -> KeptFork? {
        let file = forkFile(of: origin)
        guard let bytes = try bytes(of: file, max: ForkProof.bytesMax) else { return nil }
        guard let proof = try? ForkProof(parsing: bytes), proof.smaller.checkpoint.origin == origin
        else { throw .seenDamaged(file, origin) }
        let isCounted = proof.keys.allSatisfy { isKnown($0, proof.larger.checkpoint.size) }
        return isCounted ? KeptFork(file: file, proof: proof) : nil
    }

    private func forkFile(of origin: Origin) -> String {
        "\(path)/\(Digest.sha256(Array(origin.description.utf8))).fork"
    }
}

/// A proof that a ledger signed two histories, and where it is kept.
public struct KeptFork: Hashable, Sendable {
    /// The file.
    public let file: String
    /// What is in it.
    public let proof: ForkProof
}

extension ForkProof {
    /// Whether the same key signed both checkpoints.
    fileprivate var isByOneKey: Bool { keys[0] == keys[1] }
}
