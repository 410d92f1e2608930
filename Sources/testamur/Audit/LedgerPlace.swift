import Auditing
import Fetching
import HomeFolder

/// Where a ledger can be read: a home, a folder with its public files, or its address.
struct LedgerPlace: Sendable {
    /// The place as it was typed, an address without slashes at its end.
    let text: String

    /// Takes what was typed; whether a ledger is there shows when it is read.
    init(_ text: String) {
        var text = text
        if LedgerPlace.isAddress(text) {
            while text.hasSuffix("/") { text.removeLast() }
        }
        self.text = text
    }

    /// Whether it is read over the network.
    var isAddress: Bool { LedgerPlace.isAddress(text) }

    private static func isAddress(_ text: String) -> Bool {
        text.hasPrefix("https://") || text.hasPrefix("http://")
    }

    /// Lends the ledger to `body`.
    ///
    /// - Throws: ``Failure`` if there is none, or what `body` throws.
    func reading<Value: Sendable>(
        _ body: (any PublishedLedger) async throws -> Value
    ) async throws -> Value {
        if isAddress {
            let fetcher = try Download.fetcher(
                for: [text], bytesMax: PublishedLimits.entriesBytesMax)
            do {
                return try await fetcher.closing { fetcher in
                    try await body(FetchedLedger(at: text, with: fetcher))
                }
            } catch PublishedLedgerError.missing(let path)
                where path.hasPrefix("checkpoint") && !text.hasSuffix("/ledger")
            {
                throw Failure(
                    "audit.no-ledger", .incomplete, "There is no ledger at \(text).",
                    next: "An institution's ledger is most often at: \(text)/ledger")
            }
        }
        if Home.isBackup(text) {
            let ledger = try await StoredLedger(backup: text)
            return try await body(ledger)
        }
        if InputFile.exists("\(text)/testamur.json") {
            let file = try Home(opening: text).ledgerFile
            let ledger = try await StoredLedger(path: file)
            return try await body(ledger)
        }
        let folder = try folder()
        return try await body(LedgerDirectory(path: folder))
    }

    /// Whether it is a backup, or a home that came out of one and may not be gone on with yet: it
    /// has seen itself only.
    var isHeldBack: Bool {
        !isAddress && (Home.isBackup(text) || InputFile.exists("\(text)/restored.json"))
    }

    /// What stands behind a place.
    enum Source: Sendable {
        /// A home in use: the ledger itself.
        case home
        /// An address that notes nothing of a look at the ledger: it may be the ledger's own.
        case address
        /// A copy, and what it remembers of the ledger itself.
        case copy(LastLook?)
    }

    /// Whether the place is the ledger itself or a copy of it, as far as the place itself tells.
    func source() async -> Source {
        if isAddress {
            do {
                let fetcher = try Download.fetcher(for: [text], bytesMax: LastLook.bytesMax)
                return try await fetcher.closing { fetcher in
                    let bytes = try await fetcher.get("\(text)/\(LastLook.name)").bytes
                    return .copy(LastLook(parsing: bytes))
                }
            } catch FetchError.status(404), FetchError.status(410) {
                return .address
            } catch {
                return .copy(nil)
            }
        }
        if InputFile.exists("\(text)/testamur.json") { return isHeldBack ? .copy(nil) : .home }
        let bytes = try? InputFile("\((try? folder()) ?? text)/\(LastLook.name)")
            .bytes(max: LastLook.bytesMax)
        return .copy(bytes.flatMap { LastLook(parsing: $0) })
    }

    /// The folder of the ledger: the one named, or `ledger` in it, as a home's public folder is.
    private func folder() throws(Failure) -> String {
        for folder in [text, "\(text)/ledger"]
        where ["checkpoint", "checkpoint.latest"].contains(where: {
            InputFile.exists("\(folder)/\($0)")
        }) { return folder }
        throw Failure(
            "audit.no-ledger", .usage, "There is no ledger at \(text).",
            next: "Name a home, a folder that has the file checkpoint, or an https:// address.")
    }
}
