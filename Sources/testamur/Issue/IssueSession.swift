import CanonicalJSON
import Issuance

/// What is told while files are issued one after the other.
final class IssueSession {
    private let inJSON: Bool
    private var results: [JSONValue] = []
    private var issuedCount = 0
    /// Whether any file was issued now.
    var hasIssued: Bool { issuedCount > 0 }
    private var firstFile: String?
    /// How the program is to end.
    private(set) var status = ExitStatus.success
    /// Whether files were written without the cosignatures that were waited for.
    private(set) var isUnwitnessed = false

    init(inJSON: Bool) {
        self.inJSON = inJSON
    }

    /// Tells that a file was issued now.
    ///
    /// - Parameter isWitnessed: whether the file carries the cosignatures that were waited for;
    ///   `nil` if nobody waited.
    func issued(
        _ id: CredentialID, from input: InputFile, to path: String, _ isWitnessed: Bool? = nil
    ) {
        issuedCount += 1
        firstFile = firstFile ?? path
        var result: JSONValue = [
            "file": .string(input.label), "outcome": "issued", "id": .string(id.description),
            "bundle": .string(path),
        ]
        if let isWitnessed { result["witnessed"] = .boolean(isWitnessed) }
        results.append(result)
        say("\(input.shown): issued as \(id) → \(path.harmless)")
    }

    /// Remembers that witnesses were waited for in vain.
    func noteUnwitnessed() { isUnwitnessed = true }

    /// Tells that a file was issued before.
    func alreadyIssued(
        _ report: StandingReport, from input: InputFile, to path: String?
    ) {
        let id = report.id
        var result: JSONValue = [
            "file": .string(input.label), "outcome": "already_issued",
            "id": .string(id.description), "state": .string(report.word),
        ]
        if let path { result["bundle"] = .string(path) }
        results.append(result)
        say("\(input.shown): already issued as \(id)" + (path.map { " → \($0.harmless)" } ?? ""))
        guard !report.isGood, !inJSON else { return }
        Console.messages.line(
            "\(input.shown): that award is \(report.words); its file says so, and proves nothing "
                + "else. To issue it anew, write an id of its own into the file. See: testamur "
                + "standing \(id)")
    }

    /// Shows what issuing would do.
    func show(_ preview: IssuePreview, of input: InputFile) {
        var result = preview.json
        result["file"] = .string(input.label)
        result["outcome"] = "would_issue"
        results.append(result)
        say("\(input.shown): this is what issuing would do. Nothing was written.\n")
        say(preview.text)
    }

    /// Tells why a file was not issued; the others are.
    func refuse(_ input: InputFile, _ failure: Failure) {
        status = status.worse(failure.status)
        results.append([
            "file": .string(input.label), "outcome": "refused", "error": failure.json,
        ])
        guard !inJSON else { return }
        let messages = Console.messages
        messages.line(messages.styled("error:", .red) + " " + failure.about(input.label).text)
    }

    /// Tells the sum, and what to do next.
    func finish() {
        if inJSON {
            Console.output.json(["results": .array(results)])
            return
        }
        guard let firstFile else { return }
        Console.messages.line(
            "\(issuedCount) issued. Give each graduate the file. "
                + "Check one with: testamur verify \(firstFile.quoted.harmless)")
    }

    private func say(_ text: String) {
        if !inJSON { Console.output.line(text) }
    }
}
