import HTTPTypes
import ServiceAPI
import Signing
import Verification

/// Judging what anybody submits.
extension Daemon {
    /// Judges the body: whatever the verdict is, it is the answer and no error.
    func verify(_ exchange: Exchange) async throws -> Answer {
        let type = try exchange.negotiated(among: [.json, .text])
        let instant = try exchange.instant(named: "asOf")
        let body = try await exchange.verifiableBody()
        let edition = await trustDesk.current()
        let answer: Answer
        switch try edition.verifier.handover(reading: body) {
        case .award(let submission):
            let verdict = await verdict(on: submission, by: edition, asOf: instant)
            answer =
                type == .text
                ? Answer(.ok, .text, Array(verdict.shortText.utf8)) : Answer(.ok, verdict.json)
        case .presentation(let submission):
            let verdict = await verdict(on: submission, by: edition, asOf: instant)
            answer =
                type == .text
                ? Answer(.ok, .text, Array(verdict.shortText.utf8)) : Answer(.ok, verdict.json)
        }
        return answer.with(.vary, "Accept")
    }

    /// Judges every credential of a presentation by itself, and the presentation.
    func verdict(
        on submission: PresentationSubmission, by edition: TrustDesk.Edition,
        answering question: PresentationQuestion = .none, asOf instant: Instant? = nil
    ) async -> PresentationVerdict {
        var verdicts: [Verdict] = []
        for credential in submission.credentials {
            verdicts.append(await verdict(on: credential, by: edition, asOf: instant))
        }
        return edition.verifier.verify(
            submission, showing: verdicts, answering: question, at: clock(),
            with: evidenceDesk.fresh())
    }

    /// Judges one award, with whatever can be fetched for it.
    ///
    /// - Parameters:
    ///   - instant: as of when; without it, now.
    ///   - own: what this institution knows of it itself.
    func verdict(
        on submission: Submission, by edition: TrustDesk.Edition, asOf instant: Instant? = nil,
        knowing own: [Evidence] = []
    ) async -> Verdict {
        let remembered = await seenDesk.remembered(
            for: submission, by: edition.verifier.trustList)
        let known = evidenceDesk.fresh() + remembered + own
        let now = clock()
        let verdict = edition.verifier.verify(submission, at: now, asOf: instant, with: known)
        guard !verdict.needs.isEmpty else { return verdict }
        async let documents = evidenceDesk.evidence(for: verdict, through: edition.fetcher)
        async let looks = seenDesk.look(
            for: verdict, on: submission, through: edition.fetcher)
        let fetched = await documents + looks
        guard !fetched.isEmpty else { return verdict }
        // Judged as of when the evidence was there; it was fetched after the first look.
        return edition.verifier.verify(
            submission, at: clock(), asOf: instant, with: known + fetched)
    }
}
