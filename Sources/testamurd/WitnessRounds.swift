import AppendOnlyLedger
import Fetching
import HomeFolder
import ServiceLifecycle
import Signing
import TransparencyLog
import Witnessing

/// Has each new checkpoint of this home's ledger cosigned, beside everything else.
///
/// Spec: 05-witness §5.
struct WitnessRounds: Service {
    private let gathering: Gathering
    private let witnesses: FetchedWitnesses

    /// Prepares to ask the witnesses of the home's policy; `nil` if the home has none, or does not
    /// publish.
    init?(_ daemon: Daemon) {
        guard daemon.institution.home.configuration.roles.contains(.publish),
            let ledger = daemon.institution.gatheringLedger,
            let policy = daemon.institution.cosigned?.policy
        else { return nil }
        let journal = daemon.journal
        for finding in policy.findings { journal.warning(finding.code, finding.description) }
        witnesses = FetchedWitnesses(of: policy)
        gathering = Gathering(
            policy, for: ledger, through: witnesses,
            clock: daemon.clock, random: { Double.random(in: 0..<1) },
            note: { witness, trouble in
                if let trouble {
                    journal.failure(trouble.code, "witness \(witness.name): \(trouble)")
                } else {
                    journal.warning("witness.back", "witness \(witness.name) cosigns again")
                }
            })
    }

    /// Gathers until the daemon stops.
    func run() async throws {
        await cancelWhenGracefulShutdown { [gathering] in await gathering.run() }
        await witnesses.shutdown()
    }
}
