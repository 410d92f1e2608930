import CanonicalJSON
import Credentials
import Fetching
import Signing
import Synchronization
import Trust
import Verification

/// Fetches what a verdict needs, from the addresses that the trust list names, and keeps it for as
/// long as whoever published it says.
///
/// What is kept carries the instant at which it was fetched, so that its age is told. When an
/// address cannot be reached, the last copy is handed in with its true age, and whether that is
/// too old is the verifier's to say.
final class EvidenceDesk: Sendable {
    /// For how long a document that does not say so is kept.
    static let ageDefault: Duration = .seconds(300)
    /// The longest for which a document is kept without looking again.
    static let ageMax: Duration = .seconds(3_600)
    /// For how long what this daemon itself publishes is kept: not to be read for each request.
    static let ownAge: Duration = .seconds(1)
    /// After how long an address that could not be reached is tried again.
    static let retryAfter: Duration = .seconds(20)

    private let countMax: Int
    private let clock: @Sendable () -> Instant
    private let state = Mutex<[String: Entry]>([:])
    private let local: @Sendable (String) async -> [UInt8]?

    private struct Entry {
        var evidence: Evidence?
        var freshUntil: Instant
        /// Set while somebody fetches; those who wait for it.
        var waiting: [CheckedContinuation<Evidence?, Never>]?
    }

    /// Makes a desk.
    ///
    /// - Parameter local: gives what this daemon itself publishes at an address, so that it need
    ///   not ask itself.
    init(
        countMax: Int, clock: @escaping @Sendable () -> Instant,
        local: @escaping @Sendable (String) async -> [UInt8]?
    ) {
        self.countMax = countMax
        self.clock = clock
        self.local = local
    }

    /// Everything that is kept and fresh.
    func fresh() -> [Evidence] {
        let now = clock()
        return state.withLock { entries in
            entries.values.compactMap { now < $0.freshUntil ? $0.evidence : nil }
        }
    }

    /// What can be had of what a verdict needs; addresses that fail give nothing.
    func evidence(
        for verdict: Verdict, through fetcher: Fetcher
    ) async -> [Evidence] {
        await withTaskGroup(of: Evidence?.self) { group in
            for need in verdict.needs.prefix(EvidenceDesk.needsMax) {
                guard let kind = Kind(need, of: verdict) else { continue }
                group.addTask { await self.evidence(kind, at: need.url, through: fetcher) }
            }
            var found: [Evidence] = []
            for await evidence in group {
                if let evidence { found.append(evidence) }
            }
            return found
        }
    }

    private static let needsMax = 8

    /// The kinds that are fetched. A ledger is looked at by ``SeenDesk``. A receipt is not fetched:
    /// asking for it would show the credential to its issuer, and tell that somebody asks.
    private enum Kind: Sendable {
        case statusList
        case didDocument(DID)

        init?(_ need: Verdict.Need, of verdict: Verdict) {
            switch need.kind {
            case .statusList: self = .statusList
            case .didDocument:
                guard let did = verdict.institution?.did else { return nil }
                self = .didDocument(did)
            case .receipt, .checkpoint: return nil
            }
        }

        var accept: String {
            switch self {
            case .statusList: "application/vc, application/json;q=0.9, application/vc+jwt;q=0.8"
            case .didDocument: "application/did+json, application/json;q=0.9"
            }
        }

        func evidence(_ bytes: [UInt8], from url: String, at now: Instant) -> Evidence {
            switch self {
            case .statusList:
                Evidence(.statusList(url: url, bytes: bytes), fetchedAt: now)
            case .didDocument(let did):
                Evidence(.didDocument(of: did, bytes: bytes), fetchedAt: now)
            }
        }
    }

    // MARK: One fetch for all who need it

    private enum Turn {
        case known(Evidence?)
        case wait
        case fetch(last: Evidence?)
    }

    private func evidence(
        _ kind: Kind, at url: String, through fetcher: Fetcher
    ) async -> Evidence? {
        switch turn(for: url) {
        case .known(let evidence): return evidence
        case .wait: return await result(at: url)
        case .fetch(let last):
            let entry =
                await fetch(kind, url, through: fetcher)
                ?? Entry(evidence: last, freshUntil: clock() + EvidenceDesk.retryAfter)
            finish(entry, at: url)
            return entry.evidence
        }
    }

    private func turn(for url: String) -> Turn {
        let now = clock()
        return state.withLock { entries in
            guard var entry = entries[url] else {
                makeRoom(in: &entries)
                entries[url] = Entry(freshUntil: now, waiting: [])
                return .fetch(last: nil)
            }
            if entry.waiting != nil { return .wait }
            if now < entry.freshUntil { return .known(entry.evidence) }
            entry.waiting = []
            entries[url] = entry
            return .fetch(last: entry.evidence)
        }
    }

    private func result(at url: String) async -> Evidence? {
        await withCheckedContinuation { continuation in
            let finished: Entry? = state.withLock { entries in
                guard entries[url]?.waiting != nil else {
                    return entries[url] ?? Entry(freshUntil: clock())
                }
                entries[url]?.waiting?.append(continuation)
                return nil
            }
            if let finished { continuation.resume(returning: finished.evidence) }
        }
    }

    private func finish(_ entry: Entry, at url: String) {
        let waiting = state.withLock { entries in
            let waiting = entries[url]?.waiting
            entries[url] = entry
            return waiting
        }
        for continuation in waiting ?? [] {
            continuation.resume(returning: entry.evidence)
        }
    }

    /// Lets go of whatever was fresh the longest ago, unless it is being fetched.
    private func makeRoom(in entries: inout [String: Entry]) {
        guard entries.count >= countMax else { return }
        let idle = entries.filter { $0.value.waiting == nil }
        if let oldest = idle.min(by: { $0.value.freshUntil < $1.value.freshUntil }) {
            entries[oldest.key] = nil
        }
    }

    private func fetch(
        _ kind: Kind, _ url: String, through fetcher: Fetcher
    ) async -> Entry? {
        if let own = await local(url) {
            let now = clock()
            return Entry(
                evidence: kind.evidence(own, from: url, at: now),
                freshUntil: now + EvidenceDesk.ownAge)
        }
        guard let bytes = try? await fetcher.get(url, accept: kind.accept).bytes else {
            return nil
        }
        let now = clock()
        return Entry(
            evidence: kind.evidence(bytes, from: url, at: now),
            freshUntil: EvidenceDesk.freshUntil(bytes, fetchedAt: now))
    }

    /// Until when a document is kept: as long as it says, and never beyond its validity.
    private static func freshUntil(_ bytes: [UInt8], fetchedAt: Instant) -> Instant {
        let json =
            CredentialToken.isBegun(by: bytes)
            ? try? CredentialToken(parsing: bytes).content
            : try? JSONDocument(
                parsing: bytes, limits: JSONLimits(bytesMax: bytes.count)
            ).root
        let stated = json?["credentialSubject"]?["ttl"]?.integer.map {
            Duration.milliseconds(min(max($0, 1_000), 86_400_000))
        }
        var until = fetchedAt + min(stated ?? ageDefault, ageMax)
        if let text = json?["validUntil"]?.string, let stamp = try? DateTimeStamp(text),
            let end = stamp.instant
        {
            until = min(until, max(end, fetchedAt))
        }
        return until
    }
}
