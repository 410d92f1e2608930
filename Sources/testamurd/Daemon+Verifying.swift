import HTTPTypes
import ServiceAPI
import Verification

/// Judging what anybody submits.
extension Daemon {
    /// Judges the body: whatever the verdict is, it is the answer and no error.
    func verify(_ exchange: Exchange) async throws -> Answer {
        let type = try exchange.negotiated(among: [.json, .text])
        let body = try await exchange.jsonBody()
        let edition = await trustDesk.current()
        let submission = try edition.verifier.submission(reading: body)
        let verdict = await verdict(on: submission, by: edition)
        let answer =
            type == .text
            ? Answer(.ok, .text, Array(verdict.shortText.utf8)) : Answer(.ok, verdict.json)
        return answer.with(.vary, "Accept")
    }

    private func verdict(
        on submission: Submission, by edition: TrustDesk.Edition
    ) async -> Verdict {
        let remembered = await seenDesk.remembered(
            for: submission, by: edition.verifier.trustList)
        let known = evidenceDesk.fresh() + remembered
        let now = clock()
        let verdict = edition.verifier.verify(submission, at: now, with: known)
        guard !verdict.needs.isEmpty else { return verdict }
        async let documents = evidenceDesk.evidence(for: verdict, through: edition.fetcher)
        async let looks = seenDesk.look(
            for: verdict, on: submission, through: edition.fetcher)
        let fetched = await documents + looks
        guard !fetched.isEmpty else { return verdict }
        // Judged as of when the evidence was there; it was fetched after the first look.
        return edition.verifier.verify(submission, at: clock(), with: known + fetched)
    }
}
