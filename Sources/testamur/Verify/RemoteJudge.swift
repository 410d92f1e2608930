import CanonicalJSON
import Fetching
import ServiceAPI
import Verification

/// Asks a daemon, which judges by its own trust list.
struct RemoteJudge: Judge {
    private let address: String
    private let receipt: VerificationQuery.Receipt?
    private let fetcher: Fetcher

    /// Names the daemon.
    ///
    /// - Parameter receipt: the receipt to ask for, if any.
    /// - Throws: ``Failure`` for a text that is no address.
    init(at address: String, asking receipt: VerificationQuery.Receipt?) throws(Failure) {
        var address = address
        while address.hasSuffix("/") { address.removeLast() }
        self.address = address
        self.receipt = receipt
        let bytesMax = receipt == nil ? 0 : VerificationReceipt.bytesMax
        fetcher = try Download.fetcher(
            for: [address], bytesMax: 2 * Bundle.bytesMax + bytesMax)
    }

    /// See ``Judge/judge(_:)``.
    func judge(_ bytes: [UInt8]) async throws -> Answer {
        let query = receipt.map { "?receipt=\($0.rawValue)" } ?? ""
        let fetched = try await fetcher.send(
            .post, address + ServicePath.verifications + query,
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
        let limits = JSONLimits(bytesMax: fetched.bytes.count)
        let document = try JSONDocument(parsing: fetched.bytes, limits: limits)
        if let presented = RemotePresentation(document.root) { return presented.answer }
        guard let code = document.root["verdict"]?.string.flatMap({ Verdict.Code(rawValue: $0) })
        else {
            throw Failure(
                "verify.not-a-verdict", .incomplete, "\(address) answered with no verdict.",
                next: "Check that it is the address of a daemon of this program.")
        }
        let verdict = RemoteVerdict(json: document.root, code: code)
        return Answer(
            code: code, checkCodes: verdict.checkCodes, brief: verdict.brief, text: verdict.text,
            json: document.root.value,
            receipt: document.root["receipt"]?.string)
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

/// A daemon's answer about a presentation.
private struct RemotePresentation {
    let answer: Answer

    /// Takes the answer; `nil` if it is about something else.
    init?(_ json: JSON) {
        guard json["type"]?.equals("presentation") == true, let own = json["presentation"] else {
            return nil
        }
        let verdicts = (json["credentials"]?.elements ?? []).compactMap { json in
            json["verdict"]?.string.flatMap { Verdict.Code(rawValue: $0) }
                .map { RemoteVerdict(json: json, code: $0) }
        }
        let isGood = own["state"]?.equals("pass") == true
        let code = isGood ? Verdict.Code.worst(of: verdicts.map(\.code)) : .altered
        let sentences = (own["checks"]?.elements ?? []).map {
            Words.foreign($0["sentence"]?.string ?? "", lengthMax: 400)
        }
        answer = Answer(
            code: code, checkCodes: verdicts.reduce([]) { $0.union($1.checkCodes) },
            brief: verdicts.map(\.brief).joined(separator: "; "),
            text: (sentences + [""] + verdicts.map(\.text)).joined(separator: "\n"),
            json: json.value)
    }
}

/// A daemon's verdict for a person.
private struct RemoteVerdict {
    let json: JSON
    let code: Verdict.Code

    /// The codes of its checks.
    var checkCodes: Set<String> {
        Set((json["checks"]?.elements ?? []).compactMap { $0["code"]?.string })
    }

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
