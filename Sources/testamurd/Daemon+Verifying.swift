import CanonicalJSON
import HTTPTypes
import HomeFolder
import Issuance
import ServiceAPI
import Signing
import Verification

/// Judging what anybody submits.
extension Daemon {
    /// Judges the body: whatever the verdict is, it is the answer and no error.
    func verify(_ exchange: Exchange) async throws -> Answer {
        let query = try VerificationQuery(exchange.query)
        let instant = try instant(query)
        let type = try exchange.negotiated(among: query.receipt == nil ? [.json, .text] : [.json])
        let body = try await exchange.verifiableBody()
        let edition = await trustDesk.current()
        let answer: Answer
        switch (try edition.verifier.handover(reading: body), query.receipt) {
        case (.award(let submission), nil):
            let verdict = await judgement(on: submission, by: edition, asOf: instant).verdict
            answer = Daemon.answer(verdict.shortText, verdict.json, as: type)
        case (.award(let submission), let wanted?):
            let judgement = await judgement(on: submission, by: edition, asOf: instant)
            answer = try await answerWithReceipt(
                judgement, on: submission, by: edition, asOf: instant,
                holding: wanted == .withAward ? body : nil)
        case (.presentation(let submission), nil):
            let verdict = await verdict(on: submission, by: edition, asOf: instant)
            answer = Daemon.answer(verdict.shortText, verdict.json, as: type)
        case (.presentation, .some):
            throw Problem.badQuery(
                "A receipt is about one award. Hand in each award of the presentation by itself.")
        }
        return answer.with(.vary, "Accept")
    }

    /// As of when is asked; `nil` for now.
    private func instant(_ query: VerificationQuery) throws(Problem) -> Instant? {
        guard let value = query.asOf else { return nil }
        do {
            return try AskedInstant(PercentEncoding.decoded(value) ?? "", at: clock()).instant
        } catch {
            switch error {
            case .notAnInstant:
                throw .badQuery(
                    "Write ?asOf= and a day or an instant: 2026-07-01 or 2026-07-01T12:00:00Z.")
            case .toCome:
                throw .badQuery("The day or instant of ?asOf= has not come yet.")
            }
        }
    }

    private static func answer(
        _ text: @autoclosure () -> String, _ json: @autoclosure () -> JSONValue,
        as type: MediaType
    ) -> Answer {
        type == .text ? Answer(.ok, .text, Array(text().utf8)) : Answer(.ok, json())
    }

    /// The answer with a receipt of it, signed in this institution's name.
    private func answerWithReceipt(
        _ judgement: Judgement, on submission: Submission, by edition: TrustDesk.Edition,
        asOf instant: Instant?, holding award: [UInt8]?
    ) async throws -> Answer {
        let receipt = try VerificationReceipt(
            on: submission, holding: award, by: edition.verifier,
            at: judgement.verdict.judgedAt, asOf: instant, with: judgement.evidence)
        let signed = try await institution.registrar.signed(receipt, on: submission)
        // What is answered is what was signed.
        var json = receipt.verdict(on: submission).json
        json["receipt"] = .string(String(decoding: signed.text, as: UTF8.self))
        return Answer(.ok, json)
    }

    /// Judges every credential of a presentation by itself, and the presentation.
    private func verdict(
        on submission: PresentationSubmission, by edition: TrustDesk.Edition, asOf instant: Instant?
    ) async -> PresentationVerdict {
        let verdicts = await inOrder(submission.credentials) {
            await self.verdict(on: $0, by: edition, asOf: instant)
        }
        return edition.verifier.verify(
            submission, showing: verdicts, answering: .none, at: clock(),
            with: evidenceDesk.fresh())
    }

    /// What becomes of each of several things, all at once: they wait for the same addresses.
    func inOrder<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            for (place, item) in items.enumerated() {
                group.addTask { (place, await body(item)) }
            }
            var found: [(Int, Value)] = []
            for await value in group { found.append(value) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
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
        await judgement(on: submission, by: edition, asOf: instant, knowing: own).verdict
    }

    /// The same, with what the verdict rests on.
    private func judgement(
        on submission: Submission, by edition: TrustDesk.Edition, asOf instant: Instant?,
        knowing own: [Evidence] = []
    ) async -> Judgement {
        let remembered = await seenDesk.remembered(
            for: submission, by: edition.verifier.trustList)
        let now = clock()
        let known =
            evidenceDesk.fresh() + remembered + own
            + edition.statements(about: submission.claimedIssuer).map {
                Evidence(.accreditations($0), fetchedAt: now)
            }
        let verdict = edition.verifier.verify(submission, at: now, asOf: instant, with: known)
        guard !verdict.needs.isEmpty else { return Judgement(verdict: verdict, evidence: known) }
        async let documents = evidenceDesk.evidence(for: verdict, through: edition.fetcher)
        async let looks = seenDesk.look(
            for: verdict, on: submission, through: edition.fetcher)
        let fetched = await documents + looks
        guard !fetched.isEmpty else { return Judgement(verdict: verdict, evidence: known) }
        // Judged as of when the evidence was there; it was fetched after the first look.
        let all = known + fetched
        return Judgement(
            verdict: edition.verifier.verify(submission, at: clock(), asOf: instant, with: all),
            evidence: all)
    }

    /// A verdict, and what was in hand for it.
    private struct Judgement {
        let verdict: Verdict
        let evidence: [Evidence]
    }
}
