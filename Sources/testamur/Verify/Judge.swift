import CanonicalJSON
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

extension ExitStatus {
    /// How a program that was asked for a verdict is to end.
    init(_ code: Verdict.Code, _ checkCodes: Set<String>, accepting accepted: Set<Verdict.Code>) {
        let isOpen = !checkCodes.isDisjoint(with: Verdict.Code.codesNotAccepted)
        self = ExitStatus(rawValue: code.exitCode(accepting: isOpen ? [] : accepted)) ?? .bug
    }
}

/// A verdict, whoever gave it.
struct Answer: Sendable {
    /// The verdict's code.
    let code: Verdict.Code
    /// The codes of its checks.
    let checkCodes: Set<String>
    /// The verdict in one line.
    let brief: String
    /// The verdict for a person, a fact a line, with a newline at its end.
    let text: String
    /// The verdict for programs.
    let json: JSONValue
    /// The signed receipt, if one was asked for and given.
    var receipt: String?

    /// How the program is to end, if some answers other than `confirmed` are taken for a yes.
    func status(accepting accepted: Set<Verdict.Code>) -> ExitStatus {
        ExitStatus(code, checkCodes, accepting: accepted)
    }
}
