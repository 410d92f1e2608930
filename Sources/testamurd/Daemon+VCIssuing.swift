import CanonicalJSON
import Credentials
import HTTPTypes
import HomeFolder
import Issuance
import Records
import ServiceAPI
import Verification

/// The W3C's interface for issuing and for changing a status, for callers with a token.
///
/// Spec: 09-surfaces §3.9.
extension Daemon {
    /// Issues the credential in the body.
    func issueCredential(_ exchange: Exchange) async throws -> Answer {
        _ = try exchange.negotiated(among: [.json, .problem])
        let body = try await exchange.jsonBody()
        let request = try IssuingRequest(readable(body).root)
        let bundle: Bundle
        var known: CredentialID?
        do {
            let input = try json(request.credential.canonicalBytes())
            switch try await issueDesk.issue(input) {
            case .issued(_, let made): bundle = made
            case .alreadyIssued(let id):
                bundle = try await institution.registrar.bundle(for: id)
                known = id
            case .refused(let error): throw error
            }
        } catch {
            throw Daemon.inTheirTerms(problem(for: error))
        }
        let answer = Answer(.created, ["verifiableCredential": bundle.credential.value])
        guard let known else { return answer }
        return try await telling(known, answer)
    }

    /// Changes the status of a credential; one that it has already is left as it is.
    func changeStatus(_ exchange: Exchange) async throws -> Answer {
        _ = try exchange.negotiated(among: [.json, .problem])
        let body = try await exchange.jsonBody()
        let request = try StatusRequest(readable(body).root)
        guard let id = CredentialID(request.credentialID) else {
            throw Problem.unknownCredential
        }
        let registrar = institution.registrar
        let state = try await registrar.standing(of: id).standing.state
        let (action, category): (StandingAction, StandingReason.Category)
        switch (request.purpose, request.value, state) {
        case (.revocation, .set, .withdrawn), (.suspension, .set, .onHold),
            (.revocation, .clear, .inForce), (.suspension, .clear, .inForce),
            (.revocation, .clear, .onHold):
            return Daemon.answer(on: id, in: state)
        case (.revocation, .set, _): (action, category) = (.revoke, .awardWithdrawn)
        case (.suspension, .set, _): (action, category) = (.suspend, .underReview)
        case (.suspension, .clear, _): (action, category) = (.reinstate, .cleared)
        case (.revocation, .clear, _):
            throw Problem.conflict(
                "ledger.standing-forbids", detail: "A withdrawal is never taken back.")
        }
        let outcome = try await registrar.change(
            id, action, StandingReason(category: category, words: nil, effective: Day(clock())))
        if let words = outcome.unpublished {
            journal.failure("desk.recorded-not-published", words)
        }
        return Daemon.answer(on: id, in: outcome.entry.state)
    }

    /// How a credential stands, whether that is new or not.
    private static func answer(on id: CredentialID, in state: StandingState) -> Answer {
        Answer(
            .ok, ["credentialId": .string(id.description), "state": .string(state.rawValue)])
    }

    /// A problem as the W3C's interface tells it: 400 for what cannot be issued, with the place
    /// within the body.
    private static func inTheirTerms(_ problem: Problem) -> Problem {
        guard problem.status == 422 else { return problem }
        let first = problem.parts.first.flatMap { CredentialProblem(rawValue: $0.code) }
        return Problem(
            problem.code, status: 400, title: problem.title, detail: problem.detail,
            parts: problem.parts.map { part in
                Problem.Part(
                    pointer: "/credential" + part.pointer, code: part.code, detail: part.detail)
            }, type: (first ?? .malformedValue).type)
    }
}
