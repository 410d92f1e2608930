import Fetching
import HomeFolder
import Signing
import TransparencyLog
import Witnessing

extension Home {
    /// Asks witnesses of the policy whether this home is the newest state of its ledger; nobody in
    /// a home without a policy.
    ///
    /// - Throws: as `requireNewest(under:at:through:)` does.
    func requireNewest(under policy: WitnessPolicy?, at now: Instant) async throws {
        let witnesses = policy?.witnesses ?? []
        let bases = witnesses.compactMap { $0.url.flatMap { FetchBase($0.description) } }
        guard let policy, !bases.isEmpty else { return try requireArmed() }
        // Whoever wrote the policy named these addresses, in whatever network they are.
        let fetcher = Fetcher(
            allowing: bases,
            limits: FetchLimits(bytesMax: SignedNote.bytesMax, total: WitnessInquiry.timeMax),
            networks: .anyNetwork)
        do {
            try await requireNewest(under: policy, at: now) { try await fetcher.get($0).bytes }
        } catch {
            await fetcher.shutdown()
            throw error
        }
        await fetcher.shutdown()
    }
}
