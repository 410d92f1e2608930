import AsyncHTTPClient
import NIOCore
import Synchronization

/// A client that connects to one host at one address, and ends its connections when nobody holds
/// it any more: whoever is in the middle of a request does.
final class PinnedClient: Sendable {
    /// The library's client.
    let client: HTTPClient
    /// The address; `nil` where the host is one.
    let address: String?
    private let validUntil = Mutex<ContinuousClock.Instant?>(nil)

    /// Makes a client for one host.
    init(host: String, address: String?, limits: FetchLimits) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .nanoseconds(limits.total.nanoseconds)),
            connectionPool: .init(idleTimeout: .seconds(10)))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
            limits.connectionsPerHostMax
        // Who is not there is told at once; whether to try again is the caller's to say.
        configuration.connectionPool.retryConnectionEstablishment = false
        // One request, one connection state to reason about; and no push.
        configuration.httpVersion = .http1Only
        if let address { configuration.dnsOverride = [host: address] }
        self.address = address
        client = HTTPClient(
            eventLoopGroupProvider: .shared(HTTPClient.defaultEventLoopGroup),
            configuration: configuration)
    }

    deinit {
        // The library keeps its client until this is done, and wants it done before it lets go.
        client.shutdown { _ in }
    }

    /// Whether the address needs to be looked up again.
    func isStale(at now: ContinuousClock.Instant) -> Bool {
        validUntil.withLock { $0.map { now >= $0 } ?? true }
    }

    /// Notes until when the address need not be looked up again.
    func renew(until instant: ContinuousClock.Instant) {
        validUntil.withLock { $0 = instant }
    }
}

extension Duration {
    /// The duration in whole nanoseconds, up to 292 years.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
