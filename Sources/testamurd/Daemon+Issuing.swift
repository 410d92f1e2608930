import AppendOnlyLedger
import CanonicalJSON
import HTTPTypes
import HomeFolder
import Issuance
import Records
import ServiceAPI
import TransparencyLog
import Verification

/// Issuing credentials and changing their standing, for callers with a token.
extension Daemon {
    /// Issues the credential in the body; the same input again gives the same credential.
    func issue(_ exchange: Exchange) async throws -> Answer {
        let type = try exchange.negotiated(among: [.bundle, .json])
        let input = try json(await exchange.jsonBody())
        switch try await issueDesk.issue(input) {
        case .issued(_, let bundle): return Answer(.created, type, bundle.bytes)
        case .alreadyIssued(let id):
            return Answer(.ok, type, try await institution.registrar.bundle(for: id).bytes)
        case .refused(let error): throw error
        }
    }

    /// Withdraws a credential.
    func revoke(_ name: String, _ exchange: Exchange) async throws -> Answer {
        _ = try exchange.negotiated(among: [.json])
        let body = try json(await exchange.jsonBody())
        guard let id = CredentialID(Daemon.decoded(name)) else {
            throw Problem.unknownCredential
        }
        let reason = try reason(RevocationRequest(body.root))
        var isPublished = true
        let index: LeafIndex
        do {
            index = try await institution.registrar.revoke(id, reason).record.index
        } catch RegistrarError.recordedNotPublished(let recorded, let words) {
            // The credential is withdrawn; only the status list lags behind.
            journal.failure("desk.recorded-not-published", words)
            isPublished = false
            index = recorded
        }
        return Answer(
            .ok,
            [
                "id": .string(id.description),
                "state": .string(StandingState.withdrawn.rawValue),
                "effective": .string(reason.effective.description),
                "record": .integer(Int64(index.value)), "published": .boolean(isPublished),
            ])
    }

    private func reason(_ request: RevocationRequest) throws(Problem) -> StandingReason {
        guard let category = StandingReason.Category(rawValue: request.category) else {
            let known = StandingReason.Category.allCases.map(\.rawValue)
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

    /// A name in a path may have its colons escaped, and nothing else needs to be.
    private static func decoded(_ name: String) -> String {
        name.split(separator: "%3A", omittingEmptySubsequences: false)
            .flatMap { $0.split(separator: "%3a", omittingEmptySubsequences: false) }
            .joined(separator: ":")
    }
}
