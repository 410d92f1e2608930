import HTTPTypes
import ServiceAPI
import Verification

/// Judging what anybody submits.
extension Daemon {
    /// Judges the body: whatever the verdict is, it is the answer and no error.
    func verify(_ exchange: Exchange) async throws -> Answer {
        let type = try exchange.negotiated(among: [.json, .text])
        let body = try await exchange.verifiableBody()
        let edition = await trustDesk.current()
        let answer: Answer
        switch try edition.verifier.handover(reading: body) {
        case .award(let submission):
            let verdict = await verdict(on: submission, by: edition)
            answer =
                type == .text
                ? Answer(.ok, .text, Array(verdict.shortText.utf8)) : Answer(.ok, verdict.json)
        case .presentation(let submission):
            let verdict = await verdict(on: submission, by: edition)
            answer =
                type == .text
                ? Answer(.ok, .text, Array(verdict.shortText.utf8)) : Answer(.ok, verdict.json)
        }
        return answer.with(.vary, "Accept")
    }

    /// Judges every credential of a presentation by itself, and the presentation.
    func verdict(
        on submission: PresentationSubmission, by edition: TrustDesk.Edition,
        answering question: PresentationQuestion = .none
    ) async -> PresentationVerdict {
        var verdicts: [Verdict] = []
        for credential in submission.credentials {
            verdicts.append(await verdict(on: credential, by: edition))
        }
        return edition.verifier.verify(
            submission, showing: verdicts, answering: question, at: clock(),
            with: evidenceDesk.fresh())
    }

    /// Judges one award, with whatever can be fetched for it.
    ///
    /// - Parameter own: what this institution knows of it itself.
    func verdict(
        on submission: Submission, by edition: TrustDesk.Edition, knowing own: [Evidence] = []
    ) async -> Verdict {
        let remembered = await seenDesk.remembered(
            for: submission, by: edition.verifier.trustList)
        let known = evidenceDesk.fresh() + remembered + own
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
