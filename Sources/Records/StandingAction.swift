public import Signing

/// What an institution can state about a credential that it issued.
///
/// Spec: 01-record §3.5, §3.6.
public enum StandingAction: String, CaseIterable, Hashable, Sendable {
    /// To withdraw it for good.
    case revoke
    /// To put it on hold.
    case suspend
    /// To lift a hold.
    case reinstate
    /// To replace it by another.
    case supersede
    /// To keep it no longer.
    case erase

    /// What a statement does to a standing; `nil` for one that does nothing to any.
    public init?(_ body: StatementBody) {
        switch body {
        case .revoke: self = .revoke
        case .suspend: self = .suspend
        case .reinstate: self = .reinstate
        case .supersede: self = .supersede
        case .erase: self = .erase
        case .genesis, .issue, .issueList, .seal, .key, .reattest, .trust, .custody: return nil
        }
    }

    /// The statement that does it.
    ///
    /// - Parameters:
    ///   - status: the bit that shows it, where one does.
    ///   - effective: from which day it counts, where that is public.
    public func body(
        of target: Target, status: StatusBit, effective: Day, detail: Digest
    ) -> StatementBody {
        let change = StandingChange(
            target: target, status: status, effective: effective, detail: detail)
        let final = FinalChange(target: target, detail: detail)
        return switch self {
        case .revoke: .revoke(change)
        case .suspend: .suspend(change)
        case .reinstate: .reinstate(change)
        case .supersede: .supersede(final)
        case .erase: .erase(final)
        }
    }
}

extension StatementBody {
    /// The salted commitment to why a standing changes, if the statement changes one.
    public var detail: Digest? {
        switch self {
        case .revoke(let body), .suspend(let body), .reinstate(let body): body.detail
        case .supersede(let body), .erase(let body): body.detail
        case .genesis, .issue, .issueList, .seal, .key, .reattest, .trust, .custody: nil
        }
    }

    /// From which day a change of standing counts, where that is public.
    public var effective: Day? {
        switch self {
        case .revoke(let body), .suspend(let body), .reinstate(let body): body.effective
        case .supersede, .erase, .genesis, .issue, .issueList, .seal, .key, .reattest, .trust,
            .custody:
            nil
        }
    }

    /// The place in the status lists that the statement names, if it names one.
    public var statusBit: StatusBit? {
        switch self {
        case .revoke(let body), .suspend(let body), .reinstate(let body): body.status
        case .supersede, .erase, .genesis, .issue, .issueList, .seal, .key, .reattest, .trust,
            .custody:
            nil
        }
    }

    /// Of which list the statement sets or clears a bit.
    public var statusPurpose: StatusBits.Purpose? {
        switch self {
        case .revoke: .revocation
        case .suspend, .reinstate: .suspension
        case .supersede, .erase, .genesis, .issue, .issueList, .seal, .key, .reattest, .trust,
            .custody:
            nil
        }
    }
}
