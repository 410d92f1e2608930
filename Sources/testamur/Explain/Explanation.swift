import Auditing
import CanonicalJSON
import Trust
import Verification

/// What a code means and what to do about it, in plain words.
struct Explanation: Hashable, Sendable {
    /// What kind of thing the code names.
    enum Kind: String, Sendable {
        /// An answer to a verification.
        case verdict
        /// A thing that a verification looks at.
        case check
        /// Why a check ended as it did.
        case reason
        /// What an audit found.
        case fault
        /// Why something could not be done.
        case error
    }

    /// The code.
    let code: String
    /// What kind of thing it names.
    let kind: Kind
    /// What it means, in one or two sentences.
    let cause: String
    /// What to do; empty if there is nothing to do.
    let next: String

    /// For programs.
    var json: JSONValue {
        [
            "code": .string(code), "kind": .string(kind.rawValue), "cause": .string(cause),
            "next": .string(next),
        ]
    }
}

extension Explanation {
    /// Every code that this program can show, in the order in which a reader looks for it.
    static let all: [Explanation] = {
        var seen: Set<String> = []
        let groups = [
            tables(verdictTable, .verdict), tables(receiptTable, .verdict),
            tables(checkTable, .check), reasons, faults,
            formats, tables(credentialTable, .error), tables(tokenTable, .error),
            tables(keyTable, .error),
            tables(ledgerTable, .error), tables(serviceTable, .error),
            tables(receiptErrorTable, .error), tables(programTable, .error),
        ]
        // Where two modules share a code, the first one's words are the reader's.
        return groups.flatMap(\.self).filter { seen.insert($0.code).inserted }
    }()

    /// The explanation of a code; `nil` for one that is not known.
    static func of(_ code: String) -> Explanation? {
        all.first { $0.code.utf8.elementsEqual(code.utf8) }
    }

    private static let reasons = Reason.allCases.map { reason in
        Explanation(
            code: reason.rawValue, kind: .reason, cause: reason.cause, next: reason.nextStep ?? "")
    }

    private static let faults = FaultKind.allCases.map { fault in
        Explanation(code: fault.code, kind: .fault, cause: fault.cause, next: fault.nextStep)
    }

    private static let formats =
        TrustError.Reason.allCases.map { reason in
            Explanation(
                code: reason.rawValue, kind: .error, cause: reason.cause, next: reason.nextStep)
        }
        + ImportFault.Reason.allCases.map { reason in
            Explanation(
                code: reason.rawValue, kind: .error, cause: reason.cause, next: reason.nextStep)
        }
        + TrustListRemark.Kind.allCases.map { kind in
            Explanation(
                code: kind.rawValue, kind: .error, cause: kind.cause, next: kind.nextStep)
        }
        + SubmissionError.Reason.allCases.map { reason in
            Explanation(
                code: reason.rawValue, kind: .error, cause: reason.cause, next: reason.nextStep)
        }

    /// Reads a table: a code, what it means and what to do, with bars between, one a line.
    private static func tables(_ text: String, _ kind: Kind) -> [Explanation] {
        text.split(separator: "\n").map { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingSpaces
            }
            precondition(cells.count == 3, "a line of the table has three cells: \(line)")
            return Explanation(code: cells[0], kind: kind, cause: cells[1], next: cells[2])
        }
    }
}

extension Substring {
    /// The words with one space between each, as the lines of a table are broken anywhere.
    fileprivate var trimmingSpaces: String {
        split(separator: " ").joined(separator: " ")
    }
}
