import AppendOnlyLedger
import CanonicalJSON
import Credentials
import HTTPTypes
import HomeFolder
import Issuance
import Records
import ServiceAPI
import TransparencyLog
import Verification
import Witnessing

/// What a caller is told of an error. Only what the caller could know already, or can mend, is
/// said; the rest goes to the log.
extension Daemon {
    /// The problem document for an error; what it leaves out is in the log.
    func problem(for error: any Error) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case is TooManyRequests: return .tooMany
        case let error as CredentialError: return Daemon.problem(error)
        case let error as SubmissionError:
            return .unreadable(error.code, detail: error.description)
        case let error as RegistrarError: return problem(error)
        case let error as VerificationReceiptError:
            journal.failure(error.code, error.description)
            if error == .notReproduced { return .internalError }
            return .unreadable(error.code, detail: "There is no receipt of this: \(error).")
        case let error as LedgerError: return problem(error)
        case is IssueDesk.Full:
            return .unavailable(
                "service.busy", detail: "Too many requests are waiting. Try again in a moment.")
        case is NoTrustList:
            return .unavailable(
                "service.no-trust-list",
                detail: "The trust list cannot be used now. Its keeper is told.")
        case let error as WitnessError: return problem(error)
        case HomeError.restored, HomeError.fallenBehind:
            return problem(LedgerError.heldBack(String(describing: error)))
        case StoreError.busy:
            return .unavailable(
                LedgerError.busy.code, detail: LedgerError.busy.description)
        default:
            journal.failure("service.internal", String(describing: type(of: error)))
            return .internalError
        }
    }

    /// The answer for an error: its problem, and when to come again.
    func answer(for error: any Error) -> Answer {
        let problem = problem(for: error)
        let answer = Answer(problem)
        if let tooMany = error as? TooManyRequests {
            return answer.with(.retryAfter, String(tooMany.seconds))
        }
        return problem.status == 503 ? answer.with(.retryAfter, "1") : answer
    }

    private static func problem(_ error: CredentialError) -> Problem {
        .unreadable(
            error.code,
            detail: error.findings.isEmpty
                ? error.description : "The credential cannot be issued as it is.",
            parts: error.findings.map {
                Problem.Part(pointer: $0.pointer, code: $0.problem.code, detail: $0.text)
            })
    }

    private func problem(_ error: RegistrarError) -> Problem {
        switch error {
        case .unknownCredential: return .unknownCredential
        case .pending: return .conflict(error.code, detail: error.description)
        case .memberNotYours(let name):
            return .unreadable(
                error.code, detail: error.description,
                parts: [
                    Problem.Part(
                        pointer: "/" + name, code: error.code,
                        detail: "This member is added when the credential is issued.")
                ])
        case .badIdentifier, .identifierTaken:
            return .unreadable(
                error.code, detail: error.description,
                parts: [
                    Problem.Part(
                        pointer: "/id", code: error.code,
                        detail: "An id is urn:uuid: and a UUID in lower case, used by no other.")
                ])
        case .notYetEffective, .beforeHold:
            return .unreadable(
                error.code, detail: error.description,
                parts: [
                    Problem.Part(
                        pointer: "/effective", code: error.code,
                        detail: "A day that has come, and no hold is lifted before its own.")
                ])
        case .keyGone, .otherSuccessor, .successorNotInForce:
            return .conflict(error.code, detail: error.description)
        case .notASuccessor:
            return .unreadable(
                error.code, detail: error.description,
                parts: [
                    Problem.Part(
                        pointer: "/credential", code: error.code,
                        detail: "Another credential than the one that it replaces.")
                ])
        case .contended: return .unavailable(error.code, detail: error.description)
        default:
            // The words may name a credential, and the log names nobody.
            journal.failure(error.code, "at the registrar's desk")
            return .internalError
        }
    }

    private func problem(_ error: WitnessError) -> Problem {
        if case .busy = error {
            return .unavailable(error.code, detail: error.description)
        }
        journal.failure(error.code, error.description)
        return .internalError
    }

    private func problem(_ error: LedgerError) -> Problem {
        note(error)
        switch error {
        case .queueFull, .busy: return .unavailable(error.code, detail: error.description)
        case .standingForbids, .badTarget, .alreadyAppended:
            return .conflict(error.code, detail: error.description)
        case .stopped, .corrupt, .clockBehind, .diskLow, .noLedger, .signerNotInForce,
            .heldBack, .notAuthorised:
            journal.failure(error.code, error.description)
            return .unavailable(
                error.code, detail: "The ledger takes no records now. Its keeper is told.")
        default:
            journal.failure(error.code, error.description)
            return .internalError
        }
    }

    /// Strict JSON of a request's body.
    ///
    /// - Throws: a ``Problem`` that names the byte.
    func json(_ bytes: [UInt8]) throws(Problem) -> JSONDocument {
        do {
            return try JSONDocument(parsing: bytes)
        } catch {
            throw .unreadable(error.reason.code, detail: "The body is not JSON: \(error).")
        }
    }
}
