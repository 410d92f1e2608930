import CanonicalJSON
import Fetching
import HomeFolder
import Signing
import TransparencyLog
import Trust
import Verification

/// Judges here, by a trust list of the caller's.
struct LocalJudge: Judge {
    /// Whether anything is fetched.
    enum Reach: Hashable, Sendable {
        /// Nothing.
        case offline
        /// What the verdict needs, from addresses that the trust list names.
        case online
        /// The same, but only what is about many awards alike: whole documents and whole ledgers.
        /// Nobody is asked about one award or one record.
        ///
        /// - Parameter mirrors: places of copies that are read together with the ledgers.
        case whole(mirrors: [String])
    }

    /// How often what was fetched may lead to fetching more.
    static let roundsMax = 3
    /// For how long an institution may ask to be left alone, while somebody waits for the answer.
    private static let patience: Duration = .seconds(30)

    let verifier: Verifier
    /// As of when; `nil` for the present.
    let asOf: Instant?
    let reach: Reach
    /// What was seen of ledgers before, and where more is remembered; `nil` if nowhere.
    let seen: SeenFolder?
    /// Copies of ledgers that the person named.
    var copies: LedgerCopies = .none
    /// The ledgers of whoever judges, of which nobody is an independent witness himself.
    var own: Set<Origin> = []
    /// What accreditors say in files of their own.
    var statements: [SignedAccreditations] = []

    /// See ``Judge/judge(_:)``.
    func judge(_ bytes: [UInt8]) async throws -> Answer {
        switch try verifier.handover(reading: bytes) {
        case .award(let submission):
            let verdict = try await verdict(on: submission)
            return Answer(
                code: verdict.code, checkCodes: Set(verdict.checks.map(\.code)),
                brief: verdict.shortText, text: verdict.text,
                json: verdict.json)
        case .presentation(let submission):
            var verdicts: [Verdict] = []
            for credential in submission.credentials {
                verdicts.append(try await verdict(on: credential))
            }
            let verdict = verifier.verify(
                submission, showing: verdicts, at: asOf ?? Machine.now())
            return Answer(
                code: verdict.worstCode,
                checkCodes: Set(verdicts.flatMap(\.checks).map(\.code)), brief: verdict.shortText,
                text: verdict.text,
                json: verdict.json)
        }
    }

    private func verdict(on submission: Submission) async throws -> Verdict {
        let copied = await self.copied(copies, for: submission)
        let stated = statements.map {
            Evidence(.accreditations($0), fetchedAt: Machine.now())
        }
        let remembered = try remembered(of: submission) + stated
        switch reach {
        case .offline:
            return verifier.verify(
                submission, at: Machine.now(), asOf: asOf, with: remembered + copied)
        case .online: return try await withEvidence(submission, remembered, copied)
        case .whole(let mirrors):
            return try await reading(submission, remembered, and: mirrors)
        }
    }

    /// See ``Judge/end()``.
    func end() async {}

    /// What was seen before of the issuer's ledgers.
    ///
    /// - Throws: ``HomeError`` if that cannot be read: what it would have shown is not known.
    private func remembered(of submission: Submission) throws -> [Evidence] {
        guard let seen else { return [] }
        let institution = submission.claimedIssuer.flatMap { verifier.trustList.institution($0) }
        let now = Machine.now()
        return try (institution?.ledgers ?? []).flatMap { ledger -> [Evidence] in
            // Nobody is a witness of his own ledger; that it signed two histories counts.
            let memory =
                own.contains(ledger.origin)
                ? nil : try seen.ledger(ledger).map { Evidence(.seen($0), fetchedAt: now) }
            let fork =
                try seen.isForked(ledger)
                ? Evidence(.forked(ledger.origin), fetchedAt: now) : nil
            return [memory, fork].compactMap(\.self)
        }
    }

    private func copied(_ copies: LedgerCopies, for submission: Submission) async -> [Evidence] {
        await copies.evidence(for: submission, by: verifier.trustList, remembering: seen)
    }

    func reaching<Value: Sendable>(
        _ body: (EvidenceGatherer) async throws -> Value
    ) async throws -> Value {
        let hosts = verifier.trustList.institutions.flatMap { institution in
            institution.hosts.map(\.description) + institution.ledgers.map(\.url.description)
        }
        let fetcher = Fetcher(
            allowing: hosts.compactMap { FetchBase($0) },
            limits: FetchLimits(patience: LocalJudge.patience))
        return try await fetcher.closing { fetcher in
            try await body(
                EvidenceGatherer(
                    fetcher: fetcher, list: verifier.trustList, seen: seen, own: own))
        }
    }

    private func withEvidence(
        _ submission: Submission, _ remembered: [Evidence], _ copied: [Evidence]
    ) async throws -> Verdict {
        let (verdict, fetched) = try await fetching(for: submission, remembered + copied)
        // What was fetched may speak of an award, or of states, for which no copy was read.
        let wider = try await copies.knowing(of: fetched, signedFor: verifier.trustList)
        guard let wider else { return verdict }
        let again = await self.copied(wider, for: submission)
        return verifier.verify(
            submission, at: Machine.now(), asOf: asOf, with: remembered + again + fetched)
    }

    /// The verdict with what it asks for, and what that was.
    private func fetching(
        for submission: Submission, _ known: [Evidence]
    ) async throws -> (Verdict, [Evidence]) {
        try await reaching { gatherer in
            var evidence = known
            evidence += await gatherer.standings(of: submission)
            var verdict = verifier.verify(
                submission, at: Machine.now(), asOf: asOf, with: evidence)
            var asked: Set<Verdict.Need> = []
            if let look = unaskedLook(for: verdict) {
                asked.insert(look)
                evidence += await gatherer.evidence(for: look, of: submission)
                verdict = verifier.verify(
                    submission, at: Machine.now(), asOf: asOf, with: evidence)
            }
            for _ in 0..<LocalJudge.roundsMax {
                // Asking for a receipt shows the award to its issuer, so that is the last resort;
                // and who has given no good answer is not asked for another.
                let isAnswered = !evidence.contains(where: \.isUnanswered)
                let open = verdict.needs.filter { !asked.contains($0) }
                let quiet = open.filter { $0.kind != .receipt }
                let isLast = quiet.isEmpty && verdict.code == .incomplete
                let needs = isLast && isAnswered ? open : quiet
                if needs.isEmpty { break }
                for need in needs {
                    asked.insert(need)
                    evidence += await gatherer.evidence(for: need, of: submission)
                }
                verdict = verifier.verify(
                    submission, at: Machine.now(), asOf: asOf, with: evidence)
            }
            return (verdict, Array(evidence.dropFirst(known.count)))
        }
    }

    /// The look at the ledger, whether the verdict needs it or not: who is online sees at least
    /// that the ledger of today goes on from the award's, and from what was seen of it before.
    private func unaskedLook(for verdict: Verdict) -> Verdict.Need? {
        guard let origin = verdict.ledger?.checkpoint.origin,
            let ledger = verdict.institution?.ledger(origin)
        else { return nil }
        return Verdict.Need(kind: .checkpoint, url: ledger.url.appending("checkpoint"))
    }
}

extension Evidence {
    /// Whether it is that somebody was asked in vain.
    fileprivate var isUnanswered: Bool {
        if case .unanswered = content { true } else { false }
    }
}
