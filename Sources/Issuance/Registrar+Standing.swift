public import AppendOnlyLedger
import CanonicalJSON
public import Records
import Signing
import TransparencyLog

/// Why a credential's standing changes. Kept in the vault; the ledger holds a commitment to it.
public struct StandingReason: Hashable, Sendable {
    /// The kinds of reason for withdrawing.
    public enum Category: String, CaseIterable, Hashable, Sendable {
        /// The award was withdrawn.
        case awardWithdrawn = "award_withdrawn"
        /// It should not have been issued.
        case issuedInError = "issued_in_error"
        /// It was obtained by deceit.
        case fraud
    }

    /// The kind.
    public let category: Category
    /// Words for the institution's own file.
    public let words: String?
    /// From which day it counts.
    public let effective: Day

    /// Notes a reason.
    public init(category: Category, words: String? = nil, effective: Day) {
        self.category = category
        self.words = words
        self.effective = effective
    }

    fileprivate var content: [UInt8] {
        var json: JSONValue = [
            "category": .string(category.rawValue),
            "effective": .string(effective.description),
        ]
        if let words { json["reason"] = .string(words) }
        return json.canonicalBytes()
    }
}

extension Registrar {
    /// Withdraws a credential for good, and shows it in the published status list.
    ///
    /// - Throws: ``RegistrarError``, ``LedgerError`` or ``VaultError``; with
    ///   ``RegistrarError/recordedNotPublished(_:_:)`` the credential is withdrawn all the same.
    public func revoke(_ id: CredentialID, _ reason: StandingReason) async throws -> Appended {
        let withdrawal = try await withdrawal(of: id, for: reason)
        let desk = try await desk()
        return try await state(withdrawal, at: desk)
    }

    /// Keeps the detail of a withdrawal, and says what the ledger calls the credential.
    private func withdrawal(
        of id: CredentialID, for reason: StandingReason
    ) async throws -> StatementBody {
        let salt = entropy(Commitment.saltBytes)
        return try await inVault { vault in
            guard let entry = try vault.entry(named: id) else {
                throw RegistrarError.unknownCredential(id)
            }
            guard let place = entry.place else { throw RegistrarError.pending(id) }
            let detail = StandingDetail(content: reason.content, salt: salt)
            try vault.add(detail)
            return .revoke(
                StandingChange(
                    target: entry.target(place.index), status: entry.bit,
                    effective: reason.effective, detail: detail.digest))
        }
    }
}
