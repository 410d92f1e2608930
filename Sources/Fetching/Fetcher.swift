import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// The only thing that opens connections to others, and only to addresses that its owner listed.
///
/// No redirect is followed, no cookie kept, nothing decompressed. A host's name is resolved first
/// and the address judged; then exactly that address is connected to.
///
/// Spec: 09-surfaces §3.8.
public final class Fetcher: Sendable {
    private let bases: [FetchBase]
    private let limits: FetchLimits
    private let resolver: HostResolver
    private let state = Mutex(State())

    private struct State {
        var clients: [Authority: PinnedClient] = [:]
        /// The hosts that asked to be left alone last.
        var gates: [Authority: RetryGate] = [:]
        var isShutDown = false
    }

    private struct Authority: Hashable {
        let host: String
        let port: UInt16

        init(_ web: WebAddress) {
            host = web.host
            port = web.port
        }
    }

    /// Makes a fetcher that fetches from below the given addresses and nowhere else.
    public convenience init(
        allowing bases: [FetchBase], limits: FetchLimits = .standard,
        networks: FetchNetworks = .publicOnly
    ) {
        self.init(allowing: bases, limits: limits, networks: networks, lookUp: nil)
    }

    /// Makes a fetcher that asks `lookUp` instead of the system where hosts are.
    init(
        allowing bases: [FetchBase], limits: FetchLimits = .standard,
        networks: FetchNetworks = .publicOnly, lookUp: HostResolver.LookUp?
    ) {
        self.bases = bases
        self.limits = limits
        resolver = HostResolver(networks: networks, lookUp: lookUp ?? HostResolver.system)
    }

    /// Reads what is at an address.
    ///
    /// - Parameters:
    ///   - accept: the media types that the caller reads.
    ///   - bytesMax: the longest answer to take, if that is less than the fetcher's limit.
    /// - Throws: ``FetchError``; ``FetchError/status(_:)`` for any other status than 200.
    public func get(
        _ url: String, accept: String = "*/*", bytesMax: Int? = nil
    ) async throws(FetchError) -> Fetched {
        let fetched = try await send(
            .get, url, headers: [FetchHeader("accept", accept)], bytesMax: bytesMax)
        guard fetched.status == 200 else { throw .status(fetched.status) }
        return fetched
    }

    /// Sends a request and returns the answer, whatever its status. What is only read is asked for
    /// again, as long as there is patience, where a host asks to be left alone for a while.
    ///
    /// - Parameters:
    ///   - body: what is sent; left out where it is empty.
    ///   - bytesMax: the longest answer to take, if that is less than the fetcher's limit.
    /// - Throws: ``FetchError``.
    public func send(
        _ method: FetchMethod, _ url: String, headers: [FetchHeader] = [], body: [UInt8] = [],
        bytesMax: Int? = nil
    ) async throws(FetchError) -> Fetched {
        guard let web = WebAddress(url) else { throw .badAddress(url) }
        guard bases.contains(where: { $0.holds(web) }) else { throw .notListed(url) }
        var request = HTTPClientRequest(url: web.text)
        request.method = HTTPMethod(rawValue: method.rawValue)
        for header in headers {
            request.headers.add(name: header.name, value: header.value)
        }
        if !body.isEmpty { request.body = .bytes(body) }
        let prepared = request
        let limit = min(bytesMax ?? limits.bytesMax, limits.bytesMax)
        while true {
            let turn = state.withLock { $0.gates[Authority(web)]?.opensAt }
            if method == .get, let turn {
                let isWanted = await Fetcher.wait(until: turn)
                guard isWanted else { throw .cancelled }
            }
            let fetched = try await Fetcher.within(limits.total) { () async throws(FetchError) in
                try await self.answer(to: prepared, at: web, bytesMax: limit)
            }
            guard method == .get, isPutOff(fetched, at: web) else { return fetched }
        }
    }

    /// Whether the same is to be asked again when its host may be asked.
    private func isPutOff(_ fetched: Fetched, at web: WebAddress) -> Bool {
        guard limits.patience > .zero else { return false }
        let now = ContinuousClock.now
        return state.withLock { state in
            guard let asked = RetryGate.asked(by: fetched) else {
                state.gates[Authority(web)] = nil
                return false
            }
            return state.gates[Authority(web), default: RetryGate(at: now)]
                .shuts(for: asked, at: now, patience: limits.patience)
        }
    }

    /// Waits for a moment; `false` if nobody wants to wait any more.
    private static func wait(until turn: ContinuousClock.Instant) async -> Bool {
        do {
            try await Task.sleep(until: turn, clock: .continuous)
            return true
        } catch {
            return false
        }
    }

    /// Refuses later requests; a host's connections end when its last request under way has its
    /// answer or has run out of time.
    public func shutdown() async {
        let clients = state.withLock { state in
            defer { state.clients = [:] }
            state.isShutDown = true
            return state.clients
        }
        // Let go of outside the lock.
        withExtendedLifetime(clients) {}
    }

    private func answer(
        to request: HTTPClientRequest, at web: WebAddress, bytesMax: Int
    ) async throws(FetchError) -> Fetched {
        let pinned = try await client(for: web)
        do {
            let response = try await pinned.client.execute(
                request, timeout: .nanoseconds(limits.total.nanoseconds))
            return try await Fetcher.collect(response, bytesMax: bytesMax)
        } catch {
            throw ConnectionFailure.error(error)
        }
    }

    private static func collect(
        _ response: HTTPClientResponse, bytesMax: Int
    ) async throws -> Fetched {
        var bytes: [UInt8] = []
        for try await part in response.body {
            guard bytes.count + part.readableBytes <= bytesMax else {
                throw FetchError.tooLarge(bytesMax: bytesMax)
            }
            bytes += part.readableBytesView
        }
        return Fetched(
            status: Int(response.status.code),
            headers: response.headers.map { FetchHeader($0.name, $0.value) }, bytes: bytes)
    }

    // MARK: Clients

    /// The client of a host, at an address that was judged not long ago.
    private func client(for web: WebAddress) async throws(FetchError) -> PinnedClient {
        let authority = Authority(web)
        let known = state.withLock { $0.clients[authority] }
        if let known, !known.isStale(at: .now) { return known }
        let address = try await resolver.address(of: web)
        let validUntil = ContinuousClock.now + limits.addressAgeMax
        let new = PinnedClient(host: web.host, address: address, limits: limits)
        let chosen: PinnedClient? = state.withLock { state in
            guard !state.isShutDown else { return nil }
            if let current = state.clients[authority], current.address == address {
                return current
            }
            state.clients[authority] = new
            return new
        }
        guard let chosen else { throw .shutDown }
        chosen.renew(until: validUntil)
        return chosen
    }

    /// Runs `body`, and gives it up after a while.
    private static func within(
        _ limit: Duration,
        _ body: @escaping @Sendable () async throws(FetchError) -> Fetched
    ) async throws(FetchError) -> Fetched {
        let outcome = await withTaskGroup(of: Result<Fetched, FetchError>.self) { group in
            group.addTask {
                do throws(FetchError) {
                    return .success(try await body())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                do {
                    try await Task.sleep(for: limit)
                    return .failure(.timeout)
                } catch {
                    return .failure(.cancelled)
                }
            }
            let first = await group.next() ?? .failure(.cancelled)
            group.cancelAll()
            return first
        }
        return try outcome.get()
    }
}
