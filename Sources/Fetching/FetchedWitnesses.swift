public import TransparencyLog
public import Witnessing

/// The witnesses of a policy, asked over HTTP at the addresses that the policy names and nowhere
/// else.
///
/// Spec: 05-witness §5.
public struct FetchedWitnesses: WitnessTransport {
    /// The longest answer that is read, in bytes.
    public static let answerBytesMax = 65_536
    /// How long one request may take.
    public static let requestTime: Duration = .seconds(5)
    /// The longest pause that a witness may ask for, in seconds.
    private static let pauseMax: Int64 = 86_400

    private let fetcher: Fetcher

    /// Prepares to ask the witnesses that have an address.
    public init(of policy: WitnessPolicy) {
        // Whoever wrote the policy named these addresses, in whatever network they are.
        fetcher = Fetcher(
            allowing: policy.witnesses.compactMap { $0.url.flatMap { FetchBase($0.description) } },
            limits: FetchLimits(
                bytesMax: FetchedWitnesses.answerBytesMax, total: FetchedWitnesses.requestTime),
            networks: .anyNetwork)
    }

    /// See `WitnessTransport`.
    public func post(_ body: [UInt8], to url: String) async throws -> WitnessReply {
        let type = FetchHeader("content-type", "text/plain; charset=utf-8")
        let fetched = try await fetcher.send(.post, url, headers: [type], body: body)
        let seconds = fetched.header("retry-after").flatMap { Int64($0) }
        return WitnessReply(
            status: fetched.status, body: fetched.bytes,
            retryAfter: seconds.map {
                .seconds(min(max($0, 0), FetchedWitnesses.pauseMax))
            })
    }

    /// Ends all connections.
    public func shutdown() async {
        await fetcher.shutdown()
    }
}
