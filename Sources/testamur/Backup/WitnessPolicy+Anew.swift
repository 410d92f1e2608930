import Fetching
import Signing
import TransparencyLog
import Witnessing

/// Witnesses that are asked once more about what they have cosigned before.
///
/// Spec: 03-append §8; 05-witness §2.
extension WitnessPolicy {
    /// The cosignatures that the policy's witnesses make now of a checkpoint that each of them
    /// cosigned last: one that was shown more, or less, or another history, makes none.
    ///
    /// An answer that was made long before is not one of now.
    func cosignedAnew(_ newest: VerifiedCheckpoint, at now: Instant) async -> [Cosignature] {
        let size = newest.checkpoint.size
        let proof = ConsistencyProof(oldSize: size, newSize: size, hashes: [])
        let body = AddCheckpointRequest(proof, checkpoint: newest.signed).bytes
        let fetched = FetchedWitnesses(of: self)
        let cosignatures = await withTaskGroup(of: Cosignature?.self) { group in
            for witness in witnesses {
                guard let url = witness.url?.description else { continue }
                let address = url + (url.hasSuffix("/") ? "" : "/") + "add-checkpoint"
                group.addTask {
                    guard let reply = try? await fetched.post(body, to: address),
                        reply.status == 200,
                        let cosignature = try? newest.cosignatures(
                            inAnswer: reply.body, by: [witness.key]
                        ).first,
                        cosignature.time <= now + WitnessContact.clockSkew,
                        now <= cosignature.time + WitnessContact.clockSkew
                    else { return nil }
                    return cosignature
                }
            }
            return await group.reduce(into: []) { all, one in all += [one].compactMap(\.self) }
        }
        await fetched.shutdown()
        return cosignatures
    }
}
