import FoundationEssentials
public import Signing
import Synchronization
public import TransparencyLog

/// What a verifier has seen of each ledger that it looked at, so that none can go back on it
/// unnoticed: a file a ledger.
///
/// Spec: 05-witness §6.
public struct SeenFolder: Sendable {
    /// Where it is.
    public let path: String

    /// Names the folder; it is made when there is something to remember.
    public init(path: String) {
        self.path = path
    }

    /// What was seen of a ledger; `nil` if nothing was.
    ///
    /// - Throws: ``HomeError/seenDamaged(_:_:)``, or ``HomeError/file(_:_:)``.
    public func ledger(_ origin: Origin) throws(HomeError) -> SeenLedger? {
        let file = file(of: origin)
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        guard let data = try? Data(contentsOf: URL(filePath: file)) else {
            throw .file(file, "could not be read")
        }
        guard let seen = SeenLedger(parsing: Array(data)), seen.newest.checkpoint.origin == origin
        else { throw .seenDamaged(file, origin) }
        return seen
    }

    /// The newest checkpoint that was seen of a ledger.
    ///
    /// - Throws: as ``ledger(_:)``.
    public func checkpoint(of origin: Origin) throws(HomeError) -> SignedCheckpoint? {
        try ledger(origin)?.newest
    }

    /// Remembers what a look at a ledger found; it is on the disk when this returns.
    ///
    /// - Parameters:
    ///   - signed: what the ledger showed, found to continue `last`.
    ///   - beginnings: states that were found to be beginnings of it.
    ///   - last: the newest that was known, with which it was compared.
    ///   - now: when it was seen.
    /// - Returns: all that is remembered then; `nil` if `last` is the newest no more, and nothing
    ///   happened: what somebody else saw meanwhile is to be compared first.
    /// - Throws: as ``ledger(_:)``.
    public func remember(
        _ signed: SignedCheckpoint, beginnings: [Checkpoint] = [], after last: SignedCheckpoint?,
        at now: Instant
    ) throws(HomeError) -> SeenLedger? {
        let origin = signed.checkpoint.origin
        return try SeenFolder.oneAtATime.withLock { _ throws(HomeError) in
            try DurableFile.holding(path) { () throws(HomeError) in
                let before = try ledger(origin)
                guard before?.newest == last else { return nil }
                let after = (before ?? SeenLedger(signed))
                    .seeing(signed, beginnings: beginnings, at: now)
                if after != before { try DurableFile.replace(after.bytes, at: file(of: origin)) }
                return after
            }
        }
    }

    /// Keeps the proof that a ledger signed two histories, beside what was seen.
    ///
    /// - Returns: its file.
    /// - Throws: ``HomeError/file(_:_:)``.
    public func keep(_ proof: ForkProof) throws(HomeError) -> String {
        let name = Digest.sha256(proof.bytes).description.prefix(16)
        let file = "\(path)/\(SeenFolder.forkBegin)\(name)\(SeenFolder.forkEnd)"
        try DurableFile.holding(path) { () throws(HomeError) in
            try DurableFile.replace(proof.bytes, at: file)
        }
        return file
    }

    /// The proofs that are kept, of whatever ledgers; what is none is passed over.
    func forkProofs() -> [ForkProof] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().lazy
            .filter { $0.hasPrefix(SeenFolder.forkBegin) && $0.hasSuffix(SeenFolder.forkEnd) }
            .prefix(SeenFolder.forksMax)
            .compactMap { name in
                let data = try? Data(contentsOf: URL(filePath: "\(path)/\(name)"))
                return data.flatMap { try? ForkProof(parsing: Array($0)) }
            }
    }

    /// Puts what was seen of a ledger aside, under a name that says when it was the newest.
    ///
    /// - Returns: its file.
    /// - Throws: ``HomeError/file(_:_:)``.
    func setAside(_ origin: Origin) throws(HomeError) -> String {
        let file = file(of: origin)
        guard let bytes = try? Data(contentsOf: URL(filePath: file)) else { return file }
        let aside = file + ".aside-\(Digest.sha256(Array(bytes)).description.prefix(16))"
        return try DurableFile.holding(path) { () throws(HomeError) in
            try DurableFile.replace(Array(bytes), at: aside)
            try? FileManager.default.removeItem(atPath: file)
            return aside
        }
    }

    private static let forkBegin = "fork-"
    private static let forkEnd = ".proof"
    /// How many proofs are looked at.
    private static let forksMax = 1_024
    private static let oneAtATime = Mutex(())

    private func file(of origin: Origin) -> String {
        "\(path)/\(Digest.sha256(Array(origin.description.utf8))).checkpoint"
    }
}
