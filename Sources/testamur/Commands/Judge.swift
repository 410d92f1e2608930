import CanonicalJSON
import Fetching
import Records
import ServiceAPI
import Signing
import TransparencyLog
import Trust
import Verification

/// Whoever answers whether an award is confirmed: this program, or a daemon that it asks.
protocol Judge: Sendable {
    /// The answer to what was handed in.
    ///
    /// - Throws: ``SubmissionError``, ``FetchError`` or ``Failure``.
    func judge(_ bytes: [UInt8]) async throws -> Answer

    /// Ends connections.
    func end() async
}

/// A verdict, whoever gave it.
struct Answer: Sendable {
    /// The verdict's code.
    let code: Verdict.Code
    /// The verdict in one line.
    let brief: String
    /// The verdict for a person, a fact a line, with a newline at its end.
    let text: String
    /// The verdict for programs.
    let json: JSONValue

    /// How the program is to end, if some answers other than `confirmed` are taken for a yes.
    func status(accepting accepted: Set<Verdict.Code>) -> ExitStatus {
        ExitStatus(rawValue: code.exitCode(accepting: accepted)) ?? .bug
    }
}

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

/// Fetches what a verdict says it needs. What cannot be fetched is told, and leaves the check
/// open.
struct EvidenceGatherer: Sendable {
    let fetcher: Fetcher
    let list: TrustList

    /// What can be had of one need; nothing if that fails.
    func evidence(for need: Verdict.Need, of submission: Submission) async -> [Evidence] {
        do {
            return try await fetch(need, submission).map {
                Evidence($0, fetchedAt: Machine.now())
            }
        } catch {
            Console.messages.line("\(need.url): \(Failure(error).message)")
            return []
        }
    }

    private func fetch(
        _ need: Verdict.Need, _ submission: Submission
    ) async throws -> [Evidence.Content] {
        switch need.kind {
        case .statusList:
            let fetched = try await fetcher.get(need.url)
            return [.statusList(url: need.url, bytes: fetched.bytes)]
        case .didDocument:
            guard let did = submission.issuer else { return [] }
            return [.didDocument(of: did, bytes: try await fetcher.get(need.url).bytes)]
        case .receipt:
            return try await receipt(need, submission)
        }
    }

    private func receipt(
        _ need: Verdict.Need, _ submission: Submission
    ) async throws -> [Evidence.Content] {
        let fetched = try await fetcher.send(
            .post, need.url, headers: [FetchHeader("content-type", "application/json")],
            body: submission.signedCredential.canonicalBytes(), bytesMax: Bundle.bytesMax)
        switch fetched.status {
        case 200:
            let bundle = try Bundle(parsing: fetched.bytes)
            return bundle.receipts.map { .receipt($0) } + bundle.standings.map { .standing($0) }
                + (bundle.keys.isEmpty ? [] : [.keys(bundle.keys)])
        case 404:
            let institution = submission.issuer.flatMap { list.institution($0) }
            return (institution?.ledgers ?? []).map { .noRecord($0.origin) }
        default:
            throw FetchError.status(fetched.status)
        }
    }
}

extension Submission {
    /// The credential as it was handed in; nobody has checked it.
    fileprivate var signedCredential: JSON {
        switch content {
        case .bundle(let bundle): bundle.credential
        case .credential(let json): json
        }
    }

    /// Who the file says issued it.
    fileprivate var issuer: DID? {
        let issuer = signedCredential["issuer"]
        return (issuer?.string ?? issuer?["id"]?.string).flatMap { DID($0) }
    }
}

/// Asks a daemon, which judges by its own trust list.
struct RemoteJudge: Judge {
    private let address: String
    private let fetcher: Fetcher

    /// Names the daemon.
    ///
    /// - Throws: ``Failure`` for a text that is no address.
    init(at address: String) throws(Failure) {
        var address = address
        while address.hasSuffix("/") { address.removeLast() }
        self.address = address
        fetcher = try Download.fetcher(for: [address], bytesMax: 2 * Bundle.bytesMax)
    }

    /// See ``Judge/judge(_:)``.
    func judge(_ bytes: [UInt8]) async throws -> Answer {
        let fetched = try await fetcher.send(
            .post, address + ServicePath.verifications,
            headers: [
                FetchHeader("content-type", Bundle.mediaType),
                FetchHeader("accept", "application/json"),
            ], body: bytes)
        guard fetched.status == 200 else {
            guard let problem = Problem(parsing: fetched.bytes) else {
                throw FetchError.status(fetched.status)
            }
            throw Failure(problem)
        }
        let document = try JSONDocument(parsing: fetched.bytes)
        guard let code = document.root["verdict"]?.string.flatMap({ Verdict.Code(rawValue: $0) })
        else {
            throw Failure(
                "verify.not-a-verdict", .incomplete, "\(address) answered with no verdict.",
                next: "Check that it is the address of a daemon of this program.")
        }
        let verdict = RemoteVerdict(json: document.root, code: code)
        return Answer(
            code: code, brief: verdict.brief, text: verdict.text, json: document.root.value)
    }

    /// See ``Judge/end()``.
    func end() async {
        await fetcher.shutdown()
    }
}

extension Failure {
    /// Tells what a daemon answered in place of what was asked.
    init(_ problem: Problem) {
        let status: ExitStatus =
            switch problem.status {
            case 401, 403, 409: .refused
            case 408, 429, 503: .tryAgain
            case 500...: .inputOutput
            default: .usage
            }
        self.init(
            problem.code, status, problem.detail,
            findings: problem.parts.map {
                Finding(pointer: $0.pointer, code: $0.code, text: $0.detail)
            })
    }
}

/// A daemon's verdict for a person.
private struct RemoteVerdict {
    let json: JSON
    let code: Verdict.Code

    var brief: String {
        let first = json["sentences"]?.elements.first.map { " " + words($0) } ?? ""
        return headline + first
    }

    private var headline: String { "\(code.word): \(words(json["headline"]))" }

    var text: String {
        var lines = [headline] + (json["sentences"]?.elements ?? []).map(words)
        let checks = json["checks"]?.elements ?? []
        if !checks.isEmpty { lines += ["", "What it checked"] }
        lines += checks.map { "  \(state($0["state"]))\(words($0["sentence"]))" }
        let next = json["next_steps"]?.elements ?? []
        if !next.isEmpty { lines += ["", "What to do now"] }
        lines += next.map { "  \(words($0))" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text of the daemon's, which cannot change how what stands around it looks.
    private func words(_ json: JSON?) -> String {
        Words.foreign(json?.string ?? "", lengthMax: 400)
    }

    private func state(_ json: JSON?) -> String {
        let word =
            switch json?.string.flatMap({ Check.State(rawValue: $0) }) {
            case .pass: "pass"
            case .fail: "FAIL"
            case .notApplicable: "-"
            case .notChecked, nil: "not checked"
            }
        return word.padded(to: 12)
    }
}
