import AppendOnlyLedger
import Fetching
import HomeFolder
import ServiceLifecycle
import Signing
import TransparencyLog
import Witnessing

/// Has each new checkpoint of this home's ledger cosigned, beside everything else; and holds the
/// home back when witnesses show what was signed and is not here.
///
/// Spec: 05-witness §5, 03-append §11.
struct WitnessRounds: Service {
    /// The pauses after which all witnesses are asked what they have seen: the first, and the
    /// longest, which is twice the one before until then.
    private static let pauses: (first: Duration, longest: Duration) = (.seconds(1), .seconds(300))

    private let gathering: Gathering
    private let witnesses: FetchedWitnesses
    private let comparing: Comparing

    /// Prepares to ask the witnesses of the home's policy; `nil` if the home has none, or does not
    /// publish.
    init?(_ daemon: Daemon) {
        guard daemon.institution.home.configuration.roles.contains(.publish),
            let ledger = daemon.institution.gatheringLedger,
            let policy = daemon.institution.cosigned?.policy
        else { return nil }
        let journal = daemon.journal
        for finding in policy.findings { journal.warning(finding.code, finding.description) }
        let comparing = Comparing(
            home: daemon.institution.home, policy: policy, journal: journal,
            clock: daemon.clock)
        self.comparing = comparing
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
            },
            doubt: { _ in await comparing.compare() })
    }

    /// Gathers until the daemon stops.
    func run() async throws {
        await cancelWhenGracefulShutdown { [gathering, comparing] in
            await withTaskGroup { group in
                group.addTask { await gathering.run() }
                group.addTask { await WitnessRounds.look(comparing) }
            }
        }
        await witnesses.shutdown()
    }

    /// Asks again and again what the witnesses have seen: one that was away when the daemon started
    /// comes back, and a copy of the home can be in use elsewhere while nothing is appended here.
    private static func look(_ comparing: Comparing) async {
        var pause = pauses.first
        while (try? await Task.sleep(for: pause * Double.random(in: 0.5..<1))) != nil {
            await comparing.compare()
            pause = min(pause * 2, pauses.longest)
        }
    }

    /// Compares the home with what witnesses show, and says what came of it.
    private struct Comparing: Sendable {
        let home: Home
        let policy: WitnessPolicy
        let journal: Journal
        let clock: @Sendable () -> Instant

        /// Holds the home back if they show what was signed and is not here.
        func compare() async {
            // Once is enough; until an operator lets it go there is nothing to find out.
            if home.isRestored { return }
            do {
                try await home.requireNewest(under: policy, at: clock())
            } catch let error as HomeError {
                journal.failure(error.code, "\(error)")
            } catch {
                journal.failure("witness.ledger", "\(error)")
            }
        }
    }
}
