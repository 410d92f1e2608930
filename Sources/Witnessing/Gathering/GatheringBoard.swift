import Signing
import Synchronization
import TransparencyLog

/// The checkpoint that is to be cosigned now, and what came of it.
final class GatheringBoard: Sendable {
    private let policy: WitnessPolicy
    private let state = Mutex(State())

    private struct State {
        var target: VerifiedCheckpoint?
        var isMet = false
        var listeners: [AsyncStream<VerifiedCheckpoint>.Continuation] = []
    }

    /// Begins without one.
    init(_ policy: WitnessPolicy) {
        self.policy = policy
    }

    /// The checkpoints to be cosigned, of which a slow reader gets the newest only.
    func targets() -> AsyncStream<VerifiedCheckpoint> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: VerifiedCheckpoint.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.listeners.append(continuation) }
        return stream
    }

    /// The checkpoint, with the cosignatures so far.
    var target: VerifiedCheckpoint? { state.withLock(\.target) }
    /// Its size.
    var size: TreeSize? { state.withLock(\.target)?.checkpoint.size }
    /// Whether its quorum is met.
    var isMet: Bool { state.withLock(\.isMet) }

    /// Begins a round.
    func begin(_ target: VerifiedCheckpoint) {
        let listeners = state.withLock { state in
            state.target = target
            state.isMet = meets(target)
            return state.listeners
        }
        for listener in listeners { listener.yield(target) }
    }

    /// Whether a witness has cosigned the checkpoint of that size, if that is the one of now.
    func has(_ witness: WitnessPolicy.Witness, _ size: TreeSize) -> Bool {
        state.withLock { state in
            guard let target = state.target, target.checkpoint.size == size else { return false }
            let found = try? target.cosignatures(by: [witness.key])
            return found.map { !$0.isEmpty } ?? false
        }
    }

    /// Notes a cosignature.
    func add(_ cosignature: Cosignature, of size: TreeSize) {
        state.withLock { state in
            guard let target = state.target, target.checkpoint.size == size,
                let more = try? target.adding([cosignature])
            else { return }
            state.target = more
            state.isMet = meets(more)
        }
    }

    private func meets(_ target: VerifiedCheckpoint) -> Bool {
        (try? policy.evaluate(target))?.isMet ?? false
    }
}
