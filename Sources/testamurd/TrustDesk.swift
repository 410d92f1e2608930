import AppendOnlyLedger
import Fetching
import FoundationEssentials
import Signing
import Synchronization
import Trust
import Verification

/// Whom this party listens to: the trust list of the home, read again whenever it changes.
final class TrustDesk: Sendable {
    /// How often the file is looked at.
    static let lookInterval: Duration = .seconds(1)
    /// How long one fetch may last, while somebody waits for a verdict.
    static let fetchTime: Duration = .seconds(4)

    /// The list in use and what follows from it.
    struct Edition: Sendable {
        /// Judges by the list.
        let verifier: Verifier
        /// Fetches from the addresses that the list names, and from no others.
        let fetcher: Fetcher
    }

    private let path: String
    private let limits: DaemonLimits
    private let journal: Journal
    private let cache = VerifierCache()
    private let queue = BlockingQueue(label: "testamurd.trust")
    private let state: Mutex<State>

    private struct State {
        var edition: Edition
        var stamp: Stamp?
        var lookedAt: ContinuousClock.Instant?
        var isBroken = false
    }

    /// What tells that a file is another than before.
    private struct Stamp: Hashable, Sendable {
        let size: UInt64
        let modified: Date
        let number: UInt64
    }

    /// Makes a desk with an empty list; the file is read at the first look.
    ///
    /// - Throws: ``TrustError``; an empty list gives no reason for one.
    init(path: String, limits: DaemonLimits, journal: Journal) throws(TrustError) {
        self.path = path
        self.limits = limits
        self.journal = journal
        state = Mutex(
            State(edition: TrustDesk.edition(try TrustDesk.emptyList(), limits, cache)))
    }

    /// The list as the file has it now; the last one that could be read, if it cannot be now.
    func current() async -> Edition {
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            if let last = state.lookedAt, now - last < TrustDesk.lookInterval { return false }
            state.lookedAt = now
            return true
        }
        if isDue { await look() }
        return state.withLock(\.edition)
    }

    /// Whether the list in use can be relied upon at an instant.
    func isReliable(at now: Instant) async -> Bool {
        let list = await current().verifier.trustList
        let isBroken = state.withLock(\.isBroken)
        return !isBroken && list.freshness(at: now) == .current
    }

    /// Ends the connections of the list in use.
    func shutdown() async {
        await state.withLock(\.edition).fetcher.shutdown()
    }

    private func look() async {
        let path = path
        let known = state.withLock(\.stamp)
        let found = try? await queue.run { () -> (Stamp?, [UInt8]?) in
            let stamp = TrustDesk.stamp(of: path)
            guard let stamp, stamp != known, stamp.size <= UInt64(TrustList.bytesMax) else {
                return (stamp, nil)
            }
            return (stamp, (try? Data(contentsOf: URL(filePath: path))).map(Array.init))
        }
        guard let (stamp, bytes) = found, stamp != known else { return }
        do {
            let list: TrustList
            if let bytes {
                list = try SignedTrustList(parsing: bytes).keptLocally()
            } else if stamp == nil {
                list = try TrustDesk.emptyList()
            } else {
                throw TrustError(.tooLong)
            }
            await use(list, stamp)
        } catch {
            journal.failure("trust.list", "the trust list cannot be read: \(error)")
            state.withLock { state in
                state.stamp = stamp
                state.isBroken = true
            }
        }
    }

    private func use(_ list: TrustList, _ stamp: Stamp?) async {
        let new = TrustDesk.edition(list, limits, cache)
        let old = state.withLock { state in
            defer {
                state.edition = new
                state.stamp = stamp
                state.isBroken = false
            }
            return state.edition
        }
        await old.fetcher.shutdown()
    }

    private static func edition(
        _ list: TrustList, _ limits: DaemonLimits, _ cache: VerifierCache
    ) -> Edition {
        let bases = list.institutions.flatMap { institution in
            institution.hosts + institution.ledgers.map(\.url)
        }
        let fetcher = Fetcher(
            allowing: Set(bases).compactMap { FetchBase($0.description) },
            limits: FetchLimits(bytesMax: limits.evidenceBytesMax, total: fetchTime))
        return Edition(verifier: Verifier(trusting: list, cache: cache), fetcher: fetcher)
    }

    private static func emptyList() throws(TrustError) -> TrustList {
        try TrustList(
            name: "No trust list", issued: Instant(milliseconds: 0),
            expires: Instant("9999-12-31T23:59:59.999Z") ?? Instant(milliseconds: 1))
    }

    private static func stamp(of path: String) -> Stamp? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let size = attributes[.size] as? any BinaryInteger,
            let modified = attributes[.modificationDate] as? Date,
            let number = attributes[.systemFileNumber] as? any BinaryInteger
        else { return nil }
        return Stamp(
            size: UInt64(clamping: size), modified: modified,
            number: UInt64(truncatingIfNeeded: number))
    }
}
