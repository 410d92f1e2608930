import AppendOnlyLedger
import CanonicalJSON
public import Records
public import Signing
public import TransparencyLog

/// One change in the history of a credential: what anyone can read, and what the vault adds.
public struct StandingEntry: Hashable, Sendable {
    /// The record that states it.
    public let record: LeafIndex
    /// When it was recorded.
    public let at: Instant
    /// What it states.
    public let action: StandingAction
    /// From which day it counts, where that is public.
    public let effective: Day?
    /// The standing from this statement on.
    public let state: StandingState
    /// Why; `nil` where the vault does not have it any more.
    public let reason: StandingReason?
    /// The salt that opens the commitment to the reason, beside the reason's canonical JSON.
    public let salt: [UInt8]?
}

/// A credential's standing and how it came about.
public struct StandingReport: Hashable, Sendable {
    /// The credential.
    public let id: CredentialID
    /// What the ledger calls it.
    public let target: Target
    /// What it is now.
    public let standing: Standing
    /// Whether it, or its token, counts for nothing since a key was stolen, whatever the state,
    /// and nothing confirmed it again.
    public let isVoid: Bool
    /// What was stated, in order.
    public let history: [StandingEntry]

    /// Whether an award stands as it was issued.
    public var isGood: Bool { standing.state == .inForce && !isVoid }
    /// The state in one word, for programs: `void` for what would be in force.
    public var word: String {
        standing.state == .inForce && isVoid ? "void" : standing.state.rawValue
    }
}

/// An award that a record of this ledger issued.
public struct RecordedAward: Hashable, Sendable {
    /// Whether the vault has it.
    public enum Keeping: Hashable, Sendable {
        /// It does.
        case kept
        /// It was erased; only its holder has it.
        case erased
    }

    /// Its name.
    public let id: CredentialID
    /// What the ledger calls it.
    public let target: Target
    /// Its place in the status lists.
    public let bit: StatusBit
    /// Whether the vault has it.
    public let keeping: Keeping
}

/// What came of changing a standing: it is recorded in any case.
public struct StandingOutcome: Hashable, Sendable {
    /// The credential.
    public let id: CredentialID
    /// What the ledger calls it.
    public let target: Target
    /// What was stated.
    public let entry: StandingEntry
    /// Why what shows it to others could not be written, if so.
    public let unpublished: String?
}

extension Registrar {
    /// How far ahead a day may be: where the institution is, the day may have begun already.
    private static let dayAhead: Duration = .seconds(14 * 3_600)

    /// Changes the standing of a credential, and shows it in the published status lists.
    ///
    /// A replacement that stands already, by the same successor, is not stated twice.
    ///
    /// - Throws: ``RegistrarError``, ``LedgerError`` or ``VaultError``; then nothing was stated.
    public func change(
        _ id: CredentialID, _ action: StandingAction, _ reason: StandingReason
    ) async throws -> StandingOutcome {
        try await change(recorded(id), action, reason)
    }

    /// Changes the standing of an award, as ``change(_:_:_:)`` does by its name.
    ///
    /// - Throws: ``RegistrarError``, ``LedgerError`` or ``VaultError``; then nothing was stated.
    public func change(
        _ award: RecordedAward, _ action: StandingAction, _ reason: StandingReason
    ) async throws -> StandingOutcome {
        try check(reason, for: action)
        if let known = try await replacement(of: award, action, reason) {
            return StandingOutcome(
                id: award.id, target: award.target, entry: known, unpublished: nil)
        }
        // A detail of what the ledger will refuse is not kept.
        _ = try await rehearse(award, action, reason)
        try await ledger.requireReady()
        let body = try await prepared(action, of: award, for: reason)
        let stated = try await stated(body)
        let history = try await history(of: award.target)
        guard let entry = history.last(where: { $0.record == stated.record }) else {
            throw RegistrarError.vaultDisagrees(award.id)
        }
        return StandingOutcome(
            id: award.id, target: award.target, entry: entry, unpublished: stated.unpublished)
    }

    /// What ``change(_:_:_:)`` would refuse is refused; nothing is kept and nothing stated.
    ///
    /// - Returns: the standing as it is before the change.
    /// - Throws: what ``change(_:_:_:)`` would throw.
    public func rehearse(
        _ award: RecordedAward, _ action: StandingAction, _ reason: StandingReason
    ) async throws -> StandingReport {
        try check(reason, for: action)
        let body = action.body(
            of: award.target, status: award.bit, effective: reason.effective,
            detail: .sha256([UInt8]()))
        let report = try await standing(of: award)
        let isAllowed = try await ledger.read { view in
            var history = StandingHistory()
            for record in try view.changes(of: report.target) {
                history.apply(record.statement.body)
            }
            return history.allows(body)
        }
        guard isAllowed else { throw LedgerError.standingForbids(report.standing.state) }
        if action == .reinstate,
            let from = report.history.last(where: { $0.action == .suspend })?.effective,
            reason.effective < from
        {
            throw RegistrarError.beforeHold(from)
        }
        return report
    }

    /// What became of a credential, with the reasons that the vault keeps.
    ///
    /// - Throws: ``RegistrarError``, ``LedgerError`` or ``VaultError``.
    public func standing(of id: CredentialID) async throws -> StandingReport {
        try await standing(of: recorded(id))
    }

    /// What became of an award, with the reasons that the vault keeps.
    ///
    /// - Throws: ``LedgerError`` or ``VaultError``.
    public func standing(of award: RecordedAward) async throws -> StandingReport {
        let target = award.target
        let now = clock()
        let standing = try await ledger.standing(
            of: target, at: now, validity: Registrar.standingValidity)
        // What was stated in between is not told: the history ends where the standing does.
        let history = try await history(of: target).filter {
            $0.record.value < standing.size.value
        }
        return StandingReport(
            id: award.id, target: target, standing: standing, isVoid: try await isVoid(target),
            history: history)
    }

    /// What the ledger says of one credential now, signed. The vault need not have it.
    ///
    /// - Returns: `nil` for a record that a compromise made void and that would be called in force:
    ///   nobody knows whose it is before it is confirmed again.
    /// - Throws: ``LedgerError/badTarget(_:)`` for what the ledger did not issue.
    public func signedStanding(of target: Target) async throws -> SignedStanding? {
        let desk = try await desk()
        let now = clock()
        let standing = try await ledger.read { view -> Standing? in
            let standing = try view.standing(
                of: target, at: now, validity: Registrar.standingValidity)
            let isSaid = try standing.state != .inForce || view.counts(target.record)
            return isSaid ? standing : nil
        }
        return try standing?.signed(by: desk.ring.status)
    }

    /// What was stated about a credential, in order, with the reasons that the vault keeps.
    private func history(of target: Target) async throws -> [StandingEntry] {
        let records = try await ledger.read { try $0.changes(of: target) }
        return try await inVault { vault in
            var standing = StandingHistory()
            return try records.compactMap { record in
                standing.apply(record.statement.body)
                let digest = record.statement.body.detail
                let detail = try digest.flatMap { try vault.detail(opening: $0) }
                return StandingEntry(record, standing.state, detail)
            }
        }
    }

    /// The award of that name.
    ///
    /// - Throws: ``RegistrarError/unknownCredential(_:)`` or ``RegistrarError/pending(_:)``.
    public func recorded(_ id: CredentialID) async throws -> RecordedAward {
        let issued = try await issuedCredential(id)
        return RecordedAward(
            id: id, target: issued.entry.target(issued.place.index), bit: issued.entry.bit,
            keeping: .kept)
    }

    // MARK: Preparing

    func check(
        _ reason: StandingReason, for action: StandingAction
    ) throws(RegistrarError) {
        guard action.categories.contains(reason.category) else {
            throw .otherCategory(action)
        }
        guard reason.effective <= Day(clock() + Registrar.dayAhead) else {
            throw .notYetEffective(reason.effective)
        }
    }

    /// A change that was stated.
    private struct Stated: Sendable {
        let record: LeafIndex
        let unpublished: String?
    }

    private func stated(_ body: StatementBody) async throws -> Stated {
        let desk = try await desk()
        do {
            let appended = try await state(body, at: desk)
            return Stated(record: appended.record.index, unpublished: nil)
        } catch RegistrarError.recordedNotPublished(let index, let words) {
            return Stated(record: index, unpublished: words)
        }
    }

    /// Keeps the detail of a change, and says what is to be stated.
    private func prepared(
        _ action: StandingAction, of award: RecordedAward, for reason: StandingReason
    ) async throws -> StatementBody {
        let salt = entropy(Commitment.saltBytes)
        return try await inVault { vault in
            let detail = StandingDetail(content: reason.content, salt: salt)
            // Why something was erased stays when whose it was is forgotten.
            let isNamed = award.keeping == .kept && action != .erase
            do {
                try vault.add(
                    detail, about: isNamed ? award.id : nil, successor: reason.successor)
            } catch VaultError.successorGone {
                throw RegistrarError.unknownCredential(reason.successor ?? award.id)
            }
            return action.body(
                of: award.target, status: award.bit, effective: reason.effective,
                detail: detail.digest)
        }
    }
}

extension StandingEntry {
    /// What a record states and its detail explains; `nil` for one that changes no standing.
    fileprivate init?(_ record: Record, _ state: StandingState, _ detail: StandingDetail?) {
        let body = record.statement.body
        guard let action = StandingAction(body) else { return nil }
        self.init(
            record: record.index, at: record.at, action: action, effective: body.effective,
            state: state, reason: detail.flatMap { StandingReason(content: $0.content) },
            salt: detail?.salt)
    }
}
