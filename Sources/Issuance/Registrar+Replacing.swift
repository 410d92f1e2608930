import AppendOnlyLedger
public import CanonicalJSON
public import Credentials
import Records
import Signing
import TransparencyLog

/// What came of replacing a credential.
public struct Replacement: Hashable, Sendable {
    /// The credential that takes its place.
    public let successor: CredentialID
    /// The statement that it does.
    public let outcome: StandingOutcome
}

/// What replacing a credential would come to.
public struct ReplacementRehearsal: Sendable {
    /// The standing as it is before the change.
    public let report: StandingReport
    /// The credential that is to be replaced, if the vault has it whole.
    public let replaced: Credential?
    /// The one that would take its place.
    public let successor: Credential
    /// The name of the successor, if it was issued before.
    public let issuedBefore: CredentialID?
}

extension Registrar {
    /// Issues the credential that takes the place of another, and states that it does. What was
    /// interrupted is finished by asking for the same again.
    ///
    /// - Throws: ``RegistrarError``, ``LedgerError``, ``VaultError`` or ``CredentialError``.
    public func supersede(
        _ id: CredentialID, by input: JSONDocument, _ reason: StandingReason
    ) async throws -> Replacement {
        try check(reason, for: .supersede)
        if let givenUp = try await requireReplaceable(recorded(id), by: input).givenUp {
            try await inVault { try $0.forget(givenUp) }
        }
        let successor: CredentialID
        switch try await issue(input, inPlaceOf: id) {
        case .issued(let id, _), .alreadyIssued(let id): successor = id
        case .refused(let error): throw error
        }
        let whole = StandingReason(
            category: reason.category, words: reason.words, effective: reason.effective,
            successor: successor)
        let outcome = try await change(id, .supersede, whole)
        return Replacement(successor: successor, outcome: outcome)
    }

    /// What ``supersede(_:by:_:)`` would refuse is refused; nothing is kept, issued or stated.
    ///
    /// - Throws: what ``supersede(_:by:_:)`` would throw.
    public func rehearse(
        replacing award: RecordedAward, by input: JSONDocument, _ reason: StandingReason
    ) async throws -> ReplacementRehearsal {
        let report = try await rehearse(award, .supersede, reason)
        let known = try await requireReplaceable(award, by: input).known
        guard known != award.id else { throw RegistrarError.notASuccessor(award.id) }
        let new: [UInt8]
        if let known, let kept = try await inVault({ try $0.entry(named: known)?.credential }) {
            new = kept
        } else {
            new = try preview(input).json.canonicalBytes()
        }
        return ReplacementRehearsal(
            report: report,
            replaced: try await credential(of: award),
            successor: try Credential(parsing: new, as: .verifying), issuedBefore: known)
    }

    /// An award as the vault keeps it; `nil` if it does not have it, or what it has is damaged.
    public func credential(of award: RecordedAward) async throws -> Credential? {
        let kept = try await inVault { try $0.entry(named: award.id)?.credential }
        return kept.flatMap { try? Credential(parsing: $0, as: .verifying) }
    }

    /// The statement that an award was replaced by the same successor, if it stands already.
    func replacement(
        of award: RecordedAward, _ action: StandingAction, _ reason: StandingReason
    ) async throws -> StandingEntry? {
        guard action == .supersede, let successor = reason.successor else { return nil }
        return try await standing(of: award).history.last {
            $0.action == .supersede && $0.reason?.successor == successor
        }
    }

    /// What the vault knows of an input that is to take the place of a credential.
    private struct KnownSuccessor: Sendable {
        /// The credential that was made from it.
        let known: CredentialID?
        /// Another one that was to take the place and does not count any more.
        var givenUp: Succession?
    }

    /// Refuses to issue a successor for what cannot be replaced, or was by another input, or is
    /// about to be. A successor that was withdrawn or replaced meanwhile is none; and what was
    /// issued before and does not count now becomes none, or two could replace each other.
    private func requireReplaceable(
        _ award: RecordedAward, by input: JSONDocument
    ) async throws -> KnownSuccessor {
        let id = award.id
        let digests = try await inputDigests([input])
        let report = try await standing(of: award)
        let (known, noted) = try await inVault { vault in
            (try vault.entry(forInput: digests[0]), try vault.successor(of: id))
        }
        var answer = KnownSuccessor(known: known?.id)
        if let last = report.history.last(where: { $0.action == .supersede }) {
            guard let known, known.id == last.reason?.successor else {
                throw LedgerError.standingForbids(report.standing.state)
            }
            // The same again changes nothing, whatever became of the successor.
            return answer
        }
        if let known, known.id != id { try await requireCounting(known) }
        if let noted, noted != known?.id {
            guard try await isNoMore(noted) else { throw RegistrarError.otherSuccessor(noted) }
            answer.givenUp = Succession(replaced: id, successor: noted)
        }
        return answer
    }

    /// Refuses what was issued before and does not count now; what is pending will.
    private func requireCounting(_ entry: VaultEntry) async throws {
        guard entry.place != nil else { return }
        let report = try await standing(of: entry.id)
        guard !report.isGood else { return }
        let state = report.standing.state
        throw RegistrarError.successorNotInForce(
            entry.id, state == .inForce ? nil : state, fresh: freshIdentifier())
    }

    /// A name that no credential has.
    func freshIdentifier() -> String {
        RandomUUID(random: entropy(RandomUUID.byteCount)).urn
    }

    private func isNoMore(_ id: CredentialID) async throws -> Bool {
        do {
            switch try await standing(of: id).standing.state {
            case .withdrawn, .replaced, .erased: return true
            case .inForce, .onHold: return false
            }
        } catch RegistrarError.pending {
            return false
        }
    }
}
