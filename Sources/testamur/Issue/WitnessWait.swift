import AppendOnlyLedger
import Fetching
import HomeFolder
import Signing
import Synchronization
import TransparencyLog
import Witnessing

extension OpenHome {
    /// What to tell whoever makes files in a home that has witnesses, and did not wait for them.
    var witnessHint: String? {
        guard cosigned != nil else { return nil }
        return "The new files carry no cosignatures yet, which some readers ask for. To wait for "
            + "them: --wait-witnesses 30s; to make a file again with them: testamur prove"
    }
}

/// Waits until the witnesses of a home's policy have cosigned what was issued now.
final class WitnessWait {
    private let limit: Duration
    private var left: Duration
    private let ledger: HomeGatheringLedger
    private let policy: WitnessPolicy
    private let troubles = Troubles()
    private var cosigners: [WitnessPolicy.Witness]?

    /// What each witness answered last, where that was no cosignature.
    private final class Troubles: Sendable {
        private let state = Mutex<[String: String]>([:])

        func note(_ witness: WitnessPolicy.Witness, _ trouble: WitnessTrouble?) {
            state.withLock { $0["\(witness.name)"] = trouble?.description }
        }

        func words(of witness: WitnessPolicy.Witness) -> String? {
            state.withLock { $0["\(witness.name)"] }
        }
    }

    /// Prepares to wait so long in all.
    ///
    /// - Throws: ``Failure`` in a home without a witness policy.
    init(_ time: WaitTime, at institution: OpenHome) throws(Failure) {
        guard let ledger = institution.gatheringLedger, let cosigned = institution.cosigned
        else {
            throw .wrongUse(
                "This home asks no witness, so there is nobody to wait for.",
                next: "Name witnesses in \(institution.home.witnessPolicyFile), or leave out "
                    + "--wait-witnesses.")
        }
        limit = time.duration
        left = time.duration
        self.ledger = ledger
        policy = cosigned.policy
    }

    /// Waits for the quorum on a checkpoint that covers a record; whether it was met.
    ///
    /// The time is one for all calls: what was in vain once is not waited for again.
    func wait(for index: LeafIndex) async throws -> Bool {
        let start = ContinuousClock.now
        defer { left = max(.zero, left - (.now - start)) }
        let witnesses = FetchedWitnesses(of: policy)
        let (ledger, patience, troubles) = (ledger, left, troubles)
        let gathering = Gathering(
            policy, for: ledger, through: witnesses,
            pace: GatheringPace(look: .milliseconds(50), roundMin: .milliseconds(50)),
            clock: { Machine.now() }, random: { Double.random(in: 0..<1) },
            note: { troubles.note($0, $1) })
        let isMet = await withTaskGroup(of: Bool?.self) { group in
            group.addTask {
                await gathering.run()
                return nil
            }
            group.addTask {
                await WitnessWait.watch(ledger, index, until: start + patience)
            }
            var isMet = false
            while let ended = await group.next() {
                guard let ended else { continue }
                isMet = ended
                group.cancelAll()
            }
            return isMet
        }
        await witnesses.shutdown()
        if !isMet {
            let some = try await ledger.cosigners(of: index)
            cosigners = (cosigners ?? some).filter(some.contains)
        }
        return isMet
    }

    /// Why the wait was in vain, a line each: what the files carry, and who is missing.
    var inVain: [String] {
        let (some, all) = (cosigners ?? [], policy.witnesses)
        let carried =
            some.isEmpty
            ? ", so the files carry no cosignatures."
            : ": the files carry the cosignatures of \(some.count) of \(all.count)."
        let missing = all.filter { !some.contains($0) }.map { witness in
            let silence =
                witness.url == nil
                ? "The policy names no address." : "It has not answered in that time."
            return "\(witness.name): \(troubles.words(of: witness) ?? silence)"
        }
        return [
            "Too few witnesses cosigned within \(Int(limit.components.seconds).of("second"))"
                + carried + " Make them again later with: testamur prove"
        ] + missing.sorted()
    }

    private static func watch(
        _ ledger: HomeGatheringLedger, _ index: LeafIndex, until end: ContinuousClock.Instant
    ) async -> Bool {
        while true {
            // A ledger that cannot be read now is looked at again, until the time is over.
            if let isCovered = try? await ledger.covers(index), isCovered { return true }
            guard ContinuousClock.now < end, !Task.isCancelled else { return false }
            try? await Task.sleep(for: .milliseconds(25))
        }
    }
}
