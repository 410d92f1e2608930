import Signing
import Synchronization

/// How often each client may ask: a bucket of tokens for each, filled at a steady rate.
///
/// Clients are told apart by a keyed digest of their address; the key is drawn anew every day and
/// kept nowhere else, so that what is remembered leads to nobody.
final class RateLimiter: Sendable {
    /// How many seconds' worth of requests may come at once.
    static let burstSeconds = 2
    private static let keyAge: Duration = .seconds(86_400)

    private let perSecond: Int
    private let half: Int
    private let entropy: @Sendable (Int) -> [UInt8]
    private let state: Mutex<State>

    private struct Bucket {
        /// In thousandths of a request.
        var tokens: Int64
        var filledAt: ContinuousClock.Instant
    }

    private struct State {
        var key: [UInt8]
        var keyMadeAt: ContinuousClock.Instant
        /// Buckets in use since the last turn, and those before; the older ones are forgotten when
        /// the younger half is full.
        var young: [Digest: Bucket] = [:]
        var old: [Digest: Bucket] = [:]
    }

    /// Makes a limiter.
    ///
    /// - Parameters:
    ///   - clientsMax: how many clients are remembered.
    ///   - entropy: gives so many random bytes.
    init(
        perSecond: Int, clientsMax: Int, now: ContinuousClock.Instant = .now,
        entropy: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.perSecond = perSecond
        half = clientsMax / 2
        self.entropy = entropy
        state = Mutex(State(key: entropy(32), keyMadeAt: now))
    }

    /// By what a client is known: its IPv4 address, or the network part of its IPv6 address, within
    /// which one client has more addresses than could be counted.
    static func name(ofClientAt address: String) -> String {
        // Some proxies write the port too: 192.0.2.1:5678, [2001:db8::1]:5678.
        if address.hasPrefix("["), let end = address.firstIndex(of: "]") {
            return name(ofClientAt: String(address[..<end].dropFirst()))
        }
        let parts = address.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count <= 2 { return String(parts[0]) }
        if address.contains(".") { return String(parts[parts.count - 1]) }
        let halves = address.split(
            separator: "::", maxSplits: 1, omittingEmptySubsequences: false
        ).map { $0.split(separator: ":") }
        let (head, tail) = (halves[0], halves.count == 2 ? halves[1] : [])
        let gap = max(0, 8 - head.count - tail.count)
        let groups = head + Array(repeating: "0", count: gap) + tail
        return groups.prefix(4).joined(separator: ":")
    }

    /// Takes a token of the client's; `nil` if there was one, else after how long there will be.
    func wait(
        for client: String, at now: ContinuousClock.Instant = .now
    ) -> Duration? {
        let full = Int64(perSecond * RateLimiter.burstSeconds) * 1_000
        return state.withLock { state in
            if now - state.keyMadeAt > RateLimiter.keyAge {
                state = State(key: entropy(32), keyMadeAt: now)
            }
            let name = Digest.sha256([state.key, Array(client.utf8)])
            var bucket =
                state.young[name] ?? state.old[name] ?? Bucket(tokens: full, filledAt: now)
            if now - bucket.filledAt > .seconds(RateLimiter.burstSeconds) {
                bucket = Bucket(tokens: full, filledAt: now)
            } else {
                let (seconds, attoseconds) = (now - bucket.filledAt).components
                // Whole milliseconds only; what is left over counts the next time.
                let milliseconds = max(0, seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
                bucket.tokens = min(full, bucket.tokens + milliseconds * Int64(perSecond))
                bucket.filledAt += .milliseconds(milliseconds)
            }
            defer { keep(bucket, name, in: &state) }
            guard bucket.tokens < 1_000 else {
                bucket.tokens -= 1_000
                return nil
            }
            let missing = 1_000 - bucket.tokens
            return .milliseconds((missing + Int64(perSecond) - 1) / Int64(perSecond))
        }
    }

    private func keep(_ bucket: Bucket, _ name: Digest, in state: inout State) {
        if state.young.count >= half, state.young[name] == nil {
            state.old = state.young
            state.young = [:]
        }
        state.young[name] = bucket
    }
}
