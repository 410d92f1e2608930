import Fetching
import HomeFolder
import Signing
import TransparencyLog
import Witnessing

extension Home {
    /// Asks witnesses of the policy whether this home is the newest state of its ledger; nobody in
    /// a home without a policy.
    ///
    /// - Throws: as `requireNewest(asking:at:through:)` does.
    func requireNewest(
        asking witnesses: [WitnessPolicy.Witness], at now: Instant
    ) async throws {
        let bases = witnesses.compactMap { $0.url.flatMap { FetchBase($0.description) } }
        guard !bases.isEmpty else { return try requireArmed() }
        // Whoever wrote the policy named these addresses, in whatever network they are.
        let fetcher = Fetcher(
            allowing: bases,
            limits: FetchLimits(bytesMax: SignedNote.bytesMax, total: WitnessInquiry.timeMax),
            networks: .anyNetwork)
        do {
            try await requireNewest(asking: witnesses, at: now) { try await fetcher.get($0).bytes }
        } catch {
            await fetcher.shutdown()
            throw error
        }
        await fetcher.shutdown()
    }
}
