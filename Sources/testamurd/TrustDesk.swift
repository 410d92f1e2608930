import AppendOnlyLedger
import Fetching
import FoundationEssentials
import HomeFolder
import Signing
import Synchronization
import Trust
import Verification

/// Whom this party listens to: the trust list of the home, read again whenever it, or the pinned
/// key of its publisher, changes.
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

    private let file: TrustListFile
    private let policy: Policy
    private let limits: DaemonLimits
    private let journal: Journal
    private let cache = VerifierCache()
    private let queue = BlockingQueue(label: "testamurd.trust")
    private let state: Mutex<State>

    private struct State {
        var edition: Edition
        var stamps = Stamps()
        var lookedAt: ContinuousClock.Instant?
        var isBroken = false
    }

    /// What tells that a file is another than before.
    private struct Stamp: Hashable, Sendable {
        let size: UInt64
        let modified: Date
        let number: UInt64
    }

    /// What tells that the list or the pin is another than before; `nil` for one that is absent.
    private struct Stamps: Hashable, Sendable {
        var list: Stamp?
        var pin: Stamp?
    }

    /// Makes a desk with an empty list; the file is read at the first look.
    ///
    /// - Throws: ``TrustError``; an empty list gives no reason for one.
    init(
        path: String, policy: Policy, limits: DaemonLimits, journal: Journal
    ) throws(TrustError) {
        file = TrustListFile(path: path)
        self.policy = policy
        self.limits = limits
        self.journal = journal
        state = Mutex(
            State(edition: TrustDesk.edition(try TrustDesk.emptyList(), policy, limits, cache)))
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
        let file = file
        let known = state.withLock(\.stamps)
        let found = try? await queue.run { () -> (Stamps, Result<TrustList, any Error>)? in
            let stamps = TrustDesk.stamps(of: file)
            return stamps == known ? nil : (stamps, Result { try TrustDesk.read(file, stamps) })
        }
        guard let (stamps, result) = found else { return }
        switch result {
        case .success(let list):
            await use(list, stamps)
            await remember(list)
        case .failure(let error):
            journal.failure("trust.list", "the trust list cannot be used: \(error)")
            state.withLock { state in
                state.stamps = stamps
                state.isBroken = true
            }
        }
    }

    /// The list as believed; an empty one where there is no file.
    private static func read(_ file: TrustListFile, _ stamps: Stamps) throws -> TrustList {
        guard let stamp = stamps.list else { return try emptyList() }
        guard stamp.size <= UInt64(TrustList.bytesMax) else { throw TrustError(.tooLong) }
        return try file.believed(Array(Data(contentsOf: URL(filePath: file.path))))
    }

    private func use(_ list: TrustList, _ stamps: Stamps) async {
        let new = TrustDesk.edition(list, policy, limits, cache)
        let old = state.withLock { state in
            defer {
                state.edition = new
                state.stamps = stamps
                state.isBroken = false
            }
            return state.edition
        }
        await old.fetcher.shutdown()
    }

    /// Remembers which edition is in use, so that no earlier one is believed after it.
    private func remember(_ list: TrustList) async {
        let file = file
        do {
            let pin = try await queue.run { () -> Stamp? in
                try file.remember(list)
                return TrustDesk.stamp(of: file.pinPath)
            }
            // What this program wrote itself is no reason to read the list again.
            state.withLock { $0.stamps.pin = pin }
        } catch {
            journal.failure("trust.pin", "the edition in use could not be remembered: \(error)")
        }
    }

    private static func edition(
        _ list: TrustList, _ policy: Policy, _ limits: DaemonLimits, _ cache: VerifierCache
    ) -> Edition {
        let bases = list.institutions.flatMap { institution in
            institution.hosts + institution.ledgers.map(\.url)
        }
        let fetcher = Fetcher(
            allowing: Set(bases).compactMap { FetchBase($0.description) },
            limits: FetchLimits(bytesMax: limits.evidenceBytesMax, total: fetchTime))
        return Edition(
            verifier: Verifier(trusting: list, policy: policy, cache: cache), fetcher: fetcher)
    }

    private static func emptyList() throws(TrustError) -> TrustList {
        try TrustList(
            name: "No trust list", issued: .earliest, expires: .latest)
    }

    private static func stamps(of file: TrustListFile) -> Stamps {
        Stamps(list: stamp(of: file.path), pin: stamp(of: file.pinPath))
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
