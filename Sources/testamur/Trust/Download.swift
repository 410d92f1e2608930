import Fetching
import Trust

/// What a person asked for by address, fetched from that address and nowhere else.
enum Download {
    /// The description that an institution serves.
    ///
    /// - Throws: ``Failure`` for a text that is no address, or ``FetchError``.
    static func description(from address: String) async throws -> [UInt8] {
        let suffix = "/.well-known/testamur"
        var base = address.hasSuffix(suffix) ? String(address.dropLast(suffix.count)) : address
        while base.hasSuffix("/") { base.removeLast() }
        let fetcher = try Download.fetcher(for: [base], bytesMax: InstitutionDescription.bytesMax)
        do {
            return try await fetcher.closing { fetcher in
                try await fetcher.get(base + suffix, accept: "application/json").bytes
            }
        } catch FetchError.status(404) where base.hasSuffix("/ledger") {
            throw Failure(
                "fetch.status", .inputOutput, "There is no description at \(base)\(suffix).",
                next: "This looks like the ledger's address. Name the institution's own: "
                    + String(base.dropLast("/ledger".count)))
        }
    }

    /// A fetcher for addresses that the person named, in whatever network they are.
    ///
    /// - Throws: ``Failure`` for a text that is no address.
    static func fetcher(
        for addresses: [String], bytesMax: Int
    ) throws(Failure) -> Fetcher {
        var bases: [FetchBase] = []
        for address in addresses {
            guard let base = FetchBase(address) else {
                throw .wrongUse(
                    "\(address.quoted) is not an address that can be fetched.",
                    next: "Begin it with https:// and end it without a slash.")
            }
            bases.append(base)
        }
        return Fetcher(
            allowing: bases, limits: FetchLimits(bytesMax: bytesMax, patience: patience),
            networks: .anyNetwork)
    }

    /// For how long a host may ask to be left alone: reading a whole ledger is more than many give
    /// at once.
    private static let patience: Duration = .seconds(300)
}

extension Fetcher {
    /// Runs `body`, and ends all connections after it.
    func closing<Value: Sendable>(
        _ body: (Fetcher) async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await body(self)
            await shutdown()
            return value
        } catch {
            await shutdown()
            throw error
        }
    }
}
