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
    /// The longest answer of a witness that is read, in bytes.
    static let answerBytesMax = 65_536
    /// How long one request to a witness may take.
    static let requestTime: Duration = .seconds(5)

    private let gathering: Gathering
    private let fetcher: Fetcher

    /// Prepares to ask the witnesses of the home's policy; `nil` if the home has none, or does not
    /// publish.
    init?(_ daemon: Daemon) {
        guard daemon.institution.home.configuration.roles.contains(.publish),
            let ledger = daemon.institution.gatheringLedger,
            let policy = daemon.institution.cosigned?.policy
        else { return nil }
        let journal = daemon.journal
        for finding in policy.findings { journal.warning(finding.code, finding.description) }
        let urls = policy.witnesses.compactMap { $0.url?.description }
        // Whoever wrote the policy named these addresses, in whatever network they are.
        let fetcher = Fetcher(
            allowing: urls.compactMap { FetchBase($0) },
            limits: FetchLimits(
                bytesMax: WitnessRounds.answerBytesMax, total: WitnessRounds.requestTime),
            networks: .anyNetwork)
        self.fetcher = fetcher
        gathering = Gathering(
            policy, for: ledger, through: FetchedWitnesses(fetcher: fetcher),
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
        await fetcher.shutdown()
    }
}

/// Witnesses that are asked over HTTP.
private struct FetchedWitnesses: WitnessTransport {
    let fetcher: Fetcher

    func post(_ body: [UInt8], to url: String) async throws -> WitnessReply {
        let type = FetchHeader("content-type", "text/plain; charset=utf-8")
        let fetched = try await fetcher.send(.post, url, headers: [type], body: body)
        let seconds = fetched.header("retry-after").flatMap { Int64($0) }
        return WitnessReply(
            status: fetched.status, body: fetched.bytes,
            retryAfter: seconds.map { .seconds(min(max($0, 0), 86_400)) })
    }
}
