import AsyncHTTPClient
import NIOCore
import Synchronization

/// A client that connects to one host at one address, counted by those who use it.
final class PinnedClient: Sendable {
    /// The library's client.
    let client: HTTPClient
    /// The address; `nil` where the host is one.
    let address: String?
    private let use = Mutex(Use())

    private struct Use {
        var count = 0
        var isRetired = false
        var validUntil: ContinuousClock.Instant?
    }

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

    /// Whether the address needs to be looked up again.
    func isStale(at now: ContinuousClock.Instant) -> Bool {
        use.withLock { $0.validUntil.map { now >= $0 } ?? true }
    }

    /// Notes until when the address need not be looked up again.
    func renew(until validUntil: ContinuousClock.Instant) {
        use.withLock { $0.validUntil = validUntil }
    }

    /// Counts a user in, unless the client was retired.
    func begin() -> Bool {
        use.withLock { use in
            guard !use.isRetired else { return false }
            use.count += 1
            return true
        }
    }

    /// Counts a user out; the last one to leave a retired client shuts it down.
    func end() async {
        let isLast = use.withLock { use in
            use.count -= 1
            return use.isRetired && use.count == 0
        }
        if isLast { try? await client.shutdown() }
    }

    /// Takes no more users, and shuts down when the last one has left.
    func retire() async {
        let isUnused = use.withLock { use in
            guard !use.isRetired else { return false }
            use.isRetired = true
            return use.count == 0
        }
        if isUnused { try? await client.shutdown() }
    }
}

extension Duration {
    /// The duration in whole nanoseconds, up to 292 years.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
