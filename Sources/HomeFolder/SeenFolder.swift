import FoundationEssentials
public import Signing
public import TransparencyLog
public import Trust

/// What a verifier has seen of each ledger that it looked at, so that none can go back on it
/// unnoticed: a folder a place, with a file a ledger; and the proofs of forks, wherever seen.
///
/// What counts as seen of a ledger is what it showed at the address that the list in use names for
/// it: whoever hands out a list with another address was shown nothing but his own.
///
/// Spec: 05-witness §6.
public struct SeenFolder: Sendable {
    /// Where it is.
    public let path: String

    /// Names the folder; it is made when there is something to remember.
    public init(path: String) {
        self.path = path
    }

    /// What was seen at a place.
    ///
    /// - Parameter place: an address without slashes at its end, or a path without links.
    public func at(_ place: String) -> SeenFolder {
        SeenFolder(path: "\(path)/at/\(Digest.sha256(Array(place.utf8)))")
    }

    /// All places at which something was seen that is called `origin`.
    public func places(showing origin: Origin) -> [SeenFolder] {
        let places = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/at")) ?? []
        return places.sorted().map { SeenFolder(path: "\(path)/at/\($0)") }
            .filter { FileManager.default.fileExists(atPath: $0.file(of: origin)) }
    }

    /// What was seen of a ledger that a list names, at its address; `nil` if nothing was.
    ///
    /// - Throws: as ``checkpoint(of:)``.
    public func ledger(_ pinned: Trust.PinnedLedger) throws(HomeError) -> SeenLedger? {
        try at(pinned.url.description).ledger(pinned.origin)
    }

    /// What was seen of a ledger here; `nil` if nothing was.
    ///
    /// - Throws: ``HomeError/seenDamaged(_:_:)``, or ``HomeError/file(_:_:)``.
    public func ledger(_ origin: Origin) throws(HomeError) -> SeenLedger? {
        let file = file(of: origin)
        guard let bytes = try bytes(of: file, max: SeenLedger.bytesMax) else { return nil }
        guard let seen = SeenLedger(parsing: bytes), seen.newest.checkpoint.origin == origin
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
        return try DurableFile.holding(path) { () throws(HomeError) in
            let before = try ledger(origin)
            guard before?.newest == last else { return nil }
            let after = (before ?? SeenLedger(signed))
                .seeing(signed, beginnings: beginnings, at: now)
            if after != before { try DurableFile.replace(after.bytes, at: file(of: origin)) }
            return after
        }
    }

    /// A file's bytes, one more than `max` of a longer one; `nil` if it is not there.
    func bytes(of file: String, max: Int) throws(HomeError) -> [UInt8]? {
        let manager = FileManager.default
        guard manager.fileExists(atPath: file) else { return nil }
        let size = (try? manager.attributesOfItem(atPath: file))?[.size] as? Int
        if let size, size > max { return [UInt8](repeating: 0, count: max + 1) }
        guard let data = try? Data(contentsOf: URL(filePath: file)) else {
            throw .file(file, "could not be read")
        }
        return Array(data)
    }

    /// Puts what was seen of a ledger aside, under a name that says when it was the newest.
    ///
    /// - Returns: its file.
    /// - Throws: ``HomeError/file(_:_:)``.
    func setAside(_ origin: Origin) throws(HomeError) -> String {
        let file = file(of: origin)
        return try DurableFile.holding(path) { () throws(HomeError) in
            guard let bytes = try bytes(of: file, max: SeenLedger.bytesMax) else { return file }
            let aside = file + ".aside-\(Digest.sha256(bytes).description.prefix(16))"
            try DurableFile.replace(bytes, at: aside)
            try? FileManager.default.removeItem(atPath: file)
            return aside
        }
    }

    private func file(of origin: Origin) -> String {
        "\(path)/\(Digest.sha256(Array(origin.description.utf8))).checkpoint"
    }
}
