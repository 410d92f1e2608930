public import CanonicalJSON

/// Whether a daemon does its work, and what keeps it from doing so.
///
/// Spec: 09-surfaces §3.6.
public struct Readiness: Hashable, Sendable {
    /// What keeps a daemon from its work.
    public enum Reason: String, CaseIterable, Hashable, Sendable {
        /// The ledger stopped after a failure, or cannot be read.
        case ledger = "ready.ledger"
        /// The home lacks records that were signed, and is held back.
        case heldBack = "ready.held-back"
        /// The public folder cannot be written.
        case publishing = "ready.publishing"
        /// The disk is nearly full.
        case disk = "ready.disk"
        /// The clock is behind the last record.
        case clock = "ready.clock"
        /// The trust list cannot be read or has run out.
        case trustList = "ready.trust-list"
        /// The signed status lists have run out.
        case statusLists = "ready.status-lists"
    }

    /// The reasons, none when all is well.
    public let reasons: [Reason]

    /// Notes the reasons.
    public init(_ reasons: [Reason]) {
        self.reasons = reasons
    }

    /// Whether there is nothing in the way.
    public var isReady: Bool { reasons.isEmpty }

    /// The answer: words for an operator, nothing that others could not know.
    public var json: JSONValue {
        [
            "ready": .boolean(isReady),
            "reasons": .array(reasons.map { .string($0.rawValue) }),
        ]
    }
}
