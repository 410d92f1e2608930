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
                code: verdict.code, brief: verdict.shortText, text: verdict.text,
                json: verdict.json)
        case .presentation(let submission):
            var verdicts: [Verdict] = []
            for credential in submission.credentials {
                verdicts.append(try await verdict(on: credential))
            }
            let verdict = verifier.verify(
                submission, showing: verdicts, at: asOf ?? Machine.now())
            return Answer(
                code: verdict.worstCode, brief: verdict.shortText, text: verdict.text,
                json: verdict.json)
        }
    }

    private func verdict(on submission: Submission) async throws -> Verdict {
        let copied = await copies.evidence(
            for: submission, by: verifier.trustList, remembering: seen)
        let stated = statements.map {
            Evidence(.accreditations($0), fetchedAt: Machine.now())
        }
        let remembered = remembered(of: submission) + copied + stated
        switch reach {
        case .offline:
            return verifier.verify(submission, at: Machine.now(), asOf: asOf, with: remembered)
        case .online: return try await withEvidence(submission, remembered)
        case .whole(let mirrors):
            return try await reading(submission, remembered, and: mirrors)
        }
    }

    /// See ``Judge/end()``.
    func end() async {}

    /// What was seen before of the issuer's ledgers.
    private func remembered(of submission: Submission) -> [Evidence] {
        let institution = submission.claimedIssuer.flatMap { verifier.trustList.institution($0) }
        let ledgers = (institution?.ledgers ?? []).filter { !own.contains($0.origin) }
        return ledgers.compactMap { ledger in
            do {
                return try seen?.ledger(ledger.origin)
                    .map { Evidence(.seen($0), fetchedAt: Machine.now()) }
            } catch {
                Console.messages.line(Failure(error).message)
                return nil
            }
        }
    }

    func reaching<Value: Sendable>(
        _ body: (EvidenceGatherer) async throws -> Value
    ) async throws -> Value {
        let hosts = verifier.trustList.institutions.flatMap { institution in
            institution.hosts.map(\.description) + institution.ledgers.map(\.url.description)
        }
        let fetcher = Fetcher(allowing: hosts.compactMap { FetchBase($0) })
        return try await fetcher.closing { fetcher in
            try await body(
                EvidenceGatherer(
                    fetcher: fetcher, list: verifier.trustList, seen: seen, own: own))
        }
    }

    private func withEvidence(
        _ submission: Submission, _ remembered: [Evidence]
    ) async throws -> Verdict {
        try await reaching { gatherer in
            var evidence = remembered
            evidence += await gatherer.standings(of: submission)
            var verdict = verifier.verify(
                submission, at: Machine.now(), asOf: asOf, with: evidence)
            var asked: Set<Verdict.Need> = []
            for _ in 0..<LocalJudge.roundsMax {
                // Asking for a receipt shows the award to its issuer, so that is the last resort.
                let open = verdict.needs.filter { !asked.contains($0) }
                let quiet = open.filter { $0.kind != .receipt }
                let needs = quiet.isEmpty && verdict.code == .incomplete ? open : quiet
                if needs.isEmpty { break }
                for need in needs {
                    asked.insert(need)
                    evidence += await gatherer.evidence(for: need, of: submission)
                }
                verdict = verifier.verify(
                    submission, at: Machine.now(), asOf: asOf, with: evidence)
            }
            return verdict
        }
    }
}
