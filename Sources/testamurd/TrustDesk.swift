import AppendOnlyLedger
import Fetching
import FoundationEssentials
import HomeFolder
import Signing
import Synchronization
import Trust
import Verification

/// Whom this party listens to: the trust list of the home and accreditors' own files, read again
/// whenever one of them, or the pinned key of the list's publisher, changes.
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
        /// What accreditors say in files of their own; nobody has checked it.
        fileprivate let statements: [SignedAccreditations]

        /// The files that have anything about an institution.
        func statements(about institution: DID?) -> [SignedAccreditations] {
            institution.map { did in statements.filter { $0.mentions(did) } } ?? []
        }

        /// The same by a list that names one institution and no other, and without witnesses, of
        /// whom such a list names none.
        ///
        /// - Throws: ``TrustError``.
        func naming(only institution: Institution) throws(TrustError) -> Edition {
            let list = try TrustList(
                name: "One institution", issued: .earliest, expires: .latest,
                institutions: [institution])
            return Edition(
                verifier: Verifier(
                    trusting: list, policy: .unwitnessed, cache: verifier.cache),
                fetcher: fetcher, statements: statements)
        }
    }

    /// What is read from files.
    private struct Content: Sendable {
        let list: TrustList
        let statements: [SignedAccreditations]
    }

    private let files: Files
    private let policy: Policy
    private let limits: DaemonLimits
    private let journal: Journal
    private let cache = VerifierCache()
    private let queue = BlockingQueue(label: "testamurd.trust")
    private let state: Mutex<State>

    private struct State {
        var edition: Edition
        /// Of what was looked at last; `nil` before the first look.
        var stamps: Stamps?
        var lookedAt: ContinuousClock.Instant?
        var isBroken = false
        /// Whether what the home has was believed since the start, be it that it has no list.
        var isBelieved = false
    }

    /// What tells that a file is another than before.
    private struct Stamp: Hashable, Sendable {
        let size: UInt64
        let modified: Date
        let number: UInt64
    }

    /// What tells that a file is another than before; `nil` for one that is absent.
    private struct Stamps: Hashable, Sendable {
        var list: Stamp?
        var pin: Stamp?
        var statements: [Stamp?] = []
    }

    /// Makes a desk with an empty list, by which nothing is judged before a look was taken.
    ///
    /// - Parameter accreditations: files of accreditors, which must be there.
    /// - Throws: ``DaemonFailure`` for a file of an accreditor that cannot be read.
    init(
        path: String, accreditations: [String], policy: Policy, limits: DaemonLimits,
        journal: Journal
    ) throws {
        files = Files(list: TrustListFile(path: path), statements: accreditations)
        self.policy = policy
        self.limits = limits
        self.journal = journal
        // A wrong name is found before anybody asks.
        let statements: [SignedAccreditations]
        do {
            statements = try files.readStatements()
        } catch {
            throw DaemonFailure.usage("--accreditations cannot be used: \(error)")
        }
        let content = Content(list: try TrustDesk.emptyList(), statements: statements)
        state = Mutex(State(edition: TrustDesk.edition(content, policy, limits, cache)))
    }

    /// After how long a list that the system would not read is tried again.
    private static let retryAfter: Duration = .seconds(30)

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

    /// Looks for the first time: before anybody asks.
    func begin() async {
        _ = await current()
    }

    /// Refuses to judge by no list where the home has one that was never believed.
    ///
    /// - Throws: ``NoTrustList``.
    func requireList() async throws(NoTrustList) {
        _ = await current()
        guard state.withLock(\.isBelieved) else { throw NoTrustList() }
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
        let files = files
        let known = state.withLock(\.stamps)
        let found = try? await queue.run { () -> (Stamps, Result<Content, any Error>)? in
            let stamps = files.stamps()
            return stamps == known ? nil : (stamps, Result { try files.read(stamps) })
        }
        guard let (stamps, result) = found else { return }
        switch result {
        case .success(let content):
            await use(content, stamps)
            await remember(content.list)
        case .failure(let error):
            journal.failure("trust.list", "the trust list cannot be used: \(error)")
            let isFinal = error is TrustError || error is Unreadable
            state.withLock { state in
                state.isBroken = true
                if isFinal {
                    state.stamps = stamps
                } else {
                    // The disk's fault, and not the file's: it may be over when it is tried again.
                    state.lookedAt = .now + TrustDesk.retryAfter
                }
            }
        }
    }

    private func use(_ content: Content, _ stamps: Stamps) async {
        let new = TrustDesk.edition(content, policy, limits, cache)
        let old = state.withLock { state in
            defer {
                state.edition = new
                state.stamps = stamps
                state.isBroken = false
                state.isBelieved = true
            }
            return state.edition
        }
        await old.fetcher.shutdown()
    }

    /// Remembers which edition is in use, so that no earlier one is believed after it.
    private func remember(_ list: TrustList) async {
        let file = files.list
        do {
            let pin = try await queue.run { () -> Stamp? in
                try file.remember(list)
                return Files.stamp(of: file.pinPath)
            }
            // What this program wrote itself is no reason to read the list again.
            state.withLock { $0.stamps?.pin = pin }
        } catch {
            journal.failure("trust.pin", "the edition in use could not be remembered: \(error)")
        }
    }

    private static func edition(
        _ content: Content, _ policy: Policy, _ limits: DaemonLimits, _ cache: VerifierCache
    ) -> Edition {
        let list = content.list
        let bases = list.institutions.flatMap { institution in
            institution.hosts + institution.ledgers.map(\.url)
        }
        let fetcher = Fetcher(
            allowing: Set(bases).compactMap { FetchBase($0.description) },
            limits: FetchLimits(bytesMax: limits.evidenceBytesMax, total: fetchTime))
        return Edition(
            verifier: Verifier(trusting: list, policy: policy, cache: cache), fetcher: fetcher,
            statements: content.statements)
    }

    private static func emptyList() throws(TrustError) -> TrustList {
        try TrustList(
            name: "No trust list", issued: .earliest, expires: .latest)
    }
}

/// That the home's trust list could not be believed since the start: nobody can be judged by it.
struct NoTrustList: Error {}

/// That an accreditor's file cannot be used.
private struct Unreadable: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "\(path): \(reason)" }
}

extension TrustDesk {
    /// The files that are read.
    private struct Files: Sendable {
        let list: TrustListFile
        let statements: [String]

        func stamps() -> Stamps {
            Stamps(
                list: Files.stamp(of: list.path), pin: Files.stamp(of: list.pinPath),
                statements: statements.map(Files.stamp))
        }

        func read(_ stamps: Stamps) throws -> Content {
            Content(list: try readList(stamps), statements: try readStatements())
        }

        /// The list as believed; an empty one where there is no file, and none is awaited.
        private func readList(_ stamps: Stamps) throws -> TrustList {
            guard let stamp = stamps.list else {
                guard stamps.pin == nil else { throw TrustError(.notSigned) }
                return try TrustDesk.emptyList()
            }
            guard stamp.size <= UInt64(TrustList.bytesMax) else { throw TrustError(.tooLong) }
            return try list.believed(Array(Data(contentsOf: URL(filePath: list.path))))
        }

        func readStatements() throws -> [SignedAccreditations] {
            try statements.map { path in
                guard let stamp = Files.stamp(of: path) else {
                    throw Unreadable(path: path, reason: "there is no such file")
                }
                guard stamp.size <= UInt64(SignedAccreditations.bytesMax) else {
                    throw Unreadable(path: path, reason: TrustError(.tooLong).description)
                }
                do {
                    return try SignedAccreditations(
                        parsing: Array(Data(contentsOf: URL(filePath: path))))
                } catch {
                    throw Unreadable(path: path, reason: "\(error)")
                }
            }
        }

        static func stamp(of path: String) -> Stamp? {
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
}
