import AppendOnlyLedger
import CanonicalJSON
import Credentials
public import Records
public import Signing
public import TransparencyLog

/// When a status list of the past is asked for.
public enum StatusListMoment: Hashable, Sendable {
    /// When the ledger had so many records.
    case size(TreeSize)
    /// At an instant, by the times that the records state.
    case instant(Instant)
}

/// A status list as it was, in both of its forms.
public struct SignedStatusList: Hashable, Sendable {
    /// The credential with its proof, canonical JSON.
    public let credential: [UInt8]
    /// The same as a compact JWS.
    public let token: [UInt8]
    /// The same for lists that say the same of the same time, whenever they were signed; of a time
    /// that goes on, for a day.
    public let content: Digest
}

extension Registrar {
    /// A status list as of an earlier time, derived from the ledger and signed now. It is valid
    /// for the time in which it stood so.
    ///
    /// - Returns: `nil` for a list that there is not, and for a time at which there was no ledger
    ///   or not so many records.
    /// - Throws: ``VaultError``, ``LedgerError``, ``StoreError`` or ``SigningError``.
    public func statusList(
        _ list: Int64, _ purpose: StatusBits.Purpose, at moment: StatusListMoment
    ) async throws -> SignedStatusList? {
        let desk = try await desk()
        let known = try await inVault { try $0.statusLists() }
        return try await ledger.read { view in
            guard try known.contains(list) || view.statusLists().contains(list) else { return nil }
            let size: TreeSize
            switch moment {
            case .size(let asked): size = asked
            case .instant(let instant): size = try view.size(at: instant)
            }
            guard size > .zero, try size <= view.checkpoint().checkpoint.size else { return nil }
            let then = try view.status(of: list, for: purpose, at: size)
            let now = self.clock()
            let until = then.until ?? now + Registrar.statusListValidity
            let signed = try self.statusList(
                list, purpose, indexes: then.indexes, from: then.from,
                until: max(until, then.from + .milliseconds(1)), at: now, desk: desk)
            let words = [
                self.profile.statusURL(list: list, purpose), "\(then.from)",
                then.until?.description ?? Day(now).description, "\(then.indexes.sorted())",
            ]
            return SignedStatusList(
                credential: signed.canonicalBytes(), token: try self.token(of: signed, desk),
                content: .sha256(Array(words.joined(separator: "\n").utf8)))
        }
    }
}
