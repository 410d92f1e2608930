import AppendOnlyLedger
import CanonicalJSON
import HTTPTypes
import HomeFolder
import Issuance
import Records
import ServiceAPI
import Signing
import TransparencyLog
import Verification

/// Issuing credentials and changing their standing, for callers with a token.
extension Daemon {
    /// Issues the credential in the body; the same input again gives the same credential.
    func issue(_ exchange: Exchange) async throws -> Answer {
        let type = try exchange.negotiated(among: [.bundle, .json, .credentialToken])
        let input = try json(await exchange.jsonBody())
        switch try await issueDesk.issue(input) {
        case .issued(let id, _) where type == .credentialToken:
            return Answer(.created, type, try await institution.registrar.token(for: id))
        case .alreadyIssued(let id) where type == .credentialToken:
            let token = try await institution.registrar.token(for: id)
            return try await telling(id, Answer(.ok, type, token))
        case .issued(_, let bundle): return Answer(.created, type, bundle.bytes)
        case .alreadyIssued(let id):
            let bundle = try await institution.registrar.bundle(for: id)
            return try await telling(id, Answer(.ok, type, bundle.bytes))
        case .refused(let error): throw error
        }
    }

    /// An answer with what became of an award that was issued before.
    func telling(_ id: CredentialID, _ answer: Answer) async throws -> Answer {
        let report = try await institution.registrar.standing(of: id)
        return answer.with(.standing, report.word)
    }

    /// Changes the standing of a credential.
    func change(
        _ name: String, _ action: StandingAction, _ exchange: Exchange
    ) async throws -> Answer {
        _ = try exchange.negotiated(among: [.json])
        let body = try json(await exchange.jsonBody())
        guard let id = PercentEncoding.decoded(name).flatMap({ CredentialID($0) }) else {
            throw Problem.unknownCredential
        }
        let request = try StandingRequest(
            body.root, action == .supersede ? .replacement : .change)
        let reason = try reason(request, for: action)
        if let input = request.successor {
            return try await replace(id, by: input, reason)
        }
        if action == .erase { return try await erase(id, reason) }
        let outcome = try await institution.registrar.change(id, action, reason)
        return Answer(.ok, answer(outcome, reason))
    }

    private func erase(_ id: CredentialID, _ reason: StandingReason) async throws -> Answer {
        guard reason.words == nil else {
            throw Daemon.refused(
                at: "/reason", "Of an erasure no words are kept: they may name somebody.")
        }
        let award = try await institution.registrar.recorded(id)
        let erasure = try await institution.registrar.erase(award, reason)
        var json = answer(erasure.outcome, reason)
        json["destroyed"] = [
            "credential_bytes": .integer(Int64(erasure.destroyed.credentialBytes)),
            "details": .integer(Int64(erasure.destroyed.detailCount)),
        ]
        let until = institution.home.backupsAgedOut(after: erasure.outcome.entry.at)
        json["backups_until"] = .string(until.dateText)
        return Answer(.ok, json)
    }

    /// Issues what takes the place of a credential, and hands its bundle out.
    private func replace(
        _ id: CredentialID, by input: JSONValue, _ reason: StandingReason
    ) async throws -> Answer {
        let document = try json(input.canonicalBytes())
        let registrar = institution.registrar
        let replacement = try await registrar.supersede(id, by: document, reason)
        let bundle = try await registrar.bundle(for: replacement.successor)
        var json = answer(replacement.outcome, reason)
        json["successor"] = .string(replacement.successor.description)
        json["bundle"] = bundle.json
        return Answer(.ok, json)
    }

    private func answer(_ outcome: StandingOutcome, _ reason: StandingReason) -> JSONValue {
        if let words = outcome.unpublished {
            // The change stands; only the status lists lag behind.
            journal.failure("desk.recorded-not-published", words)
        }
        return [
            "id": .string(outcome.id.description),
            "state": .string(outcome.entry.state.rawValue),
            "effective": .string(reason.effective.description),
            "record": .integer(Int64(outcome.entry.record.value)),
            "published": .boolean(outcome.unpublished == nil),
        ]
    }

    private func reason(
        _ request: StandingRequest, for action: StandingAction
    ) throws(Problem) -> StandingReason {
        let category = StandingReason.Category(rawValue: request.category)
        guard let category, action.categories.contains(category) else {
            let known = action.categories.map(\.rawValue)
            throw Daemon.refused(
                at: "/category", "A category is one of: \(known.joined(separator: ", ")).")
        }
        var effective = Day(clock())
        if let text = request.effective {
            guard let day = Day(text) else {
                throw Daemon.refused(at: "/effective", "A day is written YYYY-MM-DD.")
            }
            effective = day
        }
        return StandingReason(category: category, words: request.reason, effective: effective)
    }

    private static func refused(at pointer: String, _ detail: String) -> Problem {
        .unreadable(
            "request.refused", detail: "The body is not what is taken here.",
            parts: [
                Problem.Part(pointer: pointer, code: "request.bad-value", detail: detail)
            ])
    }
}
