public import Records
public import Signing
public import TransparencyLog
public import Trust

/// Something that somebody fetched for the verifier, and when. Nobody has checked it, but for what
/// the verifier found itself when it looked at a ledger.
///
/// Verifying fetches nothing: a verdict says in its `needs` what would help, somebody fetches it,
/// and verifying is done again with it.
public struct Evidence: Sendable {
    /// What was fetched.
    public enum Content: Sendable {
        /// The credential that publishes a status list, from a URL.
        case statusList(url: String, bytes: [UInt8])
        /// A newer standing.
        case standing(SignedStanding)
        /// A receipt, for a credential that came without.
        case receipt(Receipt)
        /// All key records of one ledger, from its first to its newest.
        case keys([KeyReceipt])
        /// Records of one ledger that confirm others again.
        case confirmations([KeyReceipt])
        /// A controller's document of keys.
        case didDocument(of: DID, bytes: [UInt8])
        /// Whoever keeps the ledger was asked how a record of it stands, and gave no good answer.
        case unanswered(Origin)
        /// A ledger's answer that it has nothing to say about the credential.
        case noRecord(Origin)
        /// A later checkpoint of a ledger, for its cosignatures. It counts only where the ledger
        /// was seen in that state and in the receipt's.
        case checkpoint(SignedCheckpoint)
        /// What the verifier itself remembers of a ledger: never somebody else's memory.
        case seen(SeenLedger)
        /// A whole ledger, read from a copy: never what somebody says about it.
        case replayed(ReplayedLedger)
        /// An accreditor's own statements, signed.
        case accreditations(SignedAccreditations)
        /// The verifier found that a ledger signed two histories.
        case forked(Origin)
    }

    /// What it is.
    public let content: Content
    /// When it was fetched, by the clock of whoever did.
    public let fetchedAt: Instant

    /// Hands in something fetched.
    public init(_ content: Content, fetchedAt: Instant) {
        self.content = content
        self.fetchedAt = fetchedAt
    }
}

extension Bundle {
    /// What it holds beside the credential, for a credential that came without.
    public var evidence: [Evidence.Content] {
        receipts.map { .receipt($0) } + standings.map { .standing($0) }
            + (keys.isEmpty ? [] : [.keys(keys)])
            + (confirmations.isEmpty ? [] : [.confirmations(confirmations)])
    }
}
