import CanonicalJSON
import Fetching
import Signing
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
    }

    /// How often what was fetched may lead to fetching more.
    private static let roundsMax = 3

    let verifier: Verifier
    /// As of when; `nil` for the present.
    let asOf: Instant?
    let reach: Reach

    /// See ``Judge/judge(_:)``.
    func judge(_ bytes: [UInt8]) async throws -> Answer {
        let submission = try verifier.submission(reading: bytes)
        var verdict = verifier.verify(submission, at: asOf ?? Machine.now())
        if reach == .online {
            verdict = try await withEvidence(verdict, submission)
        }
        return Answer(
            code: verdict.code, brief: verdict.shortText, text: verdict.text, json: verdict.json)
    }

    /// See ``Judge/end()``.
    func end() async {}

    private func withEvidence(_ first: Verdict, _ submission: Submission) async throws -> Verdict {
        let hosts = verifier.trustList.institutions.flatMap { institution in
            institution.hosts.map(\.description) + institution.ledgers.map(\.url.description)
        }
        let fetcher = Fetcher(allowing: hosts.compactMap { FetchBase($0) })
        return try await fetcher.closing { fetcher in
            let gatherer = EvidenceGatherer(fetcher: fetcher, list: verifier.trustList)
            var verdict = first
            var evidence: [Evidence] = []
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
                    submission, at: asOf ?? Machine.now(), with: evidence)
            }
            return verdict
        }
    }
}
